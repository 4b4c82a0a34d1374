import type { Instant } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { SlackClient } from "./client.ts";
import type { Me } from "./connection.ts";
import type { Places } from "./places.ts";

/** Where a message stands in Slack. */
export interface MessageRef {
  channel: string;
  ts: string;
}

/** A channel name that is kept for one incident, so that no other worker and no other incident tries it. */
export interface Reservation {
  name: string;
  reservedAt: Instant;
}

/** What of our own records the carriers need. */
export interface SlackRecords {
  /** Where the thing of a slot stands, as it was stored; null when it stands nowhere. */
  remoteOf(slot: string): Promise<unknown>;
  /** True while a message for this slot waits to be posted, or is being posted. */
  isOnItsWay(slot: string): Promise<boolean>;
  /** The id of an incident's channel; null while it has none. */
  channelOf(incident: string): Promise<string | null>;
  /** True when an incident holds this channel. */
  isHeld(channelId: string): Promise<boolean>;
  /** The name that is kept for the incident now; null when none was. */
  reservationOf(incident: string): Promise<Reservation | null>;
  /** Keeps `name` for the incident in place of what was kept before; null when another incident has it, or once had it. */
  reserve(incident: string, name: string): Promise<Reservation | null>;
}

/** What every carrier to Slack is handed. */
export interface SlackRoom {
  client: SlackClient;
  places: Places;
  records: SlackRecords;
  /** Who we are; null until Slack has told us. */
  me: () => Me | null;
  log: Log;
}
