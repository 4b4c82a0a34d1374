import { refuseArguments } from "./refusal.ts";

/** The arguments of a call. Forms carry everything as text, JSON bodies carry values: both read the same here. */
export type Arguments = Record<string, unknown>;

/** A text; undefined when it was left out or is empty. */
export function text(args: Arguments, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A text that must be there: `invalid_arguments` otherwise, in Slack's words. */
export function needed(args: Arguments, name: string): string {
  return text(args, name) ?? refuseArguments("invalid_arguments", [`missing required field: ${name}`]);
}

/** A switch: `true`, `1` and their texts. Undefined when it was left out. */
export function flag(args: Arguments, name: string): boolean | undefined {
  const value = text(args, name);
  return value === undefined ? undefined : value === "true" || value === "1";
}

/** A list that may come as an array, a JSON array or words with commas between them. */
export function list(args: Arguments, name: string): string[] {
  const value = json(args, name);
  const parts = Array.isArray(value) ? value.map(String) : (text(args, name) ?? "").split(",");
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** A JSON value, written out or already read. Undefined when it was left out; null when it is no JSON. */
export function json(args: Arguments, name: string): unknown {
  const value = args[name];
  if (typeof value !== "string") return value ?? undefined;
  if (value === "") return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

/** A whole number within bounds; `invalid_limit` and the like otherwise. */
export function whole(
  args: Arguments,
  name: string,
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
) {
  const value = text(args, name);
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most) return null;
  return number;
}
