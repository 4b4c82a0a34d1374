/** One line of two texts held against each other, in pieces: what both have, what only the older has, and what is new. */
export interface DifferentLine {
  kind: "same" | "changed" | "added" | "removed";
  pieces: { text: string; kind: "same" | "added" | "removed" }[];
}

/** More lines or words than this are not compared one by one: bounds the work, which grows with the square. */
const most = { lines: 400, words: 400 };

/** What an update's text differs in from the one before it, line by line, with the words that changed inside a line. */
export function difference(before: string, after: string): DifferentLine[] {
  const lines = held(before.split("\n"), after.split("\n"), most.lines);
  const all: DifferentLine[] = [];
  for (let index = 0; index < lines.length; ) {
    const line = lines[index];
    if (!line) break;
    if (line.kind === "same") {
      all.push({ kind: "same", pieces: [line] });
      index += 1;
      continue;
    }
    const end = lines.findIndex(({ kind }, at) => at >= index && kind === "same");
    const block = lines.slice(index, end < 0 ? lines.length : end);
    all.push(...paired(texts(block, "removed"), texts(block, "added")));
    index += block.length;
  }
  return all;
}

/** A text without what is different in every one: when it was posted, and times. Two updates with the same one say the same. */
export function timeless(text: string): string {
  return text
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\dZ/g, "<time>")
    .replace(/\b\d{4}-\d\d-\d\d\b/g, "<date>")
    .replace(/\bDuration: \d+:\d\d/g, "Duration: <time>");
}

function texts(lines: Piece[], kind: Piece["kind"]): string[] {
  return lines.filter((one) => one.kind === kind).map(({ text }) => text);
}

/** How much of two lines must be the same, of 1, for one to be the other with changes. */
const akin = 0.4;

/** Lines that went and lines that came at one place: those that are alike are one line that changed, in their order. */
function paired(removed: string[], added: string[]): DifferentLine[] {
  if (removed.length * added.length > most.lines)
    return [...removed.map(wholly("removed")), ...added.map(wholly("added"))];
  const words = removed.map((old) => added.map((fresh) => held(wordsOf(old), wordsOf(fresh), most.words)));
  const alike = (one: number, other: number) => likeness(words[one]?.[other] ?? []);
  const width = added.length + 1;
  const best = new Float64Array((removed.length + 1) * width);
  const at = (one: number, other: number) => best[one * width + other] ?? 0;
  for (let one = removed.length - 1; one >= 0; one--) {
    for (let other = added.length - 1; other >= 0; other--) {
      const together = alike(one, other) >= akin ? alike(one, other) + at(one + 1, other + 1) : 0;
      best[one * width + other] = Math.max(together, at(one + 1, other), at(one, other + 1));
    }
  }
  const lines: DifferentLine[] = [];
  let [one, other] = [0, 0];
  while (one < removed.length || other < added.length) {
    const isBoth = one < removed.length && other < added.length;
    if (isBoth && alike(one, other) >= akin && at(one, other) === alike(one, other) + at(one + 1, other + 1)) {
      lines.push({ kind: "changed", pieces: joined(words[one]?.[other] ?? []) });
      one += 1;
      other += 1;
    } else if (one < removed.length && (other >= added.length || at(one + 1, other) >= at(one, other + 1))) {
      lines.push(wholly("removed")(removed[one] ?? ""));
      one += 1;
    } else {
      lines.push(wholly("added")(added[other] ?? ""));
      other += 1;
    }
  }
  return lines;
}

/** The share of what two lines have that both have. */
function likeness(pieces: Piece[]): number {
  const same = pieces.filter(({ kind }) => kind === "same").length;
  return pieces.length === 0 ? 0 : (2 * same) / (pieces.length + same);
}

function wholly(kind: "added" | "removed") {
  return (text: string): DifferentLine => ({ kind, pieces: [{ kind, text }] });
}

/** Words with the white space after each, so that they join to the line again. */
function wordsOf(line: string): string[] {
  return line.match(/\S+\s*/g) ?? [];
}

/** Pieces of one kind that follow each other are one. */
function joined(pieces: Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last?.kind === piece.kind) last.text += piece.text;
    else all.push({ ...piece });
  }
  return all;
}

interface Piece {
  kind: "same" | "added" | "removed";
  text: string;
}

/** The longest that two lists have in common, in order, with the rest between it. What went stands before what came. */
function held(before: string[], after: string[], atMost: number): Piece[] {
  const whole = (kind: Piece["kind"], list: string[]) => list.map((text): Piece => ({ kind, text }));
  if (before.length > atMost || after.length > atMost) return [...whole("removed", before), ...whole("added", after)];
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  const at = (one: number, other: number) => lengths[one * width + other] ?? 0;
  for (let one = before.length - 1; one >= 0; one--) {
    for (let other = after.length - 1; other >= 0; other--) {
      lengths[one * width + other] = isSame(before[one], after[other])
        ? at(one + 1, other + 1) + 1
        : Math.max(at(one + 1, other), at(one, other + 1));
    }
  }
  const pieces: Piece[] = [];
  let [one, other] = [0, 0];
  while (one < before.length || other < after.length) {
    if (one < before.length && other < after.length && isSame(before[one], after[other])) {
      pieces.push({ kind: "same", text: after[other] ?? "" });
      one += 1;
      other += 1;
    } else if (one < before.length && (other >= after.length || at(one + 1, other) >= at(one, other + 1))) {
      pieces.push({ kind: "removed", text: before[one] ?? "" });
      one += 1;
    } else {
      pieces.push({ kind: "added", text: after[other] ?? "" });
      other += 1;
    }
  }
  return pieces;
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one?.trimEnd() === other?.trimEnd();
}
