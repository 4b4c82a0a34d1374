import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Http, HttpCall } from "../../../src/base/http.ts";
import { ulids } from "../../../src/base/ids.ts";
import { type Log, silentLog } from "../../../src/base/log.ts";
import { loadMembers } from "../../../src/base/members.ts";
import type { Signal } from "../../../src/domain/events.ts";
import { openEngine } from "../../../src/engine/engine.ts";
import { isSource } from "../../../src/in/source.ts";
import type { Endpoint } from "../../../src/in/webhooks/endpoints.ts";
import { webhooks } from "../../../src/in/webhooks.ts";
import { openStore } from "../../../src/store/open.ts";
import { storyClock } from "../../kit/clock.ts";
import { allTimers, someTerms } from "../../kit/terms.ts";
import { type Payload, signingCertificate } from "./payloads.ts";

/** Every source there is, found as the program finds them. */
export const sources = await loadMembers(
  new URL("../../../src/in/sources/", import.meta.url),
  isSource,
  ({ name }) => name,
);

/** An endpoint of each source that takes alerts from anybody. */
export const openEndpoints: Endpoint[] = sources.map(({ name }) => ({ source: name, open: true, secrets: [] }));

/** The endpoint of CloudWatch's messages that needs no secret: it takes what the topics of these messages sign. */
export function topicsEndpoint(samples: readonly Payload[]): Endpoint {
  const topics = samples
    .filter(({ source }) => source === "cloudwatch-sns")
    .map(({ raw }) => (JSON.parse(raw.toString("utf8")) as Record<string, string>).TopicArn);
  return { source: "cloudwatch-sns", open: false, secrets: [], options: { topics: [...new Set(topics)] } };
}

/** What is sent to an endpoint. */
export interface Message extends Pick<Payload, "source"> {
  /** POST unless said otherwise. */
  method?: string;
  /** What follows the endpoint's address: its name, a call of a peer's API, a query. */
  path?: string;
  headers?: Record<string, string>;
  raw: Buffer | string;
}

/** A row of the index as it goes over the wire. */
export function messageOf({ source, as, path, headers, raw }: Payload): Message {
  if (as === "body") return { source, path, headers, raw };
  const values = JSON.parse(raw.toString("utf8")) as Record<string, unknown>;
  if (as === "form") return { source, path, headers, raw: formOf(values).toString() };
  if (as === "query") return { source, method: "GET", path: `${path}?${formOf(values)}`, headers, raw: "" };
  const boundary = "--------sitrep";
  const part = `--${boundary}\r\ncontent-disposition: form-data; name="data"\r\n\r\n${raw}\r\n--${boundary}--\r\n`;
  const type = { "content-type": `multipart/form-data; boundary=${boundary}` };
  return { source, path, headers: { ...headers, ...type }, raw: part };
}

function formOf(values: Record<string, unknown>): URLSearchParams {
  const pairs = Object.entries(values).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return new URLSearchParams(pairs);
}

function faultIn(fields: object): string {
  return "err" in fields && fields.err instanceof Error ? `${fields.err.stack}` : JSON.stringify(fields);
}

/** What an alert in the store has to say for these tests. */
export interface Row {
  identity: string;
  status: string;
  title: string;
  count: number;
}

/**
 * The real door on a real listener, with the real engine and an SQLite store of its own. Addresses out there are not
 * called: the certificate of the recorded SNS messages is given, everything else is written down in `called`, and fails.
 */
export async function openDoor({
  endpoints = openEndpoints,
  at = "2026-11-21T12:00Z",
}: {
  endpoints?: readonly Endpoint[];
  at?: string | number;
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), "sitrep-door-"));
  const clock = storyClock(typeof at === "number" ? at : Date.parse(at));
  const troubles: string[] = [];
  const log: Log = {
    ...silentLog,
    error: (fields: object | string, sentence = "") =>
      void troubles.push(typeof fields === "string" ? fields : `${sentence}: ${faultIn(fields)}`),
  };
  const store = await openStore({ file: join(folder, "sitrep.db"), log, clock });
  const terms = someTerms({ alertRules: [] });
  const engine = openEngine({ store, terms, timers: allTimers, clock, ids: ulids(clock), log });
  /** Everything the engine was handed, whatever became of it. */
  const handed: Signal[] = [];
  const called: string[] = [];
  const http: Http = async ({ url }: HttpCall) => {
    called.push(url);
    const pem = url.endsWith(".pem") ? signingCertificate() : "";
    return { status: pem === "" ? 404 : 200, headers: {}, text: pem, json: () => null };
  };
  const rows = (): Promise<Row[]> =>
    store.read.selectFrom("alert").select(["identity", "status", "title", "count"]).orderBy("identity").execute();
  const knows = async (identity: string) =>
    (await store.read.selectFrom("alert").select("identity").where("identity", "=", identity).executeTakeFirst()) !==
    undefined;
  const hooks = webhooks({
    sources,
    endpoints,
    terms,
    clock,
    log,
    http,
    knows,
    engine: {
      intake: (intake) => {
        handed.push(...intake.signals);
        return engine.intake(intake);
      },
    },
  });
  const server = createServer((req, res) => void hooks.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    store,
    clock,
    handed,
    called,
    /** What went wrong on our side: nothing ever may. */
    troubles,
    rows,
    /** How many alerts there are. */
    async count(): Promise<number> {
      const { n } = await store.read
        .selectFrom("alert")
        .select((row) => row.fn.countAll<number>().as("n"))
        .executeTakeFirstOrThrow();
      return Number(n);
    },
    /** Which of these there are. */
    async known(identities: readonly string[]): Promise<Set<string>> {
      const found = await store.read
        .selectFrom("alert")
        .select("identity")
        .where("identity", "in", identities)
        .execute();
      return new Set(found.map(({ identity }) => identity));
    },
    /** Sends it, and gives what came back. */
    async send({ source, method = "POST", path = "", headers = {}, raw }: Message) {
      const init = { method, headers, redirect: "manual" as const };
      const body = raw as RequestInit["body"] & {};
      const res = await fetch(
        `http://127.0.0.1:${port}/hooks/${source}${path}`,
        method === "GET" ? init : { ...init, body },
      );
      const said = await res.text();
      return { status: res.status, said: said === "" ? null : (JSON.parse(said) as Record<string, unknown>) };
    },
    /** Lets time pass, and what is due in it happen. */
    pass: (ms: number) => clock.passTo(clock.now() + ms, () => engine.idle()),
    async close() {
      server.close().closeAllConnections();
      await hooks.drain();
      await engine.stop();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Door = Awaited<ReturnType<typeof openDoor>>;
