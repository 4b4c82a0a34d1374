import type { ForeignShift } from "./schedule.ts";

/** Finds the Slack user with an e-mail address; null = nobody has it. Throws when that cannot be told now. */
export type LookUp = (email: string) => Promise<string | null>;

const slackId = /\b[UW][A-Z0-9]{7,}\b/g;
const emailIn = /[^\s<>,;:"()[\]]+@[^\s<>,;:"()[\]]+\.[^\s<>,;:"()[\]]+/g;

/**
 * The Slack user ids of whoever a shift names; none when nobody is known. It is never guessed: what counts is a name of the
 * configuration's `people`, a Slack id, or an address that Slack knows. In free words every name of `people` counts that stands
 * there as a word of its own.
 */
export async function peopleIn(shift: ForeignShift, people: Map<string, string>, lookUp: LookUp): Promise<string[]> {
  const { names, text = "" } = shift;
  for (const name of names) {
    const known = people.get(name.trim().toLowerCase()) ?? asId(name);
    if (known) return [known];
  }
  for (const name of names) {
    const found = name.includes("@") ? await lookUp(name) : null;
    if (found) return [found];
  }
  const found: string[] = [];
  let rest = ` ${text.toLowerCase()} `;
  // The longest first, so that "anna maria" is not taken for "anna".
  for (const [name, id] of [...people].toSorted(([a], [b]) => b.length - a.length)) {
    const whole = new RegExp(`(?<![\\p{L}\\p{N}@._-])${escaped(name)}(?![\\p{L}\\p{N}@_-]|\\.[\\p{L}\\p{N}])`, "gu");
    if (!whole.test(rest)) continue;
    found.push(id);
    rest = rest.replace(whole, " ");
  }
  found.push(...(text.match(slackId) ?? []));
  for (const email of rest.match(emailIn) ?? []) {
    const one = await lookUp(email);
    if (one) found.push(one);
  }
  return [...new Set(found)];
}

/** What a person is called who is nobody in Slack. */
export function strangerIn({ names, text }: ForeignShift): string {
  const said = (names[0] ?? text ?? "").replace(/\s+/g, " ").trim();
  return said.length > 60 ? `${said.slice(0, 59)}…` : said || "somebody without a name";
}

function asId(name: string): string | null {
  return /^[UW][A-Z0-9]{7,}$/.test(name) ? name : null;
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
