import { z } from "zod";

/** A body whose members are looked at one by one: what senders write into them differs too much for a schema. */
export type Members = Record<string, unknown>;

/** An object that has at least one of the names; it is what tells a sender's bodies from somebody else's. */
export function objectWith(...names: readonly [string, ...string[]]): z.ZodType<Members> {
  return z.custom<Members>((value) => isObject(value) && names.some((name) => value[name] !== undefined), {
    error: ({ input }) =>
      isObject(input)
        ? `Invalid input: expected an object with ${names.length > 1 ? "one of " : ""}${names.join(", ")}`
        : "Invalid input: expected an object of names and values",
  });
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
