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

/** A piece of the original: a run of plain characters, or one sign. */
interface Piece {
  start: number;
  end: number;
  kind: "run" | "sign" | "markup" | "mark" | "break";
  /** What is read; of markup and invisible signs what is read where they are not taken out. */
  shown: string;
}

const plainRun = /[^<>&%\\*`~[\]!|\n\r\u0000-\u0008\u000b-\u001f\u007f-\uffff]+/y;
const lineBreak = /\r?\n[ \t]*(?:>[ \t]?)*/y;
const comment = /<!--[^]{0,500}?-->/y;
const tag = /<\/?[a-z][\w-]{0,40}(?:\s[^<>]{0,300})?\/?>/iy;
/** Slack's `<address|words>`. */
const slackLink = /<(?:https?:|mailto:|tel:)[^<>|\s]{1,500}\|(?=[^<>]{1,300}>)/iy;
/** `[words](address)`, `[words][name]`, and an image of either kind. */
const linkBegins = /!?\[(?=[^[\]]{1,300}\][([])/y;
const linkEnds =
  /\](?:\((?:[^()\s]|\([^()\s]{0,100}\)){0,500}(?:\s+(?:"[^"]{0,200}"|'[^']{0,200}'))?\)|\[[^[\]]{0,60}\])/y;
const escape = /\\(?:u[0-9a-f]{4}|(?=[!-/:-@[-`{-~]))/iy;
const entity = /&(?:amp;)*(?:#(?:x[0-9a-f]{1,6}|\d{1,8});?|([a-z]{2,16});)/iy;
const percent = /%[0-7][0-9a-f]/iy;
const emphasis = /[*`~]|\|\|/y;

/** Named entities that hide something a rule looks for; the others are left as they are written. */
const named: Record<string, string> = Object.fromEntries(
  `lowbar _ underbar _ period . dollar $ colon : hyphen - dash - ndash - mdash - minus - amp & commat @ num # sol / bsol \\
  comma , quot " apos ' rsquo ' lsquo ' lpar ( rpar ) lsqb [ lbrack [ rsqb ] rbrack ] lt < gt > equals = plus + semi ; percnt %
  euro € pound £ yen ¥ cent ¢ curren ¤ shy \u00ad zwj \u200d zwnj \u200c zerowidthspace \u200b nobreak \u2060 lrm \u200e rlm \u200f`
    .split(/\s+/)
    .flatMap((word, at, all) => (at % 2 === 0 ? [[word, all[at + 1]]] : [])),
);
for (const blank of ["nbsp", "ensp", "emsp", "thinsp", "hairsp", "numsp", "puncsp", "tab", "newline"])
  named[blank] = " ";

/**
 * The ways to read a text: with the markup and the invisible signs gone, so that nothing hides in the middle of a word;
 * with a gap for each of them, so that nothing hides by being glued to its neighbour, addresses of links included; and
 * with single line breaks gone as well. Those that would say the same as another are left out.
 */
export function readings(text: string): Reading[] {
  const pieces = piecesOf(text);
  const has = (kind: Piece["kind"]) => pieces.some((piece) => piece.kind === kind);
  return [
    put(pieces, { apart: false, glued: false }),
    ...(has("markup") ? [put(pieces, { apart: true, glued: false })] : []),
    ...(has("break") ? [put(pieces, { apart: false, glued: true })] : []),
  ];
}

/** A word of the configuration as the readings show it. */
export function plainly(words: string): string {
  return put(piecesOf(words), { apart: false, glued: false }).text;
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let closes = false;
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  const add = (kind: Piece["kind"], length: number, shown: string) => {
    pieces.push({ start: at, end: at + length, kind, shown });
    at += length;
  };
  while (at < text.length) {
    const run = take(plainRun);
    if (run !== null) {
      add("run", run.length, run);
      continue;
    }
    const first = text[at] ?? "";
    if (first === "\n" || first === "\r") {
      const broken = take(lineBreak);
      if (broken === null) add("sign", 1, "\n");
      else
        addBreak(
          pieces,
          broken,
          text[at + broken.length],
          (shown) => add("break", broken.length, shown),
          (shown) => add("sign", broken.length, shown),
        );
      continue;
    }
    const markup = markupAt(first, take);
    if (markup !== null) {
      closes ||= markup.opensLink === true;
      add("markup", markup.words.length, markup.opensLink ? markup.words : gapFor(markup.words));
      continue;
    }
    if (first === ">" && closes) {
      closes = false;
      add("markup", 1, " ");
      continue;
    }
    const coded = codedAt(first, take);
    const character = coded === null ? String.fromCodePoint(text.codePointAt(at) ?? 0) : coded.character;
    const length = coded === null ? character.length : coded.length;
    if (isInvisible(character)) add("markup", length, " ");
    else {
      const shown = character.charCodeAt(0) < 0x80 ? character : fold(character);
      add(shown === "" ? "mark" : "sign", length, shown);
    }
  }
  return pieces;
}

/** A single break between two lines with words may have been put into a word; a blank line ends whatever stood before it. */
function addBreak(
  pieces: Piece[],
  broken: string,
  next: string | undefined,
  asBreak: (shown: string) => void,
  asSign: (shown: string) => void,
): void {
  const last = pieces.at(-1);
  const blankBefore = last === undefined || last.shown.endsWith("\n");
  const blankAfter = next === undefined || next === "\n" || next === "\r";
  const shown = "\n".padEnd(1);
  if (blankBefore || blankAfter) asSign(shown);
  else asBreak(shown);
}
