import type { Instant } from "../../base/clock.ts";
import type { Severity } from "../policy.ts";
import type { Fate } from "./fate.ts";
import type { Recorded, World } from "./replay.ts";

/** What a set of rules made of everything that was replayed. */
export interface Totals {
  incidents: number;
  proposals: number;
  /** Incidents that interrupt people at any hour: by their severity, or because a rule says so. */
  pages: number;
  listed: number;
  dropped: number;
}

/** An incident that one set of rules opens and the other does not, or opens otherwise. */
export interface IncidentChange {
  at: Instant;
  title: string;
  identity: string;
  before: Opened | null;
  after: Opened | null;
}

/** How an incident is opened. */
export interface Opened {
  severity: Severity | null;
  rule: string | null;
  component: string | null;
  pages: boolean;
}

/** Messages that fare otherwise in the same way. */
export interface Change {
  before: Fate;
  after: Fate;
  messages: number;
  alerts: number;
  /** The first of them. */
  examples: { at: Instant; title: string; identity: string }[];
}

/** What would have been different. */
export interface Comparison {
  messages: number;
  from: Instant | null;
  to: Instant | null;
  before: Totals;
  after: Totals;
  incidents: IncidentChange[];
  /** Those that are different, beyond the incidents that are named. */
  moreIncidents: number;
  changes: Change[];
}

/** How many of a kind are named; the rest is counted. */
const mostIncidents = 200;
const mostExamples = 3;

/** Compares two worlds message by message; they must be new. */
export function openComparison(
  before: World,
  after: World,
  wakes: (severity: Severity) => boolean,
): { take(recorded: Recorded): void; result(): Comparison } {
  const totals = { before: noTotals(), after: noTotals() };
  const changes = new Map<string, Change & { identities: Set<string> }>();
  const incidents: IncidentChange[] = [];
  let messages = 0;
  let moreIncidents = 0;
  let from: Instant | null = null;
  let to: Instant | null = null;

  const openedOf = ({ what, severity, rule, component, page }: Fate): Opened | null =>
    what === "declared" ? { severity, rule, component, pages: page || (severity !== null && wakes(severity)) } : null;

  return {
    take(recorded) {
      const { at, signal } = recorded;
      messages += 1;
      from ??= at;
      to = at;
      const [was, is] = [before.take(recorded), after.take(recorded)];
      const [opened, opens] = [openedOf(was), openedOf(is)];
      count(totals.before, was, opened);
      count(totals.after, is, opens);
      if (lookOf(was) === lookOf(is)) return;
      const { title, identity } = signal;
      if (opened || opens) {
        if (incidents.length < mostIncidents) incidents.push({ at, title, identity, before: opened, after: opens });
        else moreIncidents += 1;
      }
      const key = JSON.stringify([short(was), short(is)]);
      const change = changes.get(key) ?? newChange(was, is);
      change.messages += 1;
      change.identities.add(identity);
      if (change.examples.length < mostExamples && !change.examples.some((one) => one.title === title))
        change.examples.push({ at, title, identity });
      changes.set(key, change);
    },
    result: () => ({
      messages,
      from,
      to,
      ...totals,
      incidents,
      moreIncidents,
      changes: [...changes.values()]
        .map(({ identities, ...change }) => ({ ...change, alerts: identities.size }))
        .sort((a, b) => b.messages - a.messages),
    }),
  };
}

/** True when nothing would have been different. */
export function isSame({ changes }: Comparison): boolean {
  return changes.length === 0;
}

/** What of a fate anybody would notice: another rule that leads to the same is none of it. */
function lookOf({ what, severity, component, page }: Fate): string {
  return hasWeight(what) ? JSON.stringify([what, severity, component, page]) : what;
}

/** A fate with nothing in it that does not count. */
function short({ what, rule, severity, component, page }: Fate): Fate {
  return hasWeight(what)
    ? { what, rule, severity, component, page }
    : { what, rule, severity: null, component: null, page: false };
}

/** True for what somebody hears of. */
function hasWeight(what: Fate["what"]): boolean {
  return what === "declared" || what === "proposed" || what === "joined" || what === "worse";
}

function newChange(was: Fate, is: Fate) {
  return { before: short(was), after: short(is), messages: 0, alerts: 0, examples: [], identities: new Set<string>() };
}

function noTotals(): Totals {
  return { incidents: 0, proposals: 0, pages: 0, listed: 0, dropped: 0 };
}

function count(totals: Totals, { what }: Fate, opened: Opened | null): void {
  if (opened) totals.incidents += 1;
  if (opened?.pages) totals.pages += 1;
  if (what === "proposed") totals.proposals += 1;
  if (what === "listed") totals.listed += 1;
  if (what === "dropped") totals.dropped += 1;
}
