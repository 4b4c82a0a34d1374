import type { Instant } from "../../base/clock.ts";
import type { Effect } from "../effects.ts";
import type { ProviderTerms, Standings, Subject } from "./providers.ts";
import { checkOf } from "./standing.ts";

/*
 * Rounds in which it is read what status providers show of a notice: somebody may have edited or deleted it there. One timer
 * of the notice itself, so that what is long over costs nothing.
 */

/** How often it is read back, ms. */
const everyMs = 15 * 60_000;

/**
 * How long after its end it still is, ms. What is put right by hand there, and what is reopened by mistake, happens on the day
 * of an incident; by the next one readers look at it as history, and every call counts against the provider's limit.
 */
const afterEndMs = 24 * 60 * 60_000;

/** What it takes to know when a notice is read back next. `readBackAt` = when last, or when it was last told; null = never. */
interface Watched {
  readBackAt: Instant | null;
  /** Null while it goes on. */
  endedAt: Instant | null;
}

/** True while the providers are held to what was published of a notice: until a day after its end. */
export function isWatched({ endedAt }: Pick<Watched, "endedAt">, at: Instant): boolean {
  return endedAt === null || at <= endedAt + afterEndMs;
}

/** When it is read back next; null = not any more, or nothing can be read. */
export function nextReadBack({ readBackAt, endedAt }: Watched, providers: readonly ProviderTerms[]): Instant | null {
  if (readBackAt === null || !providers.some(({ can }) => can.readsBack)) return null;
  const next = readBackAt + everyMs;
  return isWatched({ endedAt }, next) ? next : null;
}

/** Reads back what every provider that was told of it shows. */
export function checkAll(
  standings: Standings,
  subject: Subject,
  at: Instant,
  providers: readonly ProviderTerms[],
): Effect[] {
  return providers
    .filter(({ name }) => standings[name] !== undefined)
    .flatMap((provider) => checkOf({ said: "there", words: "", checkAt: at }, provider, subject));
}
