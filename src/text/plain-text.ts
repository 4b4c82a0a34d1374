import type { PlainTextElement } from "@slack/types";
import { clip, isBlank, isolated, onOneLine } from "./foreign.ts";

/** Slack shows plain text as it is: nothing in it notifies, and nothing in it is to be escaped. */
export function plainText(text: string, atMost: number): PlainTextElement | null {
  const tamed = onOneLine(text);
  if (isBlank(tamed)) return null;
  const wrapped = isolated(tamed);
  const fits = wrapped.length <= atMost ? wrapped : isolated(clip(tamed, atMost - 2));
  return { type: "plain_text", text: fits };
}
