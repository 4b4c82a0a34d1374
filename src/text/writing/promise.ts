import { remarks, type WritingRule } from "./rule.ts";

const end =
  "(?:fixed|resolved|restored|repaired|solved|recovered|back(?: (?:up|online|to normal))?|up(?: again)?|online|available|working|normal|over|done|complete)";
const time =
  "(?:shortly|soon|momentarily|any (?:minute|moment)|today|tonight|tomorrow|(?:by|before|until|at) (?:\\d|noon|midnight|the end|tonight|tomorrow|lunch|morning|evening)[^\\s.]*(?: (?:am|pm|UTC|of the day)\\b)?|(?:in|within) (?:about |around |approximately |the next |under |less than )?(?:an?|the|one|two|three|few|\\d+)[ -]?(?:more |few )?(?:minutes?|mins?|hours?|h\\b|hrs?))";

const patterns = [
  new RegExp(
    `\\b(?:will|shall|should|must|(?:is|are) going to|expect(?:ed)?(?: \\w+){0,3} to)\\b[^.\\n]{0,40}?\\b(?:be )?${end}\\b[^.\\n]{0,24}?\\b${time}`,
    "gi",
  ),
  new RegExp(
    `\\b(?:fix|repair|resolution|recovery|restoration|resolve|restore|recover)\\b[^.\\n]{0,24}?\\b${time}`,
    "gi",
  ),
  /\bwe(?:'ll| will)[^.\n]{0,24}\b(?:fix|resolve|restore|repair|solve)\b[^.\n]{0,24}\b(?:shortly|soon|today|tonight|tomorrow)\b/gi,
  /\bETA\b:?(?: \S+){0,3}/g,
];

/** What a sentence says of its own uncertainty is no promise. */
const hedge = /\b(?:estimate|may change|might change|not certain|at the earliest)/i;

/** A time for the repair: the one thing that nobody knows, and that everybody remembers. */
export const promise: WritingRule = {
  name: "repair-time-promised",
  find: (prose) =>
    patterns.flatMap((pattern) =>
      remarks(
        prose,
        pattern,
        {
          why: "This promises when it will be repaired. When it is not, that is the second thing to apologise for.",
          suggestion: "Promise the next update instead, or call it an estimate that may change.",
        },
        ({ index }) => !hedge.test(sentenceAt(prose.sentences, index)),
      ),
    ),
};

function sentenceAt(sentences: { start: number; text: string }[], at: number): string {
  return sentences.findLast(({ start }) => start <= at)?.text ?? "";
}
