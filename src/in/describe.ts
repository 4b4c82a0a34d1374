import type { Asked, Command, Field, Option } from "./command.ts";

/** One field of a command, as documents and tools describe it. */
export interface DescribedField {
  name: string;
  label: string;
  hint: string | null;
  required: boolean;
  /** True when it has a place in the text form; else it is named by `flag`. */
  positional: boolean;
  flag: string;
  type: "string" | "boolean" | "list";
  /** What can be chosen, where that does not depend on an incident. */
  options: string[] | null;
}

export interface DescribedCommand {
  verb: string;
  aliases: Record<string, string>;
  summary: string;
  usage: string;
  examples: string[];
  where: "anywhere" | "incident";
  permission: string | null;
  /** True when it makes something happen; false when it only asks. */
  changes: boolean;
  fields: DescribedField[];
}

/** All commands as data: the reference pages, the help and the OpenAPI document are written from this. */
export function describeCommands(commands: readonly Command[], { terms }: Pick<Asked, "terms">): DescribedCommand[] {
  return commands.map(({ verb, aliases = {}, summary, usage, examples = [], where, permission, event, fields }) => ({
    verb,
    aliases,
    summary,
    usage,
    examples,
    where,
    permission,
    changes: event !== undefined,
    fields: (Object.entries(fields) as [string, Field][]).map(([name, field]) => described(name, field, terms)),
  }));
}

function described(
  name: string,
  { label, hint, required, position, input, options }: Field,
  terms: Asked["terms"],
): DescribedField {
  // Options are worked out from the configuration, or from an incident, which a document does not have.
  const known: Option[] = options?.({ terms, incident: null } as unknown as Asked) ?? [];
  return {
    name,
    label,
    hint: hint ?? null,
    required: required ?? false,
    positional: position !== undefined,
    flag: `--${name.replaceAll("_", "-")}`,
    type: input === "switch" ? "boolean" : input === "choices" ? "list" : "string",
    options: known.length > 0 ? known.map(({ value }) => value) : null,
  };
}
