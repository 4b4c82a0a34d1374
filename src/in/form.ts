import type { Card } from "../text/card.ts";
import type { Asked, Command, Field, Fields, Form, Option, Preview, Typed } from "./command.ts";
import { isEmpty } from "./fields.ts";
import { readFields } from "./read.ts";

/** One field of a form as it is to be shown. */
export interface Input {
  name: string;
  field: Field;
  options: Option[];
  /** What stands in it. */
  value: string | string[] | undefined;
  /** True when its change shows the form anew. */
  refreshes: boolean;
}

/** A form, whole, with nothing in it that only one door would understand. */
export interface Sheet {
  verb: string;
  /** The incident it is about, by id. */
  incident: string | null;
  number: number | null;
  title: string;
  submit: string;
  intro: Card | null;
  inputs: Input[];
  preview: Preview | null;
  /** What was typed and is not asked for: it comes back with the form. */
  kept: Typed;
}

/** Lays out the form of a command with what was typed so far. Forms that a command does not describe follow from its fields. */
export function layForm(command: Command, ctx: Asked, typed: Typed, opening = true): Sheet {
  const form: Form<Fields> = command.form ?? { title: titleOf(command.verb), submit: "Send" };
  const about = ctx as Asked & { incident: NonNullable<Asked["incident"]> };
  const filled: Typed = opening
    ? { ...withoutEmpty(form.prefill?.(about, typed) ?? {}), ...withoutEmpty(typed) }
    : typed;
  const fields = command.fields as Fields;
  const preview = form.preview ? previewOf(command, form.preview, about, filled) : null;
  const asked = [...(form.ask?.(about, filled) ?? Object.keys(fields)), ...(preview?.asks ?? [])];
  const needs = form.needs?.(about, filled) ?? [];
  const inputs: Input[] = [];
  for (const name of asked) {
    const known = fields[name];
    if (!known || known.hidden) continue;
    const field = needs.includes(name) ? { ...known, required: true } : known;
    const options = field.options?.(ctx) ?? [];
    // A list of nothing cannot be chosen from, and Slack refuses it.
    if ((field.input === "choice" || field.input === "choices") && options.length === 0) continue;
    const refreshes = form.preview !== undefined || (form.refreshOn?.includes(name) ?? false);
    inputs.push({ name, field, options, value: normal(field, filled[name], ctx), refreshes });
  }
  const shown = new Set(inputs.map(({ name }) => name));
  return {
    verb: command.verb,
    incident: ctx.incident?.id ?? null,
    number: ctx.incident?.number ?? null,
    title: typeof form.title === "string" ? form.title : form.title(filled),
    submit: typeof form.submit === "string" ? form.submit : form.submit(filled),
    intro: form.intro?.(about) ?? null,
    inputs,
    preview,
    kept: Object.fromEntries(Object.entries(filled).filter(([name]) => !shown.has(name))),
  };
}

/** What would be read; where a field cannot be read, that instead: a preview without its words would promise another text. */
function previewOf(
  command: Command,
  preview: NonNullable<Form<Fields>["preview"]>,
  ctx: Parameters<typeof preview>[0],
  filled: Typed,
): Preview {
  const { values, problems } = readFields(command, filled, ctx);
  const [first] = problems;
  if (!first) return preview(ctx, values);
  const label = first.field === null ? "" : `${(command.fields as Fields)[first.field]?.label ?? first.field}: `;
  return { missing: `${label}${first.message}` };
}

/** A choice is shown by its value, however it was typed: `sev1` is the option SEV1. What cannot be read is left open. */
function normal(field: Field, typed: string | string[] | undefined, ctx: Asked): string | string[] | undefined {
  if (isEmpty(typed) && field.input !== "switch") return undefined;
  if (field.input !== "choice" && field.input !== "choices" && field.input !== "person") return typed;
  const read = field.read(Array.isArray(typed) ? typed.join("\n") : (typed ?? ""), ctx);
  return typeof read === "string" || Array.isArray(read) ? (read as string | string[]) : undefined;
}

function withoutEmpty(typed: Typed): Typed {
  return Object.fromEntries(
    Object.entries(typed).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  );
}

function titleOf(verb: string): string {
  return verb.charAt(0).toUpperCase() + verb.slice(1);
}
