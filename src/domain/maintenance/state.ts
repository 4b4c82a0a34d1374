import type { Instant } from "../../base/clock.ts";
import type { Actor } from "../actor.ts";

/*
 * Maintenance: work on the service that is announced, starts, and completes by itself (product.md section 4).
 */

/** Where a maintenance stands. It is **over** when completed or cancelled. */
export const maintenanceStages = ["SCHEDULED", "IN_PROGRESS", "COMPLETED", "CANCELLED"] as const;
export type MaintenanceStage = (typeof maintenanceStages)[number];

/** What customers may notice of it (product.md section 3). */
export const expectedImpacts = ["none", "brief degradation", "brief unavailability"] as const;
export type ExpectedImpact = (typeof expectedImpacts)[number];

/** The planned time of a maintenance; its end is not part of it. */
export interface Window {
  startsAt: Instant;
  endsAt: Instant;
}

/** A notice of a maintenance, as it was published. `text` is the full rendered text, `stage` where it stood from then on. */
export interface MaintenanceUpdate {
  id: string;
  stage: MaintenanceStage;
  text: string;
  postedAt: Instant;
  by: Actor;
}

/** One thing that became of a maintenance, as a sentence in the past tense. */
export interface MaintenanceEntry {
  at: Instant;
  by: Actor;
  text: string;
}

/** A maintenance, whole. */
export interface Maintenance {
  id: string;
  /** Counts all of them, from 1; people write it `M3`. */
  number: number;
  /** What is done, in public words: the end of the first line of its notices. */
  what: string;
  /** Public and internal names, as configured. With internal ones alone nothing of it is public; it mutes alerts all the same. */
  components: string[];
  impact: ExpectedImpact;
  window: Window;
  stage: MaintenanceStage;
  /** Set when it was announced later than the notice period asks for: who took that on themselves, and why. */
  shortNotice: { why: string; by: Actor } | null;
  /** Set when words of the plan were published against the guard: later notices repeat them. */
  letPass?: { why: string; by: Actor } | undefined;
  /** The recurring window it was made by, if any. */
  series: string | null;
  /** What became of it, in words for those who work on it, oldest first. Nothing of this is public. */
  history?: MaintenanceEntry[] | undefined;
  /** Incidents that it caused, as people said. */
  caused?: { number: number; why: string }[] | undefined;
  createdAt: Instant;
  createdBy: Actor;
  startedAt: Instant | null;
  endedAt: Instant | null;
  /** Set when it ended: how many alerts it had muted. Which they were is not kept for ever. */
  alertsMuted?: number | undefined;
  /** Oldest first; empty when nothing of it is public. */
  updates: MaintenanceUpdate[];
  /** When people were last reminded of it (before the start, before the end); so that each reminder comes once. */
  reminded: string[];
  /** How it stands at each status provider, by the provider's name. */
  providers: Readonly<Record<string, ProviderStanding>>;
  /** When the providers were last told something, or read back; absent = never. */
  readBackAt?: Instant | undefined;
  /** Grows by one with each decision. */
  version: number;
}

/** What became of the last thing a provider was to show. `at` = since when. */
export interface ProviderStanding {
  said: ProviderSaid;
  /** Why, or what differs, in words for people; empty where nothing is to be said. */
  words: string;
  /** Where it can be read there; null = not known. */
  url: string | null;
  at: Instant;
  /** Up to when all that was published stands there, as a person said who pasted it; absent = nobody did. */
  pastedUpTo?: Instant | undefined;
}

/**
 * `waiting` = on its way; `there` = the provider has it; `checked` = it was read back, and is as it should be; `late` = not
 * taken yet, and tried on; `refused` = trying on does not help; `by-hand` = a person has to paste it; `differs`, `missing`
 * and `unknown` = what reading it back found; `left` = a person said that the difference may stay.
 */
export const providerSaids = [
  "waiting",
  "there",
  "checked",
  "late",
  "refused",
  "by-hand",
  "differs",
  "missing",
  "unknown",
  "left",
] as const;
export type ProviderSaid = (typeof providerSaids)[number];

/** True while the components are being worked on. */
export function isRunning({ stage }: Pick<Maintenance, "stage">): boolean {
  return stage === "IN_PROGRESS";
}

/** True until it is completed or cancelled. */
export function isAhead({ stage }: Pick<Maintenance, "stage">): boolean {
  return stage === "SCHEDULED" || stage === "IN_PROGRESS";
}
