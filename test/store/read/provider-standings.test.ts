import { expect, test } from "vitest";
import type { ProviderSaid, ProviderStanding } from "../../../src/domain/maintenance/state.ts";
import { saveIncident } from "../../../src/store/incidents.ts";
import { saveMaintenance } from "../../../src/store/maintenance.ts";
import { countStandings } from "../../../src/store/read/provider-standings.ts";
import { onBothStores } from "../../kit/stores.ts";
import { aMaintenance } from "../../web/status-page/maintenance.ts";
import { anIncident } from "../incident.ts";

const day = 24 * 60 * 60_000;
const now = 10 * day;
const at = (said: ProviderSaid): ProviderStanding => ({ said, words: "", url: null, at: 1 });
const over = (endedAt: number) => ({ stage: "RESOLVED", resolvedAt: endedAt }) as const;

onBothStores("standings of providers", (open) => {
  test("are counted over what is open and what ended within a day, of what is public alone", async () => {
    const store = await open();
    expect(await countStandings(store.read, now)).toEqual([]);
    await store.transact(async (tx) => {
      const incidents = [
        anIncident(1, { published: true, providers: { page: at("late"), other: at("checked") } }),
        anIncident(2, { published: true, providers: { page: at("late") } }),
        anIncident(3, { published: true, ...over(now - day), providers: { page: at("refused") } }),
        anIncident(4, { published: true, ...over(now - day - 1), providers: { page: at("refused") } }),
        anIncident(5, { published: true, private: true, providers: { page: at("differs") } }),
        anIncident(6, { published: true, providers: {} }),
      ];
      for (const one of incidents) await saveIncident(tx, one);
      const ended = { stage: "COMPLETED", endedAt: now - day - 1, providers: { page: at("missing") } } as const;
      await saveMaintenance(tx, aMaintenance(1, { providers: { page: at("late"), other: at("waiting") } }));
      await saveMaintenance(tx, aMaintenance(2, ended));
    });
    expect(await countStandings(store.read, now)).toEqual([
      { provider: "other", said: "checked", count: 1 },
      { provider: "other", said: "waiting", count: 1 },
      { provider: "page", said: "late", count: 3 },
      { provider: "page", said: "refused", count: 1 },
    ]);
  });
});
