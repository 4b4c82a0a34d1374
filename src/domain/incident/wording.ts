import type { Instant } from "../../base/clock.ts";
import { overridden, type PublicText } from "../../text/guard.ts";
import { utcMinute } from "../../text/instant.ts";
import { renderUpdate } from "../../text/update.ts";
import { dueAt } from "../calendar.ts";
import { type OverallStatus, overallOf, worse } from "../policy.ts";
import { type FieldWords, type Guarded, type GuardedWords, guardByField } from "../publishing/guarded.ts";
import type { Going } from "../publishing/preview.ts";
import type { Terms } from "../terms.ts";
import { updateInterval } from "./deadlines.ts";
import type { Account, Incident, Passing, Stage, UpdateWords } from "./state.ts";

/** What is to be said: the stage, its words, and how they pass the guard. */
export interface Saying extends Passing {
  stage: Stage;
  words: UpdateWords;
  /** The one-click "still on it". */
  noChange?: boolean | undefined;
  /** It turned out to be none: the closing update says so. */
  falseAlarm?: boolean | undefined;
  resolvedAt?: Instant | undefined;
}

/** An update that could be posted as it is. */
export interface Drafted {
  text: PublicText | string;
  audience: "public" | "internal";
  nextUpdateBy: Instant | null;
  /** What this incident alone makes of the status; null = nothing. */
  overall: OverallStatus | null;
  /** What the service's status is with all open incidents: what the text says. */
  told: OverallStatus;
  after: Incident;
  /** What the guard found and somebody lets pass. */
  overrode: GuardedWords[];
  /** What the guard found and the suggested words took the place of. */
  mended: GuardedWords[];
}

/** An update as it would read if it were posted at `at`. The preview of the form and the published text come from this one place. */
export type Draft = Drafted | { missing: string[] } | (Guarded & { text: string; after: Incident });

/** What a person is told about a public draft before it goes out. */
export function goingOut(
  { text, after, overall, told }: Pick<Drafted, "text" | "after" | "overall" | "told">,
  terms: Terms,
): Going {
  return { text, stage: after.stage, components: publicNames(after.components, terms), overall, told };
}

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
 * the promises to customers.
 */
export function draftUpdate(incident: Incident, asked: Saying, at: Instant, terms: Terms): Draft {
  const after = withWords(incident, asked.stage, asked.words);
  const audience = asked.words.audience ?? defaultAudience(after, terms);
  const nextUpdateBy = nextBy(after, asked, at, terms);
  const overall = asked.stage === "RESOLVED" ? null : overallFor(after, terms);
  const told = worse(overall ?? "operational", terms.elsewhere ?? "operational");
  const own = { audience, nextUpdateBy, overall, told };
  if (audience === "internal") {
    const text = internalText(after, asked.words.text ?? null, at, nextUpdateBy);
    return { ...own, text, after, overrode: [], mended: [] };
  }
  return publicDraft({ after, text: asked.words.text ?? null }, asked, own, at, terms);
}

/** How often suggested words are put in place: one replacement may bring another to light, and then the rest is a person's. */
const mostRounds = 3;

function publicDraft(
  words: { after: Incident; text: string | null },
  asked: Saying,
  own: Pick<Drafted, "audience" | "nextUpdateBy" | "overall" | "told">,
  at: Instant,
  terms: Terms,
  mended: GuardedWords[][] = [],
): Draft {
  const { after } = words;
  const rendered = publicText(words, asked, own, at, terms);
  if ("missing" in rendered) return rendered;
  const checked = guardByField(rendered.text, fieldsOf(after.account, words.text), terms.guard, takingPart(after));
  if (checked.ok) return { ...own, text: checked.text, after, overrode: [], mended: mended.flat() };
  const { findings, suggested } = checked;
  const mends = Object.keys(suggested).length > 0;
  if (asked.suggested && mends && mended.length < mostRounds)
    return publicDraft(withSuggested(words, suggested), asked, own, at, terms, [...mended, findings]);
  if (asked.override) {
    const text = overridden(rendered.text, { findings, reason: asked.override });
    return { ...own, text, after, overrode: findings, mended: mended.flat() };
  }
  return { findings, suggested, text: rendered.text, after };
}

function publicText(
  { after, text }: { after: Incident; text: string | null },
  { stage, noChange = false, falseAlarm = false, resolvedAt }: Saying,
  { told, nextUpdateBy }: Pick<Drafted, "told" | "nextUpdateBy">,
  at: Instant,
  terms: Terms,
) {
  const ended = stage === "RESOLVED" ? (resolvedAt ?? at) : null;
  return renderUpdate(terms.templates, {
    stage,
    severity: after.severity,
    components: publicNames(after.components, terms),
    allComponents: terms.components.filter((component) => !component.internal).map((component) => component.name),
    ...after.account,
    text,
    noChange,
    falseAlarm,
    overall: told,
    othersNormal: (terms.elsewhere ?? "operational") === "operational",
    postedAt: at,
    nextUpdateBy,
    startedAt: after.detectedAt,
    resolvedAt: ended,
    postMortemBy: ended === null ? null : dueAt(ended, terms.policy.postMortem, terms.policy.calendar),
    slaUrl: terms.links.sla,
    statusUrl: terms.links.statusPage,
  });
}

/** The fields of the account, by their ids, with the free words beside them. */
function fieldsOf({ rootCause, ...account }: Account, text: string | null): FieldWords {
  return { ...account, root_cause: rootCause, text };
}

function withSuggested(
  { after, text }: { after: Incident; text: string | null },
  { text: instead = text, root_cause: rootCause, ...account }: Record<string, string | null>,
) {
  const mended = { ...after.account, ...account, ...(rootCause ? { rootCause } : {}) };
  return { after: { ...after, account: mended }, text: instead };
}

/** Whoever has to do with the incident is no word for the public, whether or not the configuration names them. */
export function takingPart({ declaredBy, acknowledged, mitigated }: Incident): string[] {
  const people = [declaredBy, acknowledged?.by, mitigated?.by];
  return [...new Set(people.flatMap((one) => (one?.kind === "person" ? [one.name] : [])))];
}

/** The time an update promises for the next one; it becomes the deadline, one value (product.md section 2). */
function nextBy(after: Incident, asked: Pick<Saying, "stage" | "words">, at: Instant, terms: Terms): Instant | null {
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
