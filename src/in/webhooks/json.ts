import { isUtf8 } from "node:buffer";

/** A body as JSON, or a sentence on why it is none. */
export type Parsed = { value: unknown } | { fault: string };

/** Beyond it nothing is a message, and what walks through one would run out of stack (alert sources 6.2). */
const deepest = 64;
/** A run of so many digits may be a number that is rounded when it is read as one. */
const longNumber = 16;

/**
 * Parses a body. A byte order mark is passed over; bytes that are no UTF-8 are refused rather than guessed at. Whole numbers
 * too large to be kept exactly come as text with all their digits: they are ids and nanoseconds.
 */
export function parseJson(raw: Buffer): Parsed {
  if (raw.length === 0) return { fault: "The body is empty." };
  if (!isUtf8(raw)) return { fault: "The body is not UTF-8." };
  return parseText(textOf(raw));
}

/** Bytes that are UTF-8 as text, without a byte order mark. */
export function textOf(raw: Buffer): string {
  return raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? raw.toString("utf8", 3) : raw.toString("utf8");
}

/** Parses a text as {@link parseJson} does. */
export function parseText(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    if (mayBeDeep(text) && isDeeper(value, deepest))
      return { fault: `The body is nested more than ${deepest} levels deep.` };
    return { value: holdsLongNumber(text) ? JSON.parse(text, keepDigits) : value };
  } catch {
    return { fault: faultOf(text) };
  }
}

/** Looking for brackets costs nothing beside parsing, and most bodies have few. */
function mayBeDeep(text: string): boolean {
  let found = 0;
  for (const bracket of "{[") {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++found > deepest) return true;
    }
  }
  return false;
}

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (left === 0) return true;
  if (Array.isArray(value)) return value.some((inner) => isDeeper(inner, left - 1));
  for (const name in value) if (isDeeper((value as Record<string, unknown>)[name], left - 1)) return true;
  return false;
}

/** Every run of 16 digits covers a place whose number is a multiple of 16: only those are looked at. */
function holdsLongNumber(text: string): boolean {
  for (let at = longNumber - 1; at < text.length; at += longNumber) {
    if (!isDigit(text, at)) continue;
    let from = at;
    let to = at;
    while (isDigit(text, from - 1)) from--;
    while (isDigit(text, to + 1)) to++;
    if (to - from + 1 >= longNumber && mayBeginNumber(text, from)) return true;
  }
  return false;
}

/** What stands before a number outside of a string. Hashes and ids are strings as a rule, and need no second reading. */
function mayBeginNumber(text: string, at: number): boolean {
  return at === 0 || ":,[-. \t\n\r".includes(text.charAt(at - 1));
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** A reviver. Its third argument, the number as it was written, is newer than what the compiler knows. */
function keepDigits(_key: string, value: unknown, ...[context]: { source?: string }[]): unknown {
  const unsafe = typeof value === "number" && !Number.isSafeInteger(value);
  return unsafe && context?.source !== undefined && /^-?\d+$/.test(context.source) ? context.source : value;
}

const word = /[[\]{}:,]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The next token at `at`, or null when none begins there. By hand for strings, which may be as long as the body. */
function tokenAt(text: string, at: number): string | null {
  if (text[at] !== '"') return matchAt(word, text, at);
  for (let end = at + 1; end < text.length; ) {
    const char = text[end] ?? "";
    if (char === '"') return text.slice(at, end + 1);
    if (char < " ") return null;
    const length = char === "\\" ? matchAt(escaped, text, end)?.length : 1;
    if (length === undefined) return null;
    end += length;
  }
  return null;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

const space = /[ \t\n\r]*/y;

/**
 * Where a text stops being JSON, as a sentence with line and column. Only asked of what JSON.parse refused: its own
 * message names a position in some cases, and quotes the text in others.
 */
function faultOf(text: string): string {
  const open: Bracket[] = [];
  let expected: Expected = "value";
  let at = 0;
  for (;;) {
    at += matchAt(space, text, at)?.length ?? 0;
    if (at >= text.length) return "The body is no JSON: it ends too early, as if it had been cut off.";
    const found = tokenAt(text, at);
    const next: Expected | null = found === null ? null : after(found, expected, open);
    if (found === null || next === null) break;
    expected = next;
    at += found.length;
  }
  const before = text.slice(0, at).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  return `The body is no JSON: ${wanted(expected, open)} was expected at position ${at} (line ${before.length}, column ${column}).`;
}

type Bracket = "[" | "{";
/** What may stand at a place: a value, the name of an object's next member, the colon after it, or what ends a value. */
type Expected = "value" | "first value" | "key" | "first key" | ":" | "end";

/** What may stand after `found`, or null when it must not stand here. Keeps `open`, the brackets around it. */
function after(found: string, expected: Expected, open: Bracket[]): Expected | null {
  const inList = open.at(-1) === "[";
  if (expected === ":") return found === ":" ? "value" : null;
  if (expected === "end") {
    if (found === "," && open.length > 0) return inList ? "value" : "key";
    return closes(found, open);
  }
  if (expected === "first value" && found === "]") return closes(found, open);
  if (expected === "first key" && found === "}") return closes(found, open);
  if (expected === "key" || expected === "first key") return found.startsWith('"') ? ":" : null;
  if (found === "[" || found === "{") {
    open.push(found);
    return found === "[" ? "first value" : "first key";
  }
  return /^[\]}:,]$/.test(found) ? null : "end";
}

function closes(found: string, open: Bracket[]): Expected | null {
  const last = open.at(-1);
  if ((found === "]" && last === "[") || (found === "}" && last === "{")) {
    open.pop();
    return "end";
  }
  return null;
}

function wanted(expected: Expected, open: Bracket[]): string {
  if (expected === ":") return "a colon";
  if (expected === "key" || expected === "first key") return "a name in double quotes";
  if (expected === "value" || expected === "first value") return "a value";
  return open.length === 0 ? "nothing more" : `a comma or ${open.at(-1) === "[" ? "]" : "}"}`;
}
