import type { Instant } from "../base/clock.ts";
import type { Weekday } from "./calendar.ts";
import type { Level } from "./events.ts";
import type { Stage } from "./incident/state.ts";
import type { PageTarget } from "./page-target.ts";
import type { Severity } from "./policy.ts";

/*
 * What decisions know of pagers: the systems outside of Slack that wake people. Their secrets and addresses stay with
 * whoever sends (out/pager.ts).
 */

/** A pager as it is configured. The order of a list of them is the order they are tried in. */
export interface PagerTerms {
  /** Its own name in the configuration; two of one kind differ in it. */
  name: string;
  /** What it is: `pagerduty`. */
  kind: string;
  /** As people read it: `PagerDuty`. */
  shown: string;
  /** The targets it is used for. Null = it rings on by itself: one page of it stands for all steps of the ladder. */
  targets: readonly PageTarget[] | null;
  severities: readonly Severity[];
  /** Used for every page, beside the chain, and never in the place of another. */
  always: boolean;
  /** True where drills may page. */
  drills: boolean;
  /** One page for each person, with their own address; otherwise one page for all. */
  perPerson: boolean;
  /** Whom it can reach; null = anybody. */
  people: readonly string[] | null;
  /** Slack user ids by what people are called there, in lower case. */
  known: Readonly<Record<string, string>>;
}

/** When the pagers are tried unasked. */
export interface SelfTestPlan {
  /** Null = every day. */
  weekday: Weekday | null;
  /** `HH:MM` on the clocks of the zone. */
  time: string;
  zone: string;
}

/** What decisions know of paging beside the rota. */
export interface PagingTerms {
  /** Tells this Sitrep from another one that uses the same pagers; part of every key. */
  instance: string;
  pagers: readonly PagerTerms[];
  /** What follows when a page is resolved at the pager: the channel is asked, or the incident is resolved. */
  resolvedThere: "ask" | "resolve";
  /** Null = never. */
  selfTest: SelfTestPlan | null;
}

/** What a pager is told. Of a private incident it holds neither title nor component. */
export interface PageFacts {
  /** Null for a page that is about no incident. */
  number: number | null;
  title: string;
  severity: Severity;
  level: Level;
  stage: Stage;
  components: string[];
  /** Why it is sent, as a clause. */
  why: string;
  detectedAt: Instant;
  alerts: { firing: number; total: number };
  runbookUrl: string | null;
  drill: boolean;
  private: boolean;
  /** A page that only tests the pager. */
  test: boolean;
  target: PageTarget;
  /** Slack user ids. One, where the pager sends to each person. */
  people: string[];
}

/** The pager's word for a severity; of a drill one step down (contracts: paging 1). */
export function levelOf(severity: Severity, drill = false): Level {
  const steps: Level[] = ["critical", "error", "warning", "info"];
  const step = ["SEV1", "SEV2", "SEV3", "SEV4"].indexOf(severity) + (drill ? 1 : 0);
  return steps[Math.min(step, 3)] ?? "info";
}

/** How long a page may go unanswered by its pager before the next one of the chain is used as well, ms. */
export const pagerPatienceMs = 60_000;

/** The key of a page at its pager: the same page is the same key, and no other page ever has it. */
export function pageKey(instance: string, number: number | string, episode: number | string, person?: string): string {
  return ["sitrep", instance, number, episode, ...(person === undefined ? [] : [person])]
    .map((part) => String(part).replace(/[^A-Za-z0-9._-]/g, "_"))
    .join("-")
    .slice(0, mostKeyCharacters);
}

const mostKeyCharacters = 200;

/** The incident number that a key of ours speaks of; null when it is another's, or of no incident. */
export function numberOfKey(key: string, instance: string): number | null {
  const prefix = `sitrep-${instance}-`;
  if (!key.startsWith(prefix)) return null;
  const number = /^(\d{1,15})-\d+(-|$)/.exec(key.slice(prefix.length))?.[1];
  return number === undefined ? null : Number(number);
}

/** Where a page stands at its pager, and the lane it goes in: trigger, acknowledge and resolve keep their order. */
export function pagerSlot(incident: string | null, pager: string, key: string): string {
  return `${incident ?? "call"}/pager/${pager}/${key}`;
}
