/** What is known beside the words. */
export interface WritingFacts {
  stage: "INVESTIGATING" | "IDENTIFIED" | "MITIGATING" | "RESOLVED" | "SCHEDULED";
  /** True: the cause was found, whatever the stage says. Left out: it is known from IDENTIFIED on. */
  causeKnown?: boolean | undefined;
}

/** Where a rule would write otherwise. */
export interface Remark {
  /** In UTF-16 units, in the text. */
  start: number;
  end: number;
  /** A sentence: why readers are better off without it. */
  why: string;
  /** A sentence: what to write instead. */
  suggestion: string;
}

/** One habit of writing to warn of. */
export interface WritingRule {
  name: string;
  find(prose: Prose, facts: WritingFacts): Remark[];
}

/** The words of an update without its fixed lines, each in its place. */
export interface Prose {
  /** The whole text, in which lines that are not a person's words are blanked out. */
  text: string;
  /** The text as it is. */
  whole: string;
  sentences: { start: number; text: string }[];
}

/** Lines that a template sets, and the stage before a headline: nobody wrote them. */
const fixed =
  /^(?:Posted|Overall status set to|Affected components|Window|Expected impact):.*$|^Next update by.*$|^\[[A-Z ]+\]|\bPost-mortem by \S+|\bResolved as of \S+|https?:\/\/\S+/gm;

/** Takes a text apart. A sentence ends at its stop, at a colon, a semicolon or a dash, and with its line. */
export function proseOf(whole: string): Prose {
  const text = whole.replace(fixed, (words) => " ".repeat(words.length));
  const sentences = [...text.matchAll(/(?:[^\n.!?;:—]|[.:](?=\S))+[.!?]*/g)].map((match) => ({
    start: match.index,
    text: match[0],
  }));
  return { text, whole, sentences };
}

/** All matches of a pattern as remarks. */
export function remarks(
  { text }: Prose,
  pattern: RegExp,
  said: { why: string; suggestion: string },
  keep: (match: RegExpExecArray) => boolean = () => true,
): Remark[] {
  return [...text.matchAll(pattern)]
    .filter(keep)
    .map((match) => ({ start: match.index, end: match.index + match[0].length, ...said }));
}
