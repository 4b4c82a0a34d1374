import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ulids } from "../src/base/ids.ts";
import { silentLog } from "../src/base/log.ts";
import type { Signal } from "../src/domain/events.ts";
import { openEngine } from "../src/engine/engine.ts";
import { type RulesTest, testRules } from "../src/rules-test.ts";
import { aSignal, noon } from "./domain/alert/signal.ts";
import { storyClock } from "./kit/clock.ts";
import { onBothStores, type Place } from "./kit/stores.ts";
import { allTimers, someTerms } from "./kit/terms.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "rules-test-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const clock = storyClock(noon);
const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);
const run = (asked: Partial<RulesTest> = {}) => testRules({ env: {}, cwd, clock, ...asked });

/** Every warning of the service checkout is a SEV2 that pages. */
const changed = `alerts:
  rules:
    - { name: checkout, match: { service: checkout }, outcome: declare, severity: SEV2, kind: page }
    - include: shipped
`;
const slow = (own: Partial<Signal> = {}) =>
  aSignal({
    title: "Checkout is slow",
    labels: { service: "checkout", severity: "warning" },
    level: "warning",
    ...own,
  });
const lines = (...all: object[]) => all.map((one) => `${JSON.stringify(one)}\n`).join("");

describe("a file of what came in", () => {
  test.each([
    [{ rules: "nope.yml" }, /^--rules: The file .*nope\.yml cannot be read \(ENOENT\)\.$/],
    [{ file: "nope.ndjson" }, /^--file: The file .*nope\.ndjson cannot be read \(ENOENT\)\.$/],
  ])("that is not there is told by its option: %o", async (asked, words) => {
    await expect(run(asked)).rejects.toThrow(words);
  });

  test("is decided by both, and what would have been different is told", async () => {
    write("new.yml", changed);
    write(
      "recorded.ndjson",
      lines(
        { at: "2026-11-21T10:00:00Z", signal: slow() },
        { at: noon, signal: aSignal({ identity: "x:2", title: "Billing is slow", labels: { severity: "warning" } }) },
      ),
    );
    expect(await run({ rules: "new.yml", file: "recorded.ndjson" })).toBe(
      [
        "2 messages, 2026-11-21T10:00Z to 2026-11-21T12:00Z. What would have been different:",
        "",
        "Incidents",
        "  2026-11-21T10:00Z  + SEV2 by rule checkout, pages: Checkout is slow",
        "",
        "Messages",
        "  proposed SEV3 (warning) → declared SEV2 page (checkout): 1 of 1 alert, like Checkout is slow",
        "",
        "In all",
        "  incidents: 0 → 1",
        "  pages: 0 → 1",
        "  proposals: 2 → 1",
        "  listed: 0 → 0",
        "  dropped: 0 → 0",
      ].join("\n"),
    );
    expect(JSON.parse(await run({ rules: "new.yml", file: "recorded.ndjson", json: true }))).toMatchObject({
      different: true,
      messages: 2,
      from: "2026-11-21T10:00:00.000Z",
      incidents: [{ at: "2026-11-21T10:00:00.000Z", before: null, after: { severity: "SEV2", pages: true } }],
    });
  });

  test("says that nothing would be different", async () => {
    write("same.yml", "alerts: { rules: [{ include: shipped }] }");
    write("recorded.ndjson", lines({ at: noon, signal: slow() }));
    expect(await run({ rules: "same.yml", file: "recorded.ndjson" })).toBe(
      "1 message, 2026-11-21T12:00Z to 2026-11-21T12:00Z: nothing would be different.",
    );
  });

  test("without changed rules tells what the rules as they are make of it", async () => {
    write("recorded.ndjson", lines({ at: noon, signal: slow() }));
    expect(await run({ file: "recorded.ndjson" })).toContain(
      "  proposed SEV3 (warning): 1 of 1 alert, like Checkout is slow",
    );
  });

  test("may hold bodies as their senders write them", async () => {
    const payload = {
      alerts: [{ status: "firing", labels: { alertname: "Slow", severity: "critical" }, fingerprint: "a" }],
    };
    const enqueued = { event_action: "trigger", payload: { summary: "Late", severity: "warning", source: "s" } };
    write(
      "recorded.ndjson",
      lines(
        { at: noon, source: "alertmanager/eu", payload },
        { at: noon, source: "pagerduty-events", path: "v2/enqueue", payload: enqueued },
      ),
    );
    const said = await run({ file: "recorded.ndjson" });
    expect(said).toContain("+ SEV1 by rule critical, pages: Slow");
    expect(said).toContain("proposed SEV3 (warning): 1 of 1 alert, like Late");
  });

  test.each<[string, string]>([
    ["no JSON", "recorded.ndjson:1: This line is no JSON."],
    ['{"at":"yesterday","signal":{}}', "recorded.ndjson:1: It must be { at, signal } or { at, source, payload }."],
    ['{"at":1,"source":"alertmangler","payload":{}}', "recorded.ndjson:1: There is no source alertmangler."],
    ['{"at":1,"source":"alertmanager","payload":{"alerts":7}}', "recorded.ndjson:1: This is no body of alertmanager."],
  ])("whose line is %s is refused", async (text, sentence) => {
    write("recorded.ndjson", text);
    await expect(run({ file: "recorded.ndjson" })).rejects.toThrow(sentence);
  });

  test("is not read as if it were empty when it is not there", async () => {
    await expect(run({ file: "nowhere.ndjson" })).rejects.toThrow("nowhere.ndjson");
  });
});

test("a mistake in the changed rules is told before anything is replayed", async () => {
  write("new.yml", "alerts: { rules: [{ outcome: declair }] }");
  write("recorded.ndjson", lines({ at: noon, signal: slow() }));
  await expect(run({ rules: "new.yml", file: "recorded.ndjson" })).rejects.toThrow('Did you mean "declare"?');
});

test("without a database there is nothing to replay, and it says so", async () => {
  await expect(run()).rejects.toThrow("Run this where Sitrep runs");
});

onBothStores("what the store has recorded", (open, _kind, placeOf) => {
  const envOf = (place: Place) =>
    place.kind === "sqlite"
      ? { SITREP_DATA_DIR: join(place.file, "..") }
      : { DATABASE_URL: place.url, SITREP_DATA_DIR: cwd };

  test("is replayed while Sitrep runs on it, and not changed", async () => {
    const now = storyClock(noon - 60_000);
    const store = await open({ clock: now });
    const engine = openEngine({
      store,
      terms: someTerms(),
      timers: allTimers,
      clock: now,
      ids: ulids(now),
      log: silentLog,
    });
    for (const key of ["a", "b"])
      await engine.intake({ source: "x", key, keyHoldsMs: 1, signals: [slow({ identity: `x:${key}` })] });
    write("new.yml", changed);
    const place = placeOf(store);
    const env = envOf(place);
    const before = await store.read.selectFrom("alert").selectAll().execute();
    const said = await run({ env, rules: "new.yml" });
    expect(said).toContain("2 messages");
    expect(said).toContain("declared SEV2 page (checkout): 2 of 2 alerts");
    expect(await run({ env, rules: "new.yml", since: "30s" })).toContain("Nothing was recorded in that time");
    expect(await store.read.selectFrom("alert").selectAll().execute()).toEqual(before);
    await engine.stop();
  });
});
