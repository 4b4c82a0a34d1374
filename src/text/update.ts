import type { Instant } from "../base/clock.ts";
import { isBlank, onOneLine, tame } from "./foreign.ts";
import { hoursMinutes, utcDate, utcMinute } from "./instant.ts";
import { render, type Template, type Templates } from "./template.ts";

/** Everything a public update may say. What is not known is null or left out; which of it is needed, the stage decides. */
export interface UpdateFacts {
  stage: "INVESTIGATING" | "IDENTIFIED" | "MITIGATING" | "RESOLVED" | "SCHEDULED";
  severity: "SEV1" | "SEV2" | "SEV3" | "SEV4";
  /** Public names of what is affected, the most affected one first. */
  components: string[];
  /** Public names of all there is: "other components operate normally" is only said of a part of them. */
  allComponents: string[];
  symptom?: string | null | undefined;
  impact?: string | null | undefined;
  cause?: string | null | undefined;
  action?: string | null | undefined;
  progress?: string | null | undefined;
  eta?: string | null | undefined;
  rootCause?: string | null | undefined;
  /** Free words of the person who posts, as a paragraph of their own. */
  text?: string | null | undefined;
  noChange?: boolean | undefined;
  /** It turned out that nothing was broken: the closing update says so instead of a root cause. */
  falseAlarm?: boolean | undefined;
  overall: string;
  postedAt: Instant;
  nextUpdateBy: Instant | null;
  /** The first signal: a duration counts from here. */
  startedAt?: Instant | null | undefined;
  resolvedAt?: Instant | null | undefined;
  postMortemBy?: Instant | null | undefined;
  /** False when something else is broken at the same time. Worked out from the components when left out. */
  othersNormal?: boolean | undefined;
  /** Of a maintenance: what is done, when, and what it does to whom. `impact` is one of {@link maintenanceImpacts}. */
  what?: string | null | undefined;
  startsAt?: Instant | null | undefined;
  endsAt?: Instant | null | undefined;
  /** The part of the window that is felt; the whole of it when left out. */
  during?: string | null | undefined;
  endpoint?: string | null | undefined;
  /** Settings of the installation; where one is not set, its sentence is left out (decisions.md 17). */
  slaUrl?: string | null | undefined;
  statusUrl?: string | null | undefined;
}

/** What a maintenance may do to customers (product.md section 3), and what requests do meanwhile. */
export const maintenanceImpacts = {
  none: null,
  "brief degradation": "queue",
  "brief unavailability": "fail or return 503",
} as const;

/** What each stage cannot do without (decisions.md 17), by the field ids that every door uses. */
export const requiredFields: Record<UpdateFacts["stage"], readonly string[]> = {
  INVESTIGATING: ["components", "symptom", "impact"],
  IDENTIFIED: ["components", "symptom", "impact", "cause", "action"],
  MITIGATING: ["components", "symptom", "action"],
  RESOLVED: ["components", "symptom", "root_cause"],
  SCHEDULED: ["components", "what", "starts_at", "ends_at", "impact"],
};

/** The fields that a template's front matter may ask for beyond those. */
export const askableFields = [
  "components",
  "symptom",
  "impact",
  "cause",
  "action",
  "progress",
  "eta",
  "root_cause",
  "text",
  "what",
  "starts_at",
  "ends_at",
  "during",
  "endpoint",
];

/** The field to ask a person for, where a template's name for it is another. */
const fieldOf: Record<string, string> = {
  component: "components",
  affected_components: "components",
  unable: "impact",
  trouble: "symptom",
  expected_impact: "impact",
  effect: "impact",
  endpoint: "components",
  next_update_by: "next_update",
  overall_status: "overall",
  duration: "resolved_at",
};

/**
 * The text of an update, from its stage's template; or the ids of all fields that are missing, and no text. INVESTIGATING
 * has a template per severity; a "no change" is the same stage again and says that it is one.
 */
export function renderUpdate(templates: Templates, facts: UpdateFacts): { text: string } | { missing: string[] } {
  const values = valuesOf(facts);
  const template = templateOf(templates, facts);
  const wanted = requiredBy(template, facts).filter((field) => lacks(facts, field));
  const rendered = render(template, values);
  const found = "missing" in rendered ? rendered.missing.map((name) => fieldOf[name] ?? name) : [];
  const missing = [...new Set([...wanted, ...found])];
  return missing.length > 0 ? { missing } : (rendered as { text: string });
}

/** The name of the template that a stage and a severity use. SEV4 is not published; should it be asked for, it reads like the mildest one. */
export function templateName(
  stage: UpdateFacts["stage"],
  severity: UpdateFacts["severity"],
  falseAlarm: boolean | undefined = false,
): string {
  if (falseAlarm) return "cancelled";
  if (stage !== "INVESTIGATING") return stage.toLowerCase();
  return `investigating.${severity === "SEV4" ? "sev3" : severity.toLowerCase()}`;
}

/** What the stage needs, and what the operator's template asks for in its front matter beyond that. */
function requiredBy({ front }: Template, { stage, falseAlarm }: UpdateFacts): string[] {
  const needed = requiredFields[stage].filter((field) => !(falseAlarm && field === "root_cause"));
  return [...needed, ...(Array.isArray(front.fields) ? front.fields.map(String) : [])];
}

function templateOf(templates: Templates, { stage, severity, falseAlarm }: UpdateFacts): Template {
  const name = templateName(stage, severity, falseAlarm);
  const template = templates.updates[name];
  if (!template) throw new Error(`there is no update template "${name}"; loading should have noticed`);
  return template;
}

/** The names a template can use, filled. `text` keeps its lines; everything else stands inside a sentence, so it is one line without a full stop. */
function valuesOf(facts: UpdateFacts): { fields: Record<string, unknown>; settings: Record<string, string | null> } {
  const { components, startedAt, resolvedAt } = facts;
  const component = firstAndMore(components);
  const impact = phrase(facts.impact);
  return {
    fields: {
      stage: facts.stage,
      severity: facts.severity,
      component,
      affected_components: components.map((name) => onOneLine(name)).join(", "),
      symptom: phrase(facts.symptom),
      impact,
      unable: impact && unableTo(impact),
      trouble: troubleOf(facts),
      cause: phrase(facts.cause),
      action: doing(phrase(facts.action)),
      progress: phrase(facts.progress),
      eta: phrase(facts.eta),
      root_cause: phrase(facts.rootCause),
      text: paragraphs(facts.text),
      no_change: facts.noChange ? true : null,
      others_normal: othersNormal(facts) ? true : null,
      overall_status: facts.overall,
      posted_at: utcMinute(facts.postedAt),
      next_update_by: written(facts.nextUpdateBy, utcMinute),
      resolved_at: written(resolvedAt, utcMinute),
      duration: isKnown(startedAt) && isKnown(resolvedAt) ? hoursMinutes(resolvedAt - startedAt) : null,
      post_mortem_by: written(facts.postMortemBy, utcDate),
      ...maintenanceValues(facts, component),
    },
    settings: { sla_url: facts.slaUrl ?? null, status_url: facts.statusUrl ?? null },
  };
}

/** Every name that an update's template can use: fields of the incident, and settings. */
export const updateNames = namesOf();

function namesOf(): { fields: string[]; settings: string[] } {
  const { fields, settings } = valuesOf({
    stage: "SCHEDULED",
    severity: "SEV3",
    components: [],
    allComponents: [],
    overall: "maintenance",
    postedAt: 0,
    nextUpdateBy: null,
  });
  return { fields: Object.keys(fields), settings: Object.keys(settings) };
}

function maintenanceValues(facts: UpdateFacts, component: string | null): Record<string, unknown> {
  if (facts.stage !== "SCHEDULED") return {};
  const impact = phrase(facts.impact)?.toLowerCase() ?? null;
  const effect =
    impact && impact in maintenanceImpacts ? maintenanceImpacts[impact as keyof typeof maintenanceImpacts] : null;
  return {
    what: phrase(facts.what),
    starts_at: written(facts.startsAt, utcMinute),
    ends_at: written(facts.endsAt, utcMinute),
    expected_impact: impact && impact in maintenanceImpacts ? impact : null,
    effect,
    during: effect && (phrase(facts.during) ?? "the window"),
    endpoint: phrase(facts.endpoint) ?? component,
  };
}

function lacks(facts: UpdateFacts, field: string): boolean {
  if (field === "components") return facts.components.length === 0;
  const value = facts[camel(field) as keyof UpdateFacts];
  return value === null || value === undefined || (typeof value === "string" && isBlank(value));
}

function camel(field: string): string {
  return field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** "Gateway", or "Gateway and 2 more" (decisions.md 16). */
export function firstAndMore(components: string[]): string | null {
  const [first] = components;
  if (first === undefined) return null;
  return components.length === 1 ? onOneLine(first) : `${onOneLine(first)} and ${components.length - 1} more`;
}

function othersNormal({ components, allComponents, othersNormal: told }: UpdateFacts): boolean {
  const isSome = components.length > 0 && allComponents.some((name) => !components.includes(name));
  return isSome && told !== false;
}

/** Words that go into a sentence of ours: one line, without the full stop that we set. */
export function phrase(text: string | null | undefined): string | null {
  if (text === null || text === undefined || isBlank(text)) return null;
  return onOneLine(text)
    .trim()
    .replace(/(?<!\.)\.$/, "");
}

/** Free words with their lines kept; null when there are none. */
export function paragraphs(text: string | null | undefined): string | null {
  return text === null || text === undefined || isBlank(text) ? null : tame(text).trim();
}

/** What follows "We are": people write "We are rolling back" or "Rolling back" as well. */
function doing(action: string | null): string | null {
  if (action === null) return null;
  const rest = action.replace(/^(?:we\s+are|we['’]re)\s+/i, "");
  return /^[A-Z][a-z]+ing\b/.test(rest) ? `${rest[0]?.toLowerCase()}${rest.slice(1)}` : rest;
}

const unableWords =
  /^(?:(?:all\s+|most\s+|some\s+)?(?:customers|users|clients|they|you)\s+)?(?:are\s+)?(?:unable\s+to|not\s+able\s+to|cannot|can\s?not|can['’]t|can\s+no\s+longer)\s+/i;
const plainDeed =
  /^(?:access|authenticate|call|complete|connect|create|delete|fetch|generate|get|list|load|log|make|manage|obtain|open|query|reach|read|receive|retrieve|run|see|send|sign|start|stream|submit|update|upload|use|view|write)\s/i;

/** What customers cannot do, where the impact is worded like that: "cannot call the API" -> "call the API". Null for a sentence of another shape. */
function unableTo(impact: string): string | null {
  if (unableWords.test(impact)) return impact.replace(unableWords, "");
  return plainDeed.test(impact) ? `${impact[0]?.toLowerCase()}${impact.slice(1)}` : null;
}

/** What is elevated, from the words of the symptom. */
function troubleOf({ symptom, severity }: UpdateFacts): string | null {
  if (symptom === null || symptom === undefined || isBlank(symptom)) return null;
  if (/\b(?:latency|latencies|slow\w*|delay\w*|p9\d)\b/i.test(symptom)) return "latency";
  if (severity === "SEV3" && /\bquota/i.test(symptom)) return "quota alerts";
  if (severity === "SEV3" && /\bmodels?\b/i.test(symptom)) return "model unavailability";
  return "errors";
}

function isKnown(instant: Instant | null | undefined): instant is Instant {
  return instant !== null && instant !== undefined;
}

function written(instant: Instant | null | undefined, how: (instant: Instant) => string): string | null {
  return isKnown(instant) ? how(instant) : null;
}
