import type { Anchor, Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Courier } from "./delivery/courier.ts";
import type { EventSender } from "./delivery/events.ts";
import type { Disk } from "./disk.ts";
import type { Fault, Faults } from "./faults.ts";
import type { Manifest } from "./manifest.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Records } from "./records.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { Stream } from "./stream.ts";
import {
  type App,
  type Channel,
  type Kit,
  type Message,
  type StoredFile,
  type Team,
  type Tokens,
  tsOf,
  type User,
  type View,
} from "./things.ts";
import type { Traffic } from "./traffic.ts";
import type { Triggers } from "./triggers.ts";

/** Everything the workspace knows and everything it can do: handed to each method and each of the person's doors. */
export interface World {
  /** Product time: message `ts`, what was created when. */
  clock: Clock;
  /** The time the protocol is measured in: acks, triggers, response_url, rate limits. */
  real: Clock;
  log: Log;
  manifest: Manifest;
  scopes: ReadonlySet<string>;
  disk: Disk;
  tokens: Tokens;
  team: Team;
  app: App;
  /** http://127.0.0.1:PORT, known once the server listens. */
  url: string;

  users: Map<string, User>;
  channels: Map<string, Channel>;
  /** By channel, oldest first. */
  messages: Map<string, Message[]>;
  /** By channel: what only one person sees, for as long as the workspace runs. */
  ephemerals: Map<string, { user: string; message: Message }[]>;
  /** By user: the stack of open modals, the top one last. */
  modals: Map<string, View[]>;
  homes: Map<string, View>;
  files: Map<string, StoredFile>;
  usergroups: { id: string; name: string; handle: string; users: string[] }[];
  /** What a person chose in the menus of a message so far, by channel, message and person. */
  choices: Map<string, Record<string, Record<string, Kit>>>;
  /** The options the app last suggested for a menu, by person and `action_id`. */
  suggested: Map<string, Kit[]>;
  /** The highest message time given out, in microseconds. */
  lastMicros: number;

  stream: Stream;
  traffic: Traffic;
  records: Records;
  faults: Faults;
  limits: RateLimits;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  courier: Courier;
  events: EventSender;
  /** The address of a new Socket Mode connection below `url`; null while the app is driven over HTTP. */
  socketTicket(): string | null;
  /** How product time follows real time. */
  anchor(): Anchor;
  /** Changes the speed of product time from now on; refuses (false) when the clock is not the workspace's own. */
  setSpeed(speed: number): boolean;
  /** Says how the app is driven from now on. */
  driveBy(delivery: Delivery): void;
  /** Faults that are done to open connections at once. */
  disturbSocket(fault: Fault): void;
  /** How long the app must be silent before a person's call is answered, in real milliseconds. */
  settleMs: number;
}

/** How the app is driven: over the sockets it opens, or by signed requests to its address. */
export type Delivery = { mode: "socket" } | { mode: "http"; requestUrl: string };

/** Unix seconds of product time. */
export const seconds = (world: World): number => Math.floor(world.clock.now() / 1_000);

/** The next message time: product time in Slack's form, never given out twice and never going back. */
export function nextTs(world: World): string {
  world.lastMicros = Math.max(world.clock.now() * 1_000, world.lastMicros + 1);
  return tsOf(world.lastMicros);
}

/** The bot as a user of the workspace. */
export function botUser(world: World): User {
  const user = world.users.get(world.app.user);
  if (!user) throw new Error("The workspace has lost its bot user.");
  return user;
}

/** The messages of a channel, oldest first. */
export function messagesOf(world: World, channel: string): Message[] {
  const list = world.messages.get(channel) ?? [];
  world.messages.set(channel, list);
  return list;
}

/** Stores a channel as it is now and tells whoever watches. */
export function saveChannel(world: World, channel: Channel): void {
  channel.updated = world.clock.now();
  world.channels.set(channel.id, channel);
  world.disk.put("channel", channel.id, channel);
  world.stream.publish({ type: "state" });
}

/** Stores a message as it is now and tells whoever watches. */
export function saveMessage(world: World, channel: string, message: Message): void {
  const list = messagesOf(world, channel);
  const at = list.findLastIndex(({ ts }) => ts <= message.ts);
  if (list[at]?.ts === message.ts) list[at] = message;
  else list.splice(at + 1, 0, message);
  world.disk.put("message", `${channel}/${message.ts}`, { channel, message });
  world.stream.publish({ type: "message", channel, message });
}

/** A stored message of a channel by its `ts`. */
export function messageAt(world: World, channel: string, ts: string): Message | undefined {
  return messagesOf(world, channel).findLast((message) => message.ts === ts);
}
