import type { ProviderStanding } from "../maintenance/state.ts";
import type { OverallStatus } from "../policy.ts";

/*
 * What decisions know of status providers: the places outside of Sitrep's own page where the public reads. Their secrets
 * and addresses stay with whoever sends (out/provider.ts).
 */

/** What a provider can show (contracts: status providers 14.1). */
export interface Capabilities {
  /** It keeps a list of updates; otherwise one text is rewritten each time. */
  timeline: boolean;
  /** It knows stages of its own; otherwise they stand in the text alone. */
  stages: boolean;
  /** `states`: components are set by themselves; `impact`: each notice says what it makes of them; `none`: neither. */
  components: "states" | "impact" | "none";
  /** Statuses that look there like another one, and like which: `{ "partial-outage": "degraded" }`. */
  lossy: Partial<Record<OverallStatus, string>>;
  maintenance: boolean;
  /** A past update can be corrected there. */
  corrects: boolean;
  /** It can be told whether its subscribers hear of a post. */
  notifies: boolean;
  /** Several notices can stand open at once. */
  several: boolean;
  /** It can be read back; otherwise drift is unknown. */
  readsBack: boolean;
  /** The most characters it takes; null = no limit that is known. */
  titleMost: number | null;
  textMost: number | null;
}

/** A provider as it is configured. */
export interface ProviderTerms {
  /** Its own name in the configuration; two of one kind differ in it. */
  name: string;
  /** What it is: `statuspage`. */
  kind: string;
  /** As people read it: `Statuspage`. */
  shown: string;
  /** Tells one credential from another: calls with the same one go one after another. Says nothing about its secret. */
  queue: string;
  can: Capabilities;
  /** Public names of the components it shows; the others it does not know. */
  components: readonly string[];
  /** True where a person pastes the text, because there is no API. */
  byHand: boolean;
  /** Sentences about what only this kind cannot express, for the preview and the docs. */
  cannot: readonly string[];
}

/** What of the public record a provider is to be brought in line with: `incident/<id>`, `maintenance/<id>`, `components`. */
export type Subject = `incident/${string}` | `maintenance/${string}` | "components";

/** Where a subject stands at a provider; a newer effect for it takes the place of one that waits. */
export function providerSlot(provider: string, subject: Subject): string {
  return `provider/${provider}/${subject}`;
}

/** How a notice stands at the providers, by their names. */
export type Standings = Readonly<Record<string, ProviderStanding>>;

/** What a person can answer for a provider. */
export const providerAnswers = ["retry", "check", "repair", "leave", "pasted"] as const;
export type ProviderAnswer = (typeof providerAnswers)[number];
