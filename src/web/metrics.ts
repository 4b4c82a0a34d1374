import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import process from "node:process";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Clock, Instant } from "../base/clock.ts";
import { severities } from "../domain/policy.ts";
import { alertNoise } from "../store/read/alert-list.ts";
import { countDeadlines, readFigures } from "../store/read/figures.ts";
import { countStandings } from "../store/read/provider-standings.ts";
import { countSubscribers } from "../store/read/subscribers.ts";
import type { Store } from "../store/store.ts";
import type { SlackState } from "./health.ts";

/** Sitrep's own figures. No label holds anything that a person or a sender wrote; rules and providers bear the operator's names. */
export interface Metrics {
  /** Counts an answer to a webhook. */
  webhook(source: string, status: number): void;
  /** Counts an attempt at an effect. `ageMs` is how long ago it was decided. */
  attempt(effect: string, outcome: string, ageMs: number): void;
  /** Counts a call to Slack by how it ended. */
  slackCall(method: string, outcome: string): void;
  /** Counts what was sent to a subscriber of the status page. */
  subscriber(medium: string, outcome: "sent" | "failed"): void;
  /** Counts how bringing a copy of the page in line ended. */
  copied(copy: string, outcome: "copied" | "failed"): void;
  /** Counts a heartbeat to the outside monitor. */
  heartbeat(how: "sent" | "missed" | "withheld"): void;
  /** All figures as they stand now, in Prometheus's text format. */
  scrape(): Promise<{ type: string; text: string }>;
  stop(): void;
}

/** The whole ledger is counted at most this often, however often we are scraped. */
const ledgerEveryMs = 60_000;
/** How finely the event loop is watched; finer would wake an idle process more often. */
const watchEveryMs = 100;
/** Seconds. A page is wanted within 2; a reminder or a card may take its turn. */
const delayBuckets = [0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300];
const slackStates = ["connected", "connecting", "refused", "away"];

/**
 * Opens the metrics, with a registry of their own. While the store is away they tell so, and keep what they knew. `providers` are
 * the configured ones: of one that was taken away nobody wants to hear.
 */
export function openMetrics({
  store,
  clock,
  slack,
  providers = [],
}: {
  store: Store;
  clock: Clock;
  slack: () => SlackState;
  providers?: readonly string[];
}): Metrics {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `sitrep_${name}`, help, labelNames, registers: [registry] });
  const webhooks = new Counter({
    name: "sitrep_webhook_requests_total",
    help: "Answers to alert webhooks, by source and status.",
    labelNames: ["source", "status"],
    registers: [registry],
  });
  const attempts = new Counter({
    name: "sitrep_delivery_attempts_total",
    help: "Attempts at effects, by kind of effect and how each ended.",
    labelNames: ["effect", "outcome"],
    registers: [registry],
  });
  const delays = new Histogram({
    name: "sitrep_delivery_delay_seconds",
    help: "From the decision to the delivery of an effect, by kind.",
    labelNames: ["effect"],
    buckets: delayBuckets,
    registers: [registry],
  });
  const calls = new Counter({
    name: "sitrep_slack_calls_total",
    help: "Calls to Slack, by method and how each ended.",
    labelNames: ["method", "outcome"],
    registers: [registry],
  });
  const subscribers = new Counter({
    name: "sitrep_subscriber_messages_total",
    help: "Public updates to subscribers of the status page, by medium and how each ended.",
    labelNames: ["medium", "outcome"],
    registers: [registry],
  });
  const copies = new Counter({
    name: "sitrep_page_copies_total",
    help: "Times that a copy of the status page was brought in line, or could not be.",
    labelNames: ["copy", "outcome"],
    registers: [registry],
  });
  const beats = new Counter({
    name: "sitrep_heartbeats_total",
    help: "Heartbeats to the outside monitor: sent, missed, or withheld because Sitrep was not well.",
    labelNames: ["how"],
    registers: [registry],
  });
  const noise = new Counter({
    name: "sitrep_alert_noise_total",
    help: "Proposals that a person said to be no incident, by rule.",
    labelNames: ["rule"],
    registers: [registry],
  });
  const figures = openFigures(gauge);
  const listeners = gauge("subscribers", "Subscribers of the status page, by medium and how they stand.", [
    "medium",
    "state",
  ]);
  const standings = gauge(
    "provider_standing",
    "Incidents and maintenances that the public reads, or that ended within a day, by how they stand at each status provider.",
    ["provider", "said"],
  );
  const up = gauge("store_up", "1 while the store answers.");
  const slackUp = gauge("slack_state", "1 for the state that the connection to Slack is in.", ["state"]);
  const loop = openProcess(gauge);
  let countedAt: Instant | null = null;

  return {
    webhook: (source, status) => webhooks.inc({ source, status }),
    attempt(effect, outcome, ageMs) {
      attempts.inc({ effect, outcome });
      if (outcome === "delivered") delays.observe({ effect }, Math.max(0, ageMs) / 1_000);
    },
    slackCall: (method, outcome) => calls.inc({ method, outcome }),
    subscriber: (medium, outcome) => subscribers.inc({ medium, outcome }),
    copied: (copy, outcome) => copies.inc({ copy, outcome }),
    heartbeat: (how) => beats.inc({ how }),
    async scrape() {
      const now = clock.now();
      try {
        figures.set(await readFigures(store.read, now));
        if (countedAt === null || now - countedAt >= ledgerEveryMs) {
          figures.setLedger(await countDeadlines(store.read));
          countedAt = now;
        }
        noise.reset();
        listeners.reset();
        for (const { medium, state, count } of await countSubscribers(store.read))
          listeners.set({ medium, state }, count);
        standings.reset();
        const counted = providers.length === 0 ? [] : await countStandings(store.read, now);
        for (const { provider, said, count } of counted)
          if (providers.includes(provider)) standings.set({ provider, said }, count);
        for (const { rule, dismissed } of await alertNoise(store.read)) noise.inc({ rule }, dismissed);
        up.set(1);
      } catch {
        up.set(0);
      }
      const { state } = slack();
      for (const one of new Set([...slackStates, state])) slackUp.set({ state: one }, one === state ? 1 : 0);
      loop.look();
      return { type: registry.contentType, text: await registry.metrics() };
    },
    stop: () => loop.stop(),
  };
}

type MakeGauge = (name: string, help: string, labelNames?: string[]) => Gauge;

function openFigures(gauge: MakeGauge) {
  const open = gauge("incidents_open", "Open incidents.", ["severity"]);
  const firing = gauge("alerts_firing", "Alerts that fire.");
  const unknown = gauge("alerts_unknown", "Alerts that fired and were not heard of for too long.");
  const ledger = gauge("deadlines", "Promises, by how they ended; running = not met yet.", ["state"]);
  const overdue = gauge("deadlines_overdue", "Running promises whose time has passed: each is being reminded of.");
  const timers = gauge("timers", "Reminders and other things that are owed at a time.");
  const lateness = gauge("timer_lateness_seconds", "How late the most overdue timer is.");
  const outbox = gauge("outbox", "Effects that wait to be delivered, and those that nobody tries any more.", ["state"]);
  const oldest = gauge("outbox_oldest_seconds", "How long the oldest waiting effect has been waiting.");
  const inbox = gauge("inbox_pending", "What came in and was not decided yet.");
  return {
    set(now: Awaited<ReturnType<typeof readFigures>>) {
      for (const severity of severities) open.set({ severity }, now.openIncidents[severity]);
      firing.set(now.firingAlerts);
      unknown.set(now.unknownAlerts);
      ledger.set({ state: "running" }, now.runningDeadlines);
      overdue.set(now.overdueDeadlines);
      timers.set(now.timers);
      lateness.set(now.timerLatenessMs / 1_000);
      outbox.set({ state: "waiting" }, now.waitingEffects);
      outbox.set({ state: "failed" }, now.failedEffects);
      oldest.set(now.oldestEffectMs / 1_000);
      inbox.set(now.pendingInbox);
    },
    setLedger({ running: _, ...ended }: Awaited<ReturnType<typeof countDeadlines>>) {
      for (const [state, count] of Object.entries(ended)) ledger.set({ state }, count);
    },
  };
}

function openProcess(gauge: MakeGauge) {
  const lag = gauge("event_loop_lag_seconds", "How late the event loop was since the last scrape.", ["quantile"]);
  const memory = gauge("memory_resident_bytes", "Resident memory of the process.");
  const started = gauge("start_time_seconds", "When the process started, Unix time.");
  const delay = monitorEventLoopDelay({ resolution: watchEveryMs });
  delay.enable();
  started.set(Math.round(performance.timeOrigin / 1_000));
  return {
    look() {
      // What the histogram holds includes the interval itself.
      const late = (ns: number) => (Number.isFinite(ns) ? Math.max(0, ns / 1e9 - watchEveryMs / 1_000) : 0);
      lag.set({ quantile: "0.5" }, late(delay.percentile(50)));
      lag.set({ quantile: "0.99" }, late(delay.percentile(99)));
      lag.set({ quantile: "1" }, late(delay.max));
      delay.reset();
      memory.set(process.memoryUsage.rss());
    },
    stop: () => delay.disable(),
  };
}
