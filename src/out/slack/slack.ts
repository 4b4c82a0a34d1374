import type { FetchFunction } from "@slack/web-api";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Secret } from "../../base/secret.ts";
import type { AnyCarrier } from "../carrier.ts";
import { type Announcement, openAnnouncement } from "./announcement.ts";
import type { Answer } from "./answer.ts";
import { bookmark } from "./bookmark.ts";
import { openSlackClient, type SlackClient, type Spend } from "./client.ts";
import { type Connection, openConnection } from "./connection.ts";
import { createChannel } from "./create-channel.ts";
import { invite } from "./invite.ts";
import { renew, settle, show } from "./message.ts";
import { amendPage, page } from "./page.ts";
import { pin } from "./pin.ts";
import { openPlaces } from "./places.ts";
import { openPoster } from "./post.ts";
import type { SlackRecords, SlackRoom } from "./room.ts";
import { topic } from "./topic.ts";

/** The way out to Slack: its carriers, and how it stands with it. */
export interface Slack {
  carriers: AnyCarrier[];
  client: SlackClient;
  connection: Connection;
  announcement: Announcement;
  /** Says hello to Slack and joins the announcement channel, and keeps at both. Returns at once. */
  start(): void;
  stop(): void;
}

export interface SlackSettings {
  token: Secret;
  apiUrl?: string | undefined;
  timeoutMs?: number | undefined;
  fetch?: FetchFunction | undefined;
  clock: Clock;
  /** Product milliseconds in a real one (client.ts). */
  pace?: (() => number) | undefined;
  log: Log;
  /** The name of the channel that incidents are announced in. */
  announcementChannel: string;
  records: SlackRecords;
  spend: Spend;
  random?: (() => number) | undefined;
  /** Slack answers after it had not for a while. */
  answersAgain?: (() => void) | undefined;
  /** Hears how every call ended, for the metrics. */
  heard?: ((method: string, answer: Answer) => void) | undefined;
}

export function openSlack(settings: SlackSettings): Slack {
  const { clock, log, records, random, answersAgain } = settings;
  const connection = openConnection({ clock, log, random, answersAgain });
  const client = openSlackClient({
    ...settings,
    heard(method, answer) {
      connection.heard(method, answer);
      settings.heard?.(method, answer);
    },
  });
  const announcement = openAnnouncement({ client, name: settings.announcementChannel, log });
  const places = openPlaces({ client, announcement, channelOf: records.channelOf });
  const room: SlackRoom = { client, places, records, me: connection.me, log };
  const poster = openPoster(room);

  return {
    carriers: [
      createChannel(room),
      invite(room),
      topic(room),
      bookmark(room),
      show(room, poster),
      renew(room, poster),
      settle(room, poster),
      pin(room),
      page(poster),
      amendPage(room, poster),
    ],
    client,
    connection,
    announcement,
    start() {
      connection.start(client);
      connection.tried
        .then(() => announcement.find("rest"))
        .catch((error: unknown) => log.warn({ err: error }, "the announcement channel could not be looked up yet"));
    },
    stop: () => connection.stop(),
  };
}
