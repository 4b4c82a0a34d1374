import { CompiledQuery } from "kysely";
import { expect, test } from "vitest";
import { emptyDigest } from "../../src/domain/alert/digest.ts";
import type { Alert, AlertGroup } from "../../src/domain/alert/state.ts";
import type { Tally } from "../../src/domain/alert/tally.ts";
import { countNoise, loadAlert, loadAlerts, saveAlerts, saveGroups } from "../../src/store/alerts.ts";
import { saveMuted } from "../../src/store/muted-alerts.ts";
import { pruneAlerts } from "../../src/store/old-alerts.ts";
import { alertNoise } from "../../src/store/read/alert-list.ts";
import { forget } from "../../src/store/retention.ts";
import { loadTallies, saveTallies } from "../../src/store/rule-state.ts";
import type { Store, Tx } from "../../src/store/store.ts";
import { aGroup, anAlert } from "../kit/alerts.ts";
import { onBothStores, testOn } from "../kit/stores.ts";

const keep = { alertsMs: 1_000, deliveriesMs: 1_000, seenMs: 1_000 };
const now = 10_000;

const over = (name: string, own: Partial<Alert> = {}) =>
  anAlert(name, { status: "resolved", resolvedAt: 200, turnedAt: 200, lastAt: 200, ...own });
const group = (key: string, own: Partial<AlertGroup> = {}) =>
  aGroup({ key, firing: 0, digest: emptyDigest, lastAt: 200, ...own });
const proposal = (state: "open" | "declared" | "dismissed" | "withdrawn") => ({
  severity: "SEV3" as const,
  title: "slow",
  rule: "warning",
  component: null,
  runbookUrl: null,
  detectedAt: 100,
  private: false,
  state,
  at: 100,
});

async function titles(store: Store): Promise<string[]> {
  return (await store.read.selectFrom("alert").select("title").orderBy("title").execute()).map(({ title }) => title);
}
async function groups(store: Store): Promise<string[]> {
  return (await store.read.selectFrom("alert_group").select("key").orderBy("key").execute()).map(({ key }) => key);
}

onBothStores("alerts that are over", (open, kind) => {
  test("go once they have been quiet for as long as they are kept, and stay while anything rests on them", async () => {
    const store = await open();
    const going = [
      over("plain"),
      over("refused-proposal", { group: "dismissed" }),
      over("of-old-proposal", { group: "withdrawn" }),
    ];
    const staying = [
      over("apart", { apart: true }),
      over("ended-late", { resolvedAt: 9_500 }),
      anAlert("firing"),
      over("flaps", { flapping: true, checkAt: 90_000 }),
      over("heard-late", { lastAt: 9_500 }),
      over("in-an-incident", { incident: "inc1" }),
      over("in-an-open-proposal", { group: "open" }),
      over("muted-now", { muted: { id: "M", number: 1 } }),
      anAlert("unknown", { status: "unknown" }),
    ];
    await store.transact(async (tx) => {
      await saveAlerts(tx, [...going, ...staying]);
      await saveMuted(tx, staying);
      await saveGroups(tx, [
        group("dismissed", { proposal: proposal("dismissed") }),
        group("g"),
        group("open", { proposal: proposal("open") }),
        group("withdrawn", { proposal: proposal("withdrawn") }),
      ]);
    });
    await forget(store, keep, 1_200);
    expect(await titles(store)).toHaveLength(going.length + staying.length);

    await forget(store, keep, now);
    expect(await titles(store)).toEqual(staying.map(({ title }) => title));
    expect(await groups(store)).toEqual(["dismissed", "g", "open"]);
    await forget(store, keep, now);
    expect(await titles(store)).toHaveLength(staying.length);
  });

  test("take their group along when they were the last in it, but for what people said of it", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      const keys = ["alone", "incident", "merged", "refused", "shared"];
      await saveAlerts(tx, [...keys.map((key) => over(key, { group: key })), anAlert("other", { group: "shared" })]);
      await saveGroups(tx, [
        group("alone"),
        group("incident", { incident: "inc1" }),
        group("merged", { into: "shared" }),
        group("refused", { proposal: proposal("dismissed"), about: 'said "state":"open" and "into":null' }),
        group("shared"),
      ]);
    });
    await forget(store, keep, now);
    expect(await titles(store)).toEqual(["other"]);
    expect(await groups(store)).toEqual(["incident", "merged", "refused", "shared"]);
  });

  test("are not believed to be there still: the next firing is the first of a new one", async () => {
    const store = await open();
    const identity = "alertmanager:again";
    await store.transact((tx) => saveAlerts(tx, [over("again", { count: 7 })]));
    await forget(store, keep, now);
    expect(await store.transact((tx) => loadAlerts(tx, [identity], { lock: true }))).toEqual(new Map());
    const next = anAlert("again", { id: "id-next", firstAt: now, lastAt: now });
    await store.transact((tx) => saveAlerts(tx, [next]));
    expect(await loadAlert(store.read, identity)).toEqual(next);
  });

  test("leave what was counted by rule and as noise", async () => {
    const store = await open();
    const tally: Tally = { moments: [[200, 3]], until: 90_000 };
    await store.transact(async (tx) => {
      await saveAlerts(tx, [over("a", { rule: "warning" })]);
      await countNoise(tx, { rule: "warning", alerts: 3, at: 200 });
      await saveTallies(tx, [{ key: "warning", tally }]);
    });
    const before = [await alertNoise(store.read), await store.transact((tx) => loadTallies(tx, ["warning"]))];
    await forget(store, keep, now);
    expect(await titles(store)).toEqual([]);
    expect([await alertNoise(store.read), await store.transact((tx) => loadTallies(tx, ["warning"]))]).toEqual(before);
  });

  test("go in steps, the oldest first", async () => {
    const store = await open();
    const many = Array.from({ length: 1_201 }, (_, n) => over(`a${n}`, { resolvedAt: 200 + n, lastAt: 200 }));
    await store.transact((tx) => saveAlerts(tx, many));
    expect(await store.transact((tx) => pruneAlerts(tx, 5_000, 2))).toBe(2);
    expect(await loadAlert(store.read, "alertmanager:a1")).toBeNull();
    expect(await loadAlert(store.read, "alertmanager:a2")).not.toBeNull();
    await forget(store, keep, now);
    expect(await titles(store)).toEqual([]);
  });

  testOn(kind, "sqlite")("are found by an index, however many there are", async () => {
    const store = await open();
    const asked: CompiledQuery[] = [];
    const listening = (tx: Tx): Tx =>
      tx.withPlugin({
        transformQuery: ({ node, queryId }) => {
          asked.push(tx.getExecutor().compileQuery(node, queryId));
          return node;
        },
        transformResult: async ({ result }) => result,
      });
    const plan = await store.transact(async (tx) => {
      await pruneAlerts(listening(tx), 5_000, 500);
      const [first] = asked;
      const { rows } = await tx.executeQuery<{ detail: string }>(
        CompiledQuery.raw(`explain query plan ${first?.sql}`, [...(first?.parameters ?? [])]),
      );
      return rows.map(({ detail }) => detail).join("\n");
    });
    expect(plan).toContain("SEARCH alert USING INDEX alert_over (resolved_at<?)");
    expect(plan).toContain("muted_alert_identity (identity=?)");
    expect(plan).toContain("SEARCH alert_group USING INDEX");
    expect(plan).not.toContain("B-TREE");
  });

  testOn(kind, "postgres")("stay while somebody decides on them, who is not waited for", async () => {
    const store = await open();
    await store.transact((tx) => saveAlerts(tx, [over("a", { group: "ga" }), over("b", { group: "gb" })]));
    await store.transact((tx) => saveGroups(tx, [group("ga"), group("gb")]));
    await store.transact(async (tx) => {
      await loadAlerts(tx, ["alertmanager:a"], { lock: true });
      await forget(store, keep, now);
      await saveAlerts(tx, [anAlert("a", { id: "id-next", group: "ga", firstAt: now, lastAt: now })]);
    });
    await forget(store, keep, now);
    expect(await titles(store)).toEqual(["a"]);
    expect(await groups(store)).toEqual(["ga"]);
  });
});
