// @ts-check
import { productNow } from "./clock.js";
import { h } from "./dom.js";
import { canDraw, EMOJI, nameOfGlyph } from "./emoji.js";
import { parseMrkdwn } from "./mrkdwn.js";
import { addressOfPermalink } from "./route.js";
import { store } from "./store.js";
import { clockTime, fillDate, longDay } from "./times.js";
/** @import { Piece } from "./mrkdwn.js" */
/** @import { Kit } from "./wire.ts" */

/**
 * Slack's mrkdwn as nodes.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export const mrkdwn = (text) => parseMrkdwn(text ?? "").map(pieceNode);

/**
 * A Block Kit text object as nodes: `plain_text` knows only emoji and line ends.
 * @param {Kit} text
 * @returns {(Node | string)[]}
 */
export function textObject(text) {
  if (!text) return [];
  if (typeof text === "string") return [text];
  return text.type === "mrkdwn" ? mrkdwn(text.text) : plainText(text.text ?? "");
}

/** @param {string} text @returns {(Node | string)[]} */
const plainText = (text) =>
  text.split(/(:[a-z0-9_+'-]+:|\n)/).map((part) => {
    if (part === "\n") return h("br");
    return part.length > 2 && part.startsWith(":") && part.endsWith(":")
      ? emoji(part.slice(1, -1))
      : withPictures(part);
  });

/** The bare words of a text object, for labels and titles. @param {Kit} text @returns {string} */
export const wordsOf = (text) => {
  const holder = h("span", {}, textObject(text));
  return holder.textContent ?? "";
};

/** Text in which somebody wrote emoji as characters: those that nothing here can draw are named. @param {string} text */
function withPictures(text) {
  if (!/\p{Extended_Pictographic}/u.test(text)) return text;
  const parts = text.split(/(\p{Extended_Pictographic}\uFE0F?)/u);
  const pictures = document.createDocumentFragment();
  for (const part of parts) {
    const name = canDraw(part) ? undefined : nameOfGlyph(part);
    pictures.append(name ? emoji(name) : part);
  }
  return pictures;
}

/** @param {string} name */
export function emoji(name) {
  const glyph = EMOJI[name];
  if (!glyph || !canDraw(glyph)) return h("span", { class: "emoji-unknown" }, `:${name}:`);
  return h("span", { class: "emoji", role: "img", "aria-label": name.replace(/_/g, " "), title: `:${name}:` }, glyph);
}

/** @param {Piece} piece @returns {Node | string} */
function pieceNode(piece) {
  switch (piece.kind) {
    case "text":
      return withPictures(piece.text);
    case "break":
      return h("br");
    case "bold":
      return h("strong", {}, piece.inside.map(pieceNode));
    case "italic":
      return h("em", {}, piece.inside.map(pieceNode));
    case "strike":
      return h("s", {}, piece.inside.map(pieceNode));
    case "quote":
      return h("blockquote", {}, piece.inside.map(pieceNode));
    case "code":
      return h("code", {}, piece.text);
    case "pre":
      return h("pre", { tabindex: "0" }, piece.text);
    case "emoji":
      return emoji(piece.name);
    case "link":
      return anchor(piece.url, piece.text);
    case "user":
      return userMention(piece.id, piece.label);
    case "channel":
      return channelMention(piece.id, piece.label);
    case "group":
      return h("span", { class: "mention" }, piece.label || "@group");
    case "broadcast":
      return h("span", { class: "mention mention-me" }, `@${piece.name}`);
    case "date":
      return dateNode(piece.seconds, piece.pattern, piece.fallback, piece.url);
  }
}

/** @param {string} url @param {...(Node | string)} words */
export const anchor = (url, ...words) => {
  const here = addressOfPermalink(url);
  if (here) return h("a", { href: here }, words);
  return /^(https?:|mailto:|tel:)/i.test(url)
    ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words)
    : h("span", {}, words);
};

/** @param {string} id @param {string} [label] */
export function userMention(id, label) {
  const user = store.users.get(id);
  return h(
    "span",
    { class: id === store.me ? "mention mention-me" : "mention", title: user?.real_name },
    `@${user?.name ?? label ?? id}`,
  );
}

/** @param {string} id @param {string} [label] */
export function channelMention(id, label) {
  const channel = store.channels.get(id);
  const name = channel?.name ?? label ?? "private channel";
  if (!channel) return h("span", { class: "mention" }, `#${name}`);
  return h("a", { class: "mention", href: `#/${encodeURIComponent(channel.name)}` }, `#${name}`);
}

/** @param {number} seconds @param {string} pattern @param {string} fallback @param {string} [url] */
export function dateNode(seconds, pattern, fallback, url) {
  if (!Number.isFinite(seconds)) return fallback;
  const ms = seconds * 1000;
  const shown = h(
    "time",
    { datetime: new Date(ms).toISOString(), title: `${longDay(ms, "UTC")} ${clockTime(ms, "UTC")} UTC` },
    fillDate(ms, pattern, productNow()),
  );
  return url ? anchor(url, shown) : shown;
}
