import { type Command, defineCommand, type Field } from "../src/in/command.ts";
import { nearest } from "../src/in/nearest.ts";
import { type Block, type Card, code, type Line, line } from "../src/text/card.ts";

/** Says what can be done, or how one verb is used. */
export default defineCommand({
  verb: "help",
  summary: "Shows what can be done, or how one verb is used.",
  usage: "help [<verb>]",
  where: "anywhere",
  permission: null,
  fields: {
    verb: {
      read: (given: string) => given.trim().toLowerCase(),
      label: "Verb",
      position: "word" as const,
      input: "line" as const,
    },
  },
  async answer({ commands, terms }, { verb }) {
    const shown = commands.filter(({ usage }) => usage !== "");
    if (!verb) return overview(shown, terms.command);
    const command = shown.find((one) => one.verb === verb || one.aliases?.[verb] !== undefined);
    if (command) return about(command, terms.command);
    const meant = nearest(
      verb,
      shown.map((one) => one.verb),
    );
    return meant
      ? `There is no command \`${verb}\`. Did you mean \`${meant}\`?`
      : `There is no command \`${verb}\`. \`${terms.command} help\` shows them all.`;
  },
});

function overview(commands: readonly Command[], root: string): Card {
  const items = commands.map(({ usage, summary }): Line => line`${code(`${root} ${usage}`)} ${summary}`);
  return {
    summary: "What Sitrep can do",
    blocks: [
      {
        type: "text",
        line: line`${{ bold: "In one breath:" }} ${code(`${root} sev1 Gateway returns 503`)} opens an incident. In its channel the incident is implied; elsewhere ${code("#12")} names it.`,
      },
      ...inLists(items),
      {
        type: "note",
        line: line`${code(`${root} help <verb>`)} tells more. A verb without what it needs opens its form.`,
      },
    ],
  };
}

/** How many stand in one list: Slack takes 3,000 characters of each. */
const mostInList = 10;

function inLists(items: Line[]): Block[] {
  const count = Math.ceil(items.length / mostInList);
  return Array.from({ length: count }, (_, index) => ({
    type: "list",
    items: items.slice(index * mostInList, (index + 1) * mostInList),
  }));
}

function about({ verb, usage, summary, examples = [], aliases = {}, fields }: Command, root: string): Card {
  const names = Object.keys(aliases);
  const flags = (Object.entries(fields) as [string, Field][]).map(
    ([name, { label, hint, required, position }]): Line =>
      line`${code(position ? name : `--${name.replaceAll("_", "-")}`)} ${label}${required ? ", needed" : ""}${hint ? `. ${hint}` : ""}`,
  );
  const blocks: Block[] = [
    { type: "text", line: line`${code(`${root} ${usage}`)}` },
    { type: "text", line: summary },
    ...(flags.length > 0 ? [{ type: "list", items: flags } as const] : []),
    ...(examples.length > 0
      ? [{ type: "code", text: examples.map((example) => `${root} ${example}`).join("\n") } as const]
      : []),
    ...(names.length > 0 ? [{ type: "note", line: `Also: ${names.join(", ")}` } as const] : []),
  ];
  return { summary: `${verb}: ${summary}`, blocks };
}
