import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "socket.io-client";
import { z } from "zod";
import { isPrivateAddress, literalAddress } from "../base/address.ts";
import { publicOnly, refusedByLookup } from "../base/http.ts";
import type { Secret } from "../base/secret.ts";
import { later, never } from "./outcome.ts";
import { type Trouble, troubleWith, type Work } from "./provider.ts";

/*
 * The line to Uptime Kuma (contracts: status providers 3): its web interface's own events. One connection is kept for as
 * long as it holds; each call has its time limit, because an event that a version does not know is never answered.
 */

/** What a connection is made with. */
export interface KumaAccess {
  url: string;
  username?: string | undefined;
  password?: Secret | undefined;
  /** A session's token, as `login` answers it: for accounts with a second factor. */
  token?: Secret | undefined;
  /** True = majors that Sitrep does not know are tried all the same. */
  force: boolean;
}

/** A server that is signed in to. */
export interface Kuma {
  /** As it says it: `2.5.3`. */
  version: string;
  /** 2.1.0 or later: several incidents at once, a history, and incidents that end. */
  hasHistory: boolean;
  /** 2.x: monitors of the type `manual`, and its fields. */
  hasManual: boolean;
  /** Sends an event and reads its answer. Throws {@link Trouble}: what was sent and not answered is doubtful. */
  call<T>(event: string, args: readonly unknown[], schema: z.ZodType<T>): Promise<T>;
  /** Sends an event that is answered by another one, which comes before its own answer; reads that. */
  ask<T>(event: string, answer: string, schema: z.ZodType<T>): Promise<T>;
}

interface Session extends Kuma {
  isOpen(): boolean;
  close(): void;
}

const known = 2;
const answered = z.looseObject({ ok: z.boolean().nullish(), msg: z.string().nullish() });
const signedIn = answered.extend({ token: z.string().nullish(), tokenRequired: z.boolean().nullish() });
const about = z.looseObject({ version: z.string().nullish() });

/** The connection that is kept, or a new one. */
export async function kumaOf(work: Work<KumaAccess>): Promise<Kuma> {
  const { memory } = work;
  const held = await memory.get<Promise<Session>>("session")?.catch(() => null);
  if (held?.isOpen()) return held;
  const opening = openSession(work);
  memory.keep("session", opening, () => void opening.then((session) => session.close()).catch(() => {}));
  try {
    return await opening;
  } catch (error) {
    memory.drop("session");
    throw error;
  }
}

async function openSession(work: Work<KumaAccess>): Promise<Session> {
  const { settings, line, agent } = work;
  const { io } = await import("socket.io-client");
  const { origin, pathname, host } = callable(settings.url, line.allowPrivate);
  const through = origin.startsWith("https:") ? HttpsAgent : HttpAgent;
  const socket = io(origin, {
    path: `${pathname.replace(/\/+$/, "")}/socket.io`,
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    autoConnect: false,
    timeout: line.timeoutMs,
    extraHeaders: { "user-agent": agent },
    // Never an `Origin` header: a foreign one is refused.
    ...(line.allowPrivate ? {} : { agent: new through({ lookup: publicOnly }) as never }),
  });
  try {
    const told = listen(socket);
    await greeting(socket, host, line.timeoutMs);
    await signIn(work, socket, told);
    const version = await told.version(line.timeoutMs);
    const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
    if (major > known && !settings.force)
      throw troubleWith(
        never(
          `this Uptime Kuma is ${version}, and Sitrep knows ${known}.x and older; force: true in its settings tries it all the same`,
        ),
      );
    return {
      version,
      hasHistory: major > 2 || (major === 2 && minor >= 1),
      hasManual: major >= 2,
      isOpen: () => socket.connected,
      close: () => socket.disconnect(),
      call: (event, args, schema) => call(socket, line.timeoutMs, event, args, schema),
      async ask(event, answer, schema) {
        let newest: unknown;
        const take = (told: unknown) => {
          newest = told;
        };
        socket.on(answer, take);
        try {
          await call(socket, line.timeoutMs, event, [], answered);
          return read(schema, newest, event);
        } finally {
          socket.off(answer, take);
        }
      },
    };
  } catch (error) {
    socket.disconnect();
    throw error;
  }
}

/** The address, if it may be called. */
function callable(url: string, allowPrivate: boolean): URL {
  const target = new URL(url);
  const literal = literalAddress(target);
  if (!allowPrivate && literal !== null && isPrivateAddress(literal)) throw privateAddress(target.host);
  return target;
}

function privateAddress(host: string): Trouble {
  return troubleWith(
    never(
      `${host} is not on the public internet, so it is not called; allow_private: true in the settings of this provider allows it there`,
    ),
  );
}

/** Connects, and waits for its first word: what is sent before that is lost on a server that has just started. */
async function greeting(socket: Socket, host: string, timeoutMs: number): Promise<void> {
  const greeted = first(socket, "info", timeoutMs, { failsOn: "connect_error" });
  socket.connect();
  await greeted.catch((error: unknown) => {
    const code = codeIn(error);
    if (code === refusedByLookup) throw privateAddress(host);
    throw troubleWith(
      later(`Uptime Kuma at ${host} cannot be reached${code === "" ? "" : ` (${code})`}`, { doubtful: false }),
    );
  });
}

/** What it says of itself: its version stands there once one is signed in. */
function listen(socket: Socket) {
  let version: string | null = null;
  let isSignedIn = false;
  socket.on("info", (info: unknown) => {
    version = about.safeParse(info).data?.version ?? version;
  });
  socket.on("autoLogin", () => {
    isSignedIn = true;
  });
  return {
    isSignedIn: () => isSignedIn,
    async version(timeoutMs: number): Promise<string> {
      if (version === null) await first(socket, "info", timeoutMs).catch(() => {});
      if (version === null)
        throw troubleWith(later("Uptime Kuma did not say which version it is", { doubtful: false }));
      return version;
    },
  };
}

async function signIn(
  { settings, line, memory, clock }: Work<KumaAccess>,
  socket: Socket,
  told: ReturnType<typeof listen>,
) {
  const { username, password, token } = settings;
  const say = (event: string, ...args: unknown[]) => call(socket, line.timeoutMs, event, args, signedIn, "any");
  const jwt = token?.reveal() ?? memory.get<string>("jwt");
  if (jwt !== undefined) {
    const said = await say("loginByToken", jwt);
    if (said.ok) return;
    memory.drop("jwt");
    if (token) throw refusedSignIn(said.msg, clock.now(), "token");
  }
  if (username === undefined || password === undefined) {
    // Without authentication it signs in everybody by itself.
    if (!told.isSignedIn()) await first(socket, "autoLogin", line.timeoutMs).catch(() => {});
    if (told.isSignedIn()) return;
    throw troubleWith(never("Uptime Kuma asks for a sign-in: set username and password, or token"));
  }
  const said = await say("login", { username, password: password.reveal(), token: "" });
  if (said.tokenRequired)
    throw troubleWith(
      never("this account of Uptime Kuma has a second factor: set token to the token of a session instead"),
    );
  if (!said.ok && !told.isSignedIn()) throw refusedSignIn(said.msg, clock.now(), "username and password");
  if (said.token) memory.keep("jwt", said.token);
}

function refusedSignIn(said: string | null | undefined, now: number, settings: string): Trouble {
  if (/too frequent/i.test(said ?? ""))
    return troubleWith(later("Uptime Kuma had too many sign-ins", { doubtful: false, at: now + 60_000 }));
  return troubleWith(never(`Uptime Kuma refused the sign-in: check ${settings} in the settings of this provider`));
}

/** `any` = an answer of "no" is answered too. */
async function call<T>(
  socket: Socket,
  timeoutMs: number,
  event: string,
  args: readonly unknown[],
  schema: z.ZodType<T>,
  which: "ok" | "any" = "ok",
): Promise<T> {
  const isQuestion = /^(get|login)/.test(event);
  if (!socket.connected) throw troubleWith(later("the connection to Uptime Kuma broke off", { doubtful: false }));
  const answer: unknown = await socket
    .timeout(timeoutMs)
    .emitWithAck(event, ...args)
    .catch(() => {
      const what = socket.connected ? "did not answer" : "broke off at";
      // A server that is stuck stays so on this connection; the next attempt takes a new one.
      socket.disconnect();
      throw troubleWith(later(`Uptime Kuma ${what} ${event}`, { doubtful: !isQuestion }));
    });
  const said = read(answered, answer, event);
  if (said.ok !== true && which === "ok") throw refused(event, said.msg ?? "");
  return read(schema, answer, event);
}

function read<T>(schema: z.ZodType<T>, answer: unknown, event: string): T {
  const is = schema.safeParse(answer);
  if (is.success) return is.data;
  const where = is.error.issues[0]?.path.join(".") ?? "";
  throw troubleWith(later(`Uptime Kuma answered ${event}, but not as it should: ${where}`, { doubtful: true }));
}

/** Its own words can be raw errors of its database: only those that are known are passed on. */
function refused(event: string, said: string): Trouble {
  if (/not logged in/i.test(said)) return troubleWith(later("Uptime Kuma forgot the sign-in", { doubtful: false }));
  if (/not found or access denied/i.test(said))
    // Whoever looks next finds that it is gone.
    return troubleWith(later("Uptime Kuma does not know the incident any more", { doubtful: true }));
  if (/slug is not found|no slug/i.test(said))
    return troubleWith(never("Uptime Kuma has no status page with this slug: check slug in the settings"));
  if (/permission denied/i.test(said))
    return troubleWith(never(`Uptime Kuma refused ${event}: it belongs to another account`));
  if (/time ?out|locked|busy|deadlock|econn/i.test(said))
    return troubleWith(later(`Uptime Kuma could not do ${event} just now`, { doubtful: true }));
  return troubleWith(never(`Uptime Kuma refused ${event}; what it says about it stands in its own log`));
}

/** The first time the server says that; rejects after the limit, and when the connection ends. */
function first(
  socket: Socket,
  event: string,
  timeoutMs: number,
  { failsOn }: { failsOn?: "connect_error" } = {},
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const limit = AbortSignal.timeout(timeoutMs);
  const late = () => reject(new Error("it did not answer in time"));
  const ended = () => reject(new Error("the connection ended"));
  socket.once(event, resolve);
  socket.once("disconnect", ended);
  if (failsOn) socket.once(failsOn, reject);
  limit.addEventListener("abort", late);
  return promise.finally(() => {
    socket.off(event, resolve);
    socket.off("disconnect", ended);
    if (failsOn) socket.off(failsOn, reject);
    limit.removeEventListener("abort", late);
  });
}

/** The network's own word for what went wrong, from wherever the library keeps it. */
function codeIn(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  const inner = ["description", "error", "context", "cause"].map((name) => (error as Record<string, unknown>)[name]);
  return inner.map(codeIn).find((code) => code !== "") ?? "";
}
