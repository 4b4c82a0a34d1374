import { fold, isInvisible } from "./fold.ts";

/*
 * A text as its readers see it, for rules to look at: plain characters, and none of the markup and invisible signs that may
 * stand in the middle of a word. Each reading knows the way back to where its characters came from.
 */

/** One way to read a text. */
export interface Reading {
  text: string;
  /** Where in the original the character at `at` begins. */
  startOf(at: number): number;
  /** Where in the original the character before `at` ends. */
  endOf(at: number): number;
  /** The places in `text` where a line break was taken out. */
  breaks: number[];
}

/** A piece of the original. A `run` is read as it stands; `markup` may drop out of a word. */
interface Piece {
  start: number;
  end: number;
  kind: "run" | "sign" | "markup" | "break";
  shown: string;
}

/** Markup that wraps words: comments, tags, `[words](address)` and `[words][name]`, Slack's `<address|words>`. */
const wrapping = [
  "(?<wrap><!--[^]{0,500}?-->",
  String.raw`<\/?[a-z][\w-]{0,40}(?:\s[^<>]{0,300})?\/?>`,
  String.raw`!?\[(?=[^\[\]]{1,300}\][(\[])`,
  String.raw`\](?:\((?:[^()\s]|\([^()\s]{0,100}\)){0,500}(?:\s+(?:"[^"]{0,200}"|'[^']{0,200}'))?\)|\[[^\[\]]{0,60}\]))`,
  String.raw`(?<opens><(?:https?:|mailto:|tel:)[^<>|\s]{1,500}\|(?=[^<>]{1,300}>))`,
];
const signs = [
  String.raw`(?<break>[ \t]*\r?\n[ \t]*(?:>[ \t]?)*)`,
  String.raw`(?<coded>\\u[0-9a-f]{4}|&(?:amp;)*(?:#(?:x[0-9a-f]{1,6}|\d{1,8});?|[a-z]{2,16};)|%[0-7][0-9a-f])`,
  String.raw`(?<emphasis>\\(?=[!-\/:-@\[-${"`"}\{-~])|[*${"`"}~]|\|\|)`,
  "(?<one>[^])",
];
const run = String.raw`(?<run>(?:[^<>&%\\*${"`"}~\[\]!|\s\u0000-\u001f\u007f-\u{10ffff}]+|[ \t]+(?![ \t\r\n]))+)`;

/** Wrapping markup as what it is, and as the signs that it is made of, addresses and all. */
const rendered = new RegExp([run, ...wrapping, ...signs].join("|"), "giu");
const written = new RegExp([run, ...signs].join("|"), "giu");

/** Named entities that hide something a rule looks for; the others are left as they are written. */
const named = new Map<string, string>(
  String.raw`lowbar _ underbar _ period . dollar $ colon : hyphen - dash - ndash - mdash - minus - amp & commat @ num # sol /
  bsol \ comma , quot " apos ' rsquo ' lsquo ' lpar ( rpar ) lsqb [ lbrack [ rsqb ] rbrack ] lt < gt > equals = plus + semi ;
  percnt % ast * grave ${"`"} euro € pound £ yen ¥ cent ¢`
    .split(/\s+/)
    .flatMap((word, at, all) => (at % 2 === 0 ? [[word, all[at + 1] ?? ""] as [string, string]] : [])),
);
const blanks = ["nbsp", "ensp", "emsp", "thinsp", "hairsp", "numsp", "puncsp", "tab", "newline"];
const unseen = ["shy", "zwj", "zwnj", "zerowidthspace", "nobreak", "lrm", "rlm"];
for (const name of blanks) named.set(name, " ");
for (const name of unseen) named.set(name, "\u200b");

/**
 * The ways to read a text: with markup and invisible signs gone, so that nothing hides in the middle of a word; with a gap
 * for each of them, so that nothing hides by being glued to its neighbour or inside of a link; and with single line breaks
 * gone as well. A way that would show nothing else than the first is left out.
 */
export function readings(text: string): Reading[] {
  const pieces = piecesOf(text, rendered);
  const has = (kind: Piece["kind"]) => pieces.some((piece) => piece.kind === kind);
  return [
    readingOf(pieces, { gap: "", glued: false }),
    ...(has("markup") ? [readingOf(piecesOf(text, written), { gap: " ", glued: false })] : []),
    ...(has("break") ? [readingOf(nearBreaks(text, pieces), { gap: "", glued: true })] : []),
  ];
}

/** Words as the first of the readings shows them. */
export function plainly(words: string): string {
  return readingOf(piecesOf(words, rendered), { gap: "", glued: false }).text;
}

function piecesOf(text: string, pattern: RegExp): Piece[] {
  const pieces: Piece[] = [];
  let inLink = false;
  for (const match of text.matchAll(pattern)) {
    const words = match[0];
    const place = { start: match.index, end: match.index + words.length };
    const { run: plain, wrap, opens, break: broken, coded, emphasis } = match.groups ?? {};
    if (plain !== undefined) pieces.push({ ...place, kind: "run", shown: words });
    else if (broken !== undefined) {
      pieces.push({ ...place, kind: isLone(pieces, text[place.end]) ? "break" : "sign", shown: "\n" });
    } else if (wrap !== undefined || opens !== undefined || emphasis !== undefined || (words === ">" && inLink)) {
      pieces.push({ ...place, kind: "markup", shown: " " });
      inLink = opens !== undefined || (inLink && words !== ">");
    } else pieces.push({ ...place, ...seen(coded === undefined ? words : decoded(words)) });
  }
  return pieces;
}

/** A single break between two lines of words may stand in the middle of one; a blank line is the end of any. */
function isLone(before: Piece[], next: string | undefined): boolean {
  const last = before.at(-1)?.shown ?? "\n";
  return !last.endsWith("\n") && next !== undefined && !/[\r\n]/.test(next);
}

function seen(character: string): Pick<Piece, "kind" | "shown"> {
  if (character.length > 2) return { kind: "sign", shown: character };
  return isInvisible(character) ? { kind: "markup", shown: " " } : { kind: "sign", shown: fold(character) };
}

/** The character that an escape or an entity stands for; what is none stays as it is written. */
function decoded(words: string): string {
  const [, code] = /^(?:%|\\u)([0-9a-f]+)$/i.exec(words) ?? [];
  if (code !== undefined) return fromCode(Number.parseInt(code, 16), words);
  const [, hex, decimal, name = ""] = /^&(?:amp;)*(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));?$/i.exec(words) ?? [];
  if (hex !== undefined) return fromCode(Number.parseInt(hex, 16), words);
  if (decimal !== undefined) return fromCode(Number(decimal), words);
  return named.get(name.toLowerCase()) ?? words;
}

function fromCode(code: number, words: string): string {
  if (code < 0x20) return " ";
  const isText = code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isText ? String.fromCodePoint(code) : words;
}

function readingOf(pieces: Piece[], { gap, glued }: { gap: "" | " "; glued: boolean }): Reading {
  const from: { at: number; piece: Piece }[] = [];
  const breaks: number[] = [];
  let text = "";
  for (const piece of pieces) {
    if (piece.kind === "break" && glued) breaks.push(text.length);
    const shown = piece.kind === "markup" ? gap : piece.kind === "break" && glued ? "" : piece.shown;
    if (shown === "") continue;
    from.push({ at: text.length, piece });
    text += shown;
  }
  const original = (at: number, isEnd: 0 | 1): number => {
    const found = from[lastUpTo(from, at)];
    if (!found) return 0;
    const { piece } = found;
    if (piece.kind === "run") return piece.start + (at - found.at) + isEnd;
    return isEnd ? piece.end : piece.start;
  };
  return { text, breaks, startOf: (at) => original(at, 0), endOf: (at) => original(at - 1, 1) };
}

/** How much around a break is looked at, to the end of the word there: what is further off has been read without it. */
const nearby = 64;

/** The pieces around single line breaks; what lies between two of these neighbourhoods is the end of a line. */
function nearBreaks(text: string, pieces: Piece[]): Piece[] {
  const spans: { start: number; end: number }[] = [];
  for (const { start, end } of pieces.filter(({ kind }) => kind === "break")) {
    const from = Math.max(0, start - nearby);
    const to = Math.min(text.length, end + nearby);
    const span = { start: from - toWordEnd(text, from, -1), end: to + toWordEnd(text, to, 1) };
    const last = spans.at(-1);
    if (last && span.start <= last.end) last.end = span.end;
    else spans.push(span);
  }
  const kept: Piece[] = [];
  let first = 0;
  for (const span of spans) {
    if (kept.length > 0) kept.push({ start: span.start, end: span.start, kind: "sign", shown: "\n" });
    while ((pieces[first]?.end ?? Number.POSITIVE_INFINITY) <= span.start) first++;
    for (let at = first; at < pieces.length; at++) {
      const piece = pieces[at] as Piece;
      if (piece.start >= span.end) break;
      kept.push(piece.kind === "run" ? cut(piece, span) : piece);
    }
  }
  return kept;
}

function cut({ start, end, kind, shown }: Piece, span: { start: number; end: number }): Piece {
  const from = Math.max(start, span.start);
  const to = Math.min(end, span.end);
  return { start: from, end: to, kind, shown: shown.slice(from - start, to - start) };
}

/** Longer than any key that is one word. */
const longest = 2_000;

/** How far the word at `at` reaches on from there, forwards or backwards. */
function toWordEnd(text: string, at: number, step: 1 | -1): number {
  let length = 0;
  while (length < longest && /\S/.test(text[at + (step > 0 ? length : -length - 1)] ?? " ")) length++;
  return length;
}

/** Which of the places is the last one that is not after `at`, by halving. */
function lastUpTo(places: { at: number }[], at: number): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((places[middle]?.at ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
