import type { Instant } from "../base/clock.ts";
import { type Button, type Card, type Line, line, person } from "../text/card.ts";
import { inWords, utcMinute } from "../text/instant.ts";
import type { Actor } from "./actor.ts";
import { type Decision, decided, type Entry } from "./decision.ts";
import type { Effect, Place } from "./effects.ts";
import type { EventOf, TimerKind } from "./events.ts";
import { type PagedOut, pageOut } from "./incident/pages.ts";
import { type Deadline, type Incident, running } from "./incident/state.ts";
import { buttons, headline, note } from "./incident/view.ts";
import { announceOverdue, calledOutside, nameOf, outcomeOf, outside, settleOverdue } from "./overdue.ts";
import type { DeadlineKind } from "./policy.ts";
import { lateMs, nextStep, reaches, type Step, stepNow } from "./reminder.ts";
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
  /** What is owed, as the start of a sentence: "The acknowledgement". Of a soft one the whole sentence. */
  owed(incident: Incident): string;
  /** What to do about it. */
  ask(incident: Incident): Line;
  buttons(incident: Incident): Button[];
  /** A reminder that only asks: it speaks once, at the due time, and reaches nobody beyond the channel. */
  soft?: boolean;
  /** False while the secondary is not paged for it: the channel, the commander and the announcement still hear. Absent = always. */
  wakes?(incident: Incident): boolean;
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
      const deadline = ladderOf(incident, reminding);
      return deadline ? nextStep(deadline, terms.policy).at : null;
    },
    wake(incident, { at, by }, terms) {
      const deadline = ladderOf(incident, reminding);
      const step = deadline && stepNow(deadline, at, terms.policy);
      if (!deadline || !step) return decided(incident);
      const reach = reminding.soft ? "channel" : step.reach;
      const wakes = reaches.indexOf(reach) >= secondary && deadline.round <= secondary + 1;
      const now: Incident = {
        ...incident,
        deadlines: incident.deadlines.map((one) =>
          one.id === deadline.id ? { ...one, round: step.round + 1, snoozedUntil: null } : one,
        ),
      };
      const owed = reminding.owed(incident);
      const called = wakes ? onCallAt(terms.rota, at).secondary : null;
      const said = reminding.soft ? owed : sentence(owed, deadline, step, at);
      const entry: Entry = { kind: "reminder", at, by, text: `${said} (told: ${reach})` };
      const calling = called ? callIn(withCalled(now, [called]), called, reminding, said, { at, by }, terms) : null;
      return decided(calling?.state ?? now, {
        timeline: [...(step.phase === "heads-up" ? [] : [entry]), ...(calling?.timeline ?? [])],
        effects: [
          reminder(now, reminding, said, mentioned(now, reach, at, terms), terms),
          ...(calling?.effects ?? []),
          ...(reach === "announcement" && !isClosed(now) ? [announceOverdue(now, at, terms)] : []),
        ],
      });
    },
  };
}

/** The round of a ladder that speaks at the due time. */
const dueRound = 1;
/** Where the secondary stands among the reaches; its round is one further on. A late wake that passes it by still calls them. */
const secondary = reaches.indexOf("secondary");

/** The deadline as its ladder sees it, while it has steps left. A soft one has a single step: it asks at the due time. */
function ladderOf(incident: Incident, { kind, soft }: Reminding): Deadline | undefined {
  const deadline = running(incident, kind);
  if (!deadline || !soft) return deadline;
  return deadline.round > dueRound ? undefined : { ...deadline, round: dueRound };
}

function sentence(owed: string, deadline: Deadline, step: Step, at: Instant): string {
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

/** Where the one live reminder of a kind of deadline stands: in the channel, or in the announcement while that is closed to us. */
export function reminderPlace(incident: Incident, kind: DeadlineKind): { to: Place; slot: string } {
  return isClosed(incident)
    ? { to: { announcement: true }, slot: `${incident.id}/reminder-outside/${kind}` }
    : { to: { incident: incident.id }, slot: `${incident.id}/reminder/${kind}` };
}

function isClosed({ channel: { state } }: Incident): boolean {
  return state === "archived" || state === "gone";
}

function reminder(
  incident: Incident,
  { kind, ask, buttons: doing }: Reminding,
  said: string,
  people: string[],
  terms: Terms,
): Effect {
  const mentions: Line = people.flatMap((one) => [person(one), " "] as Line[]).flat();
  const whose = isClosed(incident) ? `${calledOutside(incident)}: ` : "";
  const card: Card = {
    summary: `${whose}${said}`,
    blocks: [
      { type: "text", line: line`${mentions}⏰ ${whose}${said}. ${ask(incident)}` },
      buttons([...doing(incident), snoozeButton(incident, kind, terms)]),
    ],
  };
  const { to, slot } = reminderPlace(incident, kind);
  return { kind: "message.renew", to, card, slot, lane: slot, urgency: "reminder" };
}

function snoozeButton({ number }: Incident, kind: DeadlineKind, { policy }: Terms): Button {
  const minutes = Math.max(1, Math.round(policy.snoozeMs / 60_000));
  return {
    label: `Snooze ${inWords(minutes * 60_000)}`,
    verb: "snooze",
    words: `#${number} ${minutes}m "not now" --clock ${kind}`,
  };
}

/**
 * Brings in whom the reminder mentions: into the channel, and by a page. A severity that only queues wakes nobody, however
 * late something is; a drill never does; and who works on it already hears the mention.
 */
function callIn(
  incident: Incident,
  called: string,
  { wakes }: Reminding,
  said: string,
  { at, by }: { at: Instant; by: Actor },
  terms: Terms,
): Pick<PagedOut, "state" | "effects" | "timeline"> {
  const silent =
    incident.kind === "drill" ||
    incident.acknowledged?.by.id === called ||
    incident.roles.lead === called ||
    terms.policy.severities[incident.severity].paging === "queue" ||
    wakes?.(incident) === false;
  const invited: Effect = { kind: "channel.invite", incident: incident.id, people: [called] };
  if (silent) return { state: incident, effects: [invited], timeline: [] };
  const page: Effect = { kind: "page", incident: incident.id, person: called, card: pageCard(incident, said) };
  const paged = withPaged(incident, [called], said);
  const out = pageOut(paged, { target: "secondary", people: [called], why: said, at, by }, terms);
  return { ...out, effects: [invited, page, ...out.effects] };
}

/** The incident with these people called in: from then on they are its people, also where it is private. */
export function withCalled(incident: Incident, people: string[]): Incident {
  return { ...incident, called: [...new Set([...incident.called, ...people])] };
}

/** The same for people who are paged, and why: before the channel is there, their pages cannot lead to it yet. */
export function withPaged(incident: Incident, people: string[], why: string, handsOn: string[] = []): Incident {
  const now = withCalled(incident, people);
  if (now.channel.id !== null) return now;
  const others = (now.pagedBlind ?? []).filter(({ person }) => !people.includes(person));
  const blind = people.map((person) => ({
    person,
    why,
    ...(handsOn.includes(person) ? { handsOn: true as const } : {}),
  }));
  return { ...now, pagedBlind: [...others, ...blind] };
}

/** Pages the secondary at once, for a primary who cannot take it. */
export function handOnButton({ number }: Incident): Button {
  return { label: "Hand to secondary", verb: "page", words: `#${number} secondary` };
}

/**
 * What a paged person reads: of what, why, and where. `why` is a clause or a sentence, without its full stop; `handsOn` = they
 * may hand it to the secondary, who was not paged yet.
 */
export function pageCard(incident: Incident, why: string, handsOn = false): Card {
  const where: Line = incident.channel.id ? { channel: incident.channel.id } : `#${incident.channel.name}`;
  return {
    summary: `You are paged for ${headline(incident)}: ${why}`,
    blocks: [
      { type: "text", line: line`🚨 You are paged for ${{ bold: headline(incident) }}` },
      { type: "text", line: line`${why.charAt(0).toUpperCase()}${why.slice(1)}. Work happens in ${where}.` },
      ...(incident.acknowledged ? [] : [buttons([ack(incident), ...(handsOn ? [handOnButton(incident)] : [])])]),
    ],
  };
}

function ack({ number }: Incident): Button {
  return { label: "Ack", verb: "ack", words: `#${number}`, style: "primary" };
}

/** Closes what a deadline's reminders left standing, once it is met or no longer owed. */
export function settleReminders(was: Incident | null, now: Incident, at: Instant, terms: Terms): Effect[] {
  if (!was) return [];
  const ended = was.deadlines
    .filter((before) => before.state === "running" && before.round > 0)
    .flatMap((before) => {
      const after = now.deadlines.find((one) => one.id === before.id);
      return after && after.state !== "running" ? [after] : [];
    });
  const closed = ended.map((deadline): Effect => {
    const text = `${nameOf(deadline.kind)}: ${outcomeOf(deadline)}.`;
    const card: Card = isClosed(now) ? outside(now, text) : { summary: text, blocks: [note(text)] };
    const { to, slot } = reminderPlace(now, deadline.kind);
    return { kind: "message.settle", to, slot, lane: slot, card };
  });
  return [...closed, ...settleOverdue(ended, now, at, terms)];
}

/** The channel is open to us again: reminders that had to stand outside of it are closed there, and go on inside. */
export function bringRemindersBack(was: Incident, now: Incident): Effect[] {
  return now.deadlines
    .filter((deadline) => deadline.state === "running" && deadline.round > 0)
    .map(({ kind }): Effect => {
      const { to, slot } = reminderPlace(was, kind);
      const text = `${nameOf(kind)}: its reminders go on in #${now.channel.name}`;
      const card = outside(now, now.private ? `${nameOf(kind)}: its reminders go on in its channel` : text);
      return { kind: "message.settle", to, slot, lane: slot, card };
    });
}
