import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import type { Instant } from "../base/clock.ts";
import type { Fault, Problem } from "../base/problem.ts";
import type { Secret } from "../base/secret.ts";
import type { Signal } from "../domain/events.ts";

/** One request of a sender, whole: what a source may look at beside its body. */
export interface Received {
  /** In upper case. */
  method: string;
  /** What follows the endpoint in the path, without slashes at its ends, still percent-encoded: `v2/enqueue`. Empty for most. */
  rest: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: IncomingHttpHeaders;
  /** The body's bytes as they came, unpacked; empty when there is none. */
  raw: Buffer;
  at: Instant;
  /** It showed one of the endpoint's secrets, or needs none; absent = it did not. */
  shown?: boolean | undefined;
}

/** What a source knows beside the body when it reads one. */
export interface Reading<Options = unknown> {
  /** What identities begin with: the source's own prefix, or `alertmanager@eu` for the endpoint `/hooks/alertmanager/eu`. */
  prefix: string;
  /** The sender's group, told apart from the same group of another endpoint. */
  group(key: string): string;
  /** A new identity's last part, for an alert whose sender gives none: every call is a new one. */
  unique(): string;
  request: Received;
  /** What the endpoint's configuration says beside its secrets, as {@link Source.options} reads it. */
  options: Options;
}

/** An answer of a peer's API, in its own words. */
export interface PeerAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string> | undefined;
}

/** A call of a peer's API that was taken. */
export interface PeerCall {
  request: Received;
  body: unknown;
  /** What earlier answers of this endpoint wrote down for later ones: bounded, and in memory only. */
  kept: Map<string, string>;
}

/**
 * An intake that speaks another product's API, so that its senders only change an address. The secret tells which of its
 * endpoints is meant: senders that can be given one address for all find theirs by it.
 */
export interface PeerApi {
  /** True when the method and the rest of the path are calls of this API. Everything else under the endpoint is 404. */
  takes(request: Pick<Received, "method" | "rest">): boolean;
  /** The secret that the request shows in the peer's own way (in the body, or in a header of its own); null = none. */
  secretOf(body: unknown, request: Received): string | null;
  /** What this call gets wrong beyond the schema, which knows nothing of the path; empty = nothing. */
  faults?(body: unknown, request: Received): Fault[];
  /** The peer's own yes. An identical redelivery is answered alike. */
  accepted(signals: Signal[], call: PeerCall): PeerAnswer;
  /** The peer's own no. */
  refused(problem: Problem, request: Received): PeerAnswer;
}

/**
 * Gets a small text (a signing certificate) from an address that the body names. Asked only after the source has made sure
 * that the address is the sender's. Kept once it was got. Null: there is no such thing there; throws {@link NotNow} when it
 * cannot be had for now.
 */
export type LookUp = (address: string) => Promise<string | null>;

/** Thrown where something cannot be told for a while, through no fault of the sender: it hears 503, and comes again. */
export class NotNow extends Error {
  override name = "NotNow";
}

/**
 * One kind of sender. It is pure: a schema and a translation. It takes the whole body or refuses it, keeps the sender's own
 * identity with its prefix, and decides nothing: which alert pages whom is a rule's matter.
 *
 * A body that is JSON (or a form) but not as its schema wants it is kept all the same, as an alert that "could not be read".
 */
export interface Source<Body = unknown, Options = unknown> {
  /** The `{source}` of `/hooks/{source}`. */
  name: string;
  /** What identities begin with, where it is not the name. */
  prefix?: string | undefined;
  /**
   * Methods taken beside POST. A GET carries its values in the query, and so may a POST without a body where a GET is taken:
   * the body is then an object of texts. It is taken only with a token, or with `provesQuery`.
   */
  methods?: readonly ("PUT" | "GET" | "DELETE")[] | undefined;
  /** Settings of an endpoint of this source beside its secrets; absent = there are none. Every one has a default. */
  options?: z.ZodType<Options> | undefined;
  /**
   * The sender's own signature; true = genuine under one of the endpoint's secrets (which may be none, where the sender
   * signs with a key of its own). Must compare in constant time. Absent = the sender signs nothing, and only a token can
   * tell it.
   */
  verify?:
    | ((request: Received, secrets: readonly Secret[], options: Options, lookUp: LookUp) => boolean | Promise<boolean>)
    | undefined;
  /** True when `verify` tells the sender of a query as well: by a secret among its values, because no bytes are there to sign. */
  provesQuery?: boolean | undefined;
  /** True when its signature tells a stranger without a secret of ours, so that an endpoint needs none. */
  provesItself?(options: Options): boolean;
  body: z.ZodType<Body>;
  /** True when a request without a body is whole all the same: what it says is in its headers. Its body reads as `{}`. */
  bodiless?(request: Received): boolean;
  /** Every alert in the body, in its order; none is left out. Empty = understood, nothing to do. */
  signals(body: Body, reading: Reading<Options>): Signal[];
  /** What the operator should mend at the sender, one sentence each. Said once an hour and endpoint. */
  notices?(body: Body, reading: Reading<Options>): string[];
  /** The sender's own id of this delivery, the same on each attempt; null = its bytes tell a redelivery. */
  deliveryId?(body: Body, request: Received): string | null;
  /** An address that the sender wants called before it sends more (SNS). Called only when the body was verified. */
  confirmation?(body: Body): string | null;
  /** How often this sender repeats what still fires, ms, unless configured otherwise; absent = silence means nothing (alert sources 1.4). */
  repeatsEveryMs?: number | undefined;
  /** Set for an intake that speaks a peer's API. */
  api?: PeerApi | undefined;
}

/** Declares a source. One file in `in/sources/`, found by its name. */
export function defineSource<Body, Options = unknown>(source: Source<Body, Options>): Source<Body, Options> {
  return source;
}

/** The reading of one request at an endpoint; `name` is what follows the source in its path, if anything. */
export function readingOf<Options>(
  prefix: string,
  name: string | null,
  { request, options, unique }: Pick<Reading<Options>, "request" | "options" | "unique">,
): Reading<Options> {
  return {
    prefix: name === null ? prefix : `${prefix}@${name}`,
    group: (key) => (name === null ? key : `${name} ${key}`),
    unique,
    request,
    options,
  };
}

/** True for what {@link defineSource} made; for finding the members of `in/sources/`. */
// biome-ignore lint/suspicious/noExplicitAny: a list of sources holds sources of all bodies
export function isSource(value: unknown): value is Source<any, any> {
  return typeof value === "object" && value !== null && "name" in value && "body" in value && "signals" in value;
}
