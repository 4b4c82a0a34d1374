import { blame } from "./writing/blame.ts";
import { cause } from "./writing/cause.ts";
import { cliche } from "./writing/cliche.ts";
import { length, shouting } from "./writing/form.ts";
import { jargon } from "./writing/jargon.ts";
import { promise } from "./writing/promise.ts";
import { type Prose, proseOf, type Remark, type WritingFacts, type WritingRule } from "./writing/rule.ts";

/** Something in an update that could be written better. It stops nothing. */
export interface WritingWarning {
  /** `jargon`, `repair-time-promised`, ... */
  rule: string;
  /** The words as they stand there, of a long passage only its ends. */
  found: string;
  /** Counted from 1, columns in characters. */
  at: { line: number; column: number };
  why: string;
  suggestion: string;
}

/** An update that promises nothing leaves its readers to look again and again. */
const nextUpdate: WritingRule = {
  name: "no-next-update",
  find: ({ whole }, { stage }) =>
    stage === "RESOLVED" || stage === "SCHEDULED" || /\bnext update\b/i.test(whole)
      ? []
      : [
          {
            start: 0,
            end: 0,
            why: "It does not say when readers will hear more, so they look again and again, or write to you.",
            suggestion: "Say when the next update comes, even if there will be nothing new.",
          },
        ],
};

/** A promise beyond this is more often a slip of the date than meant, ms. */
const farMs = 24 * 60 * 60_000;

/** Until the promised time nobody is reminded, so one that is days ahead is worth a second look. */
const farUpdate: WritingRule = {
  name: "next-update-far",
  find({ whole }) {
    const posted = /^Posted: (\S+)$/m.exec(whole);
    const next = /^Next update by (\S+)$/m.exec(whole);
    if (!posted || !next || !(Date.parse(next[1] ?? "") - Date.parse(posted[1] ?? "") > farMs)) return [];
    return [
      {
        start: next.index,
        end: next.index + next[0].length,
        why: "That is more than a day ahead, and nobody is reminded before.",
        suggestion: "Look at the date once more; a sooner time can be kept with one click.",
      },
    ];
  },
};

const rules = [cause, promise, nextUpdate, farUpdate, blame, jargon, cliche, length, shouting];

/**
 * What could be written better in an update, in the order of its words: advice for whoever writes it, shown beside the
 * preview (product.md section 3). It never blocks; what must not be published is the guard's business.
 */
export function writingWarnings(text: string, facts: WritingFacts): WritingWarning[] {
  const prose = proseOf(text);
  const found = rules.flatMap(({ name, find }) => find(prose, facts).map((remark) => ({ ...remark, rule: name })));
  return withoutRepeats(found.toSorted((one, other) => one.start - other.start)).map((one) => warningOf(one, prose));
}

/** Of one rule's remarks on the same words only the first. */
function withoutRepeats<T extends Remark & { rule: string }>(found: T[]): T[] {
  return found.filter(
    (one, index) =>
      !found.slice(0, index).some(({ rule, start, end }) => rule === one.rule && one.start < end && start < one.end),
  );
}

function warningOf({ rule, start, end, why, suggestion }: Remark & { rule: string }, { whole }: Prose): WritingWarning {
  const before = whole.slice(0, start);
  const column = [...before.slice(before.lastIndexOf("\n") + 1)].length + 1;
  return {
    rule,
    found: clipped(whole.slice(start, end)),
    at: { line: before.split("\n").length, column },
    why,
    suggestion,
  };
}

function clipped(words: string): string {
  return words.length <= 60 ? words : `${words.slice(0, 40).trimEnd()} … ${words.slice(-15).trimStart()}`;
}
