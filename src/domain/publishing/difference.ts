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

/** Lines that went and lines that came at one place belong together, first to first. */
function paired(removed: string[], added: string[]): DifferentLine[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, index): DifferentLine => {
    const [old, fresh] = [removed[index], added[index]];
    if (old === undefined) return { kind: "added", pieces: [{ kind: "added", text: fresh ?? "" }] };
    if (fresh === undefined) return { kind: "removed", pieces: [{ kind: "removed", text: old }] };
    return { kind: "changed", pieces: joined(held(wordsOf(old), wordsOf(fresh), most.words)) };
  });
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
