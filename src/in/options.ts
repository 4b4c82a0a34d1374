import { createHash } from "node:crypto";
import type { Asked, Command, Field, Option, Typed } from "./command.ts";

/*
 * What a form sends back for an option. Slack takes 75 characters, and a name may be longer: such a one goes by its beginning
 * and a print of the whole, so that it is known again by any replica, and after a restart, from the configuration alone.
 */

/** The most characters of what an option is sent back as (contracts: Slack, section 7: the harsher reading). */
const most = 75;
/** How many of them the beginning gets: the rest is the print and what sets it apart. */
const beginning = 60;

/** What an option's value is sent back as: itself, where it is short enough. */
export function sentAs(value: string): string {
  if (value.length <= most) return value;
  const print = createHash("sha256").update(value).digest("hex").slice(0, 12);
  return `${wholeCharacters(value.slice(0, beginning)).trimEnd()}…${print}`;
}

/** What was chosen in a filled-in form, with the values that its options stand for. What was typed stays as it is. */
export function chosenIn(command: Command, typed: Typed, ctx: Asked): Typed {
  const isChosen = ({ input }: Field) => input === "choice" || input === "choices";
  const fields = (Object.entries(command.fields) as [string, Field][]).filter(([, field]) => isChosen(field));
  const meant = fields.flatMap(([name, field]) => {
    const given = typed[name];
    if (given === undefined) return [];
    const options = field.options?.(ctx) ?? [];
    const one = (sent: string) => optionFor(sent, options);
    return [[name, Array.isArray(given) ? given.map(one) : one(given)] as const];
  });
  return { ...typed, ...Object.fromEntries(meant) };
}

function optionFor(sent: string, options: readonly Option[]): string {
  if (options.some(({ value }) => value === sent)) return sent;
  return options.find(({ value }) => sentAs(value) === sent)?.value ?? sent;
}

/** A piece cut out of a text, without the halves of characters that the cuts left at its ends. */
export function wholeCharacters(piece: string): string {
  return piece.replace(/^[\udc00-\udfff]/, "").replace(/[\ud800-\udbff]$/, "");
}
