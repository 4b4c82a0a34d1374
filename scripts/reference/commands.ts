import { fileURLToPath } from "node:url";
import { loadMembers } from "../../src/base/members.ts";
import { loadConfig } from "../../src/config/load.ts";
import { loadTemplates } from "../../src/config/templates.ts";
import type { Command } from "../../src/in/command.ts";
import { type DescribedCommand, type DescribedField, describeCommands } from "../../src/in/describe.ts";
import { made, table } from "./pages.ts";

/** `commands.md`: every verb, from the commands themselves. */
export async function commandsPage(): Promise<string> {
  const root = new URL("../../", import.meta.url);
  const isCommand = (value: unknown): value is Command =>
    typeof value === "object" && value !== null && "verb" in value;
  const commands = await loadMembers(new URL("commands/", root), isCommand, ({ verb }) => verb);
  const { terms } = await loadConfig({ env: {}, cwd: fileURLToPath(new URL("scripts/", root)) });
  const templates = await loadTemplates(fileURLToPath(new URL("templates", root)));
  const described = describeCommands(commands, { terms: { ...terms, templates, guard: {} } }).filter(
    ({ usage }) => usage !== "",
  );
  return `${made}
# Commands

Each verb is typed after the root command (\`/incident\` unless the configuration names another), and is the same command as a
button, a form and a REST call. Words in \`<…>\` are yours. A field without a place in the usage line is named by its flag; over
REST every field is a property of that name.

${table(
  ["verb", "what it does", "where", "right"],
  described.map(({ verb, summary, where, permission }) => [
    `[\`${verb}\`](#${verb})`,
    summary,
    placeOf(where),
    permission ?? "none",
  ]),
)}

"Where" an incident is asked for, its own channel implies it; elsewhere \`#12\` names it.
Rights are given in \`permissions\` ([configuration.md](configuration.md#permissions)); an update that goes public takes \`publish\`.

${described.map((command) => section(command, terms.command)).join("\n\n")}
`;
}

function placeOf(where: DescribedCommand["where"]): string {
  return where === "incident" ? "an incident" : "anywhere";
}

function section({ verb, aliases, summary, usage, examples, fields, changes }: DescribedCommand, root: string): string {
  const others = Object.entries(aliases).map(
    ([name, words]) => `\`${name}\`${words && words !== verb ? ` (= \`${verb} ${words}\`)` : ""}`,
  );
  return [
    `## ${verb}`,
    summary + (changes ? "" : " It changes nothing."),
    code([`${root} ${usage}`]),
    ...(examples.length > 0 ? ["For example:", code(examples.map((example) => `${root} ${example}`))] : []),
    ...(others.length > 0 ? [`Also: ${others.join(", ")}.`] : []),
    ...(fields.length > 0 ? [table(["field", "flag", "what", "values"], fields.map(fieldRow))] : []),
  ].join("\n\n");
}

function fieldRow({ name, flag, label, hint, required, options, type }: DescribedField): string[] {
  const what = `${label}${required ? ", needed" : ""}${hint ? `. ${hint}` : ""}`;
  const values = options?.map((option) => `\`${option}\``).join(", ") ?? (type === "boolean" ? "`yes`, `no`" : "");
  return [`\`${name}\``, `\`${flag}\``, what, values];
}

function code(lines: string[]): string {
  return `\`\`\`\n${lines.join("\n")}\n\`\`\``;
}
