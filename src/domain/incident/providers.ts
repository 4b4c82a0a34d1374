import type { Instant } from "../../base/clock.ts";
import { type Decided, decided, type Entry } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf } from "../events.ts";
import type { ProviderSaid } from "../maintenance/state.ts";
import type { Standings } from "../publishing/providers.ts";
import { type About, answered, awaited, checkOf, heard, inWords, tellStandings } from "../publishing/standing.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import type { Incident } from "./state.ts";

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

/** Reads back what every provider shows of it. */
export function checkAll(incident: Incident, at: Instant, terms: Terms): Effect[] {
  return terms.providers
    .filter(({ name }) => incident.providers[name] !== undefined)
    .flatMap((provider) => checkOf({ said: "there", words: "", checkAt: at }, provider, subjectOf(incident)));
}

function tell(was: Incident, now: Standings, terms: Terms): Effect[] {
  return tellStandings(aboutOf(was), was.providers, now, terms.providers);
}

function aboutOf(incident: Incident): About {
  return {
    to: { incident: incident.id },
    slots: incident.id,
    name: `#${incident.number}`,
    subject: subjectOf(incident),
  };
}

function subjectOf({ id }: Incident): `incident/${string}` {
  return `incident/${id}`;
}
