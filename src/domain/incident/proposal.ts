import type { Instant } from "../../base/clock.ts";
import { type Card, line } from "../../text/card.ts";
import type { Effect } from "../effects.ts";
import type { GuardedWords } from "../publishing/guarded.ts";
import { besideText } from "../publishing/preview.ts";
import type { Terms } from "../terms.ts";
import { approveButton, editButton } from "./draft.ts";
import type { Incident, Stage } from "./state.ts";
import { buttons, named, note, updateButton } from "./view.ts";
import { defaultAudience, draftUpdate, goingOut } from "./wording.ts";

/** The slot of the one proposal that stands in a channel: a newer one takes its place. */
export const proposalSlot = "proposed-update";

/**
 * Proposes the update that is owed now, with its exact text and one click to publish it; where words are missing or may not
 * leave, it says which, and the button opens the form. Nothing for incidents that are never published.
 */
export function proposeUpdate(
  incident: Incident,
  why: string,
  at: Instant,
  terms: Terms,
  stage: Stage = incident.stage,
): Effect[] {
  if (incident.retrospective || defaultAudience(incident, terms) === "internal") return [];
  const slot = `${incident.id}/${proposalSlot}`;
  const card = proposalCard(incident, why, at, terms, stage);
  // At the bottom, where people look: the one before stands hours up.
  return [{ kind: "message.renew", to: { incident: incident.id }, card, slot, lane: slot, urgency: "reminder" }];
}

function proposalCard(incident: Incident, why: string, at: Instant, terms: Terms, stage: Stage): Card {
  // There is one draft at a time: what was to be proposed beside it could not be sent.
  if (incident.draft)
    return {
      summary: why,
      blocks: [
        { type: "text", line: line`${why} A draft by ${named(incident.draft.by)} waits for approval.` },
        buttons([approveButton(incident), editButton(incident)]),
      ],
    };
  const draft = draftUpdate(incident, { stage, words: {} }, at, terms);
  if ("missing" in draft) {
    return {
      summary: why,
      blocks: [
        { type: "text", line: line`${why} Still missing: ${draft.missing.join(", ")}.` },
        buttons([{ ...updateButton(incident, "Write the update"), style: "primary" }]),
      ],
    };
  }
  if ("findings" in draft) return guardedCard(incident, why, { at, stage, findings: draft.findings }, terms);
  return {
    summary: why,
    blocks: [
      { type: "text", line: why },
      { type: "quote", text: draft.text },
      ...besideText(goingOut(draft, terms), terms),
      buttons([
        { label: "Publish", verb: "update", words: `#${incident.number} ${stage.toLowerCase()}`, style: "primary" },
        updateButton(incident, "Change the words"),
      ]),
      note("The times are set when it is published."),
    ],
  };
}

/** The words that are there may not leave: with the suggested ones in their place it is one click all the same. */
function guardedCard(
  incident: Incident,
  why: string,
  { at, stage, findings }: { at: Instant; stage: Stage; findings: GuardedWords[] },
  terms: Terms,
): Card {
  const mended = draftUpdate(incident, { stage, words: {}, suggested: true }, at, terms);
  const text = "text" in mended && !("findings" in mended) ? mended.text : null;
  const found = findings.map(({ found: words, why: reason }) => `${words}: ${reason}`);
  const words = `#${incident.number} ${stage.toLowerCase()} --suggested`;
  return {
    summary: why,
    blocks: [
      { type: "text", line: line`${why} Some words may not leave. ${found.join(" ")}` },
      ...(text === null ? [] : [note("With the suggested words it reads:"), { type: "quote", text } as const]),
      buttons([
        ...(text === null
          ? []
          : [{ label: "Publish with the suggested words", verb: "update", words, style: "primary" as const }]),
        updateButton(incident, "Reword and publish"),
      ]),
    ],
  };
}

/** Closes the standing proposal once an update was posted. */
export function settleProposal(incident: Incident, text: string): Effect {
  const slot = `${incident.id}/${proposalSlot}`;
  return {
    kind: "message.settle",
    to: { incident: incident.id },
    slot,
    lane: slot,
    card: { summary: text, blocks: [note(text)] },
  };
}
