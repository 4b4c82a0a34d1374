import type { KnownBlock } from "@slack/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toBlocks, toSlack } from "../../src/text/blocks.ts";
import { verbOfAction } from "../../src/text/buttons.ts";
import { type Block, type Button, bold, type Card, code, type Line, line, link, person } from "../../src/text/card.ts";
import { checkBlocks } from "../../src/workspace/block-kit/message.ts";

const card = (...blocks: Block[]): Card => ({ summary: "#12 is open", blocks });
const first = (...blocks: Block[]): KnownBlock => toSlack(card(...blocks)).blocks[0] as KnownBlock;

describe("a card for Slack", () => {
  test("each part becomes the block that shows it", () => {
    const { text, blocks } = toSlack(
      card(
        { type: "heading", text: "#12 · SEV1 · Gateway returns 503" },
        {
          type: "text",
          line: line`Taken by ${person("U1")}, see ${link("the runbook", "https://wiki.test/r?a=1&b=2")}`,
        },
        { type: "facts", facts: [{ label: "Stage", value: bold("IDENTIFIED") }] },
        { type: "list", items: ["one", "two"] },
        { type: "note", line: "small" },
        { type: "divider" },
        { type: "buttons", buttons: [{ label: "Ack", verb: "ack", words: "#12", style: "primary" }] },
      ),
    );
    expect(text).toBe("#12 is open");
    expect(blocks).toMatchObject([
      { type: "header", text: { type: "plain_text", text: "#12 · SEV1 · Gateway returns 503" } },
      { type: "section", text: { text: "Taken by <@U1>, see <https://wiki.test/r?a=1&amp;b=2|the runbook>" } },
      { type: "section", fields: [{ text: "*Stage*\n*IDENTIFIED*" }] },
      { type: "section", text: { text: "• one\n• two" } },
      { type: "context", elements: [{ text: "small" }] },
      { type: "divider" },
      {
        type: "actions",
        elements: [{ action_id: "verb:ack:0", value: "#12", style: "primary", text: { text: "Ack" } }],
      },
    ]);
  });

  test("a public update stands word for word, whatever it holds", () => {
    const update = "[RESOLVED] Gateway — <!channel> & `code` *stars*\nPosted: 2026-11-21T09:30Z";
    expect(first({ type: "quote", text: update })).toMatchObject({
      type: "rich_text",
      elements: [{ type: "rich_text_quote", elements: [{ type: "text", text: update }] }],
    });
  });

  test("what is blank is not sent, and the text is never empty", () => {
    const blank: Block[] = [
      { type: "heading", text: " " },
      { type: "text", line: [bold(""), "\u200b"] },
      { type: "note", line: "\n" },
      { type: "quote", text: "" },
      { type: "code", text: "\n" },
      { type: "list", items: [] },
      { type: "facts", facts: [] },
      { type: "buttons", buttons: [] },
    ];
    expect(toSlack({ summary: "", blocks: blank })).toMatchObject({ text: "Sitrep" });
    expect(toBlocks(blank).map(({ type }) => type)).toEqual([]);
  });

  test("a summary that is missing is made from the blocks", () => {
    expect(toSlack({ summary: " ", blocks: [{ type: "text", line: "Still here" }] }).text).toBe("Still here");
  });
});

describe("words from outside", () => {
  const hostile = "<!channel> <@U1> <mailto:a@evil.test|click> & co";
  const places: [string, Block][] = [
    ["text", { type: "text", line: hostile }],
    ["bold", { type: "text", line: bold(hostile) }],
    ["code", { type: "text", line: code(hostile) }],
    ["note", { type: "note", line: hostile }],
    ["a fact's label", { type: "facts", facts: [{ label: hostile, value: "x" }] }],
    ["a fact", { type: "facts", facts: [{ label: "x", value: hostile }] }],
    ["a list", { type: "list", items: [hostile] }],
    ["a link's label", { type: "text", line: link(hostile, "https://ok.test/") }],
    ["a person's id", { type: "text", line: { person: "U1> <!channel" } }],
    ["a channel's id", { type: "text", line: { channel: "!here" } }],
    ["a link's address", { type: "text", line: link("go", "javascript:alert(1)") }],
  ];
  test.each(places)("ping nobody in %s", (_where, block) => {
    const sent = toSlack({ summary: hostile, blocks: [block] });
    expect(entitiesIn(sent.text)).toEqual([]);
    expect(mrkdwnOf(sent.blocks).flatMap(entitiesIn)).toEqual(
      _where === "a link's label" ? [expect.stringMatching(/^<https:\/\/ok\.test\//)] : [],
    );
  });

  test("an address is a link, and keeps its query", () => {
    expect(first({ type: "text", line: "see https://grafana.test/d?a=1&b=<2>." })).toMatchObject({
      text: { text: "see <https://grafana.test/d?a=1&amp;b=>&lt;2&gt;." },
    });
  });

  test("right-to-left words and override signs stay within themselves", () => {
    const { text } = first({ type: "text", line: ["Title: ", "\u202Eשלום\u2066 abc", " · SEV1"] }) as {
      text: { text: string };
    };
    expect(text.text).toBe("Title: \u2068שלום abc\u2069 · SEV1");
    const cut = toSlack({ summary: "ש".repeat(5_000), blocks: [] }).text;
    expect(cut).toMatch(/^\u2068ש+\u2069…$/u);
  });

  test("a mark inside styled words gives up the style, not the words", () => {
    expect(first({ type: "text", line: [bold("2 * 3"), " ", code("echo `date`")] })).toMatchObject({
      text: { text: "2 * 3 echo `date`" },
    });
  });
});

describe("buttons", () => {
  test("carry the verb and exactly the words", () => {
    const words = `#12 "why & <how>"`;
    const [row] = toBlocks([{ type: "buttons", buttons: [{ label: "Go", verb: "no-change", words }] }]);
    const [button] = (row as { elements: { action_id: string; value: string }[] }).elements;
    expect(button?.value).toBe(words);
    expect(verbOfAction(button?.action_id ?? "")).toBe("no-change");
  });

  test("are left out when the words would not come back whole or the address is none", () => {
    const blocks = toBlocks([
      {
        type: "buttons",
        buttons: [
          { label: "Too long", verb: "note", words: "x".repeat(2_001) },
          { label: "No address", url: "file:///etc/passwd" },
          { label: "Good", url: "https://ok.test" },
        ],
      },
    ]);
    expect(blocks).toMatchObject([{ elements: [{ text: { text: "Good" }, url: "https://ok.test" }] }]);
  });

  test("an action of somebody else's has no verb", () => {
    expect(["link:3", "verb:ack", "verb:ack:x", "ack", ""].map(verbOfAction)).toEqual([null, null, null, null, null]);
  });

  test("survive when a card is far too long, and a line says what is missing", () => {
    const many: Block[] = Array.from({ length: 80 }, (_, index) => ({ type: "text", line: `line ${index}` }));
    const blocks = toBlocks([...many, { type: "buttons", buttons: [{ label: "Ack", verb: "ack" }] }]);
    expect(blocks).toHaveLength(50);
    expect(blocks.at(-2)).toMatchObject({ type: "actions" });
    expect(blocks.at(-1)).toMatchObject({ elements: [{ text: "… 32 more parts do not fit here." }] });
  });
});

describe("for any card", () => {
  test("all of Slack's limits hold, and nothing foreign is syntax", () => {
    fc.assert(
      fc.property(anyCard, (any) => {
        const { text, blocks } = toSlack(any);
        checkBlocks(blocks);
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(4_000);
        expect(blocks.length).toBeLessThanOrEqual(50);
        expect(new Set(blocks.map(({ block_id }) => block_id)).size).toBe(blocks.length);
        const texts = textsOf(blocks);
        expect(texts.reduce((sum, { text: one }) => sum + one.length, 0)).toBeLessThanOrEqual(12_000);
        for (const { text: one, most } of texts) {
          expect(one.length).toBeGreaterThan(0);
          expect(one.length).toBeLessThanOrEqual(most);
          expect(one.isWellFormed()).toBe(true);
        }
        for (const one of [text, ...mrkdwnOf(blocks)]) {
          expect(one.replace(/<(?:@U1|#C1|!subteam\^S1|https?:[^<>]*)>/g, "")).not.toMatch(/[<>]/);
          expect(one.replace(/&(?:amp|lt|gt);/g, "")).not.toContain("&");
        }
      }),
      { numRuns: 300 },
    );
  });
});

// --- what a card is made of ---

const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "",
    " ",
    "<!channel>",
    "<@U1>",
    "&amp;",
    "a & b > c",
    "https://x.test/?a=1&b=2|c",
    "שלום",
    "\u202Eabc",
    "😀".repeat(1_600),
    "&".repeat(3_500),
    "x".repeat(9_000),
  ),
);
const span = fc.oneof(
  words,
  words.map((text) => ({ code: text })),
  words.map((text) => ({ bold: text })),
  words.map((text) => ({ italic: [text, { person: "U1" }] }) as Line as never),
  fc.constant({ person: "U1" }),
  fc.constant({ channel: "C1" }),
  fc.constant({ group: "S1" }),
  fc.record({ link: words, url: fc.constantFrom("https://ok.test/", "javascript:x", "https://ok.test/?q=<|>") }),
);
const anyLine = fc.array(span, { maxLength: 4 }) as fc.Arbitrary<Line>;
const anyButton: fc.Arbitrary<Button> = fc.oneof(
  fc.record({ label: words, verb: fc.constant("ack"), words }),
  fc.record({
    label: words,
    verb: fc.constant("ack"),
    confirm: fc.record({ title: words, text: words, yes: words, no: words }),
  }),
  fc.record({ label: words, url: fc.webUrl() }),
);
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant("heading" as const), text: words }),
  fc.record({ type: fc.constantFrom("text" as const, "note" as const), line: anyLine }),
  fc.record({
    type: fc.constant("facts" as const),
    facts: fc.array(fc.record({ label: words, value: anyLine }), { maxLength: 25 }),
  }),
  fc.record({ type: fc.constantFrom("quote" as const, "code" as const), text: words }),
  fc.record({ type: fc.constant("list" as const), items: fc.array(anyLine, { maxLength: 5 }) }),
  fc.record({ type: fc.constant("buttons" as const), buttons: fc.array(anyButton, { maxLength: 30 }) }),
  fc.constant({ type: "divider" as const }),
);
const anyCard: fc.Arbitrary<Card> = fc.record({ summary: words, blocks: fc.array(anyBlock, { maxLength: 70 }) });

// --- reading what was made ---

/** Everything between unescaped angle brackets: what Slack would act on. */
function entitiesIn(text: string): string[] {
  return text.match(/<[^<>]*>/g) ?? [];
}

function mrkdwnOf(blocks: KnownBlock[]): string[] {
  return textsOf(blocks)
    .filter(({ type }) => type === "mrkdwn")
    .map(({ text }) => text);
}

function textsOf(blocks: KnownBlock[]): { type: string; text: string; most: number }[] {
  return blocks.flatMap((block) => {
    if (block.type === "header") return [{ ...block.text, most: 150 }];
    if (block.type === "section" && block.text) return [{ ...block.text, most: 3_000 }];
    if (block.type === "section") {
      expect(block.fields?.length).toBeLessThanOrEqual(10);
      return (block.fields ?? []).map((field) => ({ ...field, most: 2_000 }));
    }
    if (block.type === "context")
      return block.elements.flatMap((one) => ("text" in one ? [{ ...one, most: 3_000 }] : []));
    if (block.type === "rich_text") {
      return block.elements.flatMap((part) =>
        part.elements.map((one) => ({ type: "raw", text: (one as { text: string }).text, most: 3_000 })),
      );
    }
    if (block.type !== "actions") return [];
    expect(block.elements.length).toBeGreaterThan(0);
    expect(block.elements.length).toBeLessThanOrEqual(25);
    return block.elements.flatMap((one) => {
      if (one.type !== "button") throw new Error("only buttons are made");
      expect((one.value ?? "").length).toBeLessThanOrEqual(2_000);
      const asked = one.confirm
        ? [
            [one.confirm.title, 100],
            [one.confirm.text, 300],
            [one.confirm.confirm, 30],
            [one.confirm.deny, 30],
          ]
        : [];
      return [[one.text, 75], ...asked].map(([text, most]) => ({
        type: "plain",
        text: (text as { text: string }).text,
        most: most as number,
      }));
    });
  });
}
