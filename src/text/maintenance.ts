import type { Instant } from "../base/clock.ts";
import { onOneLine } from "./foreign.ts";
import { hoursMinutes, utcMinute } from "./instant.ts";
import { render, type Template, type TemplateProblem, type Templates, whereUsed } from "./template.ts";
import { firstAndMore, maintenanceImpacts, paragraphs, phrase } from "./update.ts";

/*
 * What the public reads of a maintenance after it was scheduled. Its SCHEDULED notice is an update like those of incidents
 * (update.ts); these are templates of their own, in `templates/maintenance/`.
 */

/** What a notice tells, which is the name of its template. */
export const maintenanceNotices = [
  "started",
  "extended",
  "moved",
  "completed",
  "completed-early",
  "cancelled",
] as const;
export type MaintenanceNews = (typeof maintenanceNotices)[number];

/** Stands on every notice of a maintenance that was announced later than the notice period asks for. */
export const shortNoticeMark = "This was announced on short notice.";

/** Everything that a notice may say. */
export interface MaintenanceFacts {
  /** As it stands in the brackets of the first line: `IN PROGRESS`. */
  stage: string;
  /** Public names, the most affected one first. */
  components: string[];
  what: string;
  impact: string;
  startsAt: Instant;
  endsAt: Instant;
  /** The window that was announced before, where it is another now. */
  was: { startsAt: Instant; endsAt: Instant } | null;
  startedAt: Instant | null;
  endedAt: Instant | null;
  postedAt: Instant;
  overall: string;
  /** Free words of the person, as a paragraph of their own. */
  text: string | null;
  shortNotice: boolean;
  /** It starts before the time that was announced. */
  early: boolean;
  /** It is told later than it happened: Sitrep was away. */
  late: boolean;
  /** It was under way when it was cancelled. */
  stopped: boolean;
}

/** The text of a notice from its template; or the fields that are missing, and no text. */
export function renderMaintenance(
  templates: Templates,
  news: MaintenanceNews,
  facts: MaintenanceFacts,
): { text: string } | { missing: string[] } {
  const template = templates.maintenance[news];
  if (!template) throw new Error(`there is no maintenance template "${news}"; loading should have noticed`);
  return render(template, { fields: valuesOf(facts), settings: {} });
}

function valuesOf(facts: MaintenanceFacts): Record<string, unknown> {
  const { components, startedAt, endedAt, was } = facts;
  const impact = facts.impact as keyof typeof maintenanceImpacts;
  return {
    stage: facts.stage,
    component: firstAndMore(components),
    affected_components: components.map((name) => onOneLine(name)).join(", "),
    what: phrase(facts.what),
    expected_impact: impact,
    effect: maintenanceImpacts[impact] ?? null,
    starts_at: utcMinute(facts.startsAt),
    ends_at: utcMinute(facts.endsAt),
    was_starts_at: was && utcMinute(was.startsAt),
    was_ends_at: was && utcMinute(was.endsAt),
    ended_at: endedAt === null ? null : utcMinute(endedAt),
    duration: startedAt === null || endedAt === null ? null : hoursMinutes(endedAt - startedAt),
    posted_at: utcMinute(facts.postedAt),
    overall_status: facts.overall,
    text: paragraphs(facts.text),
    short_notice: facts.shortNotice ? shortNoticeMark : null,
    early: facts.early || null,
    late: facts.late || null,
    stopped: facts.stopped || null,
  };
}

const names = Object.keys(
  valuesOf({
    stage: "",
    components: [],
    what: "",
    impact: "none",
    startsAt: 0,
    endsAt: 0,
    was: null,
    startedAt: null,
    endedAt: null,
    postedAt: 0,
    overall: "",
    text: null,
    shortNotice: false,
    early: false,
    late: false,
    stopped: false,
  }),
);

const ending = ["Overall status set to: <overall_status>", "Affected components: <affected_components>"];
const windowLine = "Window: <starts_at> to <ends_at>";
/** What each must hold, beside its first two and last two lines and the words that only some notices have. */
const must: Record<MaintenanceNews, string[]> = {
  started: [windowLine],
  extended: [windowLine],
  moved: [windowLine, "<was_starts_at>"],
  completed: ["<ended_at>"],
  "completed-early": ["<ended_at>"],
  cancelled: [],
};

/** What is wrong with a maintenance template: names nobody knows, words of a person it would swallow, fixed lines it lacks. */
export function maintenanceTemplateProblems(template: Template, news: MaintenanceNews): TemplateProblem[] {
  const { file, uses } = template;
  const strangers = uses.filter((name) => !names.includes(name));
  if (strangers.length > 0)
    return strangers.map((name) => ({
      file,
      ...whereUsed(template, name),
      problem: `there is no field "${name}"; there are ${names.join(", ")}`,
    }));
  const shown = ["text", ...(news === "cancelled" ? [] : ["short_notice"])];
  const swallowed = shown.filter((name) => !uses.includes(name));
  const rendered = render(template, {
    fields: Object.fromEntries(names.map((name) => [name, `<${name}>`])),
    settings: {},
  });
  const text = "text" in rendered ? rendered.text : "";
  const lines = text.split("\n");
  const first = "[<stage>] <component> — <what>";
  const problems = [
    ...swallowed.map((name) => `the template never shows ${name}; put {% if ${name} %}...{% endif %} where it belongs`),
    ...(lines[0] === first ? [] : [`the first line must read "${first}"`]),
    ...(lines[1] === "Posted: <posted_at>" ? [] : [`the second line must read "Posted: <posted_at>"`]),
    ...must[news].filter((part) => !text.includes(part)).map((part) => `the text must hold "${part}"`),
    ...(lines.slice(-2).join("\n") === ending.join("\n")
      ? []
      : [`the last two lines must read "${ending.join(`" and "`)}"`]),
  ];
  return problems.map((problem) => ({ file, line: 1, column: 1, problem }));
}
