import type { Clock, Instant } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { Actor } from "../domain/actor.ts";
import type { Problem } from "../domain/duration.ts";
import type { Happening } from "../domain/events.ts";
import type { Incident, Update } from "../domain/incident/state.ts";
import type { Maintenance } from "../domain/maintenance/state.ts";
import type { Permission } from "../domain/permissions.ts";
import type { Terms } from "../domain/terms.ts";
import type { Store } from "../store/store.ts";
import type { Block, Card } from "../text/card.ts";
import type { KnownPerson } from "./persons.ts";

/** One thing that can be chosen. `about` is a short line under it. */
export interface Option {
  value: string;
  label: string;
  about?: string | undefined;
}

/**
 * One field of a command: the one name for the flag of the text form, the block of the form, the property of the REST
 * body and the argument of the MCP tool (contracts: commands and doors).
 */
export interface Field<T = unknown> {
  /** Reads what a person typed or chose; a problem is what they are told. Several choices come one to a line. */
  read: (given: string, ctx: Asked) => T | Problem;
  label: string;
  hint?: string;
  /**
   * Its place in the text form: one `word`; as many `words` as can be read together ("10 min"); a `phrase`, which is one
   * quoted piece or all that follows; the `rest` of the line; or (absent) only as `--flag`.
   */
  position?: "word" | "words" | "phrase" | "rest" | undefined;
  /** False for a word that cannot be meant for this field: its place is then skipped, and the word belongs to the next. */
  fits?: (word: string) => boolean;
  required?: boolean;
  /** True where any words will do: by flag it takes all of them, up to the next flag or quoted piece. */
  free?: boolean;
  /** How it is asked for in a form. */
  input: "line" | "lines" | "choice" | "choices" | "switch" | "person";
  /** True when no form asks for it. */
  hidden?: boolean;
  /** True where it may name a person: who is known by name is looked up before it is read. */
  person?: boolean;
  /** What can be chosen, for `choice` and `choices`. */
  options?: (ctx: Asked) => Option[];
}

export type Fields = Record<string, Field>;

type Read<F> = F extends { read: (given: string, ctx: Asked) => infer R } ? Exclude<R, Problem> : never;

/** The values of a command's fields, as they were read. What was left out is undefined. */
export type Values<F extends Fields> = {
  [Name in keyof F]: F[Name] extends { required: true } ? Read<F[Name]> : Read<F[Name]> | undefined;
};

/** What a person typed or chose, by field, before it is read. */
export type Typed = Record<string, string | string[] | undefined>;

/** What is wrong with what was typed; `field` null = with the whole. */
export interface FieldProblem {
  field: string | null;
  message: string;
  /** Words of it that may not be published, where in it they stand, and what could be said. */
  guarded?: { found: string; line: number; column: number; replacement: string } | undefined;
}

/** Where and by whom a command was given. `incident` is set when the command is one about an incident. */
export interface Asked {
  incident: Incident | null;
  /** What was posted of it, oldest first. */
  updates: readonly Update[];
  actor: Actor;
  now: Instant;
  /** The Slack channel it was given in, if any. */
  channel: string | null;
  /** Who can be called by name; absent where nothing that was typed may be a name. */
  people?: readonly KnownPerson[] | undefined;
  terms: Terms;
  store: Store;
  clock: Clock;
  ids: Ids;
  commands: readonly Command[];
  /** Reads a file that Sitrep wrote into its data folder; null when it is not there. */
  readFile: (path: string) => Promise<string | null>;
}

export interface AskedAbout extends Asked {
  incident: Incident;
}

export type Where = "anywhere" | "incident";
type At<W extends Where> = W extends "incident" ? AskedAbout : Asked;

/** What a command changed, for the words of its answer. `now` is null for what moved no incident. */
export interface Done<W extends Where = Where> {
  was: Incident | null;
  now: W extends "incident" ? Incident : Incident | null;
  updates: Update[];
  /** The maintenance that it was about, as it is now. */
  maintenance?: Maintenance | undefined;
}

/** What is said to who asked: a card, or one plain sentence. */
export type Answer = Card | string;

/** Everything of a form that the fields do not say already. */
export interface Form<F extends Fields, W extends Where = Where> {
  /** At most 24 characters, as `submit`. Both may depend on what was typed. */
  title: string | ((typed: Typed) => string);
  submit: string | ((typed: Typed) => string);
  /** Opens the form although nothing required is missing. */
  opens?: (ctx: At<W>, values: Values<F>) => boolean;
  /** Shown above the fields. */
  intro?: (ctx: At<W>) => Card | null;
  /** Values that stand in the fields when the form opens, as a person would type them. */
  prefill?: (ctx: At<W>, typed: Typed) => Typed;
  /** Which fields are asked for, given the values so far; absent = all that have an input. */
  ask?: (ctx: At<W>, typed: Typed) => (keyof F & string)[];
  /** Which fields must be filled in for these values, beside those that always must. */
  needs?: (ctx: At<W>, typed: Typed) => (keyof F & string)[];
  /** Fields whose change shows the form anew (the stage of an update). */
  refreshOn?: (keyof F & string)[];
  /** Shown under the fields and kept current: the exact text that will be published, or why there is none yet. */
  preview?: (ctx: At<W>, values: Partial<Values<F>>) => Preview;
}

/**
 * `beside` is told under it; `asks` are fields that this very text asks for, beside those the form has. `blocked` = the text
 * would not be published as it is.
 */
export type Preview = ({ text: string; blocked?: boolean } | { missing: string }) & {
  beside?: Block[];
  asks?: string[];
};

/**
 * A command turns words into one happening, and its outcome into words for who typed; or it only asks. With both, `event`
 * says by null that nothing is to happen, and `answer` speaks.
 */
export interface Definition<F extends Fields, W extends Where> {
  verb: string;
  /** Other words for the verb, each with the words it stands for (`lead` = `role lead`). */
  aliases?: Record<string, string>;
  /** Fields that may be named by a bare word at the start: `timeline hide 3` = `timeline --hide 3`. */
  keywords?: (keyof F & string)[];
  /** One line for the help. */
  summary: string;
  /** The words after the root command: `severity SEV1|SEV2|SEV3|SEV4 <why>`. */
  usage: string;
  examples?: string[];
  where: W;
  /** True when what was typed needs no incident although the command is about one; it must not look at one then. */
  aside?: (typed: Typed) => boolean;
  permission: Permission | null;
  fields: F;
  form?: Form<F, W>;
  /** What is wrong with the values together, though each can be read. */
  check?: (ctx: At<W>, values: Values<F>) => FieldProblem[];
  /** Looked at before anything happens when a person asks; an answer here is given instead. */
  before?: (ctx: At<W>, values: Values<F>) => Promise<Answer | null>;
  event?: (ctx: At<W>, values: Values<F>) => Happening | null;
  said?: (done: Done<W>, values: Values<F>, ctx: At<W>) => Answer;
  answer?: (ctx: At<W>, values: Values<F>) => Promise<Answer>;
  /** The same as `answer`, for REST and MCP, as data. */
  data?: (ctx: At<W>, values: Values<F>) => Promise<unknown>;
}

/** A command of any fields, as the router and the doors see it. */
// biome-ignore lint/suspicious/noExplicitAny: a list of commands holds commands of all field sets
export type Command = Definition<any, any>;

/** Declares a command. One file in `commands/`, found by its verb; every door leads to it. */
export function defineCommand<const F extends Fields, W extends Where>(command: Definition<F, W>): Command {
  return command;
}
