import type { Instant } from "../../base/clock.ts";
import type { Actor } from "../actor.ts";
import { isRefusal } from "../decision.ts";
import type { MaintenancePlan } from "../events.ts";
import type { OverallStatus } from "../policy.ts";
import { publicNames } from "../publishing/notice.ts";
import { wordsOf } from "../refusal.ts";
import type { StatusByHand } from "../status/component.ts";
import type { Terms } from "../terms.ts";
import { schedule } from "./schedule.ts";
import { isTold } from "./wording.ts";

/**
 * The notice that this plan would be announced with if it were sent now, word for word; or why there is none yet. `overall`
 * is what the public status is now.
 */
export function preview(
  plan: MaintenancePlan,
  { by, at, shortNotice }: { by: Actor; at: Instant; shortNotice?: string | undefined },
  overall: OverallStatus,
  terms: Terms,
): { text: string } | { missing: string } {
  if (!isTold(plan, terms)) return { missing: "Only internal components: nothing of it is public." };
  const [component = ""] = publicNames(
    terms.components.map(({ name }) => name),
    terms,
  );
  const standing: StatusByHand = { component, status: overall, why: "", by: by.name, at };
  const event = { type: "maintenance.schedule", id: "", maintenance: "", plan, by, at, shortNotice } as const;
  const outcome = schedule(event, 0, { incidents: [], windows: [], byHand: [standing] }, terms);
  if (isRefusal(outcome)) return { missing: wordsOf(outcome) };
  return { text: outcome.state.updates.at(-1)?.text ?? "" };
}
