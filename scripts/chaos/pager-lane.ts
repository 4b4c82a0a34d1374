import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Chance } from "./chance.ts";
import type { Doors } from "./doors.ts";
import type { Answered, Memory } from "./memory.ts";
import type { PagedAlert, Pagers } from "./pagers.ts";

interface LaneParts {
  pagers: Pagers;
  doors: Doors;
  memory: Memory;
  chance: Chance;
  /** Product time. */
  now(): number;
  over(): boolean;
}

/** How many of the pages somebody takes in PagerDuty; the rest is taken in Slack, or by nobody. */
const answeredShare = 0.35;
/** How many of these are resolved there, which leaves the incident open here. */
const resolvedShare = 0.15;
/** PagerDuty delivers a webhook again at times although it was answered. */
const againShare = 0.15;

/**
 * People who answer their pager: PagerDuty tells of it by a signed webhook (v3), and again until it is answered. Each of
 * them is somebody else, so that the record can be asked who it was.
 */
export async function pagerLane({ pagers, doors, memory, chance, now, over }: LaneParts): Promise<void> {
  const looked = new Set<PagedAlert>();
  while (!over()) {
    await wait(chance.int(100, 1_200));
    const ringing = pagers.record.alerts.filter(
      (one) => one.pager === "pagerduty" && one.status === "triggered" && !looked.has(one),
    );
    for (const one of ringing) {
      looked.add(one);
      if (chance.often(answeredShare)) await answer(one);
    }
  }

  async function answer(alert: PagedAlert): Promise<void> {
    const told = chance.often(resolvedShare) ? "resolved" : "acknowledged";
    const mark = memory.mark();
    const one: Answered = { mark, key: alert.key, told, at: now(), heard: false };
    alert.status = told;
    memory.answered.push(one);
    await tell(one);
    one.heard = true;
    if (chance.often(againShare)) await tell(one);
  }

  async function tell({ mark, key, told, at }: Answered): Promise<void> {
    const event = {
      id: `E${mark}`,
      event_type: `incident.${told}`,
      resource_type: "incident",
      occurred_at: new Date(at).toISOString(),
      agent: { id: `P${mark}`, type: "user_reference", summary: `Pat ${mark}` },
      data: { id: `Q${mark}`, type: "incident", status: told, incident_key: key, title: "A page" },
    };
    const body = JSON.stringify({ event });
    const signature = createHmac("sha256", pagers.webhookSecret).update(body).digest("hex");
    const headers = { "x-pagerduty-signature": `v1=${signature}`, "x-webhook-id": `W${mark}` };
    await doors.tell("/hooks/pagerduty-webhook", body, { headers });
  }
}
