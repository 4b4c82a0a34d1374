/*
 * Words from outside (a title, an alert's label, a person's note) made harmless for the line they are put into. Not for
 * Slack alone: the same holds for pages, mails and logs.
 */

/** Embeddings, overrides and isolates: they reorder whatever follows them, up to the end of the line. */
const reordering = /[\u202A-\u202E\u2066-\u2069]/gu;

/** Letters that are read from right to left, and the marks that act like one. */
const rightToLeft = /[\u0590-\u08FF\u200F\u061C\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

const firstStrongIsolate = "\u2068";
const popIsolate = "\u2069";

/** Takes out what is no text: control characters, halves of characters, and what reorders a line. Line ends become `\n`, tabs a space. */
export function tame(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, "\n")
    .replace(/\t/g, " ")
    .replace(/\p{Cc}/gu, (sign) => (sign === "\n" ? sign : ""))
    .replace(reordering, "");
}

/** {@link tame}, on one line. */
export function onOneLine(text: string): string {
  return tame(text).replace(/\s*\n\s*/g, " ");
}

/**
 * Keeps right-to-left words from reordering their neighbours: each line that holds some is wrapped in an isolate of its
 * own, which no reader sees. Expects {@link tame} text; leaves other text as it is.
 */
export function isolated(text: string): string {
  if (!rightToLeft.test(text)) return text;
  return text
    .split("\n")
    .map((line) => (rightToLeft.test(line) ? `${firstStrongIsolate}${line}${popIsolate}` : line))
    .join("\n");
}

/** True when nobody would see anything: nothing but white space and invisible signs. */
export function isBlank(text: string): boolean {
  return text.replace(/[\s\p{Cf}\u115F\u1160\u3164\uFFA0\u2800]/gu, "") === "";
}

/** Cuts a text to `most` UTF-16 units, by whole characters, and shows with `…` that something is missing. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = "";
  for (const character of text) {
    if (kept.length + character.length > most - 1) break;
    kept += character;
  }
  return most < 1 ? "" : `${kept.trimEnd()}…`;
}
