import type { Instant } from "../../base/clock.ts";
import { bold, line } from "../../text/card.ts";
import { type Decided, decided } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { rank, type Severity } from "../policy.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { proposeUpdate } from "./proposal.ts";
import type { Incident } from "./state.ts";
import { named, plain, say } from "./view.ts";

/** Changes the severity of an open incident. Deadlines follow by themselves: they are worked out from the state we return. */
export function reclassify(was: Incident, event: EventOf<"incident.reclassify">, terms: Terms): Decided<Incident> {
  const { to, why, by, at } = event;
  if (to === was.severity) return refuse("severity-unchanged", { severity: was.severity });
  if (!terms.policy.severities[to].published && was.published) {
    return refuse("published-is-not-sev4", { number: was.number }, [
      { label: "Resolve", verb: "resolve", words: `#${was.number}` },
    ]);
  }

  const now = withSeverity(was, to, at);
  const raised = rank(to) < rank(was.severity);
  const text = `${by.name} ${raised ? "raised" : "lowered"} the severity from ${was.severity} to ${to}: ${why}`;
  return decided(now, {
    timeline: [{ kind: "severity", at, by, text }],
    effects: [
      say(now, {
        ...plain(
          text,
          line`${named(by)} ${raised ? "raised" : "lowered"} the severity: ${was.severity} → ${bold(to)}. ${why}`,
        ),
      }),
      ...proposeUpdate(now, `The severity is now ${to}; the public is owed an update.`, at, terms),
    ],
  });
}

/** The incident with another severity. A status set by hand lapses with it (product.md section 3); a raise pages anew from now. */
export function withSeverity(was: Incident, severity: Severity, at: Instant): Incident {
  if (severity === was.severity) return was;
  return {
    ...was,
    severity,
    overallByHand: null,
    severeSince: rank(severity) < rank(was.severity) ? at : was.severeSince,
  };
}
