// @ts-check
import { h } from "./dom.js";
import { anchor, channelMention, dateNode, emoji, userMention } from "./text.js";
/** @import { Kit } from "./wire.ts" */

/**
 * A `rich_text` block.
 * @param {Kit} block
 * @returns {Node[]}
 */
export const richText = (block) => (block.elements ?? []).map(part);

/** @param {Kit} element @returns {Node} */
function part(element) {
  const inside = () => (element.elements ?? []).map(leaf);
  switch (element.type) {
    case "rich_text_preformatted":
      return h("pre", { tabindex: "0" }, inside());
    case "rich_text_quote":
      return h("blockquote", {}, inside());
    case "rich_text_list":
      return h(
        element.style === "ordered" ? "ol" : "ul",
        {
          class: `rich-list indent-${Math.min(element.indent ?? 0, 6)}`,
          start: element.offset ? element.offset + 1 : undefined,
        },
        (element.elements ?? []).map((/** @type {Kit} */ item) => h("li", {}, (item.elements ?? []).map(leaf))),
      );
    default:
      return h("p", {}, inside());
  }
}

/** @param {Kit} element @returns {Node | string} */
function leaf(element) {
  switch (element.type) {
    case "text":
      return withStyle(lines(element.text ?? ""), element.style);
    case "link":
      return withStyle([anchor(element.url ?? "", element.text || element.url)], element.style);
    case "emoji":
      return emoji(element.name);
    case "user":
      return userMention(element.user_id);
    case "channel":
      return channelMention(element.channel_id);
    case "usergroup":
      return h("span", { class: "mention" }, "@group");
    case "broadcast":
      return h("span", { class: "mention mention-me" }, `@${element.range}`);
    case "date":
      return dateNode(
        Number(element.timestamp),
        element.format ?? "{date_short} {time}",
        element.fallback ?? "",
        element.url,
      );
    case "color":
      return h("code", {}, element.value);
    default:
      return element.text ?? "";
  }
}

/** @param {string} text @returns {(Node | string)[]} */
const lines = (text) => text.split(/(\n)/).map((line) => (line === "\n" ? h("br") : line));

/** @param {(Node | string)[]} inside @param {Kit} style @returns {Node} */
function withStyle(inside, style) {
  /** @type {(Node | string)[]} */
  let nodes = inside;
  if (style?.code) nodes = [h("code", {}, nodes)];
  if (style?.bold) nodes = [h("strong", {}, nodes)];
  if (style?.italic) nodes = [h("em", {}, nodes)];
  if (style?.strike) nodes = [h("s", {}, nodes)];
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes);
  return fragment;
}
