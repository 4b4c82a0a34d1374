import { setTimeout as wait } from "node:timers/promises";

/*
 * A bad night: ten thousand alerts of one outage, told by three systems that watch the same thing. Each alert is told once;
 * a message whose answer did not come, or was 5xx, is sent again with the same body, as these senders do.
 */

/** What every title of the storm begins with: the rule in `outageRule` knows the outage by it. */
export const outage = "RackPowerLost";

/** The alerts of the outage are one incident: whichever sender tells of it, it is the gateway that people miss. */
export const outageRule = `
alerts:
  rules:
    - { name: one outage, match: { title: "${outage}*" }, outcome: declare, severity: SEV1, component: Gateway (HTTP liveness) }
rota: { primary: bob, secondary: carol }
`;

export const senders = ["alertmanager", "grafana", "pagerduty-events"] as const;
export type Sender = (typeof senders)[number];

/** One message of a sender, and the marks of the alerts in it: each stands in one title. */
export interface Told {
  path: string;
  body: string;
  marks: string[];
}

/** What came of sending. Times are real milliseconds since the beginning. */
export interface StormTally {
  /** The marks of every alert that was answered with 2xx. */
  taken: string[];
  /** How often nothing came back, and how often something that was no 2xx did, by status. */
  lost: number;
  not2xx: Record<string, number>;
  firstAnswerMs: number;
  tookMs: number;
}

/** How many alerts the senders that group put into one message. */
const inOne = 10;
/** What a sender waits before it tries again, ms; with `Retry-After`, what that says. */
const againMs = 100;
const patienceMs = 10_000;

/** The messages of a storm. PagerDuty's form carries one alert a message, so a fifth of the alerts is two thirds of the messages. */
export function stormOf(alerts: number): Record<Sender, Told[]> {
  const share: Record<Sender, number> = { alertmanager: 0.4, grafana: 0.4, "pagerduty-events": 0.2 };
  const told = {} as Record<Sender, Told[]>;
  for (const sender of senders) {
    const marks = Array.from({ length: Math.round(alerts * share[sender]) }, (_, n) => `${sender}-${n + 1}-`);
    const size = sender === "pagerduty-events" ? 1 : inOne;
    told[sender] = Array.from({ length: Math.ceil(marks.length / size) }, (_, n) =>
      messageOf(sender, marks.slice(n * size, (n + 1) * size)),
    );
  }
  return told;
}

function messageOf(sender: Sender, marks: string[]): Told {
  const [first = ""] = marks;
  if (sender === "pagerduty-events") {
    const payload = { summary: `${outage}: ${first}`, source: `host of ${first}`, severity: "critical" };
    const body = { routing_key: "0".repeat(32), event_action: "trigger", dedup_key: first, payload };
    return { path: "/hooks/pagerduty-events/v2/enqueue", body: JSON.stringify(body), marks };
  }
  const startsAt = new Date().toISOString();
  const alerts = marks.map((mark) => ({
    status: "firing",
    labels: { alertname: outage, severity: "critical", instance: `host of ${mark}`, job: "node" },
    annotations: { summary: mark, description: `No answer from the host of ${mark} for 2 minutes.` },
    startsAt,
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "http://prometheus.example.com/graph",
    fingerprint: mark,
  }));
  const body = { version: "4", groupKey: `{}:{rack="${first}"}`, status: "firing", receiver: "sitrep", alerts };
  return { path: `/hooks/${sender}`, body: JSON.stringify(body), marks };
}

/**
 * Sends everything, each sender over so many connections, until each message has its 2xx. `url` says where the program is
 * right now (null: it is down, and the sender tries again). It takes `overMs` at the least. A 4xx is counted and ends that
 * message: senders drop it, too. `tally` grows meanwhile.
 */
export function sendStorm(
  storm: Record<Sender, Told[]>,
  { url, connections = 8, overMs = 0 }: { url(): string | null; connections?: number; overMs?: number },
): { tally: StormTally; over: Promise<void> } {
  const began = performance.now();
  const since = () => performance.now() - began;
  const tally: StormTally = { taken: [], lost: 0, not2xx: {}, firstAnswerMs: Number.NaN, tookMs: 0 };
  const all = Object.values(storm).flat().length;
  let begun = 0;

  const send = async ({ path, body, marks }: Told) => {
    for (;;) {
      const answer = await attempt(url(), path, body);
      if (answer === null) tally.lost += 1;
      else if (answer.status < 300) {
        if (tally.taken.length === 0) tally.firstAnswerMs = since();
        tally.taken.push(...marks);
        return;
      } else {
        tally.not2xx[answer.status] = (tally.not2xx[answer.status] ?? 0) + 1;
        if (answer.status < 500) return;
      }
      await wait(answer?.againMs ?? againMs);
    }
  };
  const connection = async (queue: Told[]) => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      begun += 1;
      const aheadMs = (begun / all) * overMs - since();
      if (aheadMs > 0) await wait(aheadMs);
      await send(next);
    }
    tally.tookMs = since();
  };
  const connected = Object.values(storm).flatMap((messages) => {
    const queue = [...messages];
    return Array.from({ length: connections }, () => connection(queue));
  });
  return { tally, over: Promise.all(connected).then(() => {}) };
}

async function attempt(url: string | null, path: string, body: string) {
  if (url === null) return null;
  try {
    const answer = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout(patienceMs),
    });
    await answer.arrayBuffer();
    const after = Number(answer.headers.get("retry-after") ?? Number.NaN);
    return { status: answer.status, againMs: Number.isNaN(after) ? againMs : after * 1_000 };
  } catch {
    return null;
  }
}
