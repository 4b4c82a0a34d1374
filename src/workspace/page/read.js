// @ts-check
import { isLine, isReply, messagesOf, on, openChannel, store, tell } from "./store.js";

/** @import { Channel } from "./wire.ts" */

/** Up to which `ts` this person has read each channel; kept in the browser, as reading is a thing of the page alone. @type {Record<string, string>} */
let marks = {};

const key = () => `read ${store.me}`;

/**
 * What a channel has that its person has not seen: how many messages, and how many of them name the person.
 * @param {Channel} channel
 */
export function unread(channel) {
  const seen = Number(marks[channel.id] ?? 0);
  const fresh = newerThan(channel.id, seen).filter((message) => message.user !== store.me && !isLine(message));
  const named = fresh.filter((message) => namesMe(JSON.stringify([message.text, message.blocks])));
  const plain = fresh.filter((message) => !isReply(message) && !named.includes(message));
  return { count: plain.length + named.length, mentions: named.length };
}

/** @param {string} channel @param {number} seen */
function newerThan(channel, seen) {
  const messages = messagesOf(channel);
  const last = messages.findLastIndex((message) => Number(message.ts) <= seen);
  return messages.slice(last + 1);
}

/** @param {string} text */
const namesMe = (text) =>
  text.includes(`<@${store.me}`) || text.includes(`"user_id":"${store.me}"`) || /<!(here|channel|everyone)/.test(text);

/** Where the "new" line stands in a channel: what was read when it was opened. @param {string} channel */
export const readUpTo = (channel) => marks[channel];

/** Takes note that everything in the open channel was seen, if somebody is looking. */
export function markRead() {
  const channel = openChannel();
  if (!channel || document.hidden) return;
  const last = messagesOf(channel.id).at(-1);
  if (!last || marks[channel.id] === last.ts) return;
  marks[channel.id] = last.ts;
  localStorage.setItem(key(), JSON.stringify(marks));
  tell("read");
}

export function startRead() {
  on("person", () => {
    try {
      marks = JSON.parse(localStorage.getItem(key()) ?? "{}");
    } catch {
      marks = {};
    }
  });
  document.addEventListener("visibilitychange", markRead);
}
