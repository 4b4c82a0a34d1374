import { setTimeout as wait } from "node:timers/promises";
import type { Chance } from "./chance.ts";
import type { Doors } from "./doors.ts";
import type { Memory, Sent } from "./memory.ts";

interface LaneParts {
  doors: Doors;
  memory: Memory;
  chance: Chance;
  /** Product time. */
  now(): number;
  over(): boolean;
}

interface Firing {
  fingerprint: string;
  group: string;
  severity: string;
}

/** How many of its messages concern an alert that is known; the rest are new ones. */
const knownShare = 0.6;
/** Each critical alert is an incident with a channel of its own, and Slack allows about twenty of those a minute. */
const criticalShare = 0.006;
/** No alert is critical while so many incidents wait for somebody to work on them. */
const mostUnattended = 2;

/**
 * An Alertmanager: alerts fire, are repeated and resolve. A message whose answer did not come is sent again, with the same
 * body, until it is answered, as every sender of alerts does.
 */
export async function alertLane({ doors, memory, chance, now, over }: LaneParts): Promise<void> {
  const firing: Firing[] = [];
  while (!over()) {
    const known = firing.length > 0 && chance.often(knownShare) ? chance.pick(firing) : null;
    const alert = known ?? newAlert(memory.mark(), chance, memory.unattended.length < mostUnattended);
    const status = known && chance.often(0.35) ? "resolved" : "firing";
    if (!known) firing.push(alert);
    if (status === "resolved") firing.splice(firing.indexOf(alert), 1);
    await send(alert, status, known !== null);
    await wait(chance.int(10, 120));
  }

  async function send(
    { fingerprint, group, severity }: Firing,
    status: "firing" | "resolved",
    known: boolean,
  ): Promise<void> {
    const mark = memory.mark();
    const since = now();
    const sent: Sent = {
      identity: `alertmanager:${fingerprint}`,
      mark,
      status,
      answered: false,
      attempts: 0,
      tookMs: 0,
    };
    memory.sent.push(sent);
    const labels = { alertname: `Chaos ${fingerprint}`, severity };
    const alerts = [{ status, fingerprint, labels, annotations: { description: mark } }];
    const body = { version: "4", groupKey: group, status, alerts };
    await doors.tell("/hooks/alertmanager", body, {
      tried(answered) {
        Object.assign(sent, { answered, attempts: sent.attempts + 1, tookMs: now() - since });
      },
    });
    if (severity === "critical" && !known) memory.unattended.push(fingerprint.slice(1));
  }
}

function newAlert(mark: string, chance: Chance, mayBeCritical: boolean): Firing {
  const critical = chance.often(criticalShare) && mayBeCritical;
  const severity = critical ? "critical" : chance.often(0.02) ? "warning" : "info";
  return {
    fingerprint: `f${mark}`,
    group: critical ? `group ${mark}` : `group ${chance.int(1, 5)} of ${severity}`,
    severity,
  };
}
