import type { Incident } from "../domain/incident/state.ts";
import type { Asked, Command } from "./command.ts";
import { looksLikeSeverity, quoted } from "./fields.ts";
import { nearest } from "./nearest.ts";
import { incidentNumber, parseWords } from "./parse.ts";
import type { Naming, Request } from "./request.ts";
import { problemCard, type Result } from "./result.ts";
import { splitWords, type Word } from "./words.ts";

/**
 * Reads what stands after the root command: the verb, the incident, the fields. Nothing at all asks for the status where
 * an incident is at hand, and for help elsewhere; a severity without a verb declares.
 */
export async function readText(
  text: string,
  commands: readonly Command[],
  find: (naming: Naming) => Promise<Incident | "unknown" | null>,
  asked: (incident: Incident | null) => Asked,
): Promise<Request | Result> {
  const words = splitWords(text);
  if ("problem" in words) return problem(words.problem, null, "");
  const number = incidentNumber(words[0]);
  const own = number === null ? words : words.slice(1);
  const said = own[0];
  if (!said) {
    const naming: Naming = number === null ? null : { number };
    const incident = await find(naming);
    return { verb: incident ? "status" : "help", incident: incident ? naming : null, typed: {} };
  }

  const named = commandOf(said, commands);
  if (!named) return unknownVerb(said, commands, asked(null).terms.command);
  const { command, preset } = named;
  // Words that an alias stands for go before what was typed after it, in one text, so that nothing is cut in two.
  const typedText = named.takesFirst ? text.slice(said.start) : text.slice(said.end);
  const whole = preset === "" ? typedText : `${preset} ${typedText}`;
  const wholeWords = splitWords(numberFirst(whole, preset));
  if ("problem" in wholeWords) return problem(wholeWords.problem, command, asked(null).terms.command);
  const channelOwn = await find(number === null ? null : { number });
  const ctx = asked(channelOwn === "unknown" ? null : channelOwn);
  const parsed = parseWords(command, numberFirst(whole, preset), wholeWords, ctx);
  const chosen = parsed.incident ?? number;
  return {
    verb: command.verb,
    incident: chosen === null ? null : { number: chosen },
    typed: parsed.typed,
    problems: parsed.problems,
  };
}

/** `lead #12 me` stands for `role lead #12 me`: the number belongs to the front. */
function numberFirst(whole: string, preset: string): string {
  if (preset === "") return whole;
  const match = /^\s*(#\d{1,9})(?=\s|$)/.exec(whole.slice(preset.length));
  return match ? `${match[1]} ${preset} ${whole.slice(preset.length + match[0].length)}` : whole;
}

/** The command that a word names: by its verb, by an alias, or, for a severity, `declare`. */
function commandOf(
  word: Word,
  commands: readonly Command[],
): { command: Command; preset: string; takesFirst: boolean } | null {
  const said = word.text.toLowerCase().replace(/^\//, "");
  for (const command of commands) {
    if (command.verb === said) return { command, preset: "", takesFirst: false };
    const preset = command.aliases?.[said];
    if (preset !== undefined) return { command, preset, takesFirst: false };
  }
  const declare = commands.find(({ verb }) => verb === "declare");
  return declare && /\d$/.test(said) && looksLikeSeverity(said)
    ? { command: declare, preset: "", takesFirst: true }
    : null;
}

function unknownVerb(word: Word, commands: readonly Command[], root: string): Result {
  const verbs = commands.flatMap((command) => [command.verb, ...Object.keys(command.aliases ?? {})]);
  const meant = nearest(word.text, verbs);
  const command =
    meant && (commands.find(({ verb, aliases }) => verb === meant || aliases?.[meant] !== undefined) ?? null);
  const said = `There is no command ${quoted(word.text)}.`;
  if (command) return problem(`${said} Did you mean \`${meant}\`?`, command, root);
  return problem(`${said} \`${root} help\` shows them all.`, null, root);
}

function problem(message: string, command: Command | null, root: string): Result {
  const problems = [{ field: null, message }];
  return { kind: "problems", answer: problemCard(problems, command && `${root} ${command.usage}`), problems };
}
