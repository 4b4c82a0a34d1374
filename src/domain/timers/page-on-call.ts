import { type Line, line, person } from "../../text/card.ts";
import type { Actor } from "../actor.ts";
import { decided, type Entry } from "../decision.ts";
import type { Effect } from "../effects.ts";
import { pagedSlot } from "../incident/paged.ts";
import { type PagedOut, pageOut } from "../incident/pages.ts";
import { type Incident, isOpen, running } from "../incident/state.ts";
import { ackButton, plain, say } from "../incident/view.ts";
import type { PageTarget } from "../page-target.ts";
import type { Policy } from "../policy.ts";
import { type OnCall, oddAbout, onCallAt, pagingAt, peopleOf, type Rung } from "../rota.ts";
import type { Terms } from "../terms.ts";
import { defineTimer, handOnButton, pageCard, withPaged } from "../timer.ts";

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
    // A primary who cannot take it need not let the time run out; whoever holds both places has nobody to hand it to.
    const isFirst = due.every(({ who }) => who === "primary") && rota.secondary !== null;
    const handsOn = isFirst ? people.filter((one) => one !== rota.secondary) : [];
    const out = ring(withPaged({ ...incident, paged }, people, last.why, handsOn), due, rota, { at, by }, terms);
    const now = out.state;
    const told = due.map((rung) => names[rung.who]).join(" and ");
    const odd = oddAbout(
      rota,
      due.map((rung) => rung.who),
    );
    const why = odd.map((says) => ` ${says}.`).join("");
    const oddly = odd.map((text): Entry => ({ kind: "page", at, by, text }));
    if (people.length === 0) {
      const text = `Nobody could be paged as ${told}: the rota names nobody`;
      return decided(now, {
        timeline: [{ kind: "page", at, by, text }, ...oddly],
        effects: [say(now, plain(text, `⚠️ ${text}.${why}`))],
      });
    }
    const slot = `${now.id}/${pagedSlot}`;
    const mentions: Line = people.flatMap((one) => [person(one), " "] as Line[]).flat();
    return decided(now, {
      timeline: [
        ...due.map(({ who, why }): Entry => {
          const text = `Paged ${names[who]} (${peopleOf(rota, who).join(", ")}): ${why}`;
          return { kind: "page", at, by, text };
        }),
        ...oddly,
        ...out.timeline,
      ],
      effects: [
        ...people.map(
          (one): Effect => ({
            kind: "page",
            incident: now.id,
            person: one,
            card: pageCard(now, last.why, handsOn.includes(one)),
          }),
        ),
        ...out.effects,
        { kind: "channel.invite", incident: now.id, people },
        {
          kind: "message.renew",
          to: { incident: now.id },
          card: plain(`Paged ${told}`, line`🚨 ${mentions}paged as ${told}: ${last.why}.${why}${out.told ?? ""}`, [
            ackButton(now),
            ...(handsOn.length > 0 ? [handOnButton(now)] : []),
          ]),
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

const targets: Record<Rung["who"], PageTarget> = { primary: "primary", secondary: "secondary", list: "everyone" };

/** Rings the pagers for the rungs that are due, each person once; the last rung that has a person speaks for them. */
function ring(
  incident: Incident,
  due: Rung[],
  rota: OnCall,
  { at, by }: { at: number; by: Actor },
  terms: Terms,
): PagedOut {
  const rung = new Map(due.flatMap(({ who, why }) => peopleOf(rota, who).map((one) => [one, { who, why }] as const)));
  let out: PagedOut = { state: incident, effects: [], timeline: [], told: null };
  for (const { who, why } of due) {
    const people = [...rung].filter(([, its]) => its.who === who).map(([one]) => one);
    if (people.length === 0) continue;
    const next = pageOut(out.state, { target: targets[who], people, why, at, by }, terms);
    out = {
      state: next.state,
      effects: [...out.effects, ...next.effects],
      timeline: [...out.timeline, ...next.timeline],
      told: next.told === null ? out.told : [out.told ?? "", next.told].flat(),
    };
  }
  return out;
}

/** The rungs that nobody was paged for yet, in order; none once somebody has it. */
function rungsLeft(incident: Incident, terms: Terms): Rung[] {
  if (!isOpen(incident) || incident.acknowledged || incident.retrospective) return [];
  // A drill pages nobody, unless a pager is configured to ring for drills.
  if (incident.kind === "drill" && !terms.paging.pagers.some(({ drills }) => drills)) return [];
  const ladder = pagingAt(policyFor(incident, terms.policy), incident.severity, {
    clocksFrom: incident.clocksFrom,
    since: incident.severeSince,
    ackDueAt: running(incident, "ack")?.dueAt ?? null,
  });
  return ladder
    .filter((rung) => !incident.paged.includes(rung.who))
    .map((rung) =>
      incident.pagesAtAnyHour && rung.who === "primary" ? { ...rung, why: "its alert's rule pages at any hour" } : rung,
    );
}

/** The policy, with the incident's own severity paging at any hour where a rule wants that. */
function policyFor({ pagesAtAnyHour, severity }: Incident, policy: Policy): Policy {
  if (!pagesAtAnyHour) return policy;
  const severities = {
    ...policy.severities,
    [severity]: { ...policy.severities[severity], paging: "always" as const },
  };
  return { ...policy, severities };
}
