// @ts-check
import { h } from "./dom.js";
import { parseMarkdown } from "./markdown.js";
import { anchor, textObject } from "./text.js";
/** @import { Chunk, Span } from "./markdown.js" */

/** @param {string} text @returns {Node[]} */
export const markdown = (text) => parseMarkdown(text).map(chunkNode);

/** @param {Chunk} chunk @returns {Node} */
function chunkNode(chunk) {
  switch (chunk.kind) {
    case "heading":
      return h(
        "p",
        {
          class: `md-heading md-heading-${Math.min(chunk.level, 4)}`,
          role: "heading",
          "aria-level": String(chunk.level + 2),
        },
        inside(chunk.spans),
      );
    case "paragraph":
      return h("p", {}, inside(chunk.spans));
    case "fence":
      return h("pre", { tabindex: "0" }, chunk.text);
    case "rule":
      return h("hr");
    case "quote":
      return h("blockquote", {}, chunk.blocks.map(chunkNode));
    case "list":
      return h(
        chunk.ordered ? "ol" : "ul",
        { start: chunk.start > 1 ? chunk.start : undefined },
        chunk.items.map((item) =>
          h(
            "li",
            { class: item.checked === undefined ? undefined : "task" },
            item.checked === undefined
              ? undefined
              : h(
                  "span",
                  { class: "task-box", role: "img", "aria-label": item.checked ? "done" : "open" },
                  item.checked ? "☑" : "☐",
                ),
            inside(item.spans),
            item.blocks.map(chunkNode),
          ),
        ),
      );
    case "table":
      return h(
        "div",
        { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Table" },
        h(
          "table",
          {},
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              chunk.head.map((cell) => h("th", { scope: "col" }, inside(cell))),
            ),
          ),
          h(
            "tbody",
            {},
            chunk.rows.map((row) =>
              h(
                "tr",
                {},
                row.map((cell) => h("td", {}, inside(cell))),
              ),
            ),
          ),
        ),
      );
  }
}

/** @param {Span[]} spans @returns {(Node | string)[]} */
const inside = (spans) => spans.map(spanNode);

/** @param {Span} span @returns {Node | string} */
function spanNode(span) {
  switch (span.kind) {
    case "text":
      return h("span", {}, textObject({ type: "plain_text", text: span.text.replace(/\n/g, " ") }));
    case "code":
      return h("code", {}, span.text);
    case "strong":
      return h("strong", {}, inside(span.inside));
    case "em":
      return h("em", {}, inside(span.inside));
    case "del":
      return h("s", {}, inside(span.inside));
    case "link":
      return anchor(span.url, ...inside(span.inside));
    case "br":
      return h("br");
  }
}
