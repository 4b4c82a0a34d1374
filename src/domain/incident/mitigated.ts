import { line } from "../../text/card.ts";
import { utcMinute } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { proposeUpdate } from "./proposal.ts";
import type { Incident } from "./state.ts";
import { named, plain, say } from "./view.ts";

/** Customer impact has stopped: the mitigation clock stops. The incident itself goes on until it is resolved. */
export function mitigate(was: Incident, event: EventOf<"incident.mitigated">, terms: Terms): Decided<Incident> {
  if (was.mitigated) return refuse("already-mitigated", { at: utcMinute(was.mitigated.at) });
  const { at, by, how } = event;
  const now: Incident = { ...was, mitigated: { at, by, how } };
  const text = `${by.name} mitigated it: ${how}`;
  return decided(now, {
    timeline: [{ kind: "mitigated", at, by, text }],
    effects: [
      say(now, plain(text, line`${named(by)}: customer impact has stopped. ${how}`)),
      ...(was.stage === "MITIGATING"
        ? []
        : proposeUpdate(now, "Impact has stopped; the public can be told.", at, terms, "MITIGATING")),
    ],
  });
}
