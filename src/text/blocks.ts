import type { KnownBlock, MrkdwnElement, RichTextBlock } from "@slack/types";
import { buttonRows } from "./buttons.ts";
import { type Block, bold, type Card, type Line } from "./card.ts";
import { clip, isBlank, onOneLine, tame } from "./foreign.ts";
import { toMrkdwn } from "./mrkdwn.ts";
import { toPlain } from "./plain.ts";
import { plainText } from "./plain-text.ts";

/** What Slack takes at most (contracts: Slack, section 7); lengths are in characters as sent. */
const most = {
  blocks: 50,
  /** All block text of a message together; Slack's own limit lies a little above 13,000 and is not published. */
  budget: 12_000,
  text: 4_000,
  section: 3_000,
  field: 2_000,
  fields: 10,
  header: 150,
};

/** Kept free for the line that says something was left out. */
const budgetForNotice = 60;
/** With less room than this a block would be all `…`. */
const worthShowing = 12;

/** Blocks as they go out, and how much of the budget their text takes. */
interface Made {
  block: KnownBlock;
  chars: number;
}

/**
 * A card as a Slack message. Words are escaped, every limit of Slack is kept, and where something had to be cut a `…` or
 * a line in the message shows it. The text is never empty.
 */
export function toSlack(card: Card): { text: string; blocks: KnownBlock[] } {
  const said = isBlank(card.summary) ? toPlain({ summary: "", blocks: card.blocks }) : card.summary;
  return { text: toMrkdwn(said, most.text) || "Sitrep", blocks: toBlocks(card.blocks) };
}

/** The blocks alone; a form or the App Home takes `atMost` 100 of them, a message 50. */
export function toBlocks(blocks: Block[], atMost = most.blocks): KnownBlock[] {
  const buttons = buttonRows(blocks);
  let room = most.budget - budgetForNotice - buttons.chars;
  const made: Made[] = [];
  let left = 0;
  for (const block of blocks) {
    if (room < worthShowing && block.type !== "buttons" && block.type !== "divider") {
      left += 1;
      continue;
    }
    const next = madeOf(block, room, buttons.rows);
    made.push(...next);
    room -= charsOf(next);
  }
  const { kept, dropped } = keepTo(made, left > 0 ? atMost - 1 : atMost);
  const missing = left + dropped;
  const all = missing > 0 ? [...kept, notice(missing)] : kept;
  return all.map(({ block }, index) => ({ ...block, block_id: `${block.type}-${index}` }));
}

function charsOf(made: Made[]): number {
  return made.reduce((sum, { chars }) => sum + chars, 0);
}

/** Of too many blocks, the buttons stay and the rest gives way from the end. */
function keepTo(made: Made[], atMost: number): { kept: Made[]; dropped: number } {
  if (made.length <= atMost) return { kept: made, dropped: 0 };
  const actions = made.filter(({ block }) => block.type === "actions").slice(0, atMost - 1);
  let others = atMost - 1 - actions.length;
  const kept = made.filter((one) => actions.includes(one) || (one.block.type !== "actions" && others-- > 0));
  return { kept, dropped: made.length - kept.length };
}

function notice(missing: number): Made {
  const text = `… ${missing} more ${missing === 1 ? "part does" : "parts do"} not fit here.`;
  return { block: { type: "context", elements: [mrkdwn(text)] }, chars: text.length };
}

function madeOf(block: Block, room: number, rows: Map<Block, KnownBlock[]>): Made[] {
  switch (block.type) {
    case "buttons":
      // Their room was set aside before anything else was written.
      return (rows.get(block) ?? []).map((row) => ({ block: row, chars: 0 }));
    case "divider":
      return [{ block: { type: "divider" }, chars: 0 }];
    case "heading":
      return one(plainText(block.text, Math.min(most.header, room)), (text) => ({ type: "header", text }));
    case "text":
      return one(lineText(block.line, room), (text) => ({ type: "section", text }));
    case "note":
      return one(lineText(block.line, room), (text) => ({ type: "context", elements: [text] }));
    case "list":
      return one(lineText(listed(block.items), room), (text) => ({ type: "section", text }));
    case "facts":
      return madeFacts(block.facts, room);
    case "quote":
      return verbatim(block.text, room, "rich_text_quote");
    case "code":
      return verbatim(block.text, room, "rich_text_preformatted");
  }
}

function one<T extends { text: string }>(text: T | null, build: (text: T) => KnownBlock): Made[] {
  return text ? [{ block: build(text), chars: text.text.length }] : [];
}

function mrkdwn(text: string): MrkdwnElement {
  // verbatim: Slack is not to find mentions or links of its own in foreign words; mrkdwn.ts has written those that are meant.
  return { type: "mrkdwn", text, verbatim: true };
}

function lineText(line: Line, room: number): MrkdwnElement | null {
  const text = toMrkdwn(line, Math.min(most.section, room));
  return text === "" ? null : mrkdwn(text);
}

function listed(items: Line[]): Line {
  return items.flatMap((item, index) => [index === 0 ? "• " : "\n• ", item].flat());
}

function madeFacts(facts: { label: string; value: Line }[], room: number): Made[] {
  const fields: MrkdwnElement[] = [];
  let left = room;
  for (const { label, value } of facts) {
    const shown = toMrkdwn(value, most.field) === "" ? "–" : value;
    const text =
      left < worthShowing ? "…" : toMrkdwn([bold(onOneLine(label)), "\n", shown].flat(), Math.min(most.field, left));
    fields.push(mrkdwn(text));
    left -= text.length;
    if (left < worthShowing) break;
  }
  const sections: Made[] = [];
  for (let from = 0; from < fields.length; from += most.fields) {
    const these = fields.slice(from, from + most.fields);
    sections.push({
      block: { type: "section", fields: these },
      chars: these.reduce((sum, { text }) => sum + text.length, 0),
    });
  }
  return sections;
}

/**
 * Words that are to stand exactly as they are go into rich text, where nothing is syntax. A long text is shown in several
 * pieces, cut between lines where there is one.
 */
function verbatim(text: string, room: number, type: "rich_text_quote" | "rich_text_preformatted"): Made[] {
  const tamed = tame(text).replace(/^\n+|\n+$/g, "");
  if (isBlank(tamed)) return [];
  const shown = clip(tamed, room);
  const elements = cut(shown, most.section).map((part) => ({
    type,
    elements: [{ type: "text" as const, text: part }],
  }));
  return [{ block: { type: "rich_text", elements: elements as RichTextBlock["elements"] }, chars: shown.length }];
}

function cut(text: string, atMost: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > atMost) {
    const lineEnd = rest.lastIndexOf("\n", atMost);
    let at = lineEnd > 0 ? lineEnd : atMost;
    if (lineEnd <= 0 && /[\uD800-\uDBFF]/.test(rest[at - 1] ?? "")) at -= 1;
    parts.push(rest.slice(0, at));
    rest = rest.slice(lineEnd > 0 ? at + 1 : at);
  }
  return [...parts, rest].filter((part) => part !== "");
}
