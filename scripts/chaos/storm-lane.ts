import { setTimeout as wait } from "node:timers/promises";
import type { Chance } from "./chance.ts";
import type { Doors } from "./doors.ts";
import type { Memory, Sent } from "./memory.ts";
import { untilCaughtUp } from "./people-lane.ts";

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
/** How long nobody does anything about one, ms, so that its clocks run out and its pages go on; then somebody resolves it. */
const lastsMs = { least: 5_000, most: 25_000 };
/** After some of them everything is told to be over. */
const endsShare = 0.5;

/** Outages, at least one: two systems tell of hundreds of alerts at once, and send each message again until it is taken. */
export async function stormLane({ doors, memory, chance, now, over }: LaneParts): Promise<void> {
  await unlessOver(chance.int(500, 4_000));
  for (;;) {
    const outage = await storm();
    await unlessOver(chance.int(lastsMs.least, lastsMs.most));
    if (over()) return;
    await resolve(outage);
    await unlessOver(chance.int(betweenMs.least, betweenMs.most));
    await untilCaughtUp({ doors, over });
    if (over()) return;
  }

  async function unlessOver(ms: number): Promise<void> {
    for (const until = performance.now() + ms; performance.now() < until && !over(); ) await wait(100);
  }

  /** Not by a person's words, which others of the run look for: what is resolved here is nobody's deed. */
  async function resolve(outage: string): Promise<void> {
    const answer = await doors.get("/api/v1/incidents?state=open&limit=100");
    const { incidents = [] } = (answer?.body ?? {}) as { incidents?: { number: number; title: string }[] };
    const number = incidents.find(({ title }) => title.endsWith(` ${outage}`))?.number;
    const fields = { root_cause: "A rack without power", despite_alerts: "yes" };
    if (number) await doors.post(`/api/v1/incidents/${number}/resolve`, fields, { "idempotency-key": outage });
  }

  async function storm(): Promise<string> {
    const outage = memory.mark();
    const size = chance.int(messages.least, messages.most) * inOne;
    const told = senders.map((sender) => Array.from({ length: size }, () => `${sender}:f${memory.mark()}`));
    memory.storms.push({ mark: outage, identities: told.flat() });
    await all(told, outage, "firing");
    if (chance.often(endsShare)) await all(told, outage, "resolved");
    return outage;
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
