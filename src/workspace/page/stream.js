// @ts-check
import { setClock } from "./clock.js";
import { bot, keepMessage, nameOf, store, tell } from "./store.js";
import { toast, wordsFor } from "./toasts.js";

/** @import { Happening, Message, State } from "./wire.ts" */

const CALLS_KEPT = 2_000;

/** How long to wait before trying again, after 1, 2, 3 ... failures. */
const AGAIN_MS = [500, 1_000, 2_000, 5_000];

/**
 * Follows the workspace: every change arrives here, is written to the store, and told to whoever shows it. When the
 * connection is lost it is made again, and `connected` fetches what was missed.
 * @param {(state: State) => void} connected
 */
export function startStream(connected) {
  let failures = 0;
  const connect = () => {
    const source = new EventSource("/local/stream");
    source.onmessage = (line) => {
      const happening = /** @type {Happening} */ (JSON.parse(line.data));
      if (happening.type === "state" && !store.online) {
        failures = 0;
        store.online = true;
        takeState(happening);
        connected(happening);
        tell("online");
      } else take(happening);
    };
    source.onerror = () => {
      source.close();
      store.online = false;
      tell("online");
      setTimeout(connect, AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]);
      failures += 1;
    };
  };
  connect();
}

/** @param {State} state */
export function takeState(state) {
  store.users = new Map(state.users.map((user) => [user.id, user]));
  store.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  store.commands = state.commands ?? [];
  store.shortcuts = state.shortcuts ?? [];
  setClock(state.anchor, state.now);
  tell("state");
}

/** @param {string} channel @param {Message} message */
function takeMessage(channel, message) {
  const fresh = keepMessage(channel, message.ts, message);
  tell("messages", { channel, message, fresh });
}

/** @param {Happening} happening */
function take(happening) {
  switch (happening.type) {
    case "state":
      return takeState(happening);
    case "message":
      return takeMessage(happening.channel, happening.message);
    case "ephemeral":
      if (happening.user !== store.me) return;
      return takeMessage(happening.channel, { ...happening.message, ephemeral: true });
    case "message_deleted":
      keepMessage(happening.channel, happening.ts, null);
      return tell("messages", { channel: happening.channel });
    case "view":
      if (happening.user !== store.me) return;
      if (happening.view.type === "home") return takeHome(happening.view);
      store.modals.set(happening.view.id, happening.view);
      return tell("modals");
    case "view_closed":
      if (happening.user !== store.me || !store.modals.delete(happening.view_id)) return;
      return tell("modals");
    case "home":
      if (happening.user === store.me) takeHome(happening.view);
      return;
    case "call":
      store.calls.push(happening.call);
      if (store.calls.length > CALLS_KEPT) store.calls.splice(0, store.calls.length - CALLS_KEPT);
      return tell("calls", happening.call);
    case "notice":
      return notice(happening);
    case "clock":
      setClock(happening.anchor);
      return tell("clock");
  }
}

/** @param {import("./wire.ts").View} view */
function takeHome(view) {
  store.home = view;
  tell("home");
}

/** @param {Extract<Happening, { type: "notice" }>} happening */
function notice({ user, error, text }) {
  if (user && user !== store.me) return;
  const who = bot() ? nameOf(/** @type {any} */ (bot()).id) : "The app";
  toast(text || wordsFor({ error }) || `${who} reports an error.`, { code: error });
}
