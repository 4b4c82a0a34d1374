import { type DifferentLine, difference } from "./difference.ts";

/*
 * What a correction of a published text says of the words that it was made from, so that the next update starts from the
 * corrected ones.
 */

/**
 * The fields whose words a correction changed, with their new words. A field is meant where its words stand as they are, and the
 * change lies in them alone: words that could be another field's too, words that are gone, and changes that contradict each other
 * leave it as it is.
 */
export function carriedWords<F extends string>(
  before: string,
  after: string,
  fields: Readonly<Record<F, string | null>>,
): Partial<Record<F, string>> {
  const names = Object.keys(fields) as F[];
  const found = difference(before, after)
    .filter(({ kind }) => kind === "changed")
    .flatMap((line) => {
      const places = names.flatMap((field) => placesOf(line, fields[field]).map((place) => ({ field, ...place })));
      const isShared = (one: (typeof places)[number]) =>
        places.some(({ field, start, end }) => field !== one.field && start < one.end && one.start < end);
      return places
        .filter((one) => !isShared(one))
        .flatMap(({ field, ...place }) => {
          const words = wordsAt(line, place);
          return words === null ? [] : [{ field, words: asInField(words, fields[field] ?? "") }];
        });
    })
    .filter(({ field, words }) => words !== plain(fields[field] ?? ""));
  return Object.fromEntries(
    names.flatMap((field) => {
      const [words, ...others] = new Set(found.filter((one) => one.field === field).map((one) => one.words));
      return words !== undefined && others.length === 0 ? [[field, words]] : [];
    }),
  ) as Partial<Record<F, string>>;
}

/** From one letter up to another in a line as it was. */
interface Place {
  start: number;
  end: number;
}

/** A text sets a field's words on one line, and ends the sentence itself. */
function plain(words: string): string {
  return words.replace(/\s+/g, " ").trim().replace(/\.$/, "");
}

function oldOf({ pieces }: DifferentLine): string {
  return pieces.flatMap(({ kind, text }) => (kind === "added" ? [] : text)).join("");
}

/** Where a field's words stand in the line as whole words, whatever their case. */
function placesOf(line: DifferentLine, field: string | null): Place[] {
  const words = plain(field ?? "").toLowerCase();
  const old = oldOf(line).toLowerCase();
  const places: Place[] = [];
  if (words === "") return places;
  for (let start = old.indexOf(words); start >= 0; start = old.indexOf(words, start + 1)) {
    const end = start + words.length;
    const isWhole = !/[\p{L}\p{N}]/u.test(`${old[start - 1] ?? " "}`) && !/[\p{L}\p{N}]/u.test(old[end] ?? " ");
    if (isWhole) places.push({ start, end });
  }
  return places;
}

/**
 * What stands there now, or null when that cannot be told. Words are held against each other with the signs at them, so those
 * around the place have to be there still.
 */
function wordsAt(line: DifferentLine, { start, end }: Place): string | null {
  const old = oldOf(line);
  const lead = /\S*$/.exec(old.slice(0, start))?.[0] ?? "";
  const tail = /^\S*/.exec(old.slice(end))?.[0] ?? "";
  const space = /^\s*/.exec(old.slice(end + tail.length))?.[0] ?? "";
  const [from, to] = [start - lead.length, end + tail.length + space.length];
  let now = "";
  let at = 0;
  /** What went right before: words that came after it took its place. */
  let gone: "none" | "inside" | "outside" = "none";
  for (const { kind, text } of line.pieces) {
    if (kind === "added") {
      const touches = (at === from && lead === "") || (at === to && tail === "");
      const isInside = at > from && at < to;
      if (isInside || gone === "inside" || (touches && gone === "none")) now += text;
      gone = "none";
      continue;
    }
    const [first, last] = [Math.max(from, at), Math.min(to, at + text.length)];
    const overlaps = first < last;
    if (overlaps && kind === "removed" && (at < from || at + text.length > to)) return null;
    if (overlaps && kind === "same") now += text.slice(first - at, last - at);
    at += text.length;
    gone = kind === "same" ? "none" : overlaps ? "inside" : "outside";
  }
  const said = now.trim();
  if (!said.startsWith(lead) || !said.endsWith(tail) || said.length <= lead.length + tail.length) return null;
  return said.slice(lead.length, said.length - tail.length).trim();
}

/** A template may begin a field's words in lower case: in the field they begin as it did. */
function asInField(words: string, field: string): string {
  const [first = "", ...rest] = [...words];
  const begins = plain(field).charAt(0);
  const isUpper = begins !== begins.toLowerCase();
  return (isUpper ? first.toUpperCase() : first) + rest.join("");
}
