/** How many characters of a body are kept for a person to look at. */
const longest = 4_000;

/** A member of JSON or a field of a form that holds a secret by its name, and its value. */
const secret =
  /((?<![\w-])["']?(?:[\w-]*(?:token|secret|passw(?:or)?d|api[-_]?key|routing[-_]?key|service[-_]?key)|authorization)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|[^\s"&,}\]]+)/gi;

/**
 * The beginning of what a sender wrote, for a person to look at. What is a secret by its name is left out: senders put keys
 * into bodies, and nobody needs them to see what was said.
 */
export function shownBody(written: string): string {
  // Before it is cut: of half a secret nobody could tell that it is one.
  const begun = written.slice(0, 2 * longest).replace(secret, (_all, name: string) => `${name}"…"`);
  const cut = begun.slice(0, longest).toWellFormed();
  return written.length > 2 * longest || begun.length > longest ? `${cut} …` : cut;
}
