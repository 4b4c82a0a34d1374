import { sql } from "kysely";
import { expect, test } from "vitest";
import { markOf } from "../../../src/domain/alert/state.ts";
import { alertsByMark, loadAlert, loadGroup, saveAlert } from "../../../src/store/alerts.ts";
import { migrations } from "../../../src/store/migrations.ts";
import { listAlerts } from "../../../src/store/read/alert-list.ts";
import { onBothStores } from "../../kit/stores.ts";

onBothStores("alerts of an older version", (open, _kind, placeOf) => {
  test("are kept, have marks, and may be unknown from then on", async () => {
    const older = await open({ migrations: migrations.filter(({ version }) => version < 4) });
    const body = JSON.stringify({
      ...{ id: "id-a", identity: "alertmanager:a", source: "alertmanager", status: "firing", title: "Down" },
      ...{ description: null, severity: null, component: null, labels: {}, group: "g", count: 3, firstAt: 100 },
      ...{ lastAt: 200, resolvedAt: null, incident: null, runbookUrl: null, links: [], rule: null },
    });
    const group = JSON.stringify({
      key: "g",
      about: "G",
      incident: null,
      proposal: null,
      firing: 1,
      total: 1,
      lastAt: 200,
    });
    await older.transact(async (tx) => {
      await sql`insert into alert (id, identity, source, status, title, group_key, count, first_at, last_at, body)
        values ('id-a', 'alertmanager:a', 'alertmanager', 'firing', 'Down', 'g', 3, 100, 200, ${body})`.execute(tx);
      await sql`insert into alert_group (key, last_at, body) values ('g', 200, ${group})`.execute(tx);
    });
    const at = placeOf(older);
    await older.close();
    const store = await open({ at });
    const mark = markOf("alertmanager:a");
    expect((await alertsByMark(store.read, mark.slice(0, 6), 5)).map(({ title }) => title)).toEqual(["Down"]);
    const alert = await loadAlert(store.read, "alertmanager:a");
    expect(alert).toMatchObject({ mark, status: "firing", flapping: false, outcome: "list", began: [] });
    expect(await loadGroup(store.read, "g")).toMatchObject({ firing: 1, unknown: 0, flapping: 0, into: null });
    if (!alert) throw new Error("it is gone");
    await store.transact((tx) => saveAlert(tx, { ...alert, status: "unknown" }));
    expect((await listAlerts(store.read, { state: "unknown", limit: 5 })).items).toHaveLength(1);
  });
});
