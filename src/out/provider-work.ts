import type { z } from "zod";
import type { Clock } from "../base/clock.ts";
import { type Http, type HttpAnswer, HttpTrouble } from "../base/http.ts";
import { Secret } from "../base/secret.ts";
import { callLimits, endingOf, jsonOf, troubleOf } from "./ending.ts";
import { type Delivery, later, never } from "./outcome.ts";
import { type AnyProvider, type Asking, type Memory, Trouble, troubleWith, type Work } from "./provider.ts";

/** A provider with its settings, ready to work. */
export interface OpenProvider {
  /** Its own name in the configuration, and as people read it. */
  name: string;
  shown: string;
  provider: AnyProvider;
  settings: unknown;
  http: Http;
  queue: string;
  /** By the public name of a component: its id there. */
  components: ReadonlyMap<string, string>;
  memory: Memory;
  line: Work<unknown>["line"];
}

/** What an adapter works with, for one notice. */
export function workFor(
  open: OpenProvider,
  { key, pageUrl }: { key: string; pageUrl: string | null },
  { clock, agent, allow }: { clock: Clock; agent: string; allow: (queue: string) => void },
): Work<unknown> {
  const { provider, settings, http, components, shown } = open;
  const reach = provider.reach?.(settings);
  const secrets = secretsIn(settings);

  async function call(asking: Asking, also: readonly number[] = []): Promise<HttpAnswer> {
    const { path, headers, open: isOpen, ...rest } = asking;
    if (!isOpen) allow(open.queue);
    const whole = /^https?:/.test(path) ? path : `${reach?.url ?? ""}${path}`;
    // What opens the provider's API is no business of any other host.
    const own = !isOpen && reach && URL.parse(whole)?.origin === URL.parse(reach.url)?.origin ? reach.headers : none;
    const answer = await http({
      ...callLimits,
      mostBytes: 2 * 1024 * 1024,
      ...rest,
      url: whole,
      headers: { "user-agent": agent, accept: "application/json", ...own, ...headers },
    }).catch((error: unknown) => {
      throw troubled(error);
    });
    const isTaken = answer.status >= 200 && answer.status < 300;
    // A proxy or a sign-in page stands in between: nobody knows whether the provider has heard of what was to change.
    if (isTaken && asking.method !== "GET" && own !== none && isPage(answer))
      throw troubleWith(later(`${shown} answered ${answer.status}, but with a web page`, { doubtful: true }));
    if (isTaken || also.includes(answer.status)) return answer;
    const said = masked(sentenceIn(answer.text), secrets);
    throw troubleWith(rested(endingOf(answer, shown, said, clock.now()), answer.status), answer.status);
  }

  /** Where a limit is known, and it says that it is reached but not until when, one whole period is waited. */
  function rested(ending: Delivery, status: number): Delivery {
    const isLimit = status === 420 || status === 429;
    if (!isLimit || !provider.limit || ending.outcome !== "later" || ending.at !== undefined) return ending;
    return { ...ending, at: clock.now() + provider.limit.perMs };
  }

  async function json<T>(asking: Asking, schema: z.ZodType<T>): Promise<T> {
    return readBy(asking, await call(asking), schema);
  }

  async function found<T>(asking: Asking, schema: z.ZodType<T>): Promise<T | null> {
    const answer = await call(asking, [404]);
    return answer.status === 404 ? null : readBy(asking, answer, schema);
  }

  function readBy<T>(asking: Asking, answer: HttpAnswer, schema: z.ZodType<T>): T {
    const read = schema.safeParse(jsonOf(answer.text));
    if (read.success) return read.data;
    // An answer of success that is not the provider's own: a proxy or a sign-in page stands in between.
    const what = isPage(answer) ? "with a web page" : `not as it should: ${read.error.issues[0]?.path.join(".") ?? ""}`;
    const why = `${shown} answered ${answer.status}, but ${what}`;
    // What everybody reads stays as it is: its address is another one, or it asks for a sign-in.
    throw troubleWith(asking.open ? never(why) : later(why, { doubtful: asking.method !== "GET" }));
  }

  return {
    settings,
    key,
    clock,
    call,
    json,
    found,
    theirsOf: (component) => components.get(component) ?? null,
    memory: open.memory,
    line: open.line,
    agent,
    pageUrl,
  };
}

/** No headers: the call goes elsewhere than to the provider's API. */
const none: Record<string, string> = {};

function isPage({ text }: HttpAnswer): boolean {
  return /^\s*</.test(text);
}

/** Whatever an adapter threw, as the way its call ended. */
export function troubled(error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  if (error instanceof HttpTrouble) return troubleWith(troubleOf(error));
  throw error;
}

/** The longest sentence of a provider that is passed on. */
const mostSaid = 200;

/** What a provider says is wrong, from whichever field it keeps that in; nothing from what is no JSON. */
function sentenceIn(text: string): string {
  const said = wordsIn(jsonOf(text));
  return said.length > mostSaid ? `${said.slice(0, mostSaid - 1)}…` : said;
}

function wordsIn(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(wordsIn).filter(Boolean).join("; ");
  if (typeof value !== "object" || value === null) return "";
  const body = value as Record<string, unknown>;
  for (const name of ["message", "detail", "title", "error", "errors", "code"]) {
    const words = wordsIn(body[name]);
    if (words !== "") return words;
  }
  return Object.entries(body)
    .map(([name, inner]) => (wordsIn(inner) === "" ? "" : `${name}: ${wordsIn(inner)}`))
    .filter(Boolean)
    .join("; ");
}

/** The text without any of the secrets, should the provider repeat one. */
function masked(text: string, secrets: readonly string[]): string {
  return secrets.reduce((whole, one) => whole.replaceAll(one, "•••"), text);
}

function secretsIn(value: unknown): string[] {
  if (value instanceof Secret) return value.reveal().length > 3 ? [value.reveal()] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(secretsIn);
}

/** Things kept while the process lives; closed together. */
export function openMemory(): Memory & { close(): void } {
  const kept = new Map<string, { value: unknown; close: (() => void) | undefined }>();
  const drop = (name: string) => {
    kept.get(name)?.close?.();
    kept.delete(name);
  };
  return {
    get: <T>(name: string) => kept.get(name)?.value as T | undefined,
    keep(name, value, close) {
      drop(name);
      kept.set(name, { value, close });
    },
    drop,
    close: () => [...kept.keys()].forEach(drop),
  };
}

/** Counts calls of each credential, and puts off what is beyond its limit. */
export function openAllowance(clock: Clock, limitOf: (queue: string) => { calls: number; perMs: number } | null) {
  const made = new Map<string, number[]>();
  return function allow(queue: string): void {
    const limit = limitOf(queue);
    if (!limit) return;
    const now = clock.now();
    const recent = (made.get(queue) ?? []).filter((at) => at > now - limit.perMs && at <= now);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= limit.calls)
      throw troubleWith(later("its limit of calls is reached", { doubtful: false, at: oldest + limit.perMs }));
    made.set(queue, [...recent, now]);
  };
}
