/*
 * What a correction must leave as it was published: the stage, and everything that was promised or stated as a time. The labels
 * are those of the templates (text/fixed-lines.ts).
 */

/** Whole lines and labelled parts that stay, in the order in which they stand in an update. */
const fixed = [
  /^\[[A-Z_ ]+\]/,
  /^Posted: .*$/m,
  /^Window: .*$/m,
  /^Expected impact: .*$/m,
  /\b(?:Resolved|Closed) as of \d{4}-\S+?Z\./,
  /\bDuration: \d+:\d\d\./,
  /\bRoot cause:/,
  /^Cause:/m,
  /\bPost-mortem by \d{4}-\d\d-\d\d\./,
  /^Next update by .*$/m,
  /^Overall status set to: .*$/m,
  /^Affected components: .*$/m,
];

/** What of the old text the new one has lost or changed, or says twice; empty when the correction may stand. */
export function movedBy(before: string, after: string): string[] {
  return fixed.flatMap((part) => {
    const [was, now] = [all(before, part), all(after, part)];
    if (JSON.stringify(was) === JSON.stringify(now)) return [];
    return was.length > 0 ? was : now;
  });
}

function all(text: string, part: RegExp): string[] {
  return [...text.matchAll(new RegExp(part.source, `${part.flags}g`))].map(([found]) => found.trim());
}

/** A text as people send it back: other line ends, white space at line ends and around it are no change. */
export function tidied(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
