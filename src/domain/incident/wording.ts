import type { Instant } from "../../base/clock.ts";
import { type Finding, guard, type PublicText } from "../../text/guard.ts";
import { utcMinute } from "../../text/instant.ts";
import { renderUpdate } from "../../text/update.ts";
import { dueAt } from "../calendar.ts";
import type { UpdateWords } from "../events.ts";
import { type OverallStatus, overallOf, worse } from "../policy.ts";
import type { Terms } from "../terms.ts";
import { updateInterval } from "./deadlines.ts";
import type { Account, Incident, Stage } from "./state.ts";

/** An update as it would read if it were posted at `at`. The preview of the form and the published text come from this one place. */
export type Draft =
  | {
      text: PublicText | string;
      audience: "public" | "internal";
      nextUpdateBy: Instant | null;
      /** What this incident alone makes of the status; null = nothing. */
      overall: OverallStatus | null;
      /** What the service's status is with all open incidents: what the text says. */
      told: OverallStatus;
      after: Incident;
    }
  | { missing: string[] }
  | { findings: Finding[] };

/** True when an update of it may go to the public at all. */
export function publishable(incident: Pick<Incident, "private" | "kind" | "severity">, terms: Terms): boolean {
  return !incident.private && incident.kind === "incident" && terms.policy.severities[incident.severity].published;
}

/** Who reads an update when nobody says: the public, unless it may not be published (decisions.md 14). */
export function defaultAudience(incident: Incident, terms: Terms): "public" | "internal" {
  return publishable(incident, terms) ? "public" : "internal";
}

/** What the public is told about the service because of this incident alone: the severity's status, or a worse one set by hand. */
export function overallFor(incident: Pick<Incident, "severity" | "overallByHand">, terms: Terms): OverallStatus | null {
  const implied = overallOf(terms.policy, incident.severity);
  if (!incident.overallByHand) return implied;
  return implied === null ? incident.overallByHand.status : worse(implied, incident.overallByHand.status);
}

/** The incident with an update's words carried into its account. */
export function withWords(incident: Incident, stage: Stage, words: UpdateWords): Incident {
  const account: Account = { ...incident.account };
  for (const field of Object.keys(account) as (keyof Account)[]) account[field] = words[field] ?? account[field];
  return {
    ...incident,
    stage,
    account,
    components: words.components ?? incident.components,
    severity: words.severity ?? incident.severity,
    overallByHand: words.overall
      ? { status: words.overall, why: `set with the ${stage} update` }
      : incident.overallByHand,
  };
}

/**
 * Writes an update. Public ones come from the stage's template and pass the guard; internal ones are the same facts without
 * the promises to customers. `asked` is what the update brings, `noChange` marks the one-click "still on it".
 */
export function draftUpdate(
  incident: Incident,
  asked: { stage: Stage; words: UpdateWords; noChange?: boolean; resolvedAt?: Instant },
  at: Instant,
  terms: Terms,
): Draft {
  const after = withWords(incident, asked.stage, asked.words);
  const audience = asked.words.audience ?? defaultAudience(after, terms);
  const nextUpdateBy = nextBy(after, asked, at, terms);
  const overall = asked.stage === "RESOLVED" ? null : overallFor(after, terms);
  const told = worse(overall ?? "operational", terms.elsewhere ?? "operational");
  if (audience === "internal") {
    const text = internalText(after, asked.words.text ?? null, at, nextUpdateBy);
    return { text, audience, nextUpdateBy, overall, told, after };
  }

  const resolvedAt = asked.resolvedAt ?? at;
  const rendered = renderUpdate(terms.templates, {
    stage: asked.stage,
    severity: after.severity,
    components: publicNames(after.components, terms),
    allComponents: terms.components.filter((component) => !component.internal).map((component) => component.name),
    ...after.account,
    text: asked.words.text ?? null,
    noChange: asked.noChange ?? false,
    overall: told,
    othersNormal: (terms.elsewhere ?? "operational") === "operational",
    postedAt: at,
    nextUpdateBy,
    startedAt: after.detectedAt,
    resolvedAt: asked.stage === "RESOLVED" ? resolvedAt : null,
    postMortemBy: asked.stage === "RESOLVED" ? dueAt(resolvedAt, terms.policy.postMortem, terms.policy.calendar) : null,
    slaUrl: terms.links.sla,
    statusUrl: terms.links.statusPage,
  });
  if ("missing" in rendered) return rendered;
  const checked = guard(rendered.text, terms.guard);
  if (!checked.ok) return { findings: checked.findings };
  return { text: checked.text, audience, nextUpdateBy, overall, told, after };
}

/** The time an update promises for the next one; it becomes the deadline, one value (product.md section 2). */
function nextBy(
  after: Incident,
  asked: { stage: Stage; words: UpdateWords },
  at: Instant,
  terms: Terms,
): Instant | null {
  if (asked.stage === "RESOLVED") return null;
  if (asked.words.nextUpdate !== undefined) return asked.words.nextUpdate;
  const interval = updateInterval(after, terms, at);
  if (interval === null) return null;
  // The text says minutes, and what it says is the deadline: never later than the interval.
  return Math.floor((at + interval) / 60_000) * 60_000;
}

function publicNames(components: string[], terms: Terms): string[] {
  return components.filter((name) =>
    terms.components.some((component) => component.name === name && !component.internal),
  );
}

function internalText(after: Incident, text: string | null, at: Instant, nextUpdateBy: Instant | null): string {
  const { symptom, impact, cause, action, progress, eta, rootCause } = after.account;
  const facts: [string, string | null][] = [
    ["Symptom", symptom],
    ["Impact", impact],
    ["Cause", cause],
    ["Action", action],
    ["Progress", progress],
    ["ETA", eta],
    ["Root cause", rootCause],
  ];
  return [
    `[${after.stage}] ${after.title}`,
    `Posted: ${utcMinute(at)}`,
    ...(text ? ["", text] : []),
    ...(facts.some(([, value]) => value) ? [""] : []),
    ...facts.filter(([, value]) => value).map(([label, value]) => `${label}: ${value}`),
    ...(nextUpdateBy === null ? [] : [`Next update by ${utcMinute(nextUpdateBy)}`]),
  ].join("\n");
}
