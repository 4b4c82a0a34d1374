import { type Card, type Line, line, person } from "../../text/card.ts";
import { utcClock } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import { type Effect, pageSlot } from "../effects.ts";
import type { EventOf } from "../events.ts";
import { type Incident, isOpen } from "./state.ts";
import { note, plain, say } from "./view.ts";

/** Something could not be delivered. It blocks nothing; the channel is told once, with a way to try again. */
export function effectFailed(was: Incident, event: EventOf<"incident.effect-failed">): Decided<Incident> {
  const { at, by, effect, error, retry, page } = event;
  const text = `Could not deliver ${effect}: ${error}`;
  if (page && (was.unheard.includes(page.person) || !isOpen(was))) return decided(was);
  return decided(page ? { ...was, unheard: [...was.unheard, page.person] } : was, {
    timeline: [{ kind: "failure", at, by, text }],
    effects:
      was.channel.state === "open"
        ? [
            {
              ...say(
                was,
                plain(
                  text,
                  line`Could not deliver ${withPeople(effect)}: ${error}`,
                  page?.tried ? [] : [{ label: "Retry", verb: "retry", words: retry }],
                ),
                page ? { slot: unheardSlot(page.person), urgency: "reminder" } : {},
              ),
              // Where Slack itself was away, this would be read when it is not true any more.
              ...(page?.tried ? { onlyWhile: { kind: "page", slot: pageSlot(was.id, page.person) } } : {}),
            } as Effect,
          ]
        : [],
  });
}

/** The slot of the line that says that a person's direct message does not go through. */
const unheardSlot = (person: string) => `unheard/${person}`;

/** The direct message is there after all: what was said about it is taken back. */
export function pageArrived(was: Incident, event: EventOf<"incident.page-arrived">): Decided<Incident> {
  const { at, by, person: whom } = event;
  if (!was.unheard.includes(whom)) return decided(was);
  const text = `The page to ${whom} went through after all`;
  return decided(withoutUnheard(was, [whom]), {
    timeline: [{ kind: "page", at, by, text }],
    effects: [settleUnheard(was, whom, line`The page to ${person(whom)} went through after all, at ${utcClock(at)}.`)],
  });
}

/** Takes back what was said about direct messages that did not go through, because nobody waits for them any more. */
export function settleAllUnheard(was: Incident, text: string): { state: Incident; effects: Effect[] } {
  if (was.unheard.length === 0) return { state: was, effects: [] };
  const effects = was.unheard.map((one) =>
    settleUnheard(was, one, line`The page to ${person(one)} did not go through, and is not needed any more: ${text}`),
  );
  return { state: withoutUnheard(was, was.unheard), effects };
}

function settleUnheard(incident: Incident, whom: string, text: Line): Effect {
  const slot = `${incident.id}/${unheardSlot(whom)}`;
  const card: Card = { summary: `The page to ${whom}`, blocks: [note(text)] };
  return { kind: "message.settle", to: { incident: incident.id }, slot, lane: slot, card };
}

function withoutUnheard(incident: Incident, people: string[]): Incident {
  return { ...incident, unheard: incident.unheard.filter((one) => !people.includes(one)) };
}

/** Words with the ids of people in them, as mentions. */
export function withPeople(text: string): Line {
  return text.split(/\b([UW][A-Z0-9]{7,})\b/).map((part, index) => (index % 2 === 1 ? person(part) : part));
}
