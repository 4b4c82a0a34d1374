// @ts-check
import { fill, h, icon } from "./dom.js";
import { canDraw, EMOJI } from "./emoji.js";
import { appTabs } from "./home.js";
import { gist } from "./message.js";
import { openAbout, openPins } from "./side-channel.js";
import { isDirect, store } from "./store.js";
import { anchor, mrkdwn } from "./text.js";
/** @import { Channel } from "./wire.ts" */

/**
 * Name, topic, members, bookmarks and pins of a channel.
 * @param {HTMLElement} box
 * @param {Channel} channel
 * @param {(ts: string) => void} reveal
 */
export function channelHead(box, channel, reveal) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.part;
  fill(box, isDirect(channel) ? appTabs("messages") : title(channel), bar(channel, reveal));
  if (focused) /** @type {HTMLElement | null} */ (box.querySelector(`[data-part="${focused}"]`))?.focus();
}

/** @param {Channel} channel */
const title = (channel) =>
  h(
    "div",
    { class: "title" },
    h(
      "h2",
      {},
      icon(channel.is_private ? "lock" : channel.is_archived ? "archive" : "hash"),
      h("span", {}, channel.name),
    ),
    channel.is_archived ? h("span", { class: "sign" }, "archived") : undefined,
    channel.is_private ? h("span", { class: "sign" }, "private") : undefined,
    h("p", { class: "topic", title: channel.topic || undefined }, channel.topic ? mrkdwn(channel.topic) : undefined),
    h(
      "button",
      {
        type: "button",
        class: "quiet members",
        dataset: { part: "members" },
        "aria-label": `${channel.members.length} members. About this channel`,
        title: "About this channel",
        onclick: () => openAbout(channel.id),
      },
      icon("people"),
      String(channel.members.length),
    ),
  );

/** @param {Channel} channel @param {(ts: string) => void} reveal */
function bar(channel, reveal) {
  if (channel.bookmarks.length === 0 && channel.pins.length === 0) return undefined;
  const newest = channel.pins.at(-1);
  const pinned = newest ? store.messages.get(channel.id)?.get(newest) : undefined;
  return h(
    "div",
    { class: "bar" },
    newest
      ? h(
          "button",
          {
            type: "button",
            class: "bar-item",
            dataset: { part: "pins" },
            title: pinned ? gist(pinned) : undefined,
            onclick: () => (channel.pins.length === 1 && pinned ? reveal(newest) : openPins(channel.id, reveal)),
          },
          icon("pin"),
          h(
            "span",
            {},
            channel.pins.length > 1 || !pinned
              ? `${channel.pins.length} pinned`
              : gist(pinned).slice(0, 80) || "1 pinned",
          ),
        )
      : undefined,
    channel.bookmarks.map((bookmark) =>
      h("span", { class: "bar-item" }, mark(bookmark.emoji), anchor(bookmark.link, bookmark.title || bookmark.link)),
    ),
  );
}

/** @param {string | undefined} emoji */
const mark = (emoji) => {
  const glyph = EMOJI[(emoji ?? "").replace(/:/g, "")];
  return glyph && canDraw(glyph) ? h("span", { class: "emoji", "aria-hidden": "true" }, glyph) : icon("link");
};
