import { isProblem } from "../domain/duration.ts";
import type { Asked, Command, Field, FieldProblem, Typed } from "./command.ts";
import { nearest } from "./nearest.ts";
import type { Word } from "./words.ts";

/** What the words after a verb say: which incident, and what was typed for each field. */
export interface Parsed {
  incident: number | null;
  typed: Typed;
  problems: FieldProblem[];
}

/** `#12`, which names an incident at the start of the words. */
export function incidentNumber(word: Word | undefined): number | null {
  const match = word && !word.quoted ? /^#(\d{1,9})$/.exec(word.text) : null;
  return match ? Number(match[1]) : null;
}

/**
 * Sorts words into a command's fields: flags by name, then the others by place. `text` is what the words were split from:
 * the rest of a line is kept as it was typed. Where a line is free text, only a flag that we know, or nearly, is a flag.
 */
export function parseWords(command: Command, text: string, words: Word[], ctx: Asked): Parsed {
  const parsed: Parsed = { incident: incidentNumber(words[0]), typed: {}, problems: [] };
  const fields = Object.entries(command.fields) as [string, Field][];
  const own = parsed.incident === null ? words : words.slice(1);
  const keyword = command.keywords?.find((name) => own[0]?.text.toLowerCase() === name && !own[0].quoted);
  const named = keyword && own[0] ? [{ ...own[0], flag: { name: keyword, value: null } }, ...own.slice(1)] : own;
  const plain = takeFlags(command, named, text, parsed, ctx);

  let at = 0;
  for (const [name, field] of fields) {
    if (at >= plain.length || !field.position || parsed.typed[name] !== undefined) continue;
    const taken = take(name, field, plain.slice(at), text, ctx);
    if (taken === null) continue;
    parsed.typed[name] = taken.value;
    at += taken.words;
  }
  const left = plain[at];
  if (left) parsed.problems.push({ field: null, message: `\`${command.verb}\` does not take \`${left.text}\`.` });
  return parsed;
}

/** Takes the flags out and returns the other words. */
function takeFlags(command: Command, words: Word[], text: string, parsed: Parsed, ctx: Asked): Word[] {
  const names = [...Object.keys(command.fields), "incident"];
  const isFreeText = Object.values(command.fields as Record<string, Field>).some(
    ({ position }) => position === "rest" || position === "phrase",
  );
  const plain: Word[] = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at] as Word;
    at += 1;
    const { flag } = word;
    if (flag === null) {
      plain.push(word);
    } else if (!names.includes(flag.name)) {
      const meant = nearest(flag.name, names);
      const shown = `--${flag.name.replaceAll("_", "-")}`;
      if (meant) {
        const proposal = `--${meant.replaceAll("_", "-")}`;
        parsed.problems.push({ field: null, message: `There is no \`${shown}\`. Did you mean \`${proposal}\`?` });
      } else if (isFreeText) {
        plain.push(word);
      } else {
        parsed.problems.push({ field: null, message: `\`${command.verb}\` has no \`${shown}\`.` });
      }
    } else {
      const field = command.fields[flag.name] as Field | undefined;
      const value = flag.value ?? takeValue(field, words, at, text, ctx);
      if (flag.value === null && typeof value === "object") at += value.words;
      const given = typeof value === "object" ? value.value : value;
      if (flag.name === "incident") parsed.incident = numberOf(given, parsed);
      else if (parsed.typed[flag.name] !== undefined)
        parsed.problems.push({ field: flag.name, message: `\`${flag.name}\` is given twice.` });
      else parsed.typed[flag.name] = given;
    }
  }
  return plain;
}

function numberOf(given: string, parsed: Parsed): number | null {
  const match = /^#?(\d{1,9})$/.exec(given.trim());
  if (match) return Number(match[1]);
  parsed.problems.push({ field: null, message: `\`--incident\` takes a number, like \`--incident 12\`.` });
  return null;
}

/**
 * What follows a flag: one quoted piece; nothing for a switch, unless it says yes or no; for free words all of them, because
 * a person who forgets the quotes means all of them; for others as many as can be read together ("10m ago"), else one.
 */
function takeValue(
  field: Field | undefined,
  words: Word[],
  at: number,
  text: string,
  ctx: Asked,
): { value: string; words: number } {
  const next = words[at];
  if (field?.input === "switch") {
    const said = next && !next.quoted && /^(yes|no|true|false|on|off)$/i.test(next.text);
    return said ? { value: next.text, words: 1 } : { value: "yes", words: 0 };
  }
  if (!next || next.flag) return { value: "", words: 0 };
  if (next.quoted || !field) return { value: next.text, words: 1 };
  const end = words.findIndex((word, index) => index > at && (word.flag !== null || word.quoted));
  const most = (end < 0 ? words.length : end) - at;
  const first = (count: number) => text.slice(next.start, words[at + count - 1]?.end);
  if (field.free) return { value: first(most), words: most };
  for (let count = Math.min(most, mostTogether); count > 1; count -= 1) {
    if (!isProblem(field.read(first(count), ctx))) return { value: first(count), words: count };
  }
  return { value: next.text, words: 1 };
}

/** Several components with long names are the longest that people write without quotes. */
const mostTogether = 20;

function take(
  name: string,
  field: Field,
  words: Word[],
  text: string,
  ctx: Asked,
): { value: string; words: number } | null {
  const first = words[0] as Word;
  switch (field.position) {
    case "word":
      if (words.length > 1 && isNameOf(name, first)) return shifted(take(name, field, words.slice(1), text, ctx));
      return field.fits && !field.fits(first.text) ? null : { value: first.text, words: 1 };
    case "words": {
      if (words.length > 1 && isNameOf(name, first)) return shifted(take(name, field, words.slice(1), text, ctx));
      if (first.quoted) return { value: first.text, words: 1 };
      if (field.fits && !field.fits(first.text)) return null;
      for (let count = Math.min(mostWords, words.length); count > 1; count -= 1) {
        const value = text.slice(first.start, words[count - 1]?.end);
        if (!isProblem(field.read(value, ctx))) return { value, words: count };
      }
      return { value: first.text, words: 1 };
    }
    case "phrase":
      return first.quoted ? { value: first.text, words: 1 } : restOf(words, text);
    case "rest":
      return restOf(words, text);
    default:
      return null;
  }
}

/** "in 1 h 30 min" is the longest that people write. */
const mostWords = 5;

/** `snooze for 10m`: a person may name the field before its value. */
function isNameOf(name: string, word: Word): boolean {
  return !word.quoted && word.text.toLowerCase() === name;
}

function shifted(taken: { value: string; words: number } | null): { value: string; words: number } | null {
  return taken && { ...taken, words: taken.words + 1 };
}

/** All words that are left, as they were typed between flags. One quoted piece alone loses its quotes. */
function restOf(words: Word[], text: string): { value: string; words: number } {
  if (words.length === 1 && words[0]?.quoted) return { value: words[0].text, words: 1 };
  let value = "";
  words.forEach((word, index) => {
    const before = words[index - 1];
    const gap = before ? text.slice(before.end, word.start) : "";
    value += (gap.trim() === "" ? gap : " ") + text.slice(word.start, word.end);
  });
  return { value, words: words.length };
}
