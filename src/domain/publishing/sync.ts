import type { Effect } from "../effects.ts";
import type { Incident, Update } from "../incident/state.ts";
import { isPublic } from "../status/component.ts";
import type { Terms } from "../terms.ts";
import type { ProviderTerms, Subject } from "./providers.ts";

/*
 * When the providers are to be brought in line with the public record. What they are told is read at delivery, so that one
 * that was away gets the newest state, in order, once; decisions only say that something has changed.
 */

/** The effects that carry a subject to every provider. */
export function syncs(
  subject: Subject,
  providers: readonly ProviderTerms[],
  more: { repair?: true; asked?: true } = {},
): Effect[] {
  return providers.map(({ name, shown, queue }) => ({
    kind: "provider.sync",
    provider: name,
    shown,
    queue,
    subject,
    ...more,
  }));
}

/** The effects for an incident that changed in a way that the public reads; none otherwise. */
export function syncsOf(
  was: Incident | null,
  now: Incident,
  updates: readonly Update[],
  corrections: readonly unknown[],
  terms: Terms,
): Effect[] {
  if (!isPublic(now) || terms.providers.length === 0) return [];
  const told = corrections.length > 0 || updates.some(({ audience }) => audience === "public");
  if (!told && was !== null && factsOf(was) === factsOf(now)) return [];
  return syncs(`incident/${now.id}`, terms.providers);
}

/** What of an incident providers show, beside its updates. */
function factsOf({ published, severity, overallByHand, components, resolvedAt, closure }: Incident): string {
  return JSON.stringify([published, severity, overallByHand?.status, components, resolvedAt, closure?.how]);
}
