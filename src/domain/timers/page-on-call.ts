import { type Line, line, person } from "../../text/card.ts";
import { decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import { pagedSlot } from "../incident/paged.ts";
import { type Incident, isOpen, running } from "../incident/state.ts";
import { ackButton, plain, say } from "../incident/view.ts";
import { onCallAt, pagingAt, peopleOf, type Rung } from "../rota.ts";
import type { Terms } from "../terms.ts";
import { defineTimer, pageCard, withCalled } from "../timer.ts";

/**
 * Wakes people for as long as nobody acknowledges: primary, secondary, everyone on the list, by the severity's paging. A
 * wake that comes late takes all rungs that are due in one step, and pages each person once.
 */
export default defineTimer({
  kind: "page-on-call",
  next: (incident, terms) => rungsLeft(incident, terms)[0]?.at ?? null,
  wake(incident, { at, by }, terms) {
    const due = rungsLeft(incident, terms).filter((rung) => rung.at <= at);
    const last = due.at(-1);
    if (!last) return decided(incident);
    const rota = onCallAt(terms.rota, at);
    const people = [...new Set(due.flatMap((rung) => peopleOf(rota, rung.who)))];
    const paged = [...incident.paged, ...due.map((rung) => rung.who)];
    const now = withCalled({ ...incident, paged }, people);
    const told = due.map((rung) => names[rung.who]).join(" and ");
    if (people.length === 0) {
      const text = `Nobody could be paged as ${told}: the rota names nobody`;
      return decided(now, {
        timeline: [{ kind: "page", at, by, text }],
        effects: [say(now, plain(text, `⚠️ ${text}.`))],
      });
    }
    const slot = `${now.id}/${pagedSlot}`;
    const mentions: Line = people.flatMap((one) => [person(one), " "] as Line[]).flat();
    return decided(now, {
      timeline: due.map(({ who, why }) => {
        const text = `Paged ${names[who]} (${peopleOf(rota, who).join(", ")}): ${why}`;
        return { kind: "page", at, by, text };
      }),
      effects: [
        ...people.map(
          (one): Effect => ({ kind: "page", incident: now.id, person: one, card: pageCard(now, last.why) }),
        ),
        { kind: "channel.invite", incident: now.id, people },
        {
          kind: "message.renew",
          to: { incident: now.id },
          card: plain(`Paged ${told}`, line`🚨 ${mentions}paged as ${told}: ${last.why}.`, [ackButton(now)]),
          slot,
          lane: slot,
          urgency: "reminder",
        },
      ],
    });
  },
});

const names: Record<Rung["who"], string> = {
  primary: "the primary",
  secondary: "the secondary",
  list: "everyone on the escalation list",
};

/** The rungs that nobody was paged for yet, in order; none once somebody has it. */
function rungsLeft(incident: Incident, terms: Terms): Rung[] {
  if (!isOpen(incident) || incident.acknowledged || incident.kind === "drill" || incident.retrospective) return [];
  const ladder = pagingAt(terms.policy, incident.severity, {
    clocksFrom: incident.clocksFrom,
    since: incident.severeSince,
    ackDueAt: running(incident, "ack")?.dueAt ?? null,
  });
  return ladder.filter((rung) => !incident.paged.includes(rung.who));
}
