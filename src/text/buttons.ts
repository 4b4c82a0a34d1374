import type { ActionsBlock, KnownBlock, PlainTextElement, Button as SlackButton } from "@slack/types";
import type { Block, LinkButton, VerbButton } from "./card.ts";
import { addressOf } from "./mrkdwn.ts";
import { plainText } from "./plain-text.ts";

/** What Slack takes at most (contracts: Slack, section 7), in characters. */
const most = {
  inRow: 25,
  label: 75,
  value: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmAnswer: 30,
  actionId: 255,
};

/** Buttons come first when a message's room is short, yet never take more of it than this. */
const budget = 6_000;

/** The verb of a button made here, from the `action_id` that comes back when it is pressed; null when it is none of ours. */
export function verbOfAction(actionId: string): string | null {
  return /^verb:([a-z][a-z0-9-]*):\d+$/.exec(actionId)?.[1] ?? null;
}

/** The rows of each block of buttons. A button's number is its own in the whole message. `chars` is what all their words take together. */
export function buttonRows(blocks: Block[]): { rows: Map<Block, KnownBlock[]>; chars: number } {
  const rows = new Map<Block, KnownBlock[]>();
  let number = 0;
  let chars = 0;
  for (const block of blocks) {
    if (block.type !== "buttons") continue;
    const buttons: SlackButton[] = [];
    for (const button of block.buttons) {
      const made = "url" in button ? linkButton(button, number) : verbButton(button, number);
      if (!made || chars + made.chars > budget) continue;
      buttons.push(made.button);
      chars += made.chars;
      number += 1;
    }
    rows.set(block, inRows(buttons));
  }
  return { rows, chars };
}

function inRows(buttons: SlackButton[]): ActionsBlock[] {
  const rows: ActionsBlock[] = [];
  for (let from = 0; from < buttons.length; from += most.inRow) {
    rows.push({ type: "actions", elements: buttons.slice(from, from + most.inRow) });
  }
  return rows;
}

/** Null when the words are too long to come back whole: a shortened command would be another command. */
function verbButton(
  { label, verb, words, style, confirm }: VerbButton,
  number: number,
): { button: SlackButton; chars: number } | null {
  const actionId = `verb:${verb}:${number}`;
  if (verbOfAction(actionId) === null || actionId.length > most.actionId || (words ?? "").length > most.value)
    return null;
  const text = labelOf(label, verb);
  const asked = confirm && {
    title: labelOf(confirm.title, "Sure?", most.confirmTitle),
    text: labelOf(confirm.text, label || verb, most.confirmText),
    confirm: labelOf(confirm.yes, "Yes", most.confirmAnswer),
    deny: labelOf(confirm.no, "No", most.confirmAnswer),
  };
  const button: SlackButton = {
    type: "button",
    text,
    action_id: actionId,
    ...(words ? { value: words } : {}),
    ...(style ? { style } : {}),
    ...(asked ? { confirm: asked } : {}),
  };
  return {
    button,
    chars: text.text.length + (asked ? Object.values(asked).reduce((sum, part) => sum + part.text.length, 0) : 0),
  };
}

/** Null when the address is none that a browser should follow. */
function linkButton({ label, url }: LinkButton, number: number): { button: SlackButton; chars: number } | null {
  if (addressOf(url) === null) return null;
  const text = labelOf(label, "Open");
  return { button: { type: "button", text, action_id: `link:${number}`, url }, chars: text.text.length };
}

function labelOf(label: string, otherwise: string, atMost = most.label): PlainTextElement {
  return plainText(label, atMost) ?? plainText(otherwise, atMost) ?? { type: "plain_text", text: "…" };
}
