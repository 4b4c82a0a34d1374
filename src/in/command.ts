import type { z } from "zod";
import type { Clock, Instant } from "../base/clock.ts";
import type { Actor } from "../domain/actor.ts";
import type { Happening } from "../domain/events.ts";
import type { Incident, Update } from "../domain/incident/state.ts";
import type { Permission } from "../domain/permissions.ts";
import type { Terms } from "../domain/terms.ts";
import type { Store } from "../store/open.ts";
import type { Card } from "../text/card.ts";

/**
 * One field of a command: the one name for the flag of the text form, the block of the form, the property of the REST
 * body and the argument of the MCP tool (contracts: commands and doors).
 */
export interface Field<T = unknown> {
  /** Reads what a person typed or chose; its error message is what they are told. Always takes a string, or a list of them when `many`. */
  schema: z.ZodType<T>;
  label: string;
  hint?: string;
  /** Its place in the text form: one `word`, the `rest` of the line, or (absent) only as `--flag`. */
  position?: "word" | "rest";
  required?: boolean;
  /** How it is asked for in a form. `none` = never asked. */
  input: "line" | "lines" | "choice" | "choices" | "switch" | "person" | "time" | "none";
  /** What can be chosen, for `choice` and `choices`. */
  options?: (ctx: Asked) => { value: string; label: string }[];
}

export type Fields = Record<string, Field>;

/** The values of a command's fields, as read by their schemas. What was left out is undefined. */
export type Values<F extends Fields> = { [Name in keyof F]: F[Name] extends Field<infer T> ? T | undefined : never };

/** Where and by whom a command was given. `incident` is set when the command is one about an incident. */
export interface Asked {
  incident: Incident | null;
  actor: Actor;
  now: Instant;
  /** The Slack channel it was given in, if any. */
  channel: string | null;
  terms: Terms;
  store: Store;
  clock: Clock;
}

export interface AskedAbout extends Asked {
  incident: Incident;
}

/** What a command changed, for the words of its answer. */
export interface Done {
  was: Incident | null;
  now: Incident;
  updates: Update[];
  terms: Terms;
}

/** What is said to who asked: a card, or one plain sentence. */
export type Answer = Card | string;

/** Everything of a form that the fields do not say already. */
export interface Form<F extends Fields> {
  title: string;
  submit: string;
  /** Shown above the fields. */
  intro?: (ctx: Asked) => Card | null;
  /** Values that stand in the fields when the form opens, as a person would type them. */
  prefill?: (ctx: Asked) => Partial<Record<keyof F & string, string | string[]>>;
  /** Which fields are asked for, given the values so far; absent = all that have an input. */
  ask?: (ctx: Asked, typed: Record<string, string | string[] | undefined>) => (keyof F & string)[];
  /** Fields whose change shows the form anew (the stage of an update). */
  refreshOn?: (keyof F & string)[];
  /** Shown under the fields and kept current: the exact text that will be published. */
  preview?: (ctx: Asked, values: Values<F>) => string | null;
}

interface Common<F extends Fields> {
  verb: string;
  /** Other words for the verb; each may preset fields (`lead` = `role lead`). */
  aliases?: Record<string, string>;
  /** One line for the help. */
  summary: string;
  usage: string;
  examples?: string[];
  where: "anywhere" | "incident";
  permission: Permission | null;
  fields: F;
  form?: Form<F>;
}

/** A command that makes something happen: words in, one happening out, the outcome back into words. */
export interface Deed<F extends Fields = Fields> extends Common<F> {
  event: (ctx: Asked, values: Values<F>) => Happening;
  said: (done: Done, values: Values<F>) => Answer;
}

/** A command that only asks. */
export interface Question<F extends Fields = Fields> extends Common<F> {
  answer: (ctx: Asked, values: Values<F>) => Promise<Answer>;
  /** The same for REST and MCP, as data. */
  data?: (ctx: Asked, values: Values<F>) => Promise<unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of commands holds commands of all field sets
export type Command = Deed<any> | Question<any>;

/** Declares a command. One file in `commands/`, found by its verb; every door leads to it. */
export function defineCommand<F extends Fields>(command: Deed<F> | Question<F>): Deed<F> | Question<F> {
  return command;
}
