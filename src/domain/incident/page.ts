import { line } from "../../text/card.ts";
import { type Decided, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf } from "../events.ts";
import type { PageTarget } from "../page-target.ts";
import { refuse } from "../refusal.ts";
import { onCallAt, peopleOf } from "../rota.ts";
import type { Terms } from "../terms.ts";
import { pageCard, withPaged } from "../timer.ts";
import { mentions, pageOut, targetOf } from "./pages.ts";
import type { Incident } from "./state.ts";
import { ackButton, named, plain, say } from "./view.ts";

/** Pages people because a person says so, at any hour and whatever the severity. They become people of the incident. */
export function callIn(was: Incident, event: EventOf<"incident.page">, terms: Terms): Decided<Incident> {
  const { at, by, target, person: one, message } = event;
  const people = calledBy({ target, person: one }, at, terms);
  if (people.length === 0) return refuse("nobody-to-page", { who: target });
  const why = message ? `${by.name} says: ${message}` : `${by.name} asks for you`;
  const out = pageOut(was, { target, people, why, at, by }, terms);
  const now = withPaged(out.state, people, why);
  const told = out.told ?? "";
  return decided(now, {
    timeline: [
      {
        kind: "page",
        at,
        by,
        text: `${by.name} paged ${targetOf({ target, people })}${message ? `: ${message}` : ""}`,
      },
      ...out.timeline,
    ],
    effects: [
      ...people.map(
        (someone): Effect => ({ kind: "page", incident: now.id, person: someone, card: pageCard(now, why) }),
      ),
      ...out.effects,
      { kind: "channel.invite", incident: now.id, people },
      say(
        now,
        plain(
          `${by.name} paged ${people.length === 1 ? "somebody" : "people"}`,
          line`🚨 ${named(by)} paged ${mentions(people)}${message ? line`: ${message}` : "."}${told}`,
          now.acknowledged ? [] : [ackButton(now)],
        ),
        { urgency: "reminder" },
      ),
    ],
  });
}

/** Who is meant: the person, or whoever holds the step now. */
export function calledBy(
  { target, person: one }: { target: PageTarget; person?: string | undefined },
  at: number,
  terms: Pick<Terms, "rota">,
): string[] {
  if (target === "person") return one === undefined ? [] : [one];
  return peopleOf(onCallAt(terms.rota, at), target === "everyone" ? "list" : target);
}
