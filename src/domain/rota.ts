import type { Instant } from "../base/clock.ts";
import { utcMinute } from "../text/instant.ts";
import type { Policy, Severity } from "./policy.ts";
import { stepAt } from "./reminder.ts";
import { type Layer, personAt, type RotaRole } from "./rota/layers.ts";
import type { Override } from "./rota/override.ts";
import { type Schedule, scheduled } from "./rota/schedule.ts";

/** Who is on call at a moment, as Slack user ids. */
export interface OnCall {
  primary: string | null;
  secondary: string | null;
  /** Everyone to page when neither answered. */
  escalation: string[];
  /** Who else holds the place, where a schedule names several at once. */
  beside?: Record<RotaRole, string[]> | undefined;
  /** What is odd about this answer, without a full stop: a schedule that could not be read, or that names nobody. */
  notes?: { role: RotaRole; says: string }[] | undefined;
}

/**
 * Who is on call when. A place is held by the latest override, else by the last schedule that names somebody, else by the
 * last layer that has somebody, else by the person named for it outright: each is the fallback of those before it.
 */
export interface Rota extends OnCall {
  /** The time zone that its days are in; absent = that of the calendar. */
  zone?: string | undefined;
  layers?: Layer[] | undefined;
  /** Schedules that are kept elsewhere. Their copies are filled in for each decision, as are the overrides. */
  schedules?: Schedule[] | undefined;
  /** In the order they were made. */
  overrides?: Override[] | undefined;
}

/** Who holds a place, and what says so. */
export interface Held {
  people: string[];
  by: { kind: "override"; override: Override } | { kind: "schedule"; schedule: Schedule } | { kind: "layer" | "fixed" };
}

/** Who holds a place of the rota at a moment. */
export function heldAt(rota: Rota, role: RotaRole, at: Instant): Held {
  const override = rota.overrides?.findLast((one) => one.role === role && one.from <= at && at < one.until);
  if (override) return { people: [override.person], by: { kind: "override", override } };
  for (const schedule of rota.schedules?.toReversed() ?? []) {
    const people = scheduled(schedule, role, at);
    if (people.length > 0) return { people, by: { kind: "schedule", schedule } };
  }
  for (const layer of rota.layers?.toReversed() ?? []) {
    const person = layer.role === role ? personAt(layer, at) : null;
    if (person !== null) return { people: [person], by: { kind: "layer" } };
  }
  const person = rota[role];
  return { people: person === null ? [] : [person], by: { kind: "fixed" } };
}

/** Who is on call at a moment. */
export function onCallAt(rota: Rota, at: Instant): OnCall {
  const primary = heldAt(rota, "primary", at);
  const secondary = heldAt(rota, "secondary", at);
  const [first = null, ...others] = primary.people;
  const [second = null, ...more] = secondary.people;
  const notes = [...notesOn(rota, "primary", primary), ...notesOn(rota, "secondary", secondary)];
  return {
    primary: first,
    secondary: second,
    escalation: rota.escalation,
    ...(others.length + more.length > 0 ? { beside: { primary: others, secondary: more } } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** What has to be said when a schedule is asked for a place, and cannot be trusted to be right. */
function notesOn(rota: Rota, role: RotaRole, { by }: Held): { role: RotaRole; says: string }[] {
  if (by.kind === "override") return [];
  const said = (rota.schedules ?? [])
    .filter(({ roles }) => roles.includes(role))
    .flatMap(({ name, copy }) => {
      const used = by.kind === "schedule" && by.schedule.name === name;
      if (!copy || copy.readAt === null) return [`The schedule "${name}" could not be read yet`];
      const age = copy.error === null ? "" : `, and could not be read since ${utcMinute(copy.readAt)}`;
      if (used) return age ? [`The schedule "${name}" could not be read since ${utcMinute(copy.readAt)}`] : [];
      if (by.kind === "schedule") return [];
      const unknown = copy.strangers.length > 0 ? ` that Slack knows (it has ${copy.strangers.join(", ")})` : "";
      return [`The schedule "${name}" names nobody${unknown} as ${role}${age}`];
    });
  return said.map((says) => ({ role, says }));
}

/** What is odd about whom these rungs page, each thing once. */
export function oddAbout({ notes = [] }: OnCall, who: Rung["who"][]): string[] {
  const said = notes.filter(({ role }) => who.includes(role) || who.includes("list"));
  return [...new Set(said.map(({ says }) => says))];
}

/** True when who is on call can change without a person's doing. */
export function rotates({ layers = [], schedules = [], overrides = [] }: Rota): boolean {
  return layers.length + schedules.length + overrides.length > 0;
}

/** Everybody that the configuration names, once. */
export function everyoneIn({ primary, secondary, escalation, layers = [] }: Rota): string[] {
  const named = [primary, secondary, ...escalation, ...layers.flatMap(({ people }) => people)];
  return [...new Set(named.filter((one) => one !== null))];
}

/** The rota with everybody called as `id` says. */
export function renamed(rota: Rota, id: (name: string) => string): Rota {
  const { primary, secondary, escalation, layers } = rota;
  return {
    ...rota,
    primary: primary && id(primary),
    secondary: secondary && id(secondary),
    escalation: escalation.map(id),
    ...(layers ? { layers: layers.map((layer) => ({ ...layer, people: layer.people.map(id) })) } : {}),
  };
}

/** A rung of the paging ladder: whom to page, when, and the reason as a clause for the page and the timeline. */
export interface Rung {
  at: Instant;
  who: "primary" | "secondary" | "list";
  why: string;
}

/** What the paging ladder needs to know of an incident. */
export interface Alarm {
  /** From when the ack clock counts: detection, or the reopening. */
  clocksFrom: Instant;
  /** Since when there is anything to page for at this severity: the declaration, the reopening or the raise. */
  since: Instant;
  /** When the acknowledgement is due; null when none is promised. */
  ackDueAt: Instant | null;
}

/**
 * The pages an incident sends for as long as nobody acknowledges it, in order (product.md section 1, decisions.md 11).
 *
 * - `always` (SEV1): the primary at once, at any hour.
 * - `business-hours` (SEV2): the primary at once within them. Outside them it waits in the queue, and pages the primary
 *   after `queueEscalateShare` of the ack target, or when business hours begin, whichever is first.
 * - `queue` (SEV3, SEV4): no page to begin with; it stands in the chat.
 * - An acknowledgement that is missed pages the secondary at its due time, and one overdue step later the whole list.
 *   For a `queue` severity these two wait for business hours: what did not wake anybody at first does not do so later.
 *
 * Nothing is paged before `since`; what should have been is paged then.
 */
export function pagingAt(policy: Policy, severity: Severity, { clocksFrom, since, ackDueAt }: Alarm): Rung[] {
  const { paging } = policy.severities[severity];
  const { calendar } = policy;
  const rungs: Rung[] = [];

  if (paging === "always") rungs.push({ at: since, who: "primary", why: `a ${severity} pages at any hour` });
  if (paging === "business-hours" && calendar.contains(since)) {
    rungs.push({ at: since, who: "primary", why: `a ${severity} pages in business hours` });
  }
  if (paging === "business-hours" && !calendar.contains(since)) {
    const opens = calendar.nextOpen(since);
    const patience =
      ackDueAt === null ? opens : clocksFrom + Math.round((ackDueAt - clocksFrom) * policy.queueEscalateShare);
    rungs.push(
      patience < opens
        ? { at: Math.max(since, patience), who: "primary", why: "not acknowledged from the queue in time" }
        : { at: opens, who: "primary", why: "business hours began and it is not acknowledged" },
    );
  }
  if (ackDueAt === null) return rungs;

  const owed = { startedAt: clocksFrom, dueAt: ackDueAt, owedSince: since };
  const awake = (at: Instant) => (paging === "queue" ? calendar.nextOpen(at) : at);
  const missed = awake(stepAt(owed, 1, policy).at);
  const spacing = stepAt(owed, 2, policy).at - stepAt(owed, 1, policy).at;
  rungs.push(
    { at: missed, who: "secondary", why: "the acknowledgement is overdue" },
    {
      at: awake(missed + spacing),
      who: "list",
      why: "the acknowledgement is overdue and the secondary has not answered",
    },
  );
  return rungs;
}

/**
 * The people of a rung. A place that nobody holds passes to whoever comes after it, so that a page goes to nobody only
 * when the rota names nobody at all.
 */
export function peopleOf({ primary, secondary, escalation, beside }: OnCall, who: Rung["who"]): string[] {
  const list = [...new Set(escalation)];
  const both = [...new Set([primary, secondary].filter((person) => person !== null))];
  if (who === "list") return list.length > 0 ? list : both;
  const role = who === "primary" && primary !== null ? "primary" : "secondary";
  const first = role === "primary" ? primary : secondary;
  if (first !== null) return [...new Set([first, ...(beside?.[role] ?? [])])];
  return list.length > 0 ? list : both;
}
