import { setTimeout as wait } from "node:timers/promises";
import { chanceOf } from "../chaos/chance.ts";
import { openProviders } from "../chaos/providers.ts";
import { median, tell } from "./figures.ts";
import { startBare, startSitrep, startWorkspace } from "./processes.ts";

/** How many updates are published. */
const updates = 20;
/** The longest an update is waited for, ms. */
const patienceMs = 20_000;

interface Delivery {
  provider: string;
  state: string;
}

/**
 * From asking for an update to be published to each provider's confirmation, as a ratio to one bare POST of the same size to
 * a server that reads it. The providers answer at once; what is measured is ours: decision, commit, delivery, its calls, and
 * the commit of their result.
 */
export async function publish(): Promise<void> {
  const workspace = await startWorkspace();
  const providers = await openProviders(chanceOf(1));
  await providers.clear();
  const settings = `slack: { announcements: incidents }\n${providers.yaml}`;
  const sitrep = await startSitrep(workspace.url, undefined, { settings });
  const bare = await startBare();
  await sitrep.connected();
  const headers = { "content-type": "application/json", authorization: `Bearer ${sitrep.token}` };
  const api = async (path: string, body?: object) => {
    const request = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
    const answer = await fetch(`${sitrep.url}/api/v1/${path}`, request);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { updates?: { deliveries: Delivery[] }[] };
  };
  await api("incidents", { severity: "SEV2", title: "The gateway is slow", components: ["Gateway (HTTP liveness)"] });

  const answered: number[] = [];
  const plain: number[] = [];
  const confirmed = new Map<string, number[]>();
  for (let count = 1; count <= updates; count++) {
    const fields = {
      stage: "INVESTIGATING",
      symptom: "requests fail",
      impact: "callers see errors",
      text: `Update ${count}.`,
    };
    const began = performance.now();
    await api("incidents/1/update", fields);
    answered.push(performance.now() - began);
    await untilConfirmed(
      began,
      count,
      confirmed,
      async () => (await api("incidents/1")).updates?.at(-1)?.deliveries ?? [],
    );
    const bareBegan = performance.now();
    await (await fetch(bare.url, { method: "POST", body: JSON.stringify(fields).repeat(4) })).text();
    plain.push(performance.now() - bareBegan);
    await wait(50);
  }
  console.log(`a bare POST took ${median(plain).toFixed(1)} ms`);
  tell("publish answered (committed), of a bare POST", median(answered) / median(plain));
  for (const [name, took] of confirmed) {
    console.log(
      `confirmed by ${name} after ${median(took).toFixed(0)} ms in the middle, ${Math.max(...took).toFixed(0)} ms at worst`,
    );
    tell(`publish to the confirmation of ${name}, of a bare POST`, median(took) / median(plain));
  }
  await Promise.all([sitrep.stop(), bare.stop(), workspace.stop(), providers.close()]);
}

/** Notes when each provider has it. */
async function untilConfirmed(
  began: number,
  count: number,
  confirmed: Map<string, number[]>,
  read: () => Promise<Delivery[]>,
): Promise<void> {
  for (;;) {
    const deliveries = await read();
    const took = performance.now() - began;
    for (const { provider, state } of deliveries) {
      const all = confirmed.get(provider) ?? [];
      if (state === "delivered" && all.length < count) confirmed.set(provider, [...all, took]);
    }
    if (deliveries.length > 0 && deliveries.every(({ state }) => state === "delivered")) return;
    if (took > patienceMs)
      throw new Error(`an update is not confirmed after ${patienceMs} ms: ${JSON.stringify(deliveries)}`);
    await wait(2);
  }
}
