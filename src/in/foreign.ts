import { createHash } from "node:crypto";
import type { Instant } from "../base/clock.ts";
import type { Level } from "../domain/events.ts";

/*
 * Reading what strangers wrote. Everything in a payload is hostile text until it has been through here; how it is shown
 * (escaping, clipping) is the matter of whoever shows it.
 */

/** Bounds what one value can make us store; beyond it nobody reads. */
const longestLabel = 2_000;
const longestTitle = 300;
const longestIdentity = 512;
/** How much of a list becomes one label or title; nobody reads more. */
const mostInList = 100;
/** How deep a label's value may be nested before the rest is left out. */
const deepestLabel = 4;

/** An unrendered variable of the sender's own template: `$NAME`, `*name*`, `{{ x }}`, `{MACRO}`, `<no value>`, `null` as text. */
const leftover =
  /^(?:\$\{?\w+\}?|\*\w+\*|\{\{(?:(?!\}\}).)*\}\}|\{[#$]?\w[\w.]*\}|<no value>|\[no value\]|null|undefined)$/is;
/** Bidi overrides and isolates can make a text read as something it does not say. */
const bidi = "\u202a-\u202e\u2066-\u2069";
const unwanted = new RegExp(`[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f${bidi}]`, "g");
const suspect = new RegExp(unwanted.source);

/** What a leftover can begin with: looked at first, because nearly every value begins otherwise. */
const leftoverStarts = "$*{<[nNuU";

/** A value as text without control characters and bidi overrides. Null when there is none, or when it is a template's leftover. */
export function text(value: unknown): string | null {
  if (typeof value !== "string") return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
  const clean = (suspect.test(value) ? value.replace(unwanted, "") : value).trim();
  if (clean === "") return null;
  return clean.length < 200 && leftoverStarts.includes(clean.charAt(0)) && leftover.test(clean) ? null : clean;
}

/** Parts of a title joined into one line of at most 300 characters. Parts that are absent are passed over. */
export function titleOf(...parts: (string | null)[]): string {
  const said = parts.filter((part) => part !== null).join(": ");
  const line = /\s\s|[^\S ]/.test(said) ? said.replace(/\s+/g, " ") : said;
  if (line.length <= longestTitle) return line;
  return `${[...line].slice(0, longestTitle - 1).join("")}…`;
}

/** Labels, flat: keys of nested values are joined with dots, values are clipped. What is absent or a leftover is left out. */
export function labelsOf(values: Record<string, unknown> | null | undefined): Record<string, string> {
  const labels: Record<string, string> = {};
  if (values) addLabels(labels, values, "", 0);
  return labels;
}

function addLabels(labels: Record<string, string>, values: object, prefix: string, depth: number): void {
  for (const key of Object.keys(values)) {
    const value = (values as Record<string, unknown>)[key];
    const name = prefix + (suspect.test(key) ? key.replace(unwanted, "") : key);
    if (typeof value === "object" && value !== null) {
      if (depth < deepestLabel) addLabels(labels, value, `${name}.`, depth + 1);
      continue;
    }
    const clean = text(value);
    if (clean !== null) labels[name] = clean.length > longestLabel ? `${clean.slice(0, longestLabel - 1)}…` : clean;
  }
}

/** An address that may be shown as a link: http(s) only, whole, of sensible length. */
export function webLink(value: unknown): string | null {
  const address = text(value);
  if (address === null || address.length > longestLabel || !/^https?:\/\//i.test(address)) return null;
  return URL.canParse(address) ? address : null;
}

/** A value as a list; empty for whatever is none. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The first of some values that is text (or the first text of a list), as {@link text} reads it. */
export function firstText(...values: unknown[]): string | null {
  for (const value of values) {
    const one = Array.isArray(value) ? firstText(...value.slice(0, mostInList)) : text(value);
    if (one !== null) return one;
  }
  return null;
}

/**
 * Tags as labels: `env:prod` is a label of its own (the values of one that comes several times are joined by `, `), and
 * all of them together are the label `tags`. Takes a list, or a text of them with commas between.
 */
export function labelsOfTags(value: unknown): Record<string, string> {
  const tags = (Array.isArray(value) ? value : (text(value)?.split(",") ?? [])).slice(0, mostInList).map(text);
  const named = new Map<string, string>();
  for (const tag of tags) {
    const [, name = "", own = ""] = /^([^:\s]{1,100}):\s*(\S.*)$/s.exec(tag ?? "") ?? [];
    const known = named.get(name);
    if (name) named.set(name, known === undefined ? own : `${known}, ${own}`);
  }
  return labelsOf({ ...Object.fromEntries(named), tags: wordsOf(tags) });
}

/** A time as the sender writes it (RFC 3339). Zero times and what is no time are null. */
export function instantOf(value: unknown): Instant | null {
  if (typeof value !== "string" || value.startsWith("0001-")) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) || at <= 0 ? null : at;
}

/** `prefix:own`, with an overlong one shortened to a hash so that it stays an identity. */
export function identityOf(prefix: string, own: string): string {
  const identity = `${prefix}:${own}`;
  if (identity.length <= longestIdentity) return identity;
  const hash = createHash("sha256").update(identity).digest("hex").slice(0, 32);
  return `${prefix}:${hash}`;
}

/** What senders call a level, in lower case (alert sources 1.1). */
const levelWords: Record<Level, string> = {
  critical: "critical crit fatal emergency disaster page p1 sev0 sev1 blocker alert",
  error: "error err high major p2 sev2 average",
  warning: "warning warn medium moderate minor p3 degraded sev3",
  info: "info informational notice low none p4 p5 debug verbose sev4",
};
const levelOfWord = new Map(
  Object.entries(levelWords).flatMap(([level, words]) => words.split(" ").map((word) => [word, level as Level])),
);

/** A sender's severity word as a level; undefined for no word, and for one that is nobody's. */
export function levelOf(word: string | null): Level | undefined {
  return word === null ? undefined : levelOfWord.get(word.trim().toLowerCase());
}

/** Beyond these, a count since 1970 is in milliseconds, microseconds, nanoseconds: as seconds it would be the year 5138. */
const epochUnits: [digits: number, perMs: bigint][] = [
  [18, 1_000_000n],
  [15, 1_000n],
  [12, 1n],
];

/** A count since 1970 in seconds, ms, us or ns, as a number or in digits. Told apart by its size; zero and what is none are null. */
export function epochOf(value: unknown): Instant | null {
  const digits = /^(\d{1,19})(?:\.\d+)?$/.exec(text(value) ?? "")?.[1];
  if (digits === undefined) return null;
  const count = BigInt(digits);
  const unit = epochUnits.find(([length]) => count >= 10n ** BigInt(length - 1));
  const at = unit ? Number(count / unit[1]) : Number(count) * 1_000;
  return at > 0 ? at : null;
}

/** The members of a value that should be an object; none for anything else, a list included. */
export function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** What may be shown of a sender's addresses as links with these titles, in their order. */
export function linksOf(addresses: Record<string, unknown>): { title: string; url: string }[] {
  return Object.entries(addresses).flatMap(([title, address]) => {
    const url = webLink(address);
    return url === null ? [] : [{ title, url }];
  });
}

/** A list of words as one label: `db, prod`. A value that is a text already is kept as it is. */
export function wordsOf(value: unknown): string | null {
  if (!Array.isArray(value)) return text(value);
  return text(
    value
      .map(text)
      .filter((word) => word !== null)
      .join(", "),
  );
}

/** True for a variable that the sender's template left as it was; {@link text} reads it as absent. */
export function isLeftover(value: unknown): boolean {
  return typeof value === "string" && value.length < 200 && leftover.test(value.trim());
}
