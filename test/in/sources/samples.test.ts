import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Signal } from "../../../src/domain/events.ts";
import { type Door, messageOf, openDoor, sources, topicsEndpoint } from "./door.ts";
import { missing, type Payload, payloads } from "./payloads.ts";

/*
 * Every recorded body, through the real door into a real store, sent as its sender sends it. Each source's own test looks
 * closer; this one sees that none is left out, and that what a body fires the next one ends.
 */

const all = payloads();
/** What the index leaves to words: where statuses differ within a body, or one alert is told of twice. */
const statuses: Record<string, Signal["status"][]> = {
  "alertmanager/mixed-group-1-resolved-3-firing.json": ["resolved", "firing", "firing", "firing"],
  "pagerduty-webhook/legacy-v1-messages.json": ["firing", "resolved"],
};

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(async () => {
  await door.close();
});

test("the index is whole: every body, of sources that there are", (ctx) => {
  if (missing !== null) return ctx.skip(missing);
  expect(all).toHaveLength(101);
  const told = new Set(all.map(({ source }) => source));
  expect([...told].filter((source) => !sources.some(({ name }) => name === source))).toEqual([]);
  // Nothing was recorded of Prometheus speaking Alertmanager's API; its own test has bodies of ours.
  expect(sources.map(({ name }) => name).filter((name) => !told.has(name))).toEqual(["alertmanager-api"]);
});

describe.each(all.length > 0 ? all : [{ source: "none", file: "none" } as Payload])("$source/$file", (sample) => {
  const { source, file, status, count, acknowledged, identities, title, severity, endedBy } = sample;
  const expected = statuses[`${source}/${file}`] ?? Array<string>(count).fill(status);
  const prefix = sources.find(({ name }) => name === source)?.prefix ?? source;

  if (status === "rejected") {
    test("is turned away, and changes nothing", async (ctx) => {
      if (missing !== null) return ctx.skip(missing);
      await door.close();
      door = await openDoor({ endpoints: [topicsEndpoint(all)] });
      const genuine = all.find((one) => one.file === "signed-v1-ok.json");
      expect((await door.send(messageOf(sample))).status).toBe(401);
      expect(door.handed).toEqual([]);
      expect(genuine && (await door.send(messageOf(genuine))).status).toBe(202);
    });
    return;
  }

  test("is read as its index says, and is in the store", async (ctx) => {
    if (missing !== null) return ctx.skip(missing);
    const answer = await door.send(messageOf(sample));
    expect(answer.status).toBe(202);
    expect(door.handed.map((one) => one.status)).toEqual(expected);
    if (identities.length === 1) for (const one of door.handed) expect(one.identity).toBe(identities[0]);
    else if (identities.length > 1) expect(door.handed.map((one) => one.identity)).toEqual(identities);
    else for (const one of door.handed) expect(one.identity).toMatch(new RegExp(`^${prefix}:.`));
    for (const one of door.handed) {
      expect(one.unread).toBeUndefined();
      expect(one.title).not.toBe("");
      // The index leaves open what word a body of any shape has; section 6.2 of the alert sources says more.
      if (source !== "generic") expect(one.severityHint).toBe(severity);
    }
    if (count > 0) expect(door.handed.map((one) => one.title).join("\n")).toContain(title);
    expect(door.handed.some((one) => one.acknowledged !== undefined)).toBe(
      acknowledged || file === "legacy-v1-messages.json",
    );

    // Who takes up what nobody knows changes nothing: of the rest, the last word about each counts.
    const kept = new Map(
      door.handed
        .filter((one) => one.acknowledged === undefined && one.onlyIfKnown === undefined)
        .map((one) => [one.identity, one.status]),
    );
    const rows = await door.rows();
    expect(new Map(rows.map((row) => [row.identity, row.status]))).toEqual(kept);
    expect(door.called).toEqual([]);
    expect(door.troubles).toEqual([]);
  });

  test("sent again at once, it is a redelivery and changes nothing", async (ctx) => {
    if (missing !== null) return ctx.skip(missing);
    const first = await door.send(messageOf(sample));
    const before = await door.rows();
    const again = await door.send(messageOf(sample));
    expect(again.status).toBeGreaterThanOrEqual(200);
    expect(again.status).toBeLessThan(300);
    expect(await door.rows()).toEqual(before);
    // A peer's sender hears the same again, so that it goes on with the same alert.
    if (sources.find(({ name }) => name === source)?.api && count > 0)
      expect(withoutTimes(again.said)).toEqual(withoutTimes(first.said));
  });

  if (endedBy !== null) {
    test(`is ended by ${endedBy}`, async (ctx) => {
      if (missing !== null) return ctx.skip(missing);
      const end = all.find((one) => one.source === source && one.file === endedBy);
      if (!end) throw new Error(`the index has no ${endedBy}`);
      await door.send(messageOf(sample));
      expect((await door.rows()).map((row) => row.status)).toEqual(Array(count).fill("firing"));
      await door.pass(5_000);
      expect((await door.send(messageOf(end))).status).toBe(202);
      const rows = await door.rows();
      expect(rows).toHaveLength(count);
      expect(rows.map((row) => row.status)).toEqual(Array(count).fill("resolved"));
    });
  }

  if (acknowledged) {
    test("takes up what fires already, and opens nothing new", async (ctx) => {
      if (missing !== null) return ctx.skip(missing);
      const fires = all.find(
        (one) =>
          one.source === source && !one.acknowledged && one.status === "firing" && one.identities[0] === identities[0],
      );
      if (!fires) throw new Error(`nothing in the index fires ${identities[0]}`);
      await door.send(messageOf(fires));
      const [before] = await door.rows();
      await door.pass(5_000);
      expect((await door.send(messageOf(sample))).status).toBe(202);
      expect(await door.rows()).toEqual([{ ...before, count: expect.any(Number) }]);
      const { body } = await door.store.read.selectFrom("alert").select("body").executeTakeFirstOrThrow();
      expect(JSON.parse(String(body)).acknowledged).not.toBeNull();
    });
  }
});

/** An answer without what is of this moment: how long it took, and the request's own id. */
function withoutTimes(said: Record<string, unknown> | null) {
  const { took, requestId, ...rest } = said ?? {};
  return rest;
}

test("Uptime Kuma's and UptimeRobot's bodies mean the same in each way they can be sent", async (ctx) => {
  if (missing !== null) return ctx.skip(missing);
  const ways: [source: string, ways: Payload["as"][]][] = [
    ["uptime-kuma", ["query", "multipart-data", "body"]],
    ["uptimerobot", ["query", "form", "body"]],
    ["statuscake", ["form", "body"]],
  ];
  for (const [source, as] of ways) {
    for (const sample of all.filter((one) => one.source === source)) {
      const read: Signal[][] = [];
      for (const way of as) {
        const from = door.handed.length;
        const { status } = await door.send(messageOf({ ...sample, as: way }));
        expect([sample.file, way, status]).toEqual([sample.file, way, 202]);
        read.push(door.handed.slice(from));
      }
      for (const one of read) expect(one, sample.file).toEqual(read[0]);
    }
  }
});
