import type { Instant } from "../../base/clock.ts";
import { type Decided, decided, type Entry } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf } from "../events.ts";
import type { ProviderSaid } from "../maintenance/state.ts";
import { outside } from "../overdue.ts";
import type { Standings } from "../publishing/providers.ts";
import { checkAll, isWatched, nextReadBack } from "../publishing/read-back.ts";
import {
  type About,
  answered,
  awaited,
  checkOf,
  heard,
  inWords,
  standingSlot,
  tellStandings,
} from "../publishing/standing.ts";
import { refuse } from "../refusal.ts";
import { isPublic } from "../status/component.ts";
import type { Terms } from "../terms.ts";
import { type Incident, isOpen } from "./state.ts";

/* What status providers made of an incident's notice, and what people answer to it. */

/** What is worth remembering: what went wrong, and what a person did about it. */
const remembered = new Set<ProviderSaid>(["refused", "by-hand", "differs", "missing", "late"]);

/** A provider has it, or has not. The channel sees it in one live message; a person is asked only where one is needed. */
export function providerSaid(was: Incident, event: EventOf<"incident.provider-said">, terms: Terms): Decided<Incident> {
  const { at, by, provider } = event;
  const known = terms.providers.find(({ name }) => name === provider);
  const check = checkOf(event, known, subjectOf(was));
  const providers = heard(was.providers, provider, event, at);
  if (!providers || !known) return decided(was, { effects: check });
  const standing = providers[provider];
  const entries: Entry[] =
    standing && remembered.has(event.said)
      ? [{ kind: "provider", at, by, text: `${known.shown} ${inWords(standing).split("\n")[0]}` }]
      : [];
  return decided({ ...was, providers }, { timeline: entries, effects: [...tell(was, providers, terms), ...check] });
}

/** A person answers for a provider. */
export function answerFor(
  was: Incident,
  { at, by, provider, answer }: EventOf<"incident.provider-answer">,
  terms: Terms,
): Decided<Incident> {
  if (provider === null) return decided(was, { effects: readAllBack(was, at, terms) });
  const known = terms.providers.find(({ name }) => name === provider);
  if (!known) return refuse("no-such-provider", { provider, known: terms.providers.map(({ name }) => name) });
  const { standings, text, effects } = answered(was.providers, { answer, by, at }, known, subjectOf(was));
  return decided(
    { ...was, providers: standings },
    {
      timeline: text === null ? [] : [{ kind: "provider", at, by, text }],
      effects: [...effects, ...tell(was, standings, terms)],
    },
  );
}

/** The incident with every provider that was sent something waited for, and what people see of that. */
export function waitingFor(
  now: Incident,
  sent: readonly Effect[],
  at: Instant,
  terms: Terms,
): { state: Incident; effects: Effect[] } {
  const providers = awaited(now.providers, sent, at);
  if (providers === now.providers) return { state: now, effects: [] };
  return { state: { ...now, providers, readBackAt: at }, effects: tell(now, providers, terms) };
}

/** When what they show is read back next; null = nothing of it is public, it is long over, or nothing can be read. */
export function readBackDue(incident: Incident, { providers }: Terms): Instant | null {
  return isPublic(incident)
    ? nextReadBack({ readBackAt: incident.readBackAt, endedAt: endOf(incident) }, providers)
    : null;
}

/** Reads back what every provider shows of it. */
export function readAllBack(incident: Incident, at: Instant, { providers }: Terms): Effect[] {
  return checkAll(incident.providers, subjectOf(incident), at, providers);
}

/**
 * The channel is closed to us, or open again: what a provider needs somebody for is said where people read it now. What is
 * long over is let rest.
 */
export function moveStandings(was: Incident, now: Incident, at: Instant, terms: Terms): Effect[] {
  if (isClosed(was) === isClosed(now)) return [];
  const anew = tellStandings(aboutOf(now), {}, now.providers, terms.providers);
  if (isClosed(now)) return isWatched({ endedAt: endOf(now) }, at) ? anew : [];
  return [...outsideOver(now, terms), ...anew];
}

/** What was said of the providers outside of the channel is taken back: it is open again, and shows how each stands. */
function outsideOver(now: Incident, { providers }: Terms): Effect[] {
  const { to, slots } = aboutOf({ ...now, channel: { ...now.channel, state: "archived" } });
  return providers
    .filter(({ name }) => now.providers[name])
    .map(({ name, shown }): Effect => {
      const slot = standingSlot(slots, name);
      const card = outside(now, `how ${shown} shows it is said in its channel again`);
      return { kind: "message.settle", to, slot, lane: slot, card };
    });
}

/** When the public heard the last of it; null while it goes on. One that ended before anybody typed it in ends for them then. */
function endOf(incident: Incident): Instant | null {
  if (isOpen(incident)) return null;
  return Math.max(incident.resolvedAt ?? incident.closure?.at ?? 0, incident.lastUpdate?.at ?? 0);
}

function tell(was: Incident, now: Standings, terms: Terms): Effect[] {
  return tellStandings(aboutOf(was), was.providers, now, terms.providers);
}

/** While the channel is closed to us, people read in the announcement what they have to do. */
function aboutOf(incident: Incident): About {
  const [name, subject] = [`#${incident.number}`, subjectOf(incident)];
  return isClosed(incident)
    ? { to: { announcement: true }, slots: `${incident.id}/outside`, name, subject, outside: true }
    : { to: { incident: incident.id }, slots: incident.id, name, subject };
}

function isClosed({ channel: { state } }: Incident): boolean {
  return state === "archived" || state === "gone";
}

function subjectOf({ id }: Incident): `incident/${string}` {
  return `incident/${id}`;
}
