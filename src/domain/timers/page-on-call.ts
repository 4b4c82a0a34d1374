import { type Line, line, person } from "../../text/card.ts";
import { decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import { pagedSlot } from "../incident/ack.ts";
import { type Incident, isOpen, running } from "../incident/state.ts";
import { ackButton, plain, say } from "../incident/view.ts";
import { onCallAt, pagingAt, peopleOf, type Rung } from "../rota.ts";
import type { Terms } from "../terms.ts";
import { defineTimer, pageCard } from "../timer.ts";

/** Wakes people for as long as nobody acknowledges: primary, secondary, everyone on the list, by the severity's paging. */
export default defineTimer({
  kind: "page-on-call",
  next: (incident, terms) => nextRung(incident, terms)?.at ?? null,
  wake(incident, { at, by }, terms) {
    const rung = nextRung(incident, terms);
    if (!rung || rung.at > at) return decided(incident);
    const people = peopleOf(onCallAt(terms.rota, at), rung.who);
    const now: Incident = { ...incident, paged: [...incident.paged, rung.who] };
    if (people.length === 0) {
      const text = `Nobody could be paged as ${rung.who}: the rota names nobody`;
      return decided(now, {
        timeline: [{ kind: "page", at, by, text }],
        effects: [say(now, plain(text, `⚠️ ${text}.`))],
      });
    }
    const mentions: Line = people.flatMap((one) => [person(one), " "] as Line[]).flat();
    const told = rung.who === "list" ? "everyone on the escalation list" : `the ${rung.who}`;
    return decided(now, {
      timeline: [{ kind: "page", at, by, text: `Paged ${told} (${people.join(", ")}): ${rung.why}` }],
      effects: [
        ...people.map(
          (one): Effect => ({ kind: "page", incident: now.id, person: one, card: pageCard(now, rung.why) }),
        ),
        say(now, plain(`Paged ${told}`, line`🚨 ${mentions}paged as ${told}: ${rung.why}.`, [ackButton(now)]), {
          slot: pagedSlot,
          urgency: "reminder",
        }),
      ],
    });
  },
});

function nextRung(incident: Incident, terms: Terms): Rung | undefined {
  if (!isOpen(incident) || incident.acknowledged || incident.kind === "drill" || incident.retrospective)
    return undefined;
  const ladder = pagingAt(terms.policy, incident.severity, {
    clocksFrom: incident.clocksFrom,
    since: incident.severeSince,
    ackDueAt: running(incident, "ack")?.dueAt ?? null,
  });
  return ladder.find((rung) => !incident.paged.includes(rung.who));
}
