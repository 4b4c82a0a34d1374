import type { Instant } from "../../base/clock.ts";
import type { Severity } from "../policy.ts";

/** One alert of a sender, by its own identity. It opens a new episode when it fires again after it was resolved. */
export interface Alert {
  id: string;
  identity: string;
  source: string;
  status: "firing" | "resolved";
  title: string;
  description: string | null;
  severity: Severity | null;
  component: string | null;
  labels: Record<string, string>;
  group: string;
  /** How often the sender told us of this episode. */
  count: number;
  firstAt: Instant;
  lastAt: Instant;
  resolvedAt: Instant | null;
  /** The id of the incident it belongs to. */
  incident: string | null;
  runbookUrl: string | null;
  links: { title: string; url: string }[];
  /** The rule that decided what became of it. */
  rule: string | null;
}

/**
 * Alerts that are one trouble. A group without incident or proposal is merely listed; it gets a proposal or an incident by
 * rule, and keeps it while alerts keep coming within the window (decisions.md 5).
 */
export interface AlertGroup {
  /** Short and made of letters and digits, so that a button can carry it. */
  key: string;
  /** What its alerts have in common, in words. */
  about: string;
  incident: string | null;
  proposal: {
    severity: Severity;
    title: string;
    /** What the first alert of it said: it becomes the incident's, as if the rule had declared it. */
    component: string | null;
    runbookUrl: string | null;
    detectedAt: Instant;
    state: "open" | "declared" | "dismissed" | "withdrawn";
    at: Instant;
  } | null;
  firing: number;
  total: number;
  lastAt: Instant;
}
