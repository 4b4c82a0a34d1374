import { plainly } from "./normalise.ts";
import { isOrdinary } from "./ordinary.ts";
import type { Hit } from "./rule.ts";

/*
 * Looks for names as people write them: in any case, with a blank, a hyphen, an underscore or nothing between their parts,
 * as a part of an identifier, with a figure behind them. However many names there are, a text is walked through once.
 */

/** A name to look for, and what a finding of it says. */
export interface Named {
  name: string;
  replacement: string;
  why: string;
}

interface Sought extends Named {
  /** The letters and figures of the name in small letters, without what is between them. */
  letters: string;
  /** After how many of the letters a part ends: a blank may stand there. */
  parts: Set<number>;
  /** Found only where it stands as a name does: written so, within a sentence. */
  strict: boolean;
  /** As it is written where it is strict. */
  written: string;
}

/** Names ready to be looked for: a tree of their letters. */
export interface Names {
  next: Map<string, Names>;
  /** The names whose letters end here. */
  sought: Sought[];
}

const wordSign = /[\p{L}\p{N}]/u;
const between = /[\s_.&'+/-]/;
/** Scripts that put no blanks between words: a name is found wherever it stands. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/**
 * Makes names ready. What has no letter, or only one, is never looked for. What is shorter than three letters or an ordinary
 * word, `ordinary` ones included, is only found where it can be nothing else than a name.
 */
export function namesOf(all: readonly Named[], ordinary: ReadonlySet<string>): Names {
  const names: Names = { next: new Map(), sought: [] };
  for (const named of all) {
    const written = plainly(named.name).trim();
    const { letters, parts } = partsOf(written);
    if ([...letters].length < 2) continue;
    let node = names;
    for (const letter of letters.split("")) {
      const next = node.next.get(letter) ?? { next: new Map(), sought: [] };
      node.next.set(letter, next);
      node = next;
    }
    node.sought.push({ ...named, letters, parts, strict: isVague(written, ordinary), written });
  }
  return names;
}

/** True for a name that would be found in words that mean nothing of the kind, if it were found in any case and place. */
export function isVague(name: string, ordinary: ReadonlySet<string>): boolean {
  const { letters } = partsOf(plainly(name));
  return [...letters].length < 3 ? !unspaced.test(letters) : isOrdinary(letters) || ordinary.has(letters);
}

/** All the names in a text, the longest at each place. */
export function findNames(text: string, names: Names): Hit[] {
  const hits: Hit[] = [];
  if (names.next.size === 0) return hits;
  const lower = lowered(text);
  for (let at = 0; at < text.length; at++) {
    if (!names.next.has(lower[at] ?? "")) continue;
    for (const sought of candidatesAt(lower, at, names)) {
      const end = endOf(sought, text, lower, at);
      if (end === null) continue;
      const { replacement, why } = sought;
      hits.push({ start: at, end, replacement, why, exact: !/[\ds]$/i.test(text.slice(at, end)) });
      at = end - 1;
      break;
    }
  }
  return hits;
}

/** The names whose letters stand there, whatever is between them, the longest first. */
function candidatesAt(lower: string, at: number, names: Names): Sought[] {
  const found: Sought[] = [];
  let node: Names | undefined = names;
  for (let place = at; place < lower.length; place++) {
    const next: Names | undefined = node.next.get(lower[place] ?? "");
    if (next) {
      node = next;
      if (node.sought.length > 0) found.unshift(...node.sought);
    } else if (!between.test(lower[place] ?? "")) break;
  }
  return found;
}

/** Where a name that begins at `at` ends; null when it does not stand there. */
function endOf(sought: Sought, text: string, lower: string, at: number): number | null {
  const { letters, parts, strict } = sought;
  const anywhere = unspaced.test(letters);
  if (!anywhere && !begins(text, at, strict || letters.length < 4)) return null;
  let place = at;
  for (let index = 0; index < letters.length; index++) {
    if (index > 0 && (!strict || parts.has(index))) place += gapAt(text, place, parts.has(index));
    if (lower[place] !== letters[index]) return null;
    place++;
  }
  if (anywhere) return place;
  if (strict)
    return ends(text, place, true) && isAsWritten(sought, text.slice(at, place)) && !beginsSentence(text, at)
      ? place
      : null;
  return endWithin(text, lower, place, letters.length < 4);
}

/** The end of the word that the name is, a plural's s and the number of an instance included. */
function endWithin(text: string, lower: string, place: number, whole: boolean): number | null {
  const plural = lower[place] === "s" ? place + 1 : place;
  for (const end of plural === place ? [place] : [place, plural]) {
    const number = /^[_-]?\d{1,4}(?![\p{L}\p{N}.:]|-\d)/u.exec(text.slice(end, end + 8))?.[0].length ?? 0;
    if (number > 0) return end + number;
    if (ends(text, end, whole)) return end;
  }
  return null;
}

/** How many signs stand between two parts of a name. A blank does so only where the name itself has parts. */
function gapAt(text: string, place: number, isPart: boolean): number {
  const found =
    /^(?:[_.&'+/-]{1,2}|\s?[_&+/-]\s?|\s{1,2})(?=[\p{L}\p{N}])/u.exec(text.slice(place, place + 5))?.[0] ?? "";
  return /^\s*-?\s*$/.test(found) && /\s/.test(found) && !isPart ? 0 : found.length;
}

function begins(text: string, at: number, whole: boolean): boolean {
  const before = text[at - 1] ?? " ";
  if (!wordSign.test(before)) return true;
  return !whole && isHump(before, text[at] ?? "");
}

function ends(text: string, end: number, whole: boolean): boolean {
  const after = text[end] ?? " ";
  if (!wordSign.test(after)) return true;
  return !whole && isHump(text[end - 1] ?? "", after);
}

/** Where one word of an identifier ends and the next one begins: `traceDb`. */
function isHump(before: string, after: string): boolean {
  return /\p{Ll}|\p{N}/u.test(before) && /\p{Lu}/u.test(after);
}

/** Written as in the configuration, or with a capital where that has none. */
function isAsWritten({ written }: Sought, found: string): boolean {
  return found === (written === written.toLowerCase() ? `${written[0]?.toUpperCase()}${written.slice(1)}` : written);
}

/** The first word of a sentence, a line, a heading or a label has its capital from there. */
function beginsSentence(text: string, at: number): boolean {
  const before = text
    .slice(Math.max(0, at - 8), at)
    .replace(/[\s"'([<]+$/, (blank) => (blank.includes("\n") ? "\n" : ""));
  return before === "" || /[.!?:;\n|>\]\-#]$/.test(before);
}

/** Where the parts of a name end: at what is no letter, and where a capital follows a small letter. */
function partsOf(name: string): { letters: string; parts: Set<number> } {
  const parts = new Set<number>();
  let letters = "";
  let before = "";
  for (const sign of name) {
    if (wordSign.test(sign)) {
      if (isHump(before, sign)) parts.add(letters.length);
      letters += lowered(sign);
    } else if (!/[&+']/.test(sign)) parts.add(letters.length);
    before = sign;
  }
  return { letters, parts };
}

/** In small letters, each unit where it was. */
function lowered(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
