import type { Instant } from "../base/clock.ts";
import { type Button, type Card, type Line, line, person } from "../text/card.ts";
import { inWords, utcMinute } from "../text/instant.ts";
import { type Decision, decided, type Entry } from "./decision.ts";
import type { Effect } from "./effects.ts";
import type { EventOf, TimerKind } from "./events.ts";
import { type Deadline, type Incident, running } from "./incident/state.ts";
import { buttons, headline, note } from "./incident/view.ts";
import type { DeadlineKind } from "./policy.ts";
import { lateMs, nextStep, type Step, stepNow } from "./reminder.ts";
import { onCallAt } from "./rota.ts";
import type { Terms } from "./terms.ts";

/**
 * A kind of timer. Timers are never set or cancelled: after every decision each kind is asked when it is next owed, and the
 * engine stores the difference. When that time has come, `wake` decides what happens; a wake that comes late (after a
 * downtime) speaks once.
 */
export interface Timer {
  kind: TimerKind;
  next(incident: Incident, terms: Terms): Instant | null;
  wake(incident: Incident, event: EventOf<"incident.timer">, terms: Terms): Decision<Incident>;
}

/** Declares a timer: one file in `domain/timers/`. */
export function defineTimer(timer: Timer): Timer {
  return timer;
}

/** How one kind of deadline reminds: what is owed, in words, and the buttons that do it. */
export interface Reminding {
  kind: DeadlineKind;
  /** What is owed, as the start of a sentence: "The acknowledgement". */
  owed: string;
  /** What to do about it. */
  ask(incident: Incident): Line;
  buttons(incident: Incident): Button[];
  /** A reminder that only asks: it speaks at the due time and once more, and reaches nobody beyond the channel. */
  soft?: boolean;
}

/**
 * The timer of a deadline: heads-up, due, then overdue with growing reach (reminder.ts). One reminder of a deadline stands
 * in the channel at any time; each step takes the place of the one before.
 */
export function deadlineTimer(reminding: Reminding): Timer {
  const { kind } = reminding;
  return {
    kind,
    next(incident, terms) {
      const deadline = running(incident, kind);
      if (!deadline || (reminding.soft && deadline.round > lastSoftRound)) return null;
      return nextStep(deadline, terms.policy).at;
    },
    wake(incident, { at, by }, terms) {
      const deadline = running(incident, kind);
      const step = deadline && stepNow(deadline, at, terms.policy);
      if (!deadline || !step) return decided(incident);
      const reach = reminding.soft ? "channel" : step.reach;
      const now = {
        ...incident,
        deadlines: incident.deadlines.map((one) =>
          one.id === deadline.id ? { ...one, round: step.round + 1, snoozedUntil: null } : one,
        ),
      };
      const said = sentence(reminding, deadline, step, at);
      const entry: Entry = { kind: "reminder", at, by, text: `${said} (told: ${reach})` };
      return decided(now, {
        timeline: step.phase === "heads-up" ? [] : [entry],
        effects: [
          reminder(now, reminding, said, mentioned(now, reach, at, terms)),
          ...(reach === "secondary" ? wakeSecondary(now, said, at, terms) : []),
          ...(reach === "announcement" ? [announce(now, deadline, said, terms)] : []),
        ],
      });
    },
  };
}

/** A soft reminder speaks at its due time (round 1) and is then done. */
const lastSoftRound = 1;

function sentence({ owed }: Reminding, deadline: Deadline, step: Step, at: Instant): string {
  const late = lateMs(deadline, at);
  if (step.phase === "heads-up")
    return `${owed} is due by ${utcMinute(deadline.dueAt)}, in ${inWords(Math.max(0, deadline.dueAt - at))}`;
  return late < 60_000
    ? `${owed} is due now`
    : `${owed} is overdue by ${inWords(late)}; it was due ${utcMinute(deadline.dueAt)}`;
}

/** Who is mentioned: each reach includes those before it, but nobody is mentioned for a heads-up. */
function mentioned(incident: Incident, reach: Step["reach"], at: Instant, terms: Terms): string[] {
  const { secondary } = onCallAt(terms.rota, at);
  const { lead } = incident.roles;
  const people = reach === "channel" ? [] : reach === "commander" ? [lead] : [lead, secondary];
  return [...new Set(people.filter((one) => typeof one === "string"))];
}

/** The slot of the one live reminder of a kind of deadline. */
export function reminderSlot(incident: Incident, kind: DeadlineKind): string {
  return `${incident.id}/reminder/${kind}`;
}

function reminder(
  incident: Incident,
  { kind, ask, buttons: doing }: Reminding,
  said: string,
  people: string[],
): Effect {
  const mentions: Line = people.flatMap((one) => [person(one), " "] as Line[]).flat();
  const card: Card = {
    summary: said,
    blocks: [
      { type: "text", line: line`${mentions}⏰ ${said}. ${ask(incident)}` },
      buttons([
        ...doing(incident),
        { label: "Snooze 10 min", verb: "snooze", words: `#${incident.number} 10m "not now" --clock ${kind}` },
      ]),
    ],
  };
  const slot = reminderSlot(incident, kind);
  return { kind: "message.renew", to: { incident: incident.id }, card, slot, lane: slot, urgency: "reminder" };
}

/** A severity that only queues wakes nobody, however late something is; a drill never does. */
function wakeSecondary(incident: Incident, said: string, at: Instant, terms: Terms): Effect[] {
  const { secondary } = onCallAt(terms.rota, at);
  if (!secondary || incident.kind === "drill" || terms.policy.severities[incident.severity].paging === "queue")
    return [];
  return [{ kind: "page", incident: incident.id, person: secondary, card: pageCard(incident, said) }];
}

/** What a paged person reads. */
export function pageCard(incident: Incident, why: string): Card {
  return {
    summary: `${headline(incident)}: ${why}`,
    blocks: [
      { type: "text", line: line`🚨 ${headline(incident)}` },
      {
        type: "text",
        line: line`${why}. Work happens in ${incident.channel.id ? { channel: incident.channel.id } : `#${incident.channel.name}`}.`,
      },
      ...(incident.acknowledged
        ? []
        : [buttons([{ label: "Ack", verb: "ack", words: `#${incident.number}`, style: "primary" } as Button])]),
    ],
  };
}

function announce(incident: Incident, deadline: Deadline, said: string, terms: Terms): Effect {
  const slot = `${incident.id}/overdue/${deadline.kind}`;
  const call: Line = terms.links.call
    ? line` ${{ link: "Join the war room", url: terms.links.call }}.`
    : " A huddle in its channel gets everybody on one call.";
  const what = incident.private ? `#${incident.number} (private)` : headline(incident);
  const card: Card = {
    summary: `${what}: ${said}`,
    blocks: [{ type: "text", line: line`⏰ ${what}: ${said}.${call}` }],
  };
  return { kind: "message.show", to: { announcement: true }, card, slot, lane: slot, urgency: "reminder" };
}

/** Closes what a deadline's reminders left standing, once it is met or no longer owed. */
export function settleReminders(was: Incident | null, now: Incident): Effect[] {
  if (!was) return [];
  const ended = was.deadlines
    .filter((before) => before.state === "running" && before.round > 0)
    .flatMap((before) => {
      const after = now.deadlines.find((one) => one.id === before.id);
      return after && after.state !== "running" ? [after] : [];
    });
  return ended.flatMap((deadline) => {
    const text = `${nameOf(deadline.kind)}: ${outcomeOf(deadline)}.`;
    const card: Card = { summary: text, blocks: [note(text)] };
    const inChannel = reminderSlot(now, deadline.kind);
    const announced = `${now.id}/overdue/${deadline.kind}`;
    return [
      { kind: "message.settle", to: { incident: now.id }, slot: inChannel, lane: inChannel, card },
      ...(deadline.round > announcedAfter
        ? [
            {
              kind: "message.settle" as const,
              to: { announcement: true as const },
              slot: announced,
              lane: announced,
              card: { summary: text, blocks: [note(`#${now.number} · ${text}`)] },
            },
          ]
        : []),
    ] satisfies Effect[];
  });
}

/** From this round on a deadline's reminder stands in the announcement channel too. */
const announcedAfter = 4;

const names: Record<DeadlineKind, string> = {
  ack: "Acknowledgement",
  "first-update": "First update",
  "next-update": "Next update",
  mitigation: "Mitigation",
  resolution: "Resolution",
  identified: "Cause identified",
  "post-mortem": "Post-mortem",
  "action-item": "Action item",
};

/** A deadline kind as people read it. */
export function nameOf(kind: DeadlineKind): string {
  return names[kind];
}

/** How a deadline ended, or that it runs, in a few words. */
export function outcomeOf(deadline: Deadline): string {
  if (deadline.state === "kept") return `kept at ${utcMinute(deadline.metAt ?? deadline.dueAt)}`;
  if (deadline.state === "late")
    return `late by ${inWords((deadline.metAt ?? deadline.dueAt) - deadline.dueAt)}, at ${utcMinute(deadline.metAt ?? deadline.dueAt)}`;
  if (deadline.state === "running") return `due by ${utcMinute(deadline.dueAt)}`;
  return deadline.state === "missed" ? `missed; it was due ${utcMinute(deadline.dueAt)}` : "no longer owed";
}
