import type { Actor } from "../actor.ts";
import type { Severity } from "../policy.ts";
import type { Counted } from "./digest.ts";
import type { AlertCounts } from "./state.ts";

/**
 * What has become of one alert of an incident. Those of one transaction reach the incident together, so that a batch of
 * hundreds is one decision.
 *
 * - `joined`, `again`: an episode began, of an alert that is new to the incident, or of one that is not.
 * - `heard-again`: it was unknown, and fires. `worse`: it fires on, and its rule now finds it graver.
 * - `closed`: its silence was taken for its end. `left-out`: unknown, because its sender leaves alerts out of its messages.
 * - `moved-in`, `moved-out`: by a person.
 */
export interface AlertNews {
  what:
    | "joined"
    | "again"
    | "resolved"
    | "unknown"
    | "left-out"
    | "heard-again"
    | "closed"
    | "worse"
    | "flapping"
    | "calm"
    | "acknowledged"
    | "given-back"
    | "moved-in"
    | "moved-out";
  title: string;
  by: Actor;
  /** What it was counted as in the incident, and what it is counted as from now on. */
  before: AlertCounts;
  after: AlertCounts;
  /** One alert more (1) or fewer (-1) in all; 0 = the incident had it. */
  total: -1 | 0 | 1;
  counted: Counted;
  /** The group it is in; with owns, whether that is the incident's from now on, or no longer. */
  group: string;
  owns?: boolean | undefined;
  /** It flaps: counted, and not told of. */
  quiet: boolean;
  severity: Severity | null;
  runbookUrl: string | null;
  page: boolean;
  /** Who took it at the sender, or since when nothing was heard of it. */
  detail?: string | undefined;
}
