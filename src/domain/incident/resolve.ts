import type { Instant } from "../../base/clock.ts";
import { utcDate } from "../../text/instant.ts";
import type { Actor } from "../actor.ts";
import { type Decided, decided, isRefusal } from "../decision.ts";
import type { Event } from "../events.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { settleCleared } from "./cleared.ts";
import type { Deed, Incident, Passing, UpdateWords } from "./state.ts";
import { type Asking, post } from "./update.ts";
import { durationOf } from "./view.ts";

/** How it ended, in the words of who resolves it. */
export interface Resolution extends Passing, Asking {
  words: UpdateWords;
  deed?: Deed | undefined;
  resolvedAt?: Instant | undefined;
  despiteAlerts?: boolean | undefined;
}

/**
 * Ends an incident: the RESOLVED update goes out, the clocks stop, the post-mortem is drafted. What was published is closed
 * publicly too; what never was ends without the public hearing of it. Asks first while an alert of it is still firing.
 */
export function resolve(
  was: Incident,
  asked: Resolution,
  event: Event & { by: Actor },
  terms: Terms,
): Decided<Incident> {
  const { at, by } = event;
  const { words } = asked;
  const resolvedAt = asked.resolvedAt ?? at;
  if (resolvedAt > at) return refuse("in-the-future", { field: "resolved_at" });
  if (resolvedAt < was.detectedAt) return refuse("resolved-before-detected", {});
  if (was.alerts.firing > 0 && !asked.despiteAlerts) {
    const cause = words.rootCause ? ` "${words.rootCause.replaceAll('"', "'")}"` : "";
    return refuse("alerts-still-firing", { firing: was.alerts.firing }, [
      { label: "Resolve all the same", verb: "resolve", words: `#${was.number}${cause} --despite-alerts` },
    ]);
  }

  const said = post(was, { ...asked, stage: "RESOLVED", resolvedAt }, event, terms);
  // What has to be approved first resolves nothing yet.
  if (isRefusal(said) || said.updates.length === 0) return said;

  const drafted = owesDraft(was, terms);
  const drafts = was.postmortem.drafts + 1;
  const now: Incident = {
    ...said.state,
    resolvedAt,
    postmortem: drafted ? { ...was.postmortem, drafts } : was.postmortem,
  };
  return decided(now, {
    ...said,
    timeline: [
      ...said.timeline,
      { kind: "resolved", at: resolvedAt, by, text: `${by.name} resolved it after ${durationOf(now)}` },
    ],
    effects: [
      ...said.effects,
      ...(drafted ? [{ kind: "postmortem.write", incident: now.id, path: draftPath(now, drafts) } as const] : []),
      ...(was.alerts.groups.length > 0 ? [settleCleared(now)] : []),
    ],
  });
}

/** SEV4, drills and cancelled ones owe no post-mortem (product.md section 11). */
function owesDraft(incident: Incident, terms: Terms): boolean {
  return incident.kind === "incident" && terms.policy.severities[incident.severity].published;
}

/** A draft never takes the place of an earlier one: people may have written in it. */
function draftPath(incident: Incident, drafts: number): string {
  const again = drafts > 1 ? `-${drafts}` : "";
  return `postmortems/${utcDate(incident.detectedAt)}-incident-${incident.number}${again}.md`;
}
