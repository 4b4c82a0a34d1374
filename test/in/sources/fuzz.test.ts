import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Door, type Message, messageOf, openDoor, sources } from "./door.ts";
import { odd, replacePart } from "./hostile.ts";
import { missing, type Payload, payloads } from "./payloads.ts";

/*
 * Anything at all, to every source, through the real door into a real store: it never falls over, never blames itself (5xx),
 * and takes a message whole or not at all.
 */

/** The call of a peer's API that opens an alert. */
const calls: Record<string, string> = {
  "pagerduty-events": "/v2/enqueue",
  "opsgenie-api": "/v2/alerts",
  "alertmanager-api": "/api/v2/alerts",
};
/** Nothing was recorded of Prometheus speaking Alertmanager's API. */
const ours: Payload[] = [
  {
    source: "alertmanager-api",
    file: "ours",
    as: "body",
    path: calls["alertmanager-api"] ?? "",
    headers: {},
    status: "firing",
    count: 1,
    acknowledged: false,
    identities: [],
    madeUp: false,
    title: "Slow",
    severity: null,
    endedBy: null,
    raw: Buffer.from(
      JSON.stringify([
        {
          labels: { alertname: "Slow", severity: "warning" },
          annotations: { summary: "Answers take long" },
          startsAt: "2026-11-21T11:58:00Z",
          endsAt: "2026-11-21T12:04:00Z",
          generatorURL: "https://prometheus.example.org/graph",
        },
      ]),
    ),
  },
];
const samples = [...payloads(), ...ours].filter(({ as }) => as === "body" || as === "form");

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(async () => {
  await door.close();
});

/** Sends it, and sees that what became of it is what was said of it. */
async function holds(message: Message): Promise<void> {
  const before = await door.count();
  const from = door.handed.length;
  const { status, said } = await door.send(message);
  const handed = door.handed.slice(from);
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
  if (status >= 300 || handed.length === 0 || said?.status === "seen") {
    expect(status < 300 || handed.length === 0).toBe(true);
    expect(await door.count()).toBe(before);
    return;
  }
  const identities = handed.map((one) => one.identity);
  const known = await door.known(identities);
  // What only brings news of an alert, or takes it up, leaves no trace where the alert is unknown.
  const needed = handed.filter((one) => one.acknowledged === undefined && one.onlyIfKnown === undefined);
  expect(needed.map((one) => one.identity).filter((one) => !known.has(one))).toEqual([]);
  expect((await door.count()) - before).toBeLessThanOrEqual(known.size);
  if (typeof said?.accepted === "number") expect(said.accepted).toBe(handed.length);
}

const bytes = fc.array(fc.tuple(fc.nat(), fc.constantFrom("cut", "flip", "double"), fc.nat(255)), {
  minLength: 1,
  maxLength: 4,
});

describe.each(sources.map(({ name }) => ({ name })))("$name", ({ name }) => {
  const path = calls[name] ?? "";
  const own = samples.filter(({ source }) => source === name);

  test("any JSON, and any bytes", async () => {
    const anything = fc.oneof(
      odd.map((value) => JSON.stringify(value) ?? ""),
      fc.json(),
      fc.uint8Array({ maxLength: 60 }).map((some) => Buffer.from(some)),
      fc.webQueryParameters(),
    );
    await fc.assert(
      fc.asyncProperty(anything, (raw) => holds({ source: name, path, raw })),
      { numRuns: 20 },
    );
    expect(door.troubles).toEqual([]);
  });

  test("its own bodies, with parts replaced", async (ctx) => {
    if (own.length === 0) return ctx.skip(`${missing}`);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(own.length - 1),
        fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 4 }),
        (which, changes) => {
          const sample = own[which] as Payload;
          const body = JSON.parse(sample.raw.toString("utf8"));
          for (const [at, value] of changes) replacePart(body, at, value);
          return holds(messageOf({ ...sample, raw: Buffer.from(JSON.stringify(body)) }));
        },
      ),
      { numRuns: 40 },
    );
    expect(door.troubles).toEqual([]);
  });

  test("its own bodies, with bytes changed, lost and doubled", async (ctx) => {
    if (own.length === 0) return ctx.skip(`${missing}`);
    await fc.assert(
      fc.asyncProperty(fc.nat(own.length - 1), bytes, (which, changes) => {
        const { raw, ...message } = messageOf(own[which] as Payload);
        let changed = Buffer.from(raw);
        for (const [where, deed, value] of changes) {
          const at = where % changed.length;
          const [start, end] = [changed.subarray(0, at), changed.subarray(at + 1)];
          if (deed === "cut") changed = Buffer.concat([start, end]);
          else if (deed === "double")
            changed = Buffer.concat([start, changed.subarray(at, at + 20), changed.subarray(at)]);
          else changed = Buffer.concat([start, Buffer.from([value]), end]);
        }
        return holds({ ...message, raw: changed });
      }),
      { numRuns: 20 },
    );
    expect(door.troubles).toEqual([]);
  });
});
