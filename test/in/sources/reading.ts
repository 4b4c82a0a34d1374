import { type Reading, type Received, readingOf, type Source } from "../../../src/in/source.ts";

/** When everything in these tests is received: 2026-11-21T10:00Z. */
export const receivedAt = Date.parse("2026-11-21T10:00:00Z");

export interface Sent extends Partial<Received> {
  /** The second part of the endpoint: `eu` of `/hooks/alertmanager/eu`. */
  name?: string | null | undefined;
  options?: object | undefined;
}

/** A request of a sender, with what the test wants otherwise. */
export function requestOf(body: unknown, { name, options, ...own }: Sent = {}): Received {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return { method: "POST", rest: "", query: new URLSearchParams(), headers: {}, raw, at: receivedAt, ...own };
}

/** The reading of a request at an endpoint of a source; identities that are made up are `1`, `2`, `3`. */
export function readingFor<Options>(
  { name, prefix = name, options }: Pick<Source<never, Options>, "name" | "prefix" | "options">,
  body: unknown = {},
  sent: Sent = {},
): Reading<Options> {
  let made = 0;
  return readingOf(prefix, sent.name ?? null, {
    request: requestOf(body, sent),
    options: (options?.parse(sent.options ?? {}) ?? {}) as Options,
    unique: () => String(++made),
  });
}

/** What a source makes of a body. Throws what its schema says when the body is none of its own. */
export function read<Body, Options>(source: Source<Body, Options>, body: unknown, sent: Sent = {}) {
  return source.signals(source.body.parse(body), readingFor(source, "", sent));
}
