// @ts-check
import { bot, directChannel, isDirect, on, store, tell } from "./store.js";
/** @import { Channel } from "./wire.ts" */

/**
 * The address says where one is: `#/incidents`, `#/incidents/<ts of a thread>`, `#/incidents/p<ts>` to point at a message,
 * `#/app` for the App Home, and `?as=bob` for the person. So a link opens the same view, and the browser's back button works.
 */
export function startRoute() {
  const address = addressOfPermalink(location.href);
  if (address) history.replaceState(null, "", `/${location.search}${address}`);
  addEventListener("hashchange", go);
  // The conversation with the bot comes into being when its place is first opened.
  on("state", () => {
    if (store.place && "app" in store.place && location.hash.startsWith("#/@") && directChannel()) go();
  });
}

/** Reads the address and goes there; without one, to where incidents are announced. */
export function go() {
  const [first = "", more = ""] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const direct = first === `@${bot()?.name}` ? directChannel() : undefined;
  if (first === "app" || (first.startsWith("@") && !direct)) store.place = { app: true };
  else {
    const channel =
      direct ?? byName(first) ?? byName("incidents") ?? byName("general") ?? [...store.channels.values()][0];
    const found = direct || byName(first) ? more : "";
    const detail = found.startsWith("p") ? { point: found.slice(1) } : found ? { thread: found } : {};
    store.place = channel ? { channel: channel.id, ...detail } : undefined;
  }
  tell("place");
}

/** @param {string} name or an id @returns {Channel | undefined} */
function byName(name) {
  const visible = [...store.channels.values()].filter((one) => !one.is_private || one.members.includes(store.me));
  const named = visible.filter((channel) => (channel.name === name && !isDirect(channel)) || channel.id === name);
  return named.find((channel) => !channel.is_archived) ?? named[0];
}

/**
 * Slack's own form of a link to a message, as this workspace gives it out, as an address of this page.
 * @param {string} url
 */
export function addressOfPermalink(url) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const [, channel, seconds, micros] =
    /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?$/.exec(parsed?.pathname ?? "") ?? [];
  if (!channel || parsed?.port !== location.port || !/^(127\.0\.0\.1|localhost|\[::1\])$/.test(parsed.hostname))
    return undefined;
  const thread = parsed.searchParams.get("thread_ts");
  const detail = thread ? `/${thread}` : seconds ? `/p${seconds}.${micros}` : "";
  return `#/${channel}${detail}`;
}

/** @param {string} channel id @param {string} [thread] */
export function addressOf(channel, thread) {
  const known = store.channels.get(channel);
  const direct = known && isDirect(known) ? `@${bot()?.name}` : undefined;
  const name = direct ?? (known && byName(known.name)?.id === channel ? known.name : channel);
  return `#/${encodeURIComponent(name)}${thread ? `/${thread}` : ""}`;
}

/** @param {string} channel id @param {string} [thread] */
export const goTo = (channel, thread) => {
  location.hash = addressOf(channel, thread);
};

/** The address of the bot's Home, or of the conversation with it. @param {"home" | "messages"} tab */
export const appAddress = (tab) => (tab === "messages" ? `#/@${bot()?.name}` : "#/app");

/** Whom the address asks for, by name or id; else who was here last; else the first person. */
export function personOfAddress() {
  const people = [...store.users.values()];
  const asked = new URLSearchParams(location.search).get("as") ?? localStorage.getItem("person");
  const found = people.find((user) => user.name === asked || user.id === asked);
  return found ?? people.find((user) => user.name === "alice") ?? people[0];
}

/** @param {string} id */
export function becomePerson(id) {
  const name = store.users.get(id)?.name ?? id;
  localStorage.setItem("person", name);
  const address = new URL(location.href);
  address.searchParams.set("as", name);
  history.replaceState(null, "", address);
  store.me = id;
  tell("person");
}
