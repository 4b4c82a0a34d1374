import type { ExpectedImpact } from "./state.ts";

/** A window that comes again and again, by a rule. */
export interface RecurringWindow {
  /** Its own name in the configuration: what was announced of it is remembered by it. */
  name: string;
  what: string;
  components: string[];
  impact: ExpectedImpact;
  /** RFC 5545, of days: `FREQ=WEEKLY;BYDAY=SU`. */
  rule: string;
  /** The day that the rule counts from, `YYYY-MM-DD`. */
  from: string;
  /** The time of day it starts, `HH:MM`, as the clocks of the zone show it. */
  at: string;
  zone: string;
  lengthMs: number;
}

/** How maintenance is announced. */
export interface MaintenanceTerms {
  /** So long before its start the public hears of it at the latest, ms. */
  noticeMs: number;
  /** How long before the start and the end somebody is reminded, ms; null = not at all. */
  remind: { beforeStartMs: number | null; beforeEndMs: number | null };
  /** How long ahead recurring windows are announced, ms; at least the notice. */
  aheadMs: number;
  recurring: readonly RecurringWindow[];
}

export const defaultMaintenance: MaintenanceTerms = {
  noticeMs: 48 * 60 * 60_000,
  remind: { beforeStartMs: 60 * 60_000, beforeEndMs: 15 * 60_000 },
  aheadMs: 72 * 60 * 60_000,
  recurring: [],
};
