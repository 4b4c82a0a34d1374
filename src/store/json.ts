import { z } from "zod";
import { StoreDamaged } from "./errors.ts";
import type { Json } from "./tables.ts";

/** Reads a JSON column: never trusted, though we wrote it. `where` names the row for the operator. */
export function readJson<T>(schema: z.ZodType<T>, text: Json, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StoreDamaged(`${where} holds no JSON.`, { cause: error });
  }
  return readValue(schema, value, where);
}

/** The same for what was put together from a JSON column and others. */
export function readValue<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new StoreDamaged(`${where} does not hold what it should: ${z.prettifyError(read.error)}`, {
    cause: read.error,
  });
}

/** Writes a JSON column. What is undefined is left out; undefined itself is null. */
export function toJson(value: unknown): Json {
  return JSON.stringify(value) ?? "null";
}
