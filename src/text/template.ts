import { Liquid, type Template as LiquidPart } from "liquidjs";
import { parseDocument } from "yaml";

/*
 * Templates: files that the operator may edit, in Liquid, strict about every name. A value is either a field of the
 * incident (missing: the template does not render, and the field is named) or a setting (missing: the sentence that holds
 * it is left out). So what a reader sees is whole, or there is nothing to see.
 */

/** A parsed template file. */
export interface Template {
  /** The file's name without `.md`: `investigating.sev1`. */
  name: string;
  /** Where it came from, as people find it. */
  file: string;
  /** What the front matter says. */
  front: Record<string, unknown>;
  /** The fields it cannot do without, whatever else is given. */
  needs: string[];
  /** Every name it uses, needed or not. */
  uses: string[];
  parts: LiquidPart[];
}

/** All templates of an installation, checked and ready. Made by config/templates.ts. */
export interface Templates {
  /** By name: `investigating.sev1`, `resolved`. */
  updates: Record<string, Template>;
  /** What becomes of a maintenance, by name: `started`, `extended`. */
  maintenance: Record<string, Template>;
  postmortem: Template;
}

/** A template that cannot be used: where, and what is wrong with it. */
export interface TemplateProblem {
  file: string;
  line: number;
  column: number;
  problem: string;
}

/** What a template is filled with. A null, an absent or a blank field is missing. */
export interface Values {
  fields: Record<string, unknown>;
  settings: Record<string, string | null>;
}

/** Bounds what one template can cost: characters parsed, time (ms) and memory of a rendering. Ours take a thousandth of it. */
const limits = { parseLimit: 100_000, renderLimit: 1_000, memoryLimit: 1_000_000 };

/** Stands where a setting is missing until its sentence is cut out. A private character, taken out of every value. */
const gap = "\uE000";

const liquid = new Liquid({
  strictVariables: true,
  strictFilters: true,
  lenientIf: true,
  ownPropertyOnly: true,
  templates: {},
  ...limits,
});
// It would read the clock and the machine's zone; times arrive written.
delete liquid.filters.date;
// A template stands alone: no file is ever read from inside one.
for (const tag of ["include", "render", "layout", "block"]) delete liquid.tags[tag];
// `{{ impact | in_sentence }}`: words that a person began with a capital, after a colon of ours.
liquid.registerFilter("in_sentence", (text: unknown) =>
  String(text).replace(
    /^(?:All|An?|Calls?|Customers?|Each|Every|Many|Most|New|No|Requests?|Responses?|Some|The|They|Users?)\b/,
    (word) => word.toLowerCase(),
  ),
);

/** Reads a template file. Throws an Error that begins with `file:line:column:` when it cannot be used. */
export function parseTemplate(file: string, source: string): Template {
  const { front, body } = splitFront(file, source);
  let parts: LiquidPart[];
  try {
    parts = liquid.parse(body, file);
  } catch (error) {
    throw problemError(problemOf(file, error));
  }
  const template: Template = { name: nameOf(file), file, front, needs: [], uses: [], parts };
  template.uses = liquid.globalVariablesSync(parts);
  const settings = Array.isArray(front.settings) ? front.settings.map((name) => [String(name), null]) : [];
  const bare = fill(template, { fields: {}, settings: Object.fromEntries(settings) });
  template.needs = "missing" in bare ? bare.missing : [];
  return template;
}

/** Fills a template, or names every field that is missing. The text is trimmed, without blank lines in a row or spaces at line ends. */
export function render(template: Template, values: Values): { text: string } | { missing: string[] } {
  const filled = fill(template, values);
  return "missing" in filled ? filled : { text: tidy(filled.text) };
}

/** The settings that templates would show but that are not set, so that their sentences are left out. For `sitrep check`. */
export function unsetSettings(templates: Templates, settings: Values["settings"]): { file: string; setting: string }[] {
  return Object.values(templates.updates).flatMap(({ file, uses }) =>
    uses.filter((name) => name in settings && isMissing(settings[name])).map((setting) => ({ file, setting })),
  );
}

/** Where a name is first used, both counted from 1. */
export function whereUsed(template: Template, name: string): { line: number; column: number } {
  const { row: line = 1, col: column = 1 } = liquid.analyzeSync(template.parts).globals[name]?.[0]?.location ?? {};
  return { line, column };
}

/** The error of a template problem, in the one form all of them have. */
export function problemError({ file, line, column, problem }: TemplateProblem): Error {
  return new Error(`${file}:${line}:${column}: ${problem}`);
}

/** Renders again and again, with a stand-in for each field that turned out missing, until all of them are known. */
function fill(template: Template, { fields, settings }: Values): { text: string } | { missing: string[] } {
  const scope: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...fields, ...settings })) {
    const clean = typeof value === "string" ? value.replaceAll(gap, "") : value;
    if (!isMissing(clean)) scope[name] = clean;
  }
  const missing: string[] = [];
  // Each round finds one more name, so there are no more rounds than names.
  for (let round = 0; round <= template.uses.length; round++) {
    try {
      const text = liquid.renderSync(template.parts, scope) as string;
      return missing.length > 0 ? { missing } : { text };
    } catch (error) {
      const name = undefinedName(error);
      if (name === null || Object.hasOwn(scope, name)) throw problemError(problemOf(template.file, error));
      scope[name] = gap;
      if (!Object.hasOwn(settings, name)) missing.push(name);
    }
  }
  return { missing };
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "string" && value.trim() === "");
}

/** The name that was not there, when that is what went wrong. */
function undefinedName(error: unknown): string | null {
  const { originalError, message = "" } = error as { originalError?: { variableName?: string }; message?: string };
  const name = originalError?.variableName ?? /undefined variable: ([\w.[\]"]+)/.exec(message)?.[1];
  return name?.split(/[.[]/)[0] ?? null;
}

function problemOf(file: string, error: unknown): TemplateProblem {
  const { token, message } = error as { token?: { getPosition?: () => number[] }; message?: string };
  const [line = 1, column = 1] = token?.getPosition?.() ?? [];
  const problem = (message ?? String(error)).replace(/,?\s*file:.*$/s, "").replace(/,?\s*line:\d+.*$/s, "");
  return { file, line, column, problem };
}

function nameOf(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? file).replace(/\.md$/, "");
}

/** Takes the YAML between the first two `---` lines off. The body keeps its line numbers. */
function splitFront(file: string, source: string): { front: Record<string, unknown>; body: string } {
  const text = source.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const found = /^---\n([\s\S]*?)\n?---[ \t]*(?:\n|$)/.exec(text);
  if (!found) {
    if (text.startsWith("---\n"))
      throw problemError({
        file,
        line: 1,
        column: 1,
        problem: "the front matter is not closed: put a line of --- after it",
      });
    return { front: {}, body: text };
  }
  const document = parseDocument(found[1] ?? "");
  const [wrong] = document.errors;
  if (wrong) {
    const at = wrong.linePos?.[0] ?? { line: 1, col: 1 };
    throw problemError({
      file,
      line: at.line + 1,
      column: at.col,
      problem: `the front matter is no YAML: ${wrong.message.split(/ at line \d|\n/)[0]}`,
    });
  }
  const front: unknown = document.toJS();
  if (front !== null && (typeof front !== "object" || Array.isArray(front))) {
    throw problemError({ file, line: 2, column: 1, problem: "the front matter must be lines of `name: value`" });
  }
  return { front: { ...front }, body: "\n".repeat(found[0].split("\n").length - 1) + text.slice(found[0].length) };
}

/** Cuts out sentences whose setting is missing, and the white space that conditions leave behind. */
function tidy(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.includes(gap) ? withoutGaps(line) : line).replace(/[ \t]+/g, " ").trim())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** A sentence ends at `.`, `!` or `?` before white space or the end of the line. */
function withoutGaps(line: string): string {
  return line
    .split(/(?<=[.!?])\s+/)
    .filter((sentence) => !sentence.includes(gap))
    .join(" ");
}
