import type { Instant } from "../../base/clock.ts";
import type { RotaRole } from "./layers.ts";

/** Somebody on call from one instant to another, as a schedule elsewhere says it. */
export interface Shift {
  role: RotaRole;
  person: string;
  from: Instant;
  until: Instant;
}

/** What was last read of a schedule, and how the last look went. */
export interface ScheduleCopy {
  shifts: Shift[];
  /** When `shifts` was read; null = never. */
  readAt: Instant | null;
  /** Why the last look failed, as a sentence; null when it did not. */
  error: string | null;
  /** Who the schedule names and nobody in Slack is known for. */
  strangers: string[];
}

/** A schedule that is kept elsewhere. `copy` is filled in for each decision; absent = nothing was read yet. */
export interface Schedule {
  name: string;
  /** Where it is kept, in words: "an iCal calendar", "PagerDuty". */
  kept: string;
  /** The places of the rota that it fills. */
  roles: RotaRole[];
  copy?: ScheduleCopy | undefined;
}

/** Who a schedule names for a place at an instant, in its order; all of them when there are several. */
export function scheduled({ copy }: Schedule, role: RotaRole, at: Instant): string[] {
  const now = (copy?.shifts ?? []).filter((shift) => shift.role === role && shift.from <= at && at < shift.until);
  return [...new Set(now.map(({ person }) => person))];
}
