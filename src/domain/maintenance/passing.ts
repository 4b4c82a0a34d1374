import { applyReplacements, guard, overridden, type PublicText } from "../../text/guard.ts";
import type { Passing } from "../incident/state.ts";
import { type Guarded, type GuardedWords, guardByField } from "../publishing/guarded.ts";
import type { Terms } from "../terms.ts";
import type { Maintenance } from "./state.ts";

/*
 * How a notice of maintenance gets past the guard. Its words are those of the plan, which every notice repeats, and the free
 * words of this one.
 */

/** The words of a notice. */
export interface NoticeWords {
  now: Maintenance;
  text: string | null;
}

/** How it may get past. */
export interface NoticePassing extends Passing {
  /** Time tells it and nobody is there to reword it: whatever is found is replaced, wherever it stands. */
  byItself: boolean;
}

/** A notice that may leave, the maintenance with its words as they stand in it, and what was done for that. */
export interface PassedNotice {
  text: PublicText;
  now: Maintenance;
  overrode: GuardedWords[];
  mended: GuardedWords[];
}

/** How often words are replaced: one replacement may bring another finding to light, and then the rest is a person's. */
const mostRounds = 3;

/** Words of the plan at a deed whose own field of that name, if any, is something else. */
const announced = "announced";

/**
 * Checks a notice. What is found in `what` while that is being announced, and in `text`, is blamed to these fields. Words of the plan
 * that were once let pass against the guard do so in the later notices too, or it could neither start nor end.
 */
export function passNotice(
  words: NoticeWords,
  render: (words: NoticeWords) => { text: string } | { missing: string[] },
  asked: NoticePassing,
  terms: Pick<Terms, "guard">,
  mended: GuardedWords[][] = [],
): PassedNotice | { missing: string[] } | Guarded {
  const rendered = render(words);
  if ("missing" in rendered) return rendered;
  const { now } = words;
  const plan = now.updates.length === 0 ? "what" : announced;
  const checked = guardByField(rendered.text, { [plan]: now.what, text: words.text }, terms.guard);
  if (checked.ok) return { text: checked.text, now, overrode: [], mended: mended.flat() };
  const { suggested, findings } = checked;
  const open = now.letPass ? findings.filter(({ field }) => field !== announced) : findings;
  if (now.letPass && open.length === 0) {
    const text = overridden(rendered.text, { findings, reason: now.letPass.why });
    return { text, now, overrode: [], mended: mended.flat() };
  }
  if (asked.byItself) return mendedWhole(rendered.text, now, open, terms);
  const instead = now.letPass ? withoutPlan(suggested) : suggested;
  if (asked.suggested && Object.keys(instead).length > 0 && mended.length < mostRounds) {
    const what = instead[plan] ?? now.what;
    const next = { now: { ...now, what }, text: instead.text ?? words.text };
    return passNotice(next, render, asked, terms, [...mended, open]);
  }
  if (asked.override) {
    const text = overridden(rendered.text, { findings, reason: asked.override });
    return { text, now, overrode: open, mended: mended.flat() };
  }
  return { findings: open.map(toldAtForm), suggested: instead };
}

function withoutPlan({ [announced]: _, ...others }: Record<string, string>): Record<string, string> {
  return others;
}

/** Nobody can type into the plan any more: what is found there has its place in the text alone. */
function toldAtForm(finding: GuardedWords): GuardedWords {
  return finding.field === announced ? { ...finding, field: null, inField: null } : finding;
}

function mendedWhole(
  text: string,
  now: Maintenance,
  findings: GuardedWords[],
  { guard: rules }: Pick<Terms, "guard">,
): PassedNotice | Guarded {
  let instead = text;
  for (let round = 0; round < mostRounds; round += 1) {
    const checked = guard(instead, rules);
    if (checked.ok) return { text: checked.text, now, overrode: [], mended: findings };
    instead = applyReplacements(instead, checked.findings);
  }
  return { findings, suggested: {} };
}
