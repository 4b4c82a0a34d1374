import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import { updateTemplateProblems, updateTemplates } from "../text/fixed-lines.ts";
import { maintenanceNotices, maintenanceTemplateProblems } from "../text/maintenance.ts";
import { postmortemProblems } from "../text/postmortem.ts";
import { parseTemplate, problemError, type Template, type TemplateProblem, type Templates } from "../text/template.ts";
import { askableFields } from "../text/update.ts";

/**
 * Reads the templates of an installation: those in `dir`, and before them those of the same name in `override`, the
 * operator's own folder. All are checked now, so that none fails when it is needed. Throws an Error that names file, line
 * and column, and says what to do; so does a file that no template goes by.
 */
export async function loadTemplates(dir: string, override?: string): Promise<Templates> {
  const own = override === undefined ? new Map<string, string>() : await filesIn(override);
  if (override !== undefined && own.size === 0) {
    throw new Error(
      `${override}: there are no templates here; put updates/<name>.md or postmortem.md into it, or take the setting away`,
    );
  }
  const files = new Map([...(await filesIn(dir)), ...own]);
  const read = async (name: string) => parsed(files.get(name) ?? join(dir, name));

  const updates: Record<string, Template> = {};
  for (const [name, stage] of Object.entries(updateTemplates)) {
    const template = await read(`updates/${name}.md`);
    refuse(updateTemplateProblems(template, stage));
    refuse(frontProblems(template));
    updates[name] = template;
  }
  const maintenance: Record<string, Template> = {};
  for (const name of maintenanceNotices) {
    const template = await read(`maintenance/${name}.md`);
    refuse(maintenanceTemplateProblems(template, name));
    maintenance[name] = template;
  }
  const postmortem = await read("postmortem.md");
  refuse(postmortemProblems(postmortem));
  return { updates, maintenance, postmortem };
}

async function parsed(file: string): Promise<Template> {
  let source: string;
  try {
    source = await readFile(file, "utf8");
  } catch (error) {
    throw new Error(
      `${file}: this template cannot be read (${(error as NodeJS.ErrnoException).code}); it comes with Sitrep, so put it back`,
      { cause: error },
    );
  }
  return parseTemplate(file, source);
}

function refuse(problems: TemplateProblem[]): void {
  const [first] = problems;
  if (first) throw problemError(first);
}

function frontProblems({ file, front }: Template): TemplateProblem[] {
  const at = { file, line: 2, column: 1 };
  const fields = Array.isArray(front.fields) ? front.fields.map(String) : [];
  const strangers = fields.filter((field) => !askableFields.includes(field));
  return [
    ...strangers.map((field) => ({
      ...at,
      problem: `\`fields\` asks for "${field}"; there are ${askableFields.join(", ")}`,
    })),
    ...(front.export === undefined ? [] : exportProblems(front)).map((problem) => ({ ...at, problem })),
  ];
}

function exportProblems({ export: name, impact }: Template["front"]): string[] {
  if (typeof name !== "string") return ["`export` must be a name"];
  return ["Major", "Partial", "Minor"].includes(impact as string) ? [] : ["`impact` must be Major, Partial or Minor"];
}

const known = [
  "postmortem.md",
  ...Object.keys(updateTemplates).map((name) => `updates/${name}.md`),
  ...maintenanceNotices.map((name) => `maintenance/${name}.md`),
];

/** Template files by their name below the folder. Runbooks lie beside them and are read elsewhere. */
async function filesIn(dir: string): Promise<Map<string, string>> {
  let names: string[];
  try {
    names = [...(await readdir(dir)), ...(await within(dir, "updates")), ...(await within(dir, "maintenance"))];
  } catch (error) {
    throw new Error(`${dir}: this folder of templates cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
  const files = new Map<string, string>();
  for (const name of names.filter((one) => one.endsWith(".md"))) {
    if (!known.includes(name)) throw new Error(`${join(dir, name)}: no template goes by this name${guess(name)}`);
    files.set(name, join(dir, name));
  }
  return files;
}

async function within(dir: string, folder: string): Promise<string[]> {
  return (await readdir(join(dir, folder)).catch(() => [])).map((name) => `${folder}/${name}`);
}

function guess(name: string): string {
  const near = closest(name, known);
  return distance(name, near) <= 4 ? `; did you mean ${near}?` : `; there are ${known.join(", ")}`;
}
