import { line } from "../../text/card.ts";
import { type Decided, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf } from "../events.ts";
import { rank } from "../policy.ts";
import type { Terms } from "../terms.ts";
import { firingAgain, proposeResolve } from "./cleared.ts";
import { proposeUpdate } from "./proposal.ts";
import { withSeverity } from "./reclassify.ts";
import { resolve } from "./resolve.ts";
import { type Incident, isOpen } from "./state.ts";
import { plain, say } from "./view.ts";

/** A later alert of the same group joins; it may raise the severity, and never lowers it. The card counts them. */
export function alertJoined(was: Incident, event: EventOf<"incident.alert-joined">, terms: Terms): Decided<Incident> {
  const { at, by, title, severity, runbookUrl } = event;
  const raised = severity !== null && isOpen(was) && rank(severity) < rank(was.severity);
  const joined: Incident = {
    ...withSeverity(was, raised ? severity : was.severity, at),
    alerts: { ...was.alerts, firing: was.alerts.firing + 1, total: was.alerts.total + 1 },
    runbookUrl: was.runbookUrl ?? runbookUrl,
  };
  const effects: Effect[] = [];
  if (raised) {
    effects.push(
      say(
        joined,
        plain(`Raised to ${severity}`, line`The alert ${title} raised the severity: ${was.severity} → ${severity}.`),
      ),
    );
    effects.push(...proposeUpdate(joined, `The severity is now ${severity}; the public is owed an update.`, at, terms));
  }
  if (was.alerts.firing === 0 && was.alerts.total > 0 && isOpen(was)) effects.push(firingAgain(joined, title));
  if (was.runbookUrl === null && runbookUrl !== null) {
    effects.push({ kind: "channel.bookmark", incident: was.id, title: "Runbook", url: runbookUrl });
  }
  return decided(joined, {
    timeline: [
      { kind: "alert", at, by, text: `Alert joined: ${title}` },
      ...(raised
        ? [
            {
              kind: "severity" as const,
              at,
              by,
              text: `The alert raised the severity from ${was.severity} to ${severity}`,
            },
          ]
        : []),
    ],
    effects,
  });
}

/** An alert of it was resolved by its sender. When the last one is, RESOLVED is proposed, or done where so configured. */
export function alertResolved(
  was: Incident,
  event: EventOf<"incident.alert-resolved">,
  terms: Terms,
): Decided<Incident> {
  const { at, by, title } = event;
  const now: Incident = { ...was, alerts: { ...was.alerts, firing: Math.max(0, was.alerts.firing - 1) } };
  const timeline = [{ kind: "alert" as const, at, by, text: `Alert resolved: ${title}` }];
  if (now.alerts.firing > 0 || !isOpen(was)) return decided(now, { timeline });
  if (terms.resolveByItself) {
    const audience = was.published ? "public" : "internal";
    const resolved = resolve(now, { words: { audience } }, event, terms);
    if (!("refused" in resolved))
      return decided(resolved.state, { ...resolved, timeline: [...timeline, ...resolved.timeline] });
  }
  return decided(now, { timeline, effects: [proposeResolve(now)] });
}
