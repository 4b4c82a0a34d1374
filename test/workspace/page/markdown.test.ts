import fc from "fast-check";
import { expect, test } from "vitest";
import { pageModule } from "./module.ts";

const { parseMarkdown } = (await pageModule("markdown.js")) as { parseMarkdown: (text: string) => { kind: string }[] };

test("a post-mortem's Markdown is read block by block", () => {
  const text = [
    "# Title",
    "",
    "A **bold** and _soft_ line with `code`",
    "that goes on.",
    "",
    "- [x] done",
    "- [ ] open",
    "  - below",
    "",
    "3. third",
    "",
    "> wise",
    "",
    "| When | What |",
    "|---|:--|",
    "| 13:51 | p95 \\| p99 |",
    "",
    "```sh",
    "# no heading",
    "```",
    "---",
  ].join("\n");
  const chunks = parseMarkdown(text);
  expect(chunks.map(({ kind }) => kind)).toEqual([
    "heading",
    "paragraph",
    "list",
    "list",
    "quote",
    "table",
    "fence",
    "rule",
  ]);
  expect(chunks[2]).toMatchObject({
    items: [{ checked: true }, { checked: false, blocks: [{ kind: "list", items: [{ spans: [{ text: "below" }] }] }] }],
  });
  expect(chunks[3]).toMatchObject({ ordered: true, start: 3 });
  expect(chunks[5]).toMatchObject({ rows: [[[{ text: "13:51" }], [{ text: "p95 | p99" }]]] });
  expect(chunks[6]).toEqual({ kind: "fence", text: "# no heading" });
});

test("names with underscores and lone marks stay text", () => {
  expect(parseMarkdown("trace_db_writer * 2")).toEqual([
    { kind: "paragraph", spans: [{ kind: "text", text: "trace_db_writer * 2" }] },
  ]);
});

test("whatever is written, reading it ends", () => {
  const lines = fc.array(fc.string({ unit: fc.constantFrom(..."#->|* `[x]1.\\_~<()ab"), maxLength: 12 }), {
    maxLength: 12,
  });
  fc.assert(fc.property(lines, (some) => Array.isArray(parseMarkdown(some.join("\n")))));
});
