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
  /** @type {Map<string, Message | null>} */
  const arrived = new Map();
  store.arrived.set(channel, arrived);
  const answer = await get(`channels/${encodeURIComponent(channel)}/messages?as=${encodeURIComponent(person)}`);
  underway.delete(key);
  if (!answer.ok || person !== store.me) return;
  const messages = new Map(/** @type {Message[]} */ (answer.messages ?? []).map((message) => [message.ts, message]));
  for (const [ts, message] of arrived)
    if (message) messages.set(ts, message);
    else messages.delete(ts);
  store.arrived.delete(channel);
  store.messages.set(channel, messages);
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

/** Everything this person needs, the channel in view first. */
export async function loadPerson() {
  const open = openChannel();
  await Promise.all([open ? loadMessages(open.id) : undefined, loadViews()]);
  await loadUnread();
}

/** The channels this person is in and that were not fetched yet, one after the other: for their unread marks. */
export async function loadUnread() {
  const person = store.me;
  const direct = directChannel();
  const mine = [...store.channels.values()].filter((one) => !one.is_archived && one.members.includes(person));
  for (const channel of direct ? [direct, ...mine] : mine) {
    if (person !== store.me) return;
    if (!store.messages.has(channel.id)) await loadMessages(channel.id);
  }
}
