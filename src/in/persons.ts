import type { Problem } from "../domain/duration.ts";
import { nearest } from "./nearest.ts";

/** Somebody whom people can name: their Slack user id, and what they are called (the handle first). */
export interface KnownPerson {
  id: string;
  names: string[];
}

/** Why a name names nobody. `offers` are names that may have been meant. */
export interface NobodyMeant extends Problem {
  offers: string[];
}

/** Everybody who was seen, and those whom the configuration calls by a name of its own. */
export function everyoneCalled(
  seen: readonly KnownPerson[],
  called: ReadonlyMap<string, string> = new Map(),
): KnownPerson[] {
  const known = new Map(seen.map((person) => [person.id, person]));
  for (const [name, id] of called) known.set(id, { id, names: [...(known.get(id)?.names ?? []), name] });
  return [...known.values()];
}

/** How many people are offered; more of them nobody reads. */
const mostOffered = 5;

/**
 * Who is meant by a name, as a Slack user id: by a whole name, else by its first word. Case does not count, nor does an @ before
 * it. A name of several people is nobody's.
 */
export function whoIs(given: string, known: readonly KnownPerson[]): string | NobodyMeant {
  const said = folded(given);
  for (const isCalled of [wholly, firstly]) {
    const found = known.filter(({ names }) => names.some((name) => isCalled(folded(name), said)));
    if (found.length === 1 && found[0]) return found[0].id;
    if (found.length > 1) return several(given, found);
  }
  const meant =
    said === ""
      ? null
      : nearest(
          said,
          known.flatMap(({ names }) => names.flatMap(waysToSay)),
        );
  const offer = meant === null ? "" : ` Did you mean \`${meant}\`?`;
  return {
    problem: `"${short(given)}" is nobody that Sitrep knows by name.${offer} Mention the person with @, or say \`me\`.`,
    offers: meant === null ? [] : [meant],
  };
}

function several(given: string, found: readonly KnownPerson[]): NobodyMeant {
  const shown = found.map(shownName).toSorted();
  const listed = shown.slice(0, mostOffered);
  const more = shown.length - listed.length;
  return {
    problem: `"${short(given)}" may be ${listed.join(" or ")}${more > 0 ? `, or one of ${more} more` : ""}. Mention the one you mean with @.`,
    offers: listed,
  };
}

function shownName({ names: [handle = "", ...others] }: KnownPerson): string {
  const beside = others.find((name) => folded(name) !== folded(handle));
  const own = handle.includes("@") ? handle : `@${handle}`;
  return beside === undefined ? own : `${own} (${beside})`;
}

function wholly(name: string, said: string): boolean {
  return name === said;
}

function firstly(name: string, said: string): boolean {
  return firstWord(name) === said;
}

/** Of `bob.miller@example.com` and of `Bob Miller`: `bob`. */
function firstWord(name: string): string {
  return name.split(/[\s@._]/, 1)[0] ?? "";
}

function waysToSay(name: string): string[] {
  const first = firstWord(name);
  return first.length >= 3 && first !== name ? [name, first] : [name];
}

function folded(name: string): string {
  return name.normalize("NFKC").trim().replace(/^@/, "").replace(/\s+/g, " ").toLowerCase();
}

/** A name is short; whoever pasted something else need not read all of it again. */
function short(given: string): string {
  const said = given.trim();
  return said.length <= 60 ? said : `${[...said].slice(0, 59).join("")}…`;
}
