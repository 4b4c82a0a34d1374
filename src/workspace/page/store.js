// @ts-check
/** @import { Anchor, Call, Channel, Command, Message, Shortcut, User, View } from "./wire.ts" */

/**
 * What the page knows. Only `stream.js` and `load.js` write what came from the workspace; whoever shows a part of it
 * listens for its topic and draws it anew.
 */
export const store = {
  /** @type {Map<string, User>} */ users: new Map(),
  /** @type {Map<string, Channel>} */ channels: new Map(),
  /** @type {Command[]} */ commands: [],
  /** @type {Shortcut[]} */ shortcuts: [],
  /** @type {Anchor | undefined} */ anchor: undefined,
  /** The person the page acts as. */
  me: "",
  /** @type {{ channel: string, thread?: string | undefined, point?: string | undefined } | { app: true } | undefined} */ place:
    undefined,
  /** Messages by channel and `ts`; a channel is absent until it was fetched. @type {Map<string, Map<string, Message>>} */
  messages: new Map(),
  /** What the stream brought for a channel while it was being fetched. @type {Map<string, Map<string, Message | null>>} */
  arrived: new Map(),
  /** The stack of forms this person has open, oldest first. @type {Map<string, View>} */ modals: new Map(),
  /** @type {View | undefined} */ home: undefined,
  /** @type {Call[]} */ calls: [],
  online: false,
};

/** @typedef {"state" | "person" | "place" | "messages" | "modals" | "home" | "calls" | "clock" | "online" | "read"} Topic */

/** @type {Map<Topic, ((detail: any) => void)[]>} */
const listeners = new Map();

/**
 * @param {Topic | Topic[]} topics
 * @param {(detail: any) => void} listener
 */
export function on(topics, listener) {
  for (const topic of [topics].flat()) listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

/**
 * @param {Topic} topic
 * @param {any} [detail]
 */
export function tell(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** @returns {User | undefined} */
export const bot = () => [...store.users.values()].find((user) => isBot(user));

/** @param {User | undefined} user */
export const isBot = (user) => user?.is_bot ?? user?.name === "sitrep";

/** @param {Channel} channel */
export const isDirect = (channel) => channel.is_im ?? channel.id.startsWith("D");

/** This person's conversation with the bot, once there is one. @returns {Channel | undefined} */
export const directChannel = () =>
  [...store.channels.values()].find((channel) => isDirect(channel) && channel.members.includes(store.me));

/** The channel in view, if a channel is. @returns {Channel | undefined} */
export const openChannel = () =>
  store.place && "channel" in store.place ? store.channels.get(store.place.channel) : undefined;

/** @param {string} id */
export const nameOf = (id) => store.users.get(id)?.name ?? id;

/** A line that Slack writes by itself: who joined, what the topic is now. @param {Message} message */
export const isLine = (message) => /^(channel|group)_|^pinned_item$|^bot_(add|remove)$/.test(message.subtype ?? "");

/** Belongs to a thread without being its first message. @param {Message} message */
export const isReply = (message) => !!message.thread_ts && message.thread_ts !== message.ts;

/** Messages in order, by the map they stand in; made anew after each change. @type {WeakMap<Map<string, Message>, Message[]>} */
const ordered = new WeakMap();

/**
 * The messages of a channel, oldest first.
 * @param {string} channel
 * @returns {readonly Message[]}
 */
export function messagesOf(channel) {
  const known = store.messages.get(channel);
  if (!known) return [];
  const list = ordered.get(known) ?? [...known.values()].sort((one, other) => Number(one.ts) - Number(other.ts));
  ordered.set(known, list);
  return list;
}

/**
 * Takes over what the workspace says of one message; `null` when it is gone. A channel that is being fetched takes it
 * over once it has come.
 * @param {string} channel
 * @param {string} ts
 * @param {Message | null} message
 * @returns whether the message was not there before
 */
export function keepMessage(channel, ts, message) {
  store.arrived.get(channel)?.set(ts, message);
  const known = store.messages.get(channel);
  if (!known) return false;
  const fresh = !known.has(ts);
  if (message) known.set(ts, message);
  else known.delete(ts);
  ordered.delete(known);
  return fresh && message !== null;
}

/**
 * The replies in a channel, oldest first, by the `ts` of the message they answer.
 * @param {string} channel
 * @returns {Map<string, Message[]>}
 */
export const threadsOf = (channel) =>
  Map.groupBy(messagesOf(channel).filter(isReply), ({ thread_ts }) => thread_ts ?? "");

/**
 * @param {string} channel
 * @param {string} thread
 */
export const repliesOf = (channel, thread) => threadsOf(channel).get(thread) ?? [];
