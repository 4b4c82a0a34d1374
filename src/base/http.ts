import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, type Dispatcher, request } from "undici";
import { isPrivateAddress, literalAddress } from "./address.ts";

/** One call to another system. */
export interface HttpCall {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  url: string;
  headers?: Record<string, string> | undefined;
  /** Sent as it is. Leave it out when `json` is given. */
  body?: string | Uint8Array | undefined;
  /** Sent as JSON, with its content type. */
  json?: unknown;
  /** For the whole call, redirects and body included. */
  timeoutMs?: number | undefined;
  /** The largest answer that is read. */
  mostBytes?: number | undefined;
  /** How many redirects a GET or HEAD follows; another method follows none. */
  redirects?: number | undefined;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case; several of one name joined by a comma. */
  headers: Record<string, string>;
  text: string;
  /** The body as JSON, still to be checked by a schema. Throws {@link HttpTrouble} when it is none. */
  json(): unknown;
}

export type Http = (call: HttpCall) => Promise<HttpAnswer>;

export type HttpTroubleKind =
  | "bad-address"
  | "private-address"
  | "unreachable"
  | "timeout"
  | "broken-off"
  | "too-large"
  | "not-json"
  | "redirects";

/**
 * Why there is no answer. Its sentence names the method, the host and the trouble, never a path, a query, a header or a
 * body: those hold secrets.
 */
export class HttpTrouble extends Error {
  readonly kind: HttpTroubleKind;
  /** False when the call certainly never reached the other side, so that repeating it doubles nothing. */
  readonly mayHaveArrived: boolean;

  constructor(kind: HttpTroubleKind, call: { method: string; host: string }, what: string, mayHaveArrived: boolean) {
    super(`${call.method} to ${call.host}: ${what}`);
    this.name = "HttpTrouble";
    this.kind = kind;
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** How a client behaves. Whoever calls an address that somebody else chose opens one without `allowPrivate`. */
export interface HttpSettings {
  /** True lets calls go to this machine and its network: for addresses that the operator configured. */
  allowPrivate: boolean;
  /** Replaces the network, for tests. */
  dispatcher?: Dispatcher | undefined;
}

const defaultTimeoutMs = 10_000;
const defaultMostBytes = 2 * 1024 * 1024;
const defaultRedirects = 3;

/**
 * The one client for calls out. Every call has a time limit and a limit to what it reads. Unless private addresses are
 * allowed, no call goes to one, however it got there: written as such, by a host name that resolves to one at the moment
 * of connecting, or by a redirect.
 */
export function openHttp({ allowPrivate, dispatcher }: HttpSettings): { http: Http; close(): Promise<void> } {
  const own = dispatcher ? null : new Agent({ connect: allowPrivate ? {} : { lookup: publicOnly } });
  const through = dispatcher ?? own;

  async function http(call: HttpCall): Promise<HttpAnswer> {
    const signal = AbortSignal.timeout(call.timeoutMs ?? defaultTimeoutMs);
    let url = addressOf(call, call.url);
    let headers = headersOf(call);
    for (let left = call.redirects ?? defaultRedirects; ; left--) {
      const named = { method: call.method, host: url.host };
      const literal = literalAddress(url);
      if (!allowPrivate && literal !== null && isPrivateAddress(literal)) throw privateAddress(named);

      const answer = await once({ ...call, headers }, url, signal, through, named);
      const target = answer.headers.location;
      const follows =
        (call.method === "GET" || call.method === "HEAD") && [301, 302, 303, 307, 308].includes(answer.status);
      if (!follows || target === undefined) return answer;
      if (left <= 0) throw new HttpTrouble("redirects", named, "it redirects too often", true);
      const next = addressOf(call, target, url);
      if (next.origin !== url.origin) headers = withoutCredentials(headers);
      url = next;
    }
  }

  return { http, close: async () => own?.close() };
}

async function once(
  call: HttpCall,
  url: URL,
  signal: AbortSignal,
  dispatcher: Dispatcher | null,
  named: { method: string; host: string },
): Promise<HttpAnswer> {
  try {
    const answer = await request(url, {
      method: call.method,
      headers: call.headers ?? {},
      body: call.json === undefined ? (call.body ?? null) : JSON.stringify(call.json),
      signal,
      ...(dispatcher ? { dispatcher } : {}),
    });
    const text = await readBody(answer.body, call.mostBytes ?? defaultMostBytes, named);
    return { status: answer.statusCode, headers: flat(answer.headers), text, json: () => parsed(text, named) };
  } catch (cause) {
    throw cause instanceof HttpTrouble ? cause : troubleOf(cause, named);
  }
}

async function readBody(
  body: Dispatcher.ResponseData["body"],
  mostBytes: number,
  named: { method: string; host: string },
) {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    // Leaving the loop destroys the body, and with it the connection.
    if (bytes > mostBytes) throw new HttpTrouble("too-large", named, `it answered more than ${mostBytes} bytes`, true);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string, named: { method: string; host: string }): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words would quote the body.
    throw new HttpTrouble("not-json", named, "it answered something that is no JSON", true);
  }
}

function addressOf(call: HttpCall, address: string, base?: URL): URL {
  const url = URL.parse(address, base?.href);
  const named = { method: call.method, host: url?.host || "an address that cannot be read" };
  if (!url) throw new HttpTrouble("bad-address", named, "the address is not a URL", base !== undefined);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new HttpTrouble("bad-address", named, "only http and https are called", base !== undefined);
  return url;
}

function headersOf({ headers = {}, json }: HttpCall): Record<string, string> {
  return json === undefined ? headers : { "content-type": "application/json", ...headers };
}

/** What must not travel to another origin than the one it was meant for. */
function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(accept|accept-language|user-agent)$/i.test(name)),
  );
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined,
  );
  return Object.fromEntries(
    entries.map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value]),
  );
}

/** Failures before anything was sent. */
const unreachable = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function troubleOf(cause: unknown, named: { method: string; host: string }): HttpTrouble {
  const codes = codesOf(cause);
  if (codes.includes(refusedByLookup)) return privateAddress(named);
  if (cause instanceof Error && (cause.name === "TimeoutError" || cause.name === "AbortError"))
    return new HttpTrouble("timeout", named, "it did not answer in time", true);
  const code = codes[0] ?? "unknown trouble";
  if (codes.length > 0 && codes.every((one) => unreachable.has(one)))
    return new HttpTrouble("unreachable", named, `it cannot be reached (${code})`, false);
  return new HttpTrouble("broken-off", named, `the connection broke off (${code})`, true);
}

/** The codes of an error; of all of them when several addresses were tried at once. */
function codesOf(cause: unknown): string[] {
  if (cause instanceof AggregateError) return cause.errors.flatMap(codesOf);
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? [cause.code] : [];
}

function privateAddress(named: { method: string; host: string }): HttpTrouble {
  return new HttpTrouble(
    "private-address",
    named,
    "that address is not on the public internet, so it is not called",
    false,
  );
}

/** The code of an error for a name that {@link publicOnly} found to be a private address. */
export const refusedByLookup = "ERR_SITREP_PRIVATE_ADDRESS";

/** Resolves a host at the moment of connecting, so that a name cannot change its mind after the check. One private address refuses all. */
export const publicOnly: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    if (addresses.length === 0 || addresses.some(({ address }) => isPrivateAddress(address)))
      return done(Object.assign(new Error("private address"), { code: refusedByLookup }), []);
    const [first] = addresses;
    if (options.all || !first) done(null, addresses);
    else done(null, first.address, first.family);
  });
};
