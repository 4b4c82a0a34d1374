import type { Instant } from "../base/clock.ts";
import { clip, isBlank, onOneLine, tame } from "./foreign.ts";
import { hoursMinutes, inWords, utcDate, utcMinute, utcTime } from "./instant.ts";
import { render, type Template, type TemplateProblem, whereUsed } from "./template.ts";

/** What the record knows of an incident when its post-mortem is drafted. What is null or empty becomes a prompt to write it. */
export interface PostmortemFacts {
  title: string;
  severity: string;
  detectedAt: Instant;
  resolvedAt: Instant | null;
  /** Public names, the most affected one first. */
  components: string[];
  symptom: string | null;
  /** What customers noticed, in plain words. */
  impact: string | null;
  rootCause: string | null;
  /** Oldest first. */
  timeline: { at: Instant; text: string }[];
  /** Everything that was promised and came due. `name` as people read it: "First update". */
  promises: { name: string; dueAt: Instant; metAt: Instant | null; kept: boolean }[];
  tenants?: string[] | "all" | null | undefined;
  endpoints?: string[] | null | undefined;
  /** Measured, where something measures it. */
  requestsDropped?: number | null | undefined;
  actions?: { item: string; owner: string | null; due: Instant | null; tracking: string | null }[] | undefined;
}

/** The headings of a post-mortem, in their order (product.md section 8); no template may have others. */
export const postmortemHeadings = [
  "Summary",
  "Timeline (UTC)",
  "Impact",
  "Root cause",
  "Contributing factors",
  "What went well",
  "What went poorly",
  "Action items",
] as const;

/**
 * Writes the draft as Markdown. It always renders: what the record cannot know stands there as a prompt in italics. Its
 * wording is about systems and promises, and names nobody beyond what the timeline holds.
 */
export function renderPostmortem(template: Template, facts: PostmortemFacts): string {
  const rendered = render(template, { fields: valuesOf(facts), settings: {} });
  // A name the template has and we do not is found when it is loaded.
  if ("missing" in rendered)
    throw new Error(`${template.file} asks for ${rendered.missing.join(", ")}, which no post-mortem has`);
  return `${rendered.text}\n`;
}

/** What is wrong with a post-mortem template: unknown names, or other headings than the agreed ones. */
export function postmortemProblems(template: Template): TemplateProblem[] {
  const known = Object.keys(valuesOf(nothing));
  const strangers = template.uses.filter((name) => !known.includes(name));
  if (strangers.length > 0) {
    return strangers.map((name) => ({
      file: template.file,
      ...whereUsed(template, name),
      problem: `there is no field "${name}"; there are ${known.join(", ")}`,
    }));
  }
  const text = renderPostmortem(template, nothing);
  const headings = text.split("\n").filter((line) => /^#+ /.test(line));
  const wanted = [
    `# Incident ${utcDate(0)} — ${nothing.title}`,
    ...postmortemHeadings.map((heading) => `## ${heading}`),
  ];
  const wrong = wanted.findIndex((heading, index) => headings[index] !== heading);
  if (wrong < 0 && headings.length === wanted.length) return [];
  const problem =
    wrong < 0
      ? `there is a heading too many: "${headings.at(-1)}"`
      : `heading ${wrong + 1} must read "${wrong === 0 ? "# Incident {{ date }} — {{ title }}" : wanted[wrong]}"`;
  return [{ file: template.file, line: 1, column: 1, problem }];
}

const nothing: PostmortemFacts = {
  title: "title",
  severity: "SEV1",
  detectedAt: 0,
  resolvedAt: null,
  components: [],
  symptom: null,
  impact: null,
  rootCause: null,
  timeline: [],
  promises: [],
};

function valuesOf(facts: PostmortemFacts): Record<string, string | string[]> {
  const { detectedAt, resolvedAt } = facts;
  const kept = facts.promises.filter((promise) => promise.kept);
  const broken = facts.promises.filter((promise) => !promise.kept);
  return {
    date: utcDate(detectedAt),
    title: inLine(clip(onOneLine(facts.title), longestTitle)),
    severity: facts.severity,
    duration: resolvedAt === null ? prompt("once it is resolved") : hoursMinutes(resolvedAt - detectedAt),
    impact: facts.impact ? inLine(facts.impact) : prompt("what customers noticed, in plain words"),
    summary: summaryOf(facts),
    timeline: facts.timeline.length > 0 ? moments(facts) : [prompt("when the first signal came, and by what")],
    tenants: facts.tenants === "all" ? "all" : listed(facts.tenants, `the list, or "all"`),
    endpoints: listed(facts.endpoints, "the list"),
    requests_dropped:
      typeof facts.requestsDropped === "number"
        ? String(facts.requestsDropped)
        : prompt("the count, and how it was measured"),
    cost: prompt("an estimate in USD; it is not published"),
    root_cause: facts.rootCause
      ? paragraphs(facts.rootCause)
      : prompt("one paragraph: the code path, configuration or infrastructure event, with the commit and line"),
    contributing_factors: prompt(
      "what made it likelier, longer or harder to see: slow detection, an unclear runbook, a missing alert",
    ),
    went_well: [...kept.map(keptSentence), prompt("what helped, so that it is kept")],
    went_poorly: [...broken.map(brokenSentence), prompt("where systems, tools or the process got in the way")],
    actions:
      (facts.actions ?? []).length > 0
        ? (facts.actions ?? []).map(row)
        : [`| ${prompt("what changes, so that it cannot happen this way again")} | | | |`],
  };
}

/** The heading's title is a short one. */
const longestTitle = 100;

function prompt(what: string): string {
  return `_To be written: ${what}._`;
}

/** Words that are only written large because a sentence begins with them; any other may be a name. */
const sentenceStart =
  /^(?:Customers|Users|Clients|Requests|Responses|All|Some|Most|Many|Few|No|Nobody|Every|The|An?)\b/;

/** Two sentences: what broke and what users saw, then when it ended. */
function summaryOf({ components, symptom, impact, detectedAt, resolvedAt }: PostmortemFacts): string {
  const broke = components.length > 0 ? inLine(components.join(", ")) : null;
  if (broke === null || (symptom === null && impact === null)) {
    return prompt("two sentences: what broke, what users saw, when it ended");
  }
  const seen = [symptom, impact]
    .filter((words) => words !== null && !isBlank(words))
    .map((words) => inLine(words ?? "").replace(sentenceStart, (word) => word.toLowerCase()));
  const what = `From ${utcMinute(detectedAt)}, ${broke} did not work as it should: ${[...new Set(seen)].join("; ")}.`;
  return resolvedAt === null
    ? what
    : `${what} It was over at ${utcMinute(resolvedAt)}, after ${inWords(resolvedAt - detectedAt)}.`;
}

/** `HH:MM — what happened`; the date is said where a new day begins. */
function moments({ timeline, detectedAt }: PostmortemFacts): string[] {
  let day = utcDate(detectedAt);
  return timeline.map(({ at, text }) => {
    const isNewDay = utcDate(at) !== day;
    day = utcDate(at);
    return `${utcTime(at)} — ${isNewDay ? `(${day}) ` : ""}${inLine(text)}`;
  });
}

function keptSentence({ name, dueAt, metAt }: PostmortemFacts["promises"][number]): string {
  return `${name}: promised by ${utcMinute(dueAt)}, kept${metAt === null ? "" : ` at ${utcMinute(metAt)}`}.`;
}

/** Says what did not happen in time, never who did not do it. */
function brokenSentence({ name, dueAt, metAt }: PostmortemFacts["promises"][number]): string {
  const how =
    metAt === null ? "and did not come before the incident was over" : `and came ${inWords(metAt - dueAt)} late`;
  return `${name}: it was due ${utcMinute(dueAt)} ${how}. ${prompt("what in the tools or the process let it slip")}`;
}

function listed(items: string[] | null | undefined, what: string): string {
  return items && items.length > 0 ? items.map(inLine).join(", ") : prompt(what);
}

function row({ item, owner, due, tracking }: NonNullable<PostmortemFacts["actions"]>[number]): string {
  const cells = [item, owner ?? "", due === null ? "" : utcDate(due), tracking ?? ""];
  return `| ${cells.map((cell) => inLine(cell).replace(/\|/g, "\\|")).join(" | ")} |`;
}

/** Foreign words on one line, unable to become a heading or HTML. */
function inLine(text: string): string {
  return onOneLine(text)
    .trim()
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/^(#+\s)/, "\\$1");
}

function paragraphs(text: string): string {
  return tame(text)
    .split("\n")
    .map((line) => inLine(line).replace(/^([-=]{2,}|\||```|~~~)/, "\\$1"))
    .join("\n");
}
