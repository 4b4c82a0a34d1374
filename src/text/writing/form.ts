import { isOrdinary } from "../guard/ordinary.ts";
import { remarks, type WritingRule } from "./rule.ts";

/** More words than this in one sentence are read twice. */
const mostWords = 25;

/** Sentences that are too long to be read in a hurry. */
export const length: WritingRule = {
  name: "long-sentence",
  find: ({ sentences }) =>
    sentences.flatMap(({ start, text }) => {
      const words = [...text.matchAll(/[\p{L}\p{N}][^\s]*/gu)];
      const [first] = words;
      const last = words.at(-1);
      if (words.length <= mostWords || !first || !last) return [];
      return [
        {
          start: start + first.index,
          end: start + last.index + last[0].length,
          why: `This sentence has ${words.length} words. Whoever reads it is in a hurry, and may not read in their own language.`,
          suggestion: "Make two or three of it.",
        },
      ];
    }),
};

/** Written in capitals because they are names of things. */
const capitals = new Set(
  "GET POST PUT HEAD PATCH DELETE OPTIONS TRACE API APIS SLA UTC URL URLS CODE NOTE OK SEV ID IDS".split(" "),
);

/** Capitals and exclamation marks. */
export const shouting: WritingRule = {
  name: "shouting",
  find: (prose) => {
    const said = {
      why: "Capitals and exclamation marks raise a voice that should be calm.",
      suggestion: "Write it in small letters, with one full stop.",
    };
    return [
      ...remarks(prose, /(?<![\w/-])\p{Lu}{2,}(?:[ ,]+\p{Lu}{2,})*(?![\w/-])/gu, said, ([words]) => isLoud(words)),
      ...remarks(prose, /!{2,}|\?!|!\?/g, said),
    ];
  },
};

/** One word of a sentence in capitals is loud; an abbreviation is none of those. */
function isLoud(words: string): boolean {
  return words.split(/[ ,]+/).some((word) => word.length > 2 && !capitals.has(word) && isOrdinary(word.toLowerCase()));
}
