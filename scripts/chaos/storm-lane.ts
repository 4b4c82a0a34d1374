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

/** The alerts of one outage are one incident, whoever tells of them. */
export const stormRule = `
    - { name: an outage, match: { title: "Outage *" }, outcome: declare, severity: SEV1, group_by: [outage] }`;

const senders = ["alertmanager", "grafana"] as const;
/** How many alerts a sender puts into one message, and how many messages it has under way. */
const inOne = 20;
const connections = 3;
/** How much comes, in messages of each sender. */
const messages = { least: 8, most: 12 };
/** Between two storms, ms: each is an incident with its channel, for which Slack's limits leave only so much. */
const betweenMs = { least: 15_000, most: 40_000 };
/** After some of them everything is told to be over. */
const endsShare = 0.5;

/** Outages: two systems tell of hundreds of alerts at once, and send each message again until it is taken. */
export async function stormLane({ doors, memory, chance, now, over }: LaneParts): Promise<void> {
  let next = performance.now() + chance.int(500, 4_000);
  while (!over()) {
    await wait(100);
    if (performance.now() < next) continue;
    await storm();
    next = performance.now() + chance.int(betweenMs.least, betweenMs.most);
  }

  async function storm(): Promise<void> {
    const outage = memory.mark();
    const size = chance.int(messages.least, messages.most) * inOne;
    const told = senders.map((sender) => Array.from({ length: size }, () => `${sender}:f${memory.mark()}`));
    memory.storms.push({ mark: outage, identities: told.flat() });
    await all(told, outage, "firing");
    if (chance.often(endsShare)) await all(told, outage, "resolved");
  }

  async function all(told: string[][], outage: string, status: Sent["status"]): Promise<void> {
    const queues = told.map((identities) =>
      Array.from({ length: identities.length / inOne }, (_, n) => identities.slice(n * inOne, (n + 1) * inOne)),
    );
    const connection = async (queue: string[][]) => {
      for (let some = queue.shift(); some; some = queue.shift()) await send(some, outage, status);
    };
    await Promise.all(queues.flatMap((queue) => Array.from({ length: connections }, () => connection(queue))));
  }

  async function send(identities: string[], outage: string, status: Sent["status"]): Promise<void> {
    const since = now();
    const [sender = ""] = identities[0]?.split(":") ?? [];
    const sent = identities.map((identity): Sent => {
      return { identity, mark: memory.mark(), status, answered: false, attempts: 0, tookMs: 0 };
    });
    memory.sent.push(...sent);
    const alerts = sent.map(({ identity, mark }) => ({
      status,
      labels: { alertname: `Outage ${outage}`, severity: "critical", outage },
      annotations: { description: mark },
      fingerprint: identity.slice(sender.length + 1),
    }));
    const body = { version: "4", groupKey: `of ${sent[0]?.mark}`, status, receiver: "sitrep", alerts };
    await doors.tell(`/hooks/${sender}`, body, {
      tried(answered) {
        for (const one of sent) Object.assign(one, { answered, attempts: one.attempts + 1, tookMs: now() - since });
      },
    });
  }
}
