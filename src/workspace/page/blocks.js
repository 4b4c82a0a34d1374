// @ts-check
import { freshId, h } from "./dom.js";
import { element, loose } from "./elements.js";
import { markdown } from "./markdown-view.js";
import { richText } from "./rich-text.js";
import { textObject } from "./text.js";
/** @import { Kit } from "./wire.ts" */
/** @import { Surface } from "./surface.js" */

/**
 * Block Kit as nodes. A block nobody here knows says its name instead of vanishing.
 * @param {Kit[]} blocks
 * @param {Surface} surface
 * @returns {HTMLElement[]}
 */
export const blockNodes = (blocks, surface) => blocks.map((block) => blockNode(block, surface));

/**
 * @param {Kit} block
 * @param {Surface} surface
 * @returns {HTMLElement}
 */
export function blockNode(block, surface) {
  const node = h("div", { class: `block block-${block.type}` }, inside(block, surface));
  node.dataset.block = block.block_id ?? "";
  return node;
}

/** @param {Kit} block @param {Surface} surface @returns {any} */
function inside(block, surface) {
  switch (block.type) {
    case "section":
      return section(block, surface);
    case "header":
      return h("h3", {}, textObject(block.text));
    case "divider":
      return h("hr");
    case "context":
      return (block.elements ?? []).map((/** @type {Kit} */ one) =>
        one.type === "image"
          ? h("img", { class: "context-image", src: one.image_url, alt: one.alt_text ?? "", loading: "lazy" })
          : h("span", {}, textObject(one)),
      );
    case "actions":
      return (block.elements ?? []).map((/** @type {Kit} */ one) => element(one, block, surface, loose(one)));
    case "image":
      return image(block);
    case "input":
      return input(block, surface);
    case "rich_text":
      return richText(block);
    case "markdown":
      return markdown(block.text ?? "");
    case "table":
      return table(block);
    case "alert":
      return h("p", { class: "alert" }, textObject(block.text));
    default:
      return h("p", { class: "unknown-block" }, `A “${block.type}” block is not shown here`);
  }
}

/** @param {Kit} block @param {Surface} surface */
function section(block, surface) {
  return [
    h(
      "div",
      { class: "section-words" },
      block.text ? h("div", {}, textObject(block.text)) : undefined,
      block.fields
        ? h(
            "div",
            { class: "fields" },
            block.fields.map((/** @type {Kit} */ field) => h("div", {}, textObject(field))),
          )
        : undefined,
    ),
    block.accessory
      ? h("div", { class: "accessory" }, element(block.accessory, block, surface, loose(block.accessory)))
      : undefined,
  ];
}

/** @param {Kit} block */
const image = (block) =>
  h(
    "figure",
    {},
    block.title ? h("figcaption", {}, textObject(block.title)) : undefined,
    h("img", { src: block.image_url ?? block.slack_file?.url, alt: block.alt_text ?? "", loading: "lazy" }),
  );

/** @param {Kit} block @param {Surface} surface */
function input(block, surface) {
  const kit = block.element ?? {};
  const id = freshId("input");
  const [label, hint, error] = [`${id}-label`, `${id}-hint`, `${id}-error`];
  const group = kit.type === "checkboxes" || kit.type === "radio_buttons";
  const words = [textObject(block.label), block.optional ? h("span", { class: "optional" }, " (optional)") : undefined];
  const control = element(kit, block, surface, {
    id,
    name: {
      "aria-labelledby": label,
      "aria-describedby": block.hint ? `${error} ${hint}` : error,
      "aria-required": block.optional || group ? undefined : "true",
    },
    dispatch: block.dispatch_action === true,
    input: true,
  });
  return [
    group ? h("span", { id: label, class: "label" }, words) : h("label", { id: label, class: "label", for: id }, words),
    control,
    h("p", { id: error, class: "field-error", hidden: true }),
    block.hint ? h("p", { id: hint, class: "hint" }, textObject(block.hint)) : undefined,
  ];
}

/** @param {Kit} block */
function table(block) {
  const [head, ...rows] = block.rows ?? [];
  const align = (/** @type {number} */ index) => `align-${block.column_settings?.[index]?.align ?? "left"}`;
  const cell = (/** @type {Kit} */ one) => (one.type === "rich_text" ? richText(one) : String(one.text ?? ""));
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Table" },
    h(
      "table",
      {},
      head
        ? h(
            "thead",
            {},
            h(
              "tr",
              {},
              head.map((/** @type {Kit} */ one, /** @type {number} */ index) =>
                h("th", { scope: "col", class: align(index) }, cell(one)),
              ),
            ),
          )
        : undefined,
      h(
        "tbody",
        {},
        rows.map((/** @type {Kit[]} */ row) =>
          h(
            "tr",
            {},
            row.map((one, index) => h("td", { class: align(index) }, cell(one))),
          ),
        ),
      ),
    ),
  );
}
