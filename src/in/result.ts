import { type Refusal, wordsOf } from "../domain/refusal.ts";
import { type Block, type Button, type Card, code, type Line, line, person } from "../text/card.ts";
import type { Answer, FieldProblem } from "./command.ts";
import type { Sheet } from "./form.ts";

/** What became of a command, for the door to put into its own form. Everything but a form is kept as JSON. */
export type Result =
  /** `maintenance` is the id of the one that it was about. */
  | { kind: "answer"; answer: Answer; incident: string | null; maintenance?: string | undefined; data: unknown }
  | { kind: "form"; sheet: Sheet }
  | { kind: "refused"; code: string; answer: Card; problems: FieldProblem[] }
  | { kind: "problems"; answer: Card; problems: FieldProblem[] };

/** What is said, whichever way a command ended; null for a form. */
export function saidIn(result: Result): Card | null {
  if (result.kind === "form") return null;
  return typeof result.answer === "string" ? sentence(result.answer) : result.answer;
}

/** A card of words as they are written in our own sentences, where `this` is code. */
export function sentence(text: string, buttons: Button[] = []): Card {
  const blocks: Block[] = [{ type: "text", line: withCode(text) }];
  if (buttons.length > 0) blocks.push({ type: "buttons", buttons });
  return { summary: text.replaceAll("`", ""), blocks };
}

/** Our own sentence as a line: what stands between back-ticks is code. */
export function withCode(text: string): Line {
  return text.split("`").map((part, index) => (index % 2 === 1 ? code(part) : part));
}

/** The card of a refusal: its sentence, and what would help as buttons. */
export function refusalCard(refusal: Refusal): Card {
  const said = sentence(
    wordsOf(refusal),
    refusal.offers.map(({ label, verb, words }) => ({ label, verb, words })),
  );
  const ids = idsIn(refusal.facts as Record<string, unknown>);
  if (ids.length === 0) return said;
  const parts = wordsOf(refusal).split(new RegExp(`(${ids.join("|")})`));
  const named = parts.map((part): Line => (ids.includes(part) ? person(part) : withCode(part)));
  return {
    ...said,
    blocks: said.blocks.map((block) => (block.type === "text" ? { ...block, line: named.flat() } : block)),
  };
}

/** The ids of people that a refusal speaks of: nobody knows them by these. */
function idsIn({ people, person: one }: Record<string, unknown>): string[] {
  const given = [one, ...(Array.isArray(people) ? people : [])];
  return given.filter((id): id is string => typeof id === "string" && /^[UW][A-Z0-9]{7,}$/.test(id));
}

/** The card of what could not be read: each problem on its line, and the usage of the verb under it (decisions.md 23). */
export function problemCard(problems: FieldProblem[], usage: string | null, names = true): Card {
  const lines = problems.map(({ field, message }) =>
    field && names ? line`${code(field)}: ${withCode(message)}` : withCode(message),
  );
  const [first] = lines;
  return {
    summary: problems.map(({ message }) => message.replaceAll("`", "")).join(" "),
    blocks: [
      lines.length === 1 && first ? { type: "text", line: first } : { type: "list", items: lines },
      ...(usage === null ? [] : [{ type: "note", line: line`Usage: ${code(usage)}` } as const]),
    ],
  };
}
