import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { type Incident, noAlerts } from "../../src/domain/incident/state.ts";
import { nextIncidentNumber, saveIncident } from "../../src/store/incidents.ts";
import { openStore } from "../../src/store/open.ts";

const day = 24 * 60 * 60_000;

/** Fills a data folder with incidents that are long over. */
export async function fillWithPast(folder: string, count: number): Promise<void> {
  const clock = systemClock();
  const ids = ulids(clock);
  const store = await openStore({ file: join(folder, "sitrep.db"), log: silentLog, clock });
  for (let done = 0; done < count; done += 1_000) {
    await store.transact(async (tx) => {
      for (let n = 0; n < 1_000; n++)
        await saveIncident(
          tx,
          pastIncident(ids(), await nextIncidentNumber(tx), clock.now() - (100 + (n % 900)) * day),
        );
    });
  }
  await store.close();
}

function pastIncident(id: string, number: number, at: number): Incident {
  const by = { kind: "person", id: "U0", name: "somebody" } as const;
  return {
    id,
    number,
    kind: "incident",
    title: `Past incident ${number}`,
    severity: "SEV2",
    stage: "RESOLVED",
    private: false,
    retrospective: false,
    components: ["Gateway (HTTP liveness)"],
    account: {
      symptom: "errors",
      impact: "some requests fail",
      cause: null,
      action: null,
      progress: null,
      eta: null,
      rootCause: "a release",
    },
    detectedAt: at,
    declaredAt: at,
    declaredBy: by,
    clocksFrom: at,
    severeSince: at,
    acknowledged: { at, by },
    mitigated: null,
    identifiedAt: at,
    resolvedAt: at + 60_000,
    closure: { at: at + 120_000, how: "waived", why: "past", into: null },
    roles: { lead: "U0" },
    published: true,
    overallByHand: null,
    cadence: null,
    deadlines: [],
    channel: { id: `C${number}`, name: `inc-${number}`, state: "archived" },
    alerts: noAlerts,
    runbookUrl: null,
    paged: ["primary"],
    pagesAtAnyHour: false,
    pages: [],
    episodes: 0,
    providers: {},
    readBackAt: null,
    unheard: [],
    called: [],
    draft: null,
    lastUpdate: null,
    postmortem: { drafts: 0, path: null },
    entries: 0,
    chain: "",
    version: 1,
  };
}
