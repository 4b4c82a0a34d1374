import type { Instant } from "../../base/clock.ts";
import { type Actor, sitrep } from "../actor.ts";
import { isRefusal } from "../decision.ts";
import type { EventOf, MaintenancePlan } from "../events.ts";
import type { Passing } from "../incident/state.ts";
import type { OverallStatus } from "../policy.ts";
import type { Guarded } from "../publishing/guarded.ts";
import { publicNames } from "../publishing/notice.ts";
import { type RefusalFacts, wordsOf } from "../refusal.ts";
import type { StatusByHand } from "../status/component.ts";
import type { Terms } from "../terms.ts";
import { schedule } from "./schedule.ts";
import { isTold } from "./wording.ts";

/**
 * The notice that this plan would be announced with if it were sent now, word for word; or why there is none yet. With what may
 * not leave, it has these findings beside. `overall` is what the public status is now.
 */
export function preview(
  plan: MaintenancePlan,
  { by, at, ...asked }: { by: Actor; at: Instant; shortNotice?: string | undefined } & Passing,
  overall: OverallStatus,
  terms: Terms,
): { text: string } | { missing: string } | ({ text: string } & Guarded) {
  if (!isTold(plan, terms)) return { missing: "Only internal components: nothing of it is public." };
  const [component = ""] = publicNames(
    terms.components.map(({ name }) => name),
    terms,
  );
  const standing: StatusByHand = { component, status: overall, why: "", by: by.name, at };
  const scheduled = (own: Partial<EventOf<"maintenance.schedule">>) => {
    const event = { type: "maintenance.schedule", id: "", maintenance: "", plan, by, at, ...asked, ...own } as const;
    const outcome = schedule(event, 0, { incidents: [], windows: [], byHand: [standing] }, terms);
    return isRefusal(outcome) ? outcome : { text: outcome.state.updates.at(-1)?.text ?? "" };
  };
  const outcome = scheduled({});
  if ("text" in outcome) return outcome;
  if (outcome.refused !== "guarded-words") return { missing: wordsOf(outcome) };
  const { findings, suggested = {} } = outcome.facts as RefusalFacts["guarded-words"];
  // As it would read if it were let pass: what is found stands in it for the person to see.
  const asIs = scheduled({ by: sitrep, override: "to show it" });
  const told = findings.map((one) => ({ field: null, inField: null, ...one }));
  return { text: "text" in asIs ? asIs.text : "", findings: told, suggested };
}
