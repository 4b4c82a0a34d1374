import type { Clock } from "../../base/clock.ts";
import { spend } from "../../store/budget.ts";
import { reservationOf, reserveChannelName } from "../../store/channel-names.ts";
import { channelOf, incidentByChannel } from "../../store/incidents.ts";
import { standingOf } from "../../store/outbox.ts";
import { remoteOf } from "../../store/remote.ts";
import type { Store } from "../../store/store.ts";
import type { Spend } from "./client.ts";
import type { SlackRecords } from "./room.ts";

/** What the carriers to Slack need to know, out of the store. */
export function slackRecords(store: Store, clock: Clock): SlackRecords {
  return {
    remoteOf: (slot) => remoteOf(store.read, slot),
    isOnItsWay: async (slot) => (await standingOf(store.read, { kind: "message.show", slot })) !== "over",
    channelOf: (incident) => channelOf(store.read, incident),
    isHeld: async (channelId) => (await incidentByChannel(store.read, channelId)) !== null,
    reservationOf: (incident) => reservationOf(store.read, incident),
    reserve: (incident, name) => store.transact((tx) => reserveChannelName(tx, { incident, name, at: clock.now() })),
  };
}

/** Takes calls from budgets in the store, which all replicas share. */
export function spendInStore(store: Store, clock: Clock): Spend {
  return (asked) =>
    store.transact(async (tx) => {
      const now = clock.now();
      for (const { limit, reserve } of asked) {
        const waitMs = await spend(
          tx,
          limit.key,
          { capacity: limit.burst, perMs: limit.perMinute / 60_000, reserve },
          now,
        );
        if (waitMs > 0) return { limit, at: now + waitMs };
      }
      return null;
    });
}
