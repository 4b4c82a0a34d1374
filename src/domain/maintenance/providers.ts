import type { Instant } from "../../base/clock.ts";
import { type Decided, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf } from "../events.ts";
import type { Standings } from "../publishing/providers.ts";
import { checkAll, nextReadBack } from "../publishing/read-back.ts";
import { type About, answered, awaited, checkOf, heard, inWords, tellStandings } from "../publishing/standing.ts";
import { syncs } from "../publishing/sync.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { remembered } from "./history.ts";
import { isRunning, type Maintenance, type ProviderSaid } from "./state.ts";
import { nameOf, slotOf } from "./view.ts";

/* What status providers made of a maintenance's notice, and what people answer to it. */

/** What is worth remembering: what went wrong, and what a person did about it. */
const worthIt = new Set<ProviderSaid>(["refused", "by-hand", "differs", "missing", "late"]);

/** A provider has it, or has not. */
export function providerSaid(
  was: Maintenance,
  event: EventOf<"maintenance.provider-said">,
  terms: Terms,
): Decided<Maintenance> {
  const { at, by, provider } = event;
  const known = terms.providers.find(({ name }) => name === provider);
  const check = checkOf(event, known, slotOf(was));
  const providers = heard(was.providers, provider, event, at);
  if (!providers || !known) return decided(was, { effects: check });
  const standing = providers[provider];
  const now = { ...was, providers };
  const kept =
    standing && worthIt.has(event.said)
      ? remembered(now, { at, by, text: `${known.shown} ${inWords(standing).split("\n")[0]}` })
      : now;
  return decided(kept, { effects: [...tell(was, providers, terms), ...check] });
}

/** A person answers for a provider. */
export function answerFor(
  was: Maintenance,
  { at, by, provider, answer }: EventOf<"maintenance.provider-answer">,
  terms: Terms,
): Decided<Maintenance> {
  if (provider === null) return decided(was, { effects: checkAll(was.providers, slotOf(was), at, terms.providers) });
  const known = terms.providers.find(({ name }) => name === provider);
  if (!known) return refuse("no-such-provider", { provider, known: terms.providers.map(({ name }) => name) });
  const { standings, text, effects } = answered(was.providers, { answer, by, at }, known, slotOf(was));
  const now = { ...was, providers: standings };
  return decided(text === null ? now : remembered(now, { at, by, text }), {
    effects: [...effects, ...tell(was, standings, terms)],
  });
}

/** Sends its notice to the providers: the effects, and the maintenance with each of them waited for. */
export function sentOut(now: Maintenance, at: number, terms: Terms): { state: Maintenance; effects: Effect[] } {
  const sent = syncs(slotOf(now), terms.providers);
  const providers = awaited(now.providers, sent, at);
  if (providers === now.providers) return { state: now, effects: sent };
  return { state: { ...now, providers, readBackAt: at }, effects: [...sent, ...tell(now, providers, terms)] };
}

/** When what they show is read back next; null = it has not begun, it is long over, or nothing can be read. */
export function readBackDue(maintenance: Maintenance, { providers }: Pick<Terms, "providers">): Instant | null {
  const { readBackAt = null, endedAt } = maintenance;
  return isRunning(maintenance) || endedAt !== null ? nextReadBack({ readBackAt, endedAt }, providers) : null;
}

/** Reads back what every provider shows of it. */
export function readAllBack(was: Maintenance, at: Instant, { providers }: Terms): Decided<Maintenance> {
  return decided({ ...was, readBackAt: at }, { effects: checkAll(was.providers, slotOf(was), at, providers) });
}

function tell(was: Maintenance, now: Standings, terms: Terms): Effect[] {
  return tellStandings(aboutOf(was), was.providers, now, terms.providers);
}

function aboutOf(maintenance: Maintenance): About {
  const slot = slotOf(maintenance);
  return { to: { announcement: true }, slots: slot, name: nameOf(maintenance), subject: slot };
}
