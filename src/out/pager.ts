import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Clock } from "../base/clock.ts";
import type { Http } from "../base/http.ts";
import type { Secret } from "../base/secret.ts";
import type { PageFacts } from "../domain/pager.ts";
import type { Severity } from "../domain/policy.ts";
import type { Delivery } from "./outcome.ts";

/*
 * What a pager is: one file in out/pagers/. It says its name, its settings, what it can, and makes one call at a time. Keys,
 * order, repeating, the next pager of the chain and what people are told belong to the carrier (pager-carrier.ts) and to
 * the incident (domain/incident/pages.ts).
 */

export type PagerAction = "trigger" | "acknowledge" | "resolve";

/** One page, as a pager sends it. */
export interface Page extends PageFacts {
  /** The same for trigger, acknowledge and resolve, and for every repetition of each. */
  key: string;
  /** Who acknowledged or ended it, by name; null for a trigger. */
  by: string | null;
  /** Where people work on it; null while there is no channel yet. */
  channelUrl: string | null;
  /** Acknowledges for the person of this page when it is sent a POST; null where we cannot be reached, or there is nobody to acknowledge for. */
  ackUrl: string | null;
  /** The address of the one person of this page, where each has their own; null = for all. */
  address: Secret | null;
}

/** What a pager may use to send. */
export interface Sending<Settings> {
  settings: Settings;
  http: Http;
  clock: Clock;
  /** What an earlier attempt at this page left behind (`keep`). */
  kept: unknown;
  /** This Sitrep, by name and version, for the destination's logs. */
  agent: string;
}

/**
 * How a call ended. `keep` is stored with the page, whatever came of it, and handed to every later call for it. `waits` = a
 * `later` that is no failed try: the destination has it, and is asked again at that time what came of it.
 */
export type Sent = Delivery & { keep?: unknown; waits?: true };

/** Somebody did something about a page at the pager. */
export interface PagerNews {
  told: "acknowledged" | "resolved";
  /** As the pager names them; `id` is what `people` of its settings may hold. */
  by: { name: string; id: string | null };
}

/** A kind of pager. */
export interface Pager<Settings = unknown> {
  /** The `use` of the configuration. */
  name: string;
  /** As people read it. */
  shown: string;
  settings: z.ZodType<Settings>;
  /** It has a rota and an escalation of its own: one page rings on there by itself. */
  escalates: boolean;
  /** It can ring through do-not-disturb. */
  rings: boolean;
  /** What a person's entry under `people` is: their address here, or only who they are here. */
  people: "address" | "identity";
  /** True when these settings name one destination for everybody. Asked only where people have addresses. */
  shared?(settings: Settings): boolean;
  /** It can be told that somebody acknowledged, and that it is over. */
  ends: boolean;
  /** When a page can come twice, as a sentence; null = never, because it keeps our key. */
  mayDouble: string | null;
  /** The longest texts it takes, for the docs: what is longer is cut. */
  limits: Record<string, string>;
  /** What makes two settings the same place: a page is acknowledged only where it was triggered. */
  place(settings: Settings): string;
  send(action: PagerAction, page: Page, sending: Sending<Settings>): Promise<Sent>;
  /** Asked before a trigger is repeated whose outcome nobody knows: is it there? Absent = repeating does no harm, or cannot be told. */
  find?(page: Page, sending: Sending<Settings>): Promise<Sent | null>;
  /** Asks whether somebody did something about a page; absent = it cannot be asked. Null = nothing yet, or these settings do not allow it. */
  ask?(key: string, sending: Sending<Settings>): Promise<PagerNews | null>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of pagers holds pagers of all settings
export type AnyPager = Pager<any>;

/** Declares a pager. One file in `out/pagers/`, found by its name. */
export function definePager<Settings>(pager: Pager<Settings>): Pager<Settings> {
  return pager;
}

/** True for what {@link definePager} made; for finding the members of `out/pagers/`. */
export function isPager(value: unknown): value is AnyPager {
  return typeof value === "object" && value !== null && "send" in value && "settings" in value && "mayDouble" in value;
}

/** Tells one destination from another without giving its secret away. */
export function fingerprintOf(pager: AnyPager, settings: unknown): string {
  return createHash("sha256")
    .update(`${pager.name}\n${pager.place(settings)}`)
    .digest("hex")
    .slice(0, 24);
}

/** `[DRILL] #12 SEV1 Gateway returns 503` */
export function titleOf({ number, title, severity, drill, test, private: isPrivate }: Page): string {
  if (test) return title;
  const what = isPrivate ? title : `${number === null ? "" : `#${number} ${severity} `}${title}`;
  return `${drill ? "[DRILL] " : ""}${what}`;
}

/** What is said beside the title, a line each. Of a private incident next to nothing. */
export function linesOf(page: Page): string[] {
  const { why, components, alerts, channelUrl, runbookUrl, stage, test, number } = page;
  return [
    why === "" ? "" : `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
    components.length > 0 ? `Components: ${components.join(", ")}` : "",
    test || number === null || page.private ? "" : `Stage: ${stage}`,
    alerts.total > 0 && !page.private ? `Alerts: ${alerts.firing} firing of ${alerts.total}` : "",
    channelUrl === null ? "" : `Channel: ${channelUrl}`,
    runbookUrl === null ? "" : `Runbook: ${runbookUrl}`,
  ].filter((line) => line !== "");
}

/** Where the page leads to, for pagers that take links. */
export function linksOf({ channelUrl, runbookUrl }: Page): { text: string; href: string }[] {
  return [
    ...(channelUrl === null ? [] : [{ text: "Slack channel", href: channelUrl }]),
    ...(runbookUrl === null ? [] : [{ text: "Runbook", href: runbookUrl }]),
  ];
}

/** A word for each severity, of a drill one step down. */
export function wordOf<Word>({ severity, drill }: Page, words: Record<Severity, Word>): Word {
  const steps: Severity[] = ["SEV1", "SEV2", "SEV3", "SEV4"];
  return words[steps[Math.min(steps.indexOf(severity) + (drill ? 1 : 0), 3)] ?? "SEV4"];
}
