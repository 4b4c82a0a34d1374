import type { Instant } from "../../base/clock.ts";
import { type Card, line } from "../../text/card.ts";
import type { Effect } from "../effects.ts";
import type { Terms } from "../terms.ts";
import type { Incident, Stage } from "./state.ts";
import { buttons, note, updateButton } from "./view.ts";
import { defaultAudience, draftUpdate } from "./wording.ts";

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
  if ("findings" in draft) {
    const found = draft.findings.map((finding) => `${finding.found}: ${finding.why}`);
    return {
      summary: why,
      blocks: [
        { type: "text", line: line`${why} Some words may not leave. ${found.join(" ")}` },
        buttons([{ ...updateButton(incident, "Reword and publish"), style: "primary" }]),
      ],
    };
  }
  return {
    summary: why,
    blocks: [
      { type: "text", line: why },
      { type: "quote", text: draft.text },
      buttons([
        { label: "Publish", verb: "update", words: `#${incident.number} ${stage.toLowerCase()}`, style: "primary" },
        updateButton(incident, "Change the words"),
      ]),
      note("The times are set when it is published."),
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
