import type { Actor } from "../domain/actor.ts";
import type { FieldProblem, Typed } from "./command.ts";

/** How a request says which incident it is about; null = by its channel, if at all. */
export type Naming = { number: number } | { id: string } | null;

/** Where a command comes from. */
export interface From {
  actor: Actor;
  /** The Slack channel it was given in, if any. */
  channel: string | null;
  /** Its name, where Slack tells it. */
  channelName?: string | undefined;
  /** The door's name, for the audit log. */
  door: string;
  /** Tells a redelivery: the same key is one decision, and gets the answer that was given then. */
  key?: string | undefined;
  /** True when the door can show a form. */
  forms: boolean;
  /** True for a form that was filled in: it is not asked for again. */
  filled?: boolean | undefined;
}

/** A command with its fields by name. */
export interface Request {
  verb: string;
  incident: Naming;
  typed: Typed;
  /** What was wrong already before the fields were read. */
  problems?: FieldProblem[] | undefined;
}
