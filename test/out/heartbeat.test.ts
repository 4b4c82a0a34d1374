import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { openHttp } from "../../src/base/http.ts";
import { silentLog } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secret.ts";
import { keepBeating } from "../../src/out/heartbeat.ts";
import { storyClock } from "../kit/clock.ts";
import { openDestination } from "../kit/destination.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function heart(path: string, trouble: () => Promise<string | null> = async () => null) {
  const there = await openDestination();
  const { http, close } = openHttp({ allowPrivate: true });
  const clock = storyClock(Date.parse("2026-11-21T03:00Z"));
  const heard: string[] = [];
  const rounds = keepBeating({
    url: new Secret(there.url + path),
    everyMs: 60_000,
    method: "GET",
    http: (call) => http({ ...call, timeoutMs: Math.min(call.timeoutMs ?? 0, 200) }),
    clock,
    log: silentLog,
    trouble,
    heard: (how) => heard.push(how),
  });
  closing.push(
    () => there.close(),
    close,
    () => rounds.stop(),
  );
  const pass = (ms: number) =>
    clock.passTo(clock.now() + ms, async () => {
      await new Promise((turn) => setImmediate(turn));
      await rounds.idle();
    });
  await pass(0);
  return { there, heard, pass, rounds };
}

test("beats every minute", async () => {
  const { there, heard, pass } = await heart("/uuid");
  await pass(3 * 60_000);
  expect(heard).toEqual(["sent", "sent", "sent", "sent"]);
  expect(there.reached.map(({ method, path }) => `${method} ${path}`)).toEqual(Array(4).fill("GET /uuid"));
});

test("tells Uptime Kuma that it is up, and knows its no", async () => {
  const { there, heard, pass } = await heart("/api/push/tok?msg=Sitrep");
  expect(there.reached[0]?.path).toBe("/api/push/tok?msg=Sitrep&status=up");
  there.answers({ status: 200, json: { ok: false, msg: "Monitor not found or not active." } });
  await pass(60_000);
  expect(heard).toEqual(["sent", "missed"]);
});

test("tries a beat three times at once, and then waits for the next", async () => {
  const { there, heard, pass } = await heart("/uuid");
  for (const how of [{ status: 500 }, "lose", "hang"] as const) {
    there.reached.length = 0;
    there.answers(how);
    await pass(60_000);
    expect(there.reached).toHaveLength(3);
  }
  expect(heard).toEqual(["sent", "missed", "missed", "missed"]);
  there.answers({ status: 200 });
  await pass(60_000);
  expect(heard.at(-1)).toBe("sent");
});

test("is silent while Sitrep is not well", async () => {
  let why: string | null = "its timers are late";
  const { there, heard, pass } = await heart("/uuid", async () => {
    if (why === "broken") throw new Error("the store is away");
    return why;
  });
  why = "broken";
  await pass(60_000);
  expect(heard).toEqual(["withheld", "withheld"]);
  expect(there.reached).toEqual([]);
  why = null;
  await pass(60_000);
  expect(heard.at(-1)).toBe("sent");
});

test("ends when it is told to", async () => {
  const { there, pass, rounds } = await heart("/uuid");
  rounds.stop();
  await pass(5 * 60_000);
  expect(there.reached).toHaveLength(1);
});

test("writes no address into the log", async () => {
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const { http, close } = openHttp({ allowPrivate: true });
  const clock = storyClock(0);
  const url = new Secret("http://127.0.0.1:1/secret-uuid");
  const rounds = keepBeating({ url, everyMs: 60_000, method: "GET", http, clock, log, trouble: async () => null });
  await clock.passTo(0, async () => {
    await new Promise((turn) => setImmediate(turn));
    await rounds.idle();
  });
  rounds.stop();
  await close();
  expect(lines).toHaveLength(1);
  expect(lines.join()).not.toContain("secret-uuid");
});
