import type { Kit } from "../things.ts";

export type Surface = "message" | "modal" | "home";

/**
 * Collects what is wrong with blocks, in Slack's words, each with a JSON pointer to its place. Limits are counted in
 * characters (https://docs.slack.dev/reference/block-kit).
 */
export interface Check {
  surface: Surface;
  problems: string[];
  /** `block_id`s seen so far: unique on a surface. */
  blockIds: Set<string>;
}

export function openCheck(surface: Surface): Check {
  return { surface, problems: [], blockIds: new Set() };
}

export function complain(check: Check, at: string, message: string) {
  check.problems.push(`${message} [json-pointer:${at}]`);
}

/** The value as an object; complains and answers null when it is none. */
export function kitAt(check: Check, value: unknown, at: string): Kit | null {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Kit;
  complain(check, at, "must be an object");
  return null;
}

export function required(check: Check, kit: Kit, at: string, ...names: string[]): boolean {
  const missing = names.filter((name) => kit[name] === undefined || kit[name] === null);
  for (const name of missing) complain(check, at, `missing required field: ${name}`);
  return missing.length === 0;
}

/** A text field, if it is there: a string of `least` to `most` characters. */
export function words(check: Check, kit: Kit, at: string, name: string, most: number, least = 0) {
  const value = kit[name];
  if (value === undefined || value === null) return;
  if (typeof value !== "string") return complain(check, `${at}/${name}`, "must be a string");
  lengthOf(check, value, `${at}/${name}`, most, least);
}

export function lengthOf(check: Check, value: string, at: string, most: number, least: number) {
  const length = [...value].length;
  if (length > most) complain(check, at, `must be less than ${most + 1} characters`);
  if (length < least) complain(check, at, `must be more than ${least - 1} characters`);
}

/** A list field, if it is there, of `least` to `most` items; answers its items. */
export function items(check: Check, kit: Kit, at: string, name: string, most: number, least = 1): unknown[] {
  const value = kit[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    complain(check, `${at}/${name}`, "must be an array");
    return [];
  }
  if (value.length > most) complain(check, `${at}/${name}`, `no more than ${most} items allowed`);
  if (value.length < least) complain(check, `${at}/${name}`, `no fewer than ${least} items required`);
  return value;
}

/** Fields that Slack does not know are refused, as a typing error in one would otherwise be silently without effect. */
export function onlyFields(check: Check, kit: Kit, at: string, known: string) {
  const names = new Set(known.split(" "));
  for (const name of Object.keys(kit))
    if (!names.has(name)) complain(check, at, `invalid additional property: ${name}`);
}
