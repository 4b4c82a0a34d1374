import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocksAt } from "../../../src/workspace/block-kit/blocks.ts";
import { openCheck, type Surface } from "../../../src/workspace/block-kit/check.ts";
import { blocksToStore, checkBlocks } from "../../../src/workspace/block-kit/message.ts";
import { viewProblems } from "../../../src/workspace/block-kit/view.ts";

type Kit = Record<string, unknown>;

const plain = (length: number) => ({ type: "plain_text", text: "x".repeat(length) });
const mrkdwn = (length: number) => ({ type: "mrkdwn", text: "x".repeat(length) });
const many = <T>(count: number, item: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => item(at));

const problems = (block: Kit, surface: Surface = "message"): string[] => {
  const check = openCheck(surface);
  blocksAt(check, [block], "/blocks", 50);
  return check.problems;
};

const section = (more: Kit) => ({ type: "section", ...more });
const actions = (element: Kit) => ({ type: "actions", elements: [element] });
const button = (more: Kit = {}) => ({ type: "button", action_id: "b", text: plain(1), ...more });
const option = (value: string, more: Kit = {}) => ({ text: plain(1), value, ...more });
const options = (count: number) => many(count, (at) => option(`v${at}`));
const select = (more: Kit) => ({ type: "static_select", action_id: "s", ...more });
const input = (element: Kit, more: Kit = {}) => ({
  type: "input",
  label: plain(1),
  element: { action_id: "i", ...element },
  ...more,
});
const confirm = (more: Kit) =>
  button({ confirm: { title: plain(1), text: plain(1), confirm: plain(1), deny: plain(1), ...more } });
const image = (more: Kit) => ({ type: "image", image_url: "https://a.example/i.png", alt_text: "an image", ...more });

/** Each limit: the largest that is fine, and the next that is not. */
const limits: [what: string, at: (size: number) => Kit, most: number, surface?: Surface][] = [
  ["section text", (size) => section({ text: mrkdwn(size) }), 3_000],
  ["section fields", (size) => section({ fields: many(size, () => plain(1)) }), 10],
  ["a section field", (size) => section({ fields: [mrkdwn(size)] }), 2_000],
  ["header", (size) => ({ type: "header", text: plain(size) }), 150],
  ["context elements", (size) => ({ type: "context", elements: many(size, () => mrkdwn(1)) }), 10],
  ["context text", (size) => ({ type: "context", elements: [mrkdwn(size)] }), 3_000],
  ["actions", (size) => ({ type: "actions", elements: many(size, (at) => button({ action_id: `b${at}` })) }), 25],
  ["image alt_text", (size) => image({ alt_text: "x".repeat(size) }), 2_000],
  ["image title", (size) => image({ title: plain(size) }), 2_000],
  ["input label", (size) => input({ type: "plain_text_input" }, { label: plain(size) }), 2_000],
  ["input hint", (size) => input({ type: "plain_text_input" }, { hint: plain(size) }), 2_000],
  ["table rows", (size) => ({ type: "table", rows: many(size, () => []) }), 100],
  ["table cells", (size) => ({ type: "table", rows: [many(size, () => ({}))] }), 20],
  ["markdown", (size) => ({ type: "markdown", text: "x".repeat(size) }), 12_000],
  ["block_id", (size) => ({ type: "divider", block_id: "x".repeat(size) }), 255],
  ["action_id", (size) => actions(button({ action_id: "x".repeat(size) })), 255],
  ["button text", (size) => actions(button({ text: plain(size) })), 75],
  ["button value", (size) => actions(button({ value: "x".repeat(size) })), 2_000],
  ["button url", (size) => actions(button({ url: "x".repeat(size) })), 3_000],
  ["button accessibility_label", (size) => actions(button({ accessibility_label: "x".repeat(size) })), 75],
  ["option text", (size) => actions(select({ options: [{ text: plain(size), value: "v" }] })), 75],
  ["option value", (size) => actions(select({ options: [option("x".repeat(size))] })), 75],
  ["option description", (size) => actions(select({ options: [option("v", { description: plain(size) })] })), 75],
  ["options", (size) => actions(select({ options: options(size) })), 100],
  [
    "option groups",
    (size) => actions(select({ option_groups: many(size, () => ({ label: plain(1), options: options(1) })) })),
    100,
  ],
  ["group label", (size) => actions(select({ option_groups: [{ label: plain(size), options: options(1) }] })), 75],
  ["overflow options", (size) => actions({ type: "overflow", action_id: "o", options: options(size) }), 5],
  ["checkboxes", (size) => actions({ type: "checkboxes", action_id: "c", options: options(size) }), 10],
  ["radio buttons", (size) => actions({ type: "radio_buttons", action_id: "r", options: options(size) }), 10],
  ["confirm title", (size) => actions(confirm({ title: plain(size) })), 100],
  ["confirm text", (size) => actions(confirm({ text: plain(size) })), 300],
  ["confirm yes", (size) => actions(confirm({ confirm: plain(size) })), 30],
  ["confirm no", (size) => actions(confirm({ deny: plain(size) })), 30],
  ["placeholder", (size) => actions(select({ options: options(1), placeholder: plain(size) })), 150],
  ["max_length", (size) => input({ type: "plain_text_input", max_length: size }), 3_000, "modal"],
  ["card title", (size) => ({ type: "card", title: plain(size) }), 150],
  ["card body", (size) => ({ type: "card", body: plain(size) }), 200],
  ["carousel", (size) => ({ type: "carousel", elements: many(size, () => ({ type: "card" })) }), 10],
  ["container", (size) => ({ type: "container", child_blocks: many(size, () => ({ type: "divider" })) }), 10],
];

describe("limits of blocks", () => {
  for (const [what, at, most, surface] of limits)
    test(`${what}: ${most} and no more`, () => {
      expect(problems(at(most), surface)).toEqual([]);
      expect(problems(at(most + 1), surface)).toHaveLength(1);
    });

  test("are counted in characters, not in bytes or halves of them", () => {
    expect(problems(section({ text: { type: "mrkdwn", text: "🚨".repeat(3_000) } }))).toEqual([]);
  });

  test("50 blocks in a message, 100 in a view", () => {
    const dividers = (count: number) => many(count, () => ({ type: "divider" }));
    expect(() => checkBlocks(dividers(50))).not.toThrow();
    expect(() => checkBlocks(dividers(51))).toThrow("invalid_blocks");
    expect(viewProblems({ type: "home", blocks: dividers(100) }, "home")).toEqual([]);
    expect(viewProblems({ type: "home", blocks: dividers(101) }, "home")).toHaveLength(1);
  });
});

describe("what blocks must be", () => {
  for (const [what, block, told, surface] of [
    ["of a known type", { type: "marquee" }, "unsupported type: marquee [json-pointer:/blocks/0/type]"],
    ["of a type at all", {}, "missing required field: type"],
    ["objects", "text", "must be an object"],
    ["without unknown fields", section({ text: plain(1), colour: "red" }), "invalid additional property: colour"],
    [
      "with known elements",
      actions({ type: "slider" }),
      "unsupported type: slider [json-pointer:/blocks/0/elements/0/type]",
    ],
    [
      "with elements in their place",
      section({ text: plain(1), accessory: { type: "plain_text_input", action_id: "x" } }),
      "cannot stand",
    ],
    ["with text in sections", section({}), "missing required field: text"],
    ["with text that is not empty", section({ text: plain(0) }), "must be more than 0 characters"],
    ["plain in headers", { type: "header", text: mrkdwn(1) }, "must be one of: plain_text"],
    ["with an action_id once in a block", { type: "actions", elements: [button(), button()] }, "already exists"],
    ["with options or groups", actions(select({})), "must have either options or option_groups"],
    ["with options that differ", actions(select({ options: [option("a"), option("a")] })), "must be unique"],
    ["with styles that exist", actions(button({ style: "loud" })), "must be one of: primary, danger"],
    [
      "with dates that are dates",
      actions({ type: "datepicker", action_id: "d", initial_date: "21.11.2026" }),
      "YYYY-MM-DD",
    ],
    ["on the right surface", { type: "markdown", text: "x" }, "markdown cannot stand in a modal", "modal"],
    ["with images that are reachable", image({ image_url: "file:///etc" }), "must be a valid url"],
  ] as [string, Kit, string, Surface?][])
    test(what, () => {
      expect(problems(block, surface).join("\n")).toContain(told);
    });

  test("bearers of a block_id that is once on its surface", () => {
    const check = openCheck("message");
    const twin = { type: "divider", block_id: "same" };
    blocksAt(check, [twin, twin], "/blocks", 50);
    expect(check.problems).toEqual(['block_id "same" already exists [json-pointer:/blocks/1/block_id]']);
  });

  test("looked at without falling over, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (anything) => {
        blocksAt(openCheck("message"), anything, "/blocks", 50);
        viewProblems(anything, "modal");
      }),
    );
    const nearly = fc.record(
      {
        type: fc.constantFrom("section", "actions", "input", "context", "table"),
        text: fc.jsonValue(),
        elements: fc.jsonValue(),
        element: fc.jsonValue(),
        fields: fc.jsonValue(),
        rows: fc.jsonValue(),
      },
      { requiredKeys: ["type"] },
    );
    fc.assert(fc.property(fc.array(nearly), (blocks) => blocksAt(openCheck("modal"), blocks, "/blocks", 50)));
  });
});

describe("a view", () => {
  const modal = (more: Kit = {}) => ({ type: "modal", title: plain(1), blocks: [], ...more });

  for (const [what, at, most] of [
    ["title", (size: number) => modal({ title: plain(size) }), 24],
    ["submit", (size: number) => modal({ submit: plain(size) }), 24],
    ["close", (size: number) => modal({ close: plain(size) }), 24],
    ["private_metadata", (size: number) => modal({ private_metadata: "x".repeat(size) }), 3_000],
    ["callback_id", (size: number) => modal({ callback_id: "x".repeat(size) }), 255],
    ["external_id", (size: number) => modal({ external_id: "x".repeat(size) }), 255],
  ] as const)
    test(`${what}: ${most} characters and no more`, () => {
      expect(viewProblems(at(most), "modal")).toEqual([]);
      expect(viewProblems(at(most + 1), "modal")).toHaveLength(1);
    });

  test("with an input has a submit button", () => {
    const blocks = [input({ type: "plain_text_input" })];
    expect(viewProblems(modal({ blocks }), "modal")).toEqual(["missing required field: submit [json-pointer:/view]"]);
    expect(viewProblems(modal({ blocks, submit: plain(1) }), "modal")).toEqual([]);
  });
});

describe("stored blocks", () => {
  test("bear ids, and keep those they have", () => {
    const [first, second] = blocksToStore([
      actions({ type: "button", text: plain(1) }),
      { type: "divider", block_id: "mine" },
    ]);
    expect(first).toMatchObject({ block_id: expect.any(String), elements: [{ action_id: expect.any(String) }] });
    expect(second).toEqual({ type: "divider", block_id: "mine" });
    expect(blocksToStore([first ?? {}])).toEqual([first]);
  });
});
