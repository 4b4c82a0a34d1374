/**
 * A text as a reader sees it, for rules to look at: without what is invisible or mere markup, with look-alikes folded, and
 * with the way back to where each character came from.
 */
export interface Normalised {
  text: string;
  /** For each unit of `text`: where the piece it came from begins and ends in the original. */
  starts: number[];
  ends: number[];
}

/** Emphasis, escapes and entities that people and editors put into the middle of a word; everything else is one character. */
const pieces =
  /<\/?(?:b|i|u|s|em|strong|code|span|wbr|mark|tt)\b[^<>]{0,80}>|\\(?=[!-/:-@[-`{-~])|&#(?:x[0-9a-f]{1,6}|\d{1,7});|&(?:lowbar|period|dollar|colon|hyphen|dash|amp);|%[2-7][0-9a-f]|[\s\S]/giu;

const entities: Record<string, string> = {
  "&lowbar;": "_",
  "&period;": ".",
  "&dollar;": "$",
  "&colon;": ":",
  "&hyphen;": "-",
  "&dash;": "-",
  "&amp;": "&",
};

/** Letters of other alphabets that look like ours; a key written with them is still readable. */
const lookalikes: Record<string, string> = {};
for (const [index, letter] of [..."аеорсухкіѕјԁԛѡмтвнгοαν"].entries()) {
  lookalikes[letter] = "aeopcyxkisjdqwmtbhroav"[index] ?? letter;
}

/** Makes the text that the guard's rules read. `joint` stands where markup and invisible signs were. */
export function normalise(text: string, joint: "" | " "): Normalised {
  const made: Normalised = { text: "", starts: [], ends: [] };
  for (const piece of text.matchAll(pieces)) {
    const shown = shownOf(piece[0], joint);
    made.text += shown;
    for (let unit = 0; unit < shown.length; unit++) {
      made.starts.push(piece.index);
      made.ends.push(piece.index + piece[0].length);
    }
  }
  return made;
}

/** What is left of one piece: the joint for markup and invisible signs, otherwise the plainest form of it. */
function shownOf(piece: string, joint: string): string {
  if (/^(?:[*`~\\]|\p{Cf}|[\uFE00-\uFE0F\u034F\u115F\u1160\u17B4\u17B5\u3164])$/u.test(piece) || /^<\/?\w/.test(piece))
    return joint;
  if (piece.length > 2 && piece.startsWith("&#")) return fromCode(Number(`0${piece.slice(2, -1)}`));
  if (piece.length > 2 && piece.startsWith("&")) return entities[piece.toLowerCase()] ?? piece;
  if (piece.length === 3 && piece.startsWith("%")) return fromCode(Number(`0x${piece.slice(1)}`));
  const plain = piece.normalize("NFKC");
  return plain
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[。․]/g, ".")
    .replace(/[\u0370-\u052F]/g, (letter) => {
      const small = lookalikes[letter.toLowerCase()];
      if (small === undefined) return letter;
      return letter === letter.toLowerCase() ? small : small.toUpperCase();
    });
}

function fromCode(code: number): string {
  return Number.isInteger(code) && code >= 0x20 && code <= 0x10_ffff ? String.fromCodePoint(code) : "";
}
