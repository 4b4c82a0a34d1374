// @ts-check
import { post } from "./api.js";
import { whileBusy } from "./busy.js";
import { ask } from "./dialog.js";
import { h, icon } from "./dom.js";
import { openEmoji } from "./emoji-menu.js";
import { menuButton } from "./menu.js";
import { react } from "./react.js";
import { addressOf } from "./route.js";
import { store } from "./store.js";
import { refused, toast } from "./toasts.js";
/** @import { MenuItem } from "./menu.js" */
/** @import { Message } from "./wire.ts" */

/**
 * What can be done with a message; shown while it is pointed at or focused.
 * @param {string} channel
 * @param {Message} message
 * @param {boolean} inThread
 */
export function toolbar(channel, message, inThread) {
  const plain = !message.ephemeral;
  return h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    plain
      ? h(
          "button",
          {
            type: "button",
            class: "quiet",
            "aria-label": "Add reaction",
            title: "Add reaction",
            "aria-haspopup": "menu",
            onclick: (/** @type {MouseEvent} */ event) =>
              openEmoji(/** @type {HTMLElement} */ (event.currentTarget), (name) =>
                react(channel, message.ts, name, false),
              ),
          },
          icon("smile"),
        )
      : undefined,
    plain && !inThread
      ? h(
          "a",
          {
            class: "quiet",
            href: addressOf(channel, message.thread_ts ?? message.ts),
            "aria-label": "Reply in thread",
            title: "Reply in thread",
          },
          icon("reply"),
        )
      : undefined,
    moreButton(channel, message, plain),
  );
}

/** @param {string} channel @param {Message} message @param {boolean} plain */
function moreButton(channel, message, plain) {
  const button = menuButton(
    { class: "quiet", "aria-label": "More actions", title: "More actions" },
    icon("more"),
    () => {
      /** @type {MenuItem[]} */
      const shortcuts = store.shortcuts
        .filter((shortcut) => shortcut.type === "message" && plain)
        .map((shortcut) => ({
          label: shortcut.name,
          detail: shortcut.description,
          sign: "bolt",
          pick: () => void whileBusy(button, () => runShortcut(shortcut.callback_id, { channel, ts: message.ts })),
        }));
      return [
        ...shortcuts,
        { label: "Copy link", sign: "link", pick: () => copyLink(channel, message) },
        {
          label: "Show source",
          detail: "Blocks and metadata as JSON",
          sign: "inspect",
          pick: () => showSource(message),
        },
        ...(plain ? [] : [{ label: "Dismiss", sign: "close", pick: () => void dismiss(channel, message) }]),
        ...(message.user === store.me && plain
          ? [{ label: "Delete message", sign: "trash", danger: true, pick: () => void remove(channel, message) }]
          : []),
      ];
    },
    { label: "Message actions", end: true },
  );
  return button;
}

/**
 * Runs a shortcut: a global one without a place, a message one with its message.
 * @param {string} callback
 * @param {{ channel?: string, ts?: string }} [place]
 */
export async function runShortcut(callback, place = {}) {
  const answer = await post("shortcut", { as: store.me, callback_id: callback, ...place });
  if (!answer.ok) refused(answer);
}

/** @param {string} channel @param {Message} message */
async function remove(channel, message) {
  const sure = await ask({
    title: "Delete this message?",
    body: "It cannot be brought back.",
    yes: "Delete",
    no: "Cancel",
    danger: true,
  });
  if (!sure) return;
  const answer = await post("delete", { as: store.me, channel, ts: message.ts });
  if (!answer.ok) refused(answer);
}

/** @param {string} channel @param {Message} message */
async function dismiss(channel, message) {
  const answer = await post("delete", { as: store.me, channel, ts: message.ts });
  if (!answer.ok) refused(answer);
}

/** @param {string} channel @param {Message} message */
async function copyLink(channel, message) {
  const url = new URL(location.href);
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  url.hash = addressOf(channel, isReply ? message.thread_ts : `p${message.ts}`);
  try {
    await navigator.clipboard.writeText(url.href);
    toast("Link copied", { kind: "info" });
  } catch {
    toast("The browser does not let this page copy.");
  }
}

/** @param {Message} message */
const showSource = (message) =>
  void ask({
    title: "Message source",
    body: h("pre", { tabindex: "0" }, JSON.stringify(message, null, 2)),
    yes: "Close",
    wide: true,
  });
