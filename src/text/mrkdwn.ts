import type { Line, Span } from "./card.ts";
import { spansOf } from "./card.ts";
import { isBlank, isolated, onOneLine, tame } from "./foreign.ts";

/*
 * A line in Slack's own writing (contracts: Slack, section 7). Only `&`, `<` and `>` can begin anything that notifies or
 * leads somewhere, so these three are escaped in every word; the marks of emphasis are left to people who type them.
 */

/** What a line becomes: escaped words, entities that hold together, and what stands between two marks. */
type Piece = { words: string } | { whole: string } | { open: string; close: string; inside: Piece[] };

/** Escapes what Slack reads as syntax. */
export function escapeSlack(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/**
 * Writes a line for a Slack text of at most `most` characters, counted as sent. What does not fit is cut off by whole
 * characters, never inside an entity, and a `…` shows it. Empty when there is nothing to see.
 */
export function toMrkdwn(line: Line, most: number): string {
  const pieces = spansOf(line).flatMap(piecesOf);
  const whole = write(pieces, Number.POSITIVE_INFINITY).text;
  if (isBlank(whole) || most < 1) return "";
  if (whole.length <= most) return whole;
  return `${write(pieces, most - 1).text.trimEnd()}…`;
}

function piecesOf(span: Span): Piece[] {
  if (typeof span === "string") return worded(tame(span));
  if ("bold" in span) return styled("*", span.bold);
  if ("italic" in span) return styled("_", span.italic);
  if ("struck" in span) return styled("~", span.struck);
  if ("code" in span) return codePieces(onOneLine(span.code));
  if ("person" in span) return mention("@", span.person, /^[UW][A-Z0-9]+$/);
  if ("channel" in span) return mention("#", span.channel, /^[CGD][A-Z0-9]+$/);
  if ("group" in span) return mention("!subteam^", span.group, /^S[A-Z0-9]+$/);
  return linkPieces(span.link, span.url);
}

/** An address inside a text becomes a link by our hand, so that Slack need not guess at anything in foreign words. */
function worded(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>|"'`*]*[^\s<>|"'`*.,;:!?)\]}]/gi)) {
    pieces.push(...plain(text.slice(from, found.index)), { whole: `<${addressOf(found[0]) ?? ""}>` });
    from = found.index + found[0].length;
  }
  return [...pieces, ...plain(text.slice(from))].filter((piece) => !("whole" in piece && piece.whole === "<>"));
}

function plain(text: string): Piece[] {
  if (text === "") return [];
  const safe = isolated(text);
  if (safe === text) return [{ words: escapeSlack(text) }];
  // Each isolate is one that a cut must close again.
  return safe.split(/(\u2068[^\u2069]*\u2069)/u).flatMap((part): Piece[] => {
    if (part === "") return [];
    if (!part.startsWith("\u2068")) return [{ words: escapeSlack(part) }];
    return [{ open: "\u2068", close: "\u2069", inside: [{ words: escapeSlack(part.slice(1, -1)) }] }];
  });
}

/** A mark only works around text that holds no such mark itself and has no white space at its ends; otherwise the words go plain. */
function styled(mark: string, line: Line): Piece[] {
  const inside = spansOf(line).flatMap((span) => piecesOf(typeof span === "string" ? onOneLine(span) : span));
  const { text } = write(inside, Number.POSITIVE_INFINITY);
  if (text.includes(mark) || text !== text.trim() || isBlank(text)) return inside;
  return [{ open: mark, close: mark, inside }];
}

function codePieces(text: string): Piece[] {
  if (isBlank(text)) return [];
  const inside = plain(text);
  return text.includes("`") ? inside : [{ open: "`", close: "`", inside }];
}

/** A mention of what is no id of that kind is shown as words: it could hold anything. */
function mention(sigil: string, id: string, form: RegExp): Piece[] {
  return form.test(id) ? [{ whole: `<${sigil}${id}>` }] : plain(tame(id));
}

function linkPieces(label: string, url: string): Piece[] {
  const address = addressOf(url);
  const said = escapeSlack(isolated(onOneLine(label).replace(/\|/g, "¦")));
  if (address === null) return plain(onOneLine(label));
  return [{ whole: isBlank(said) ? `<${address}>` : `<${address}|${said}>` }];
}

/** The longest address Slack takes. */
const longestAddress = 3_000;

/** An address as Slack wants it between `<` and `>`, or null when it is none that a browser should follow. */
export function addressOf(url: string): string | null {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  const written = url.trim().replace(/[\s<>|"`]/g, (sign) => encodeURIComponent(sign));
  const escaped = escapeSlack(written);
  return escaped.length > longestAddress ? null : escaped;
}

/** As much of the pieces as fits into `room`; `full` once something did not. */
function write(pieces: Piece[], room: number): { text: string; full: boolean } {
  let text = "";
  for (const piece of pieces) {
    const left = room - text.length;
    const next = writeOne(piece, left);
    text += next.text;
    if (next.full) return { text, full: true };
  }
  return { text, full: false };
}

function writeOne(piece: Piece, room: number): { text: string; full: boolean } {
  if ("whole" in piece)
    return piece.whole.length <= room ? { text: piece.whole, full: false } : { text: "", full: true };
  if ("words" in piece) return cutWords(piece.words, room);
  const marks = piece.open.length + piece.close.length;
  const { text, full } = write(piece.inside, room - marks);
  const inside = full ? text.trimEnd() : text;
  return { text: inside === "" ? "" : `${piece.open}${inside}${piece.close}`, full };
}

function cutWords(words: string, room: number): { text: string; full: boolean } {
  if (words.length <= room) return { text: words, full: false };
  let text = "";
  for (const [sign] of words.matchAll(/&(?:amp|lt|gt);|[\s\S]/gu)) {
    if (text.length + sign.length > room) break;
    text += sign;
  }
  return { text, full: true };
}
