// @ts-check
import { get } from "./api.js";
import { directChannel, openChannel, store, tell } from "./store.js";

/** @import { Message, View } from "./wire.ts" */

/** @type {Set<string>} */
const underway = new Set();

/**
 * Fetches the messages of a channel as this person sees them. A second call while the first is underway is quiet.
 * @param {string} channel id
 */
export async function loadMessages(channel) {
  const person = store.me;
  const key = `${person} ${channel}`;
  if (underway.has(key)) return;
  underway.add(key);
  const answer = await get(`channels/${encodeURIComponent(channel)}/messages?as=${encodeURIComponent(person)}`);
  underway.delete(key);
  if (!answer.ok || person !== store.me) return;
  const messages = /** @type {Message[]} */ (answer.messages ?? []);
  store.messages.set(channel, new Map(messages.map((message) => [message.ts, message])));
  tell("messages", { channel });
}

/** The forms and the Home that this person has open; a reload of the page finds them again. */
export async function loadViews() {
  const person = store.me;
  const answer = await get(`views?as=${encodeURIComponent(person)}`);
  if (!answer.ok || person !== store.me) return;
  const views = /** @type {View[]} */ (answer.views ?? []);
  store.modals = new Map(views.filter((view) => view.type === "modal").map((view) => [view.id, view]));
  store.home = views.find((view) => view.type === "home");
  tell("modals");
  tell("home");
}

export async function loadCalls() {
  const answer = await get("calls?since=0");
  if (!answer.ok) return;
  store.calls = answer.calls ?? [];
  tell("calls");
}

/** Everything this person needs, the channel in view first; the rest for its unread marks, one after the other. */
export async function loadPerson() {
  const person = store.me;
  const open = openChannel();
  await Promise.all([open ? loadMessages(open.id) : undefined, loadViews()]);
  const direct = directChannel();
  const rest = [...store.channels.values()].filter(
    (channel) => !channel.is_archived && channel.members.includes(person),
  );
  for (const channel of direct ? [direct, ...rest] : rest) {
    if (person !== store.me) return;
    if (!store.messages.has(channel.id)) await loadMessages(channel.id);
  }
}
