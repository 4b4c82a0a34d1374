import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import type { Secret } from "../base/secret.ts";
import type { Signal } from "../domain/events.ts";

/** Where a body came in. */
export interface Reading {
  /** What identities begin with: `alertmanager`, or `alertmanager@eu` for the endpoint `/hooks/alertmanager/eu`. */
  prefix: string;
  /** The sender's group, told apart from the same group of another endpoint. */
  group(key: string): string;
}

/**
 * One kind of sender. It is pure: a schema and a translation. It takes the whole body or refuses it, keeps the sender's own
 * identity with its prefix, and decides nothing: which alert pages whom is a rule's matter.
 */
export interface Source<Body = unknown> {
  /** The `{source}` of `/hooks/{source}`. */
  name: string;
  /**
   * The sender's own signature over the raw bytes; true = genuine under one of the endpoint's secrets. Must compare in
   * constant time. Absent = the sender signs nothing, and only a token can tell it.
   */
  verify?: ((raw: Buffer, headers: IncomingHttpHeaders, secrets: readonly Secret[]) => boolean) | undefined;
  body: z.ZodType<Body>;
  /** Every alert in the body, in its order; none is left out. Empty = understood, nothing to do. */
  signals(body: Body, reading: Reading): Signal[];
  /** What the operator should mend at the sender, one sentence each. Said once an hour and endpoint. */
  notices?(body: Body): string[];
}

/** Declares a source. One file in `in/sources/`, found by its name. */
export function defineSource<Body>(source: Source<Body>): Source<Body> {
  return source;
}

/** The reading of one endpoint; `name` is what follows the source in its path, if anything. */
export function readingOf(source: string, name: string | null): Reading {
  return {
    prefix: name === null ? source : `${source}@${name}`,
    group: (key) => (name === null ? key : `${name} ${key}`),
  };
}

/** True for what {@link defineSource} made; for finding the members of `in/sources/`. */
// biome-ignore lint/suspicious/noExplicitAny: a list of sources holds sources of all bodies
export function isSource(value: unknown): value is Source<any> {
  return typeof value === "object" && value !== null && "name" in value && "body" in value && "signals" in value;
}
