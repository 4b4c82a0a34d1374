import { z } from "zod";
import type { Typed } from "../command.ts";
import type { Carried } from "./view.ts";

const choice = z.object({ value: z.string() }).nullish();

/** One field's state in a submitted form, whichever kind it is. */
const state = z.object({
  type: z.string().optional(),
  value: z.string().nullish(),
  selected_option: choice,
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  selected_user: z.string().nullish(),
});

/** The state of a form, by block and action. */
export const states = z.record(z.string(), z.record(z.string(), state));

const typed = z.record(z.string(), z.union([z.string(), z.array(z.string())]).optional());

const carried = z.object({
  verb: z.string(),
  incident: z.string().nullable(),
  kept: typed.default({}),
  channel: z.string().nullable(),
  responseUrl: z.string().nullable(),
});

/** What the form was given when it was opened; null when it is none of ours. */
export function carriedIn(metadata: string): Carried | null {
  try {
    const read = carried.safeParse(JSON.parse(metadata));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** What stands in the fields, by name. */
export function typedIn(values: unknown): Typed {
  const read = states.safeParse(values);
  if (!read.success) return {};
  return Object.fromEntries(
    Object.entries(read.data).map(([name, actions]) => [name, typedOf(Object.values(actions)[0])]),
  );
}

function typedOf(field: z.infer<typeof state> | undefined): string | string[] | undefined {
  if (!field) return undefined;
  if (field.type === "checkboxes") return field.selected_options?.length ? "yes" : undefined;
  if (field.selected_options) return field.selected_options.map(({ value }) => value);
  return field.value ?? field.selected_option?.value ?? field.selected_user ?? undefined;
}
