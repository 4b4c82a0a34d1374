import { type Incident, isOpen, type Update } from "../domain/incident/state.ts";
import { type Severity, severities } from "../domain/policy.ts";
import { warningBlocks } from "../domain/publishing/preview.ts";
import type { Terms } from "../domain/terms.ts";
import { type Button, type Card, line } from "../text/card.ts";
import { utcMinute } from "../text/instant.ts";

/**
 * The answer to who posted an update: where it went, until when the next one is promised, and the severity asked again
 * (product.md section 1).
 */
export function postedAnswer(now: Incident, updates: Update[], { providers }: Pick<Terms, "providers">): Card {
  const update = updates.at(-1);
  if (!update) return draftAnswer(now);
  const beyond = providers.length === 0 ? "" : `; on its way to ${inTurn(providers.map(({ shown }) => shown))}`;
  const where =
    update.audience === "public"
      ? `Published: on the status page, in the incident's channel and in the announcement${beyond}`
      : "Posted in the incident's channel only";
  const promised = update.nextUpdateBy ? ` The next update is due by ${utcMinute(update.nextUpdateBy)}.` : "";
  const said = `${where}.${promised}`;
  const advice = update.audience === "public" ? warningBlocks(update, "Advice for the next one:") : [];
  return { summary: said, blocks: [{ type: "text", line: line`${said}` }, ...advice] };
}

function inTurn(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** The same, and while it goes on the severity as buttons: one that confirms it, one for each neighbour. */
export function postedAnswerAsking(now: Incident, updates: Update[], terms: Pick<Terms, "providers" | "policy">): Card {
  const card = postedAnswer(now, updates, terms);
  if (updates.length === 0 || !isOpen(now)) return card;
  const here = severities.indexOf(now.severity);
  const number = `#${now.number}`;
  // What was published stays public, so one that never is cannot be chosen.
  const isOpenTo = (severity: Severity) => !now.published || terms.policy.severities[severity].published;
  const neighbours = severities.filter((one, index) => Math.abs(index - here) === 1 && isOpenTo(one));
  const buttons: Button[] = [
    { label: `Still ${now.severity}`, verb: "severity", words: `${number} ${now.severity} confirmed with the update` },
    ...neighbours.map((severity) => ({ label: severity, verb: "severity", words: `${number} ${severity}` })),
  ];
  return {
    ...card,
    blocks: [...card.blocks, { type: "note", line: `Is it still ${now.severity}?` }, { type: "buttons", buttons }],
  };
}

/** The answer to who wrote what has to be approved first. */
export function draftAnswer(now: Incident): Card {
  const said = now.draft
    ? "It waits for approval; nothing is published yet. Whoever may approve it is asked in the incident's channel, and the clocks run on."
    : "Nothing was published.";
  return { summary: said, blocks: [{ type: "text", line: said }] };
}

/** The answer to who approved what has come to read differently since they were shown it. */
export function askedAgain(): Card {
  const said =
    "Nothing is published yet: since you were shown the draft, it has come to say something else. Its new text stands in the incident's channel; approve it there.";
  return { summary: said, blocks: [{ type: "text", line: said }] };
}
