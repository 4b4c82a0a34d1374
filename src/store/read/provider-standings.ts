import { z } from "zod";
import type { Instant } from "../../base/clock.ts";
import { type ProviderSaid, providerSaids } from "../../domain/maintenance/state.ts";
import { readJson } from "../json.ts";
import type { Tx } from "../store.ts";

/** At how many incidents and maintenances a status provider stands so. */
export interface StandingCount {
  provider: string;
  said: ProviderSaid;
  count: number;
}

/** What is over counts so long still, ms: an end that did not get there is what customers notice most. */
const overMs = 24 * 60 * 60_000;
/** The most of each kind that are looked at, the newest first: bounds what a look costs. */
const most = 200;

const body = z.object({ providers: z.record(z.string(), z.object({ said: z.enum(providerSaids) })).default({}) });

/** How the status providers stand with all that the public reads now, and with what ended of late. By name, then standing. */
export async function countStandings(tx: Tx, now: Instant): Promise<StandingCount[]> {
  const since = now - overMs;
  const incidents = tx
    .selectFrom("incident")
    .select("body")
    .where("published", "=", 1)
    .where("private", "=", 0)
    .orderBy("number", "desc")
    .limit(most);
  const maintenances = tx.selectFrom("maintenance").select("body").orderBy("number", "desc").limit(most);
  // One by one: each is answered from an index of its own.
  const rows = [
    ...(await incidents.where("state", "=", "open").execute()),
    ...(await incidents.where("ended_at", ">=", since).execute()),
    ...(await maintenances.where("ended_at", "is", null).execute()),
    ...(await maintenances.where("ended_at", ">=", since).execute()),
  ];
  const counts = new Map<string, StandingCount>();
  for (const row of rows) {
    for (const [provider, { said }] of Object.entries(readJson(body, row.body, "a notice").providers)) {
      const key = JSON.stringify([provider, said]);
      const known = counts.get(key);
      if (known) known.count += 1;
      else counts.set(key, { provider, said, count: 1 });
    }
  }
  return [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, count]) => count);
}
