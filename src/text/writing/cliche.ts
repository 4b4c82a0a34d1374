import { remarks, type WritingRule } from "./rule.ts";

const phrases: [RegExp, string, string][] = [
  [
    /\b(?:(?:we(?:'re| are)? )?(?:very |deeply |truly |sincerely )?(?:sorry|apologi[sz]e|regret)|our (?:sincere |sincerest )?apolog(?:y|ies))(?: \w+){0,3} (?:any|the|all|possible) (?:\w+ )?inconveniences?(?: \w+ \w+ \w+ caused?)?/gi,
    "Whoever could not work for an hour had no “inconvenience”, and “any” doubts that anybody had.",
    "Say what you are sorry for: “We are sorry that your requests failed.”",
  ],
  [
    /\bthank(?:s| you) for (?:your|the) (?:patience|understanding)(?: \w+ \w+ \w+)?/gi,
    "It thanks readers for something they were not asked for.",
    "Leave it out, or say when the next update comes.",
  ],
  [
    /\brest assured\b|\bplease be (?:assured|advised)(?: that)?\b|\bneedless to say\b/gi,
    "It says nothing, and takes the place of what would reassure.",
    "Leave it out, and say what is done.",
  ],
  [
    /\bwe take (?:\w+ ){1,4}(?:very |extremely )?seriously\b/gi,
    "Everybody says so. Readers believe what is done.",
    "Say what is done so that it does not happen again.",
  ],
  [
    /\b(?:out of )?an abundance of caution\b|\bat this (?:point in )?time\b|\bas we speak\b/gi,
    "It is longer than “now”, and says less.",
    "Leave it out, or say “now”.",
  ],
  [
    /\ba (?:very )?(?:small|tiny|limited) (?:number|subset|percentage|portion|fraction) of (?:our )?(?:customers|users|requests|traffic)\b/gi,
    "To those whom it hit it is all of it, and without a figure it sounds like an excuse.",
    "Give the figure: “2 % of requests”, or say which customers.",
  ],
  [
    /\bworking (?:hard|tirelessly|around the clock|diligently|feverishly)\b|\ball hands on deck\b/gi,
    "Readers take that for granted.",
    "Say what is being done.",
  ],
];

/** Phrases that everybody writes and nobody believes. */
export const cliche: WritingRule = {
  name: "cliche",
  find: (prose) => phrases.flatMap(([pattern, why, suggestion]) => remarks(prose, pattern, { why, suggestion })),
};
