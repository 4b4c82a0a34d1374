import type { Actor } from "../../src/domain/actor.ts";
import { emptyDigest, withCounted } from "../../src/domain/alert/digest.ts";
import type { AlertNews } from "../../src/domain/alert/news.ts";
import type { Alert, AlertCounts, AlertGroup } from "../../src/domain/alert/state.ts";
import type { Signal } from "../../src/domain/events.ts";

export const sender: Actor = { kind: "alert", id: "alertmanager", name: "alertmanager" };

/** A critical alert of Alertmanager, and what the test wants otherwise. */
export function aSignal(own: Partial<Signal> = {}): Signal {
  return {
    source: "alertmanager",
    identity: "alertmanager:60b3",
    status: "firing",
    title: "GatewayDown",
    description: null,
    severityHint: null,
    labels: { alertname: "GatewayDown", severity: "critical" },
    groupKey: "{}:{job=gateway}",
    startedAt: null,
    runbookUrl: null,
    links: [],
    ...own,
  };
}

/** An alert as it is kept. */
export function anAlert(name: string, own: Partial<Alert> = {}): Alert {
  return {
    id: `id-${name}`,
    identity: `alertmanager:${name}`,
    mark: `${name.replace(/[^0-9a-z]/g, "")}00000000000`.slice(0, 12),
    source: "alertmanager",
    status: "firing",
    title: name,
    description: null,
    severity: null,
    component: null,
    labels: { alertname: name },
    group: "g",
    senderGroup: null,
    count: 1,
    firstAt: 100,
    lastAt: 100,
    resolvedAt: null,
    incident: null,
    runbookUrl: null,
    links: [],
    rule: null,
    outcome: "list",
    acknowledged: null,
    startedAt: null,
    eventAt: null,
    began: [100],
    flapping: false,
    turnedAt: 100,
    staleAfterMs: null,
    checkAt: null,
    resolvedBySilence: false,
    apart: false,
    private: false,
    test: false,
    unread: null,
    ...own,
  };
}

/** A group as it is kept. */
export function aGroup(own: Partial<AlertGroup> = {}): AlertGroup {
  return {
    key: "g",
    about: "Gateway",
    incident: null,
    proposal: null,
    firing: 1,
    unknown: 0,
    flapping: 0,
    since: 100,
    total: 1,
    lastAt: 100,
    into: null,
    digest: { firstAt: 100, lastAt: 100, names: { a: 1 }, sources: { alertmanager: 1 }, components: {} },
    unread: null,
    card: null,
    ...own,
  };
}

const none: AlertCounts = { firing: 0, unknown: 0, flapping: 0 };
const one: AlertCounts = { ...none, firing: 1 };

/** One alert more that fires, as its incident hears of it. */
export function joined(title: string, own: Partial<AlertNews> = {}): AlertNews {
  return {
    what: "joined",
    title,
    by: sender,
    before: none,
    after: one,
    total: 1,
    counted: { name: title, source: "alertmanager", component: null, at: 1 },
    group: "g",
    quiet: false,
    severity: null,
    runbookUrl: null,
    page: false,
    ...own,
  };
}

/** One that fired is over. */
export function over(title: string, own: Partial<AlertNews> = {}): AlertNews {
  return joined(title, { what: "resolved", before: one, after: none, total: 0, ...own });
}

/** What an incident knows of the group that declared it: one alert, which fires. */
export const firstAlert = {
  group: "g",
  title: "Gateway is down",
  runbookUrl: null,
  counts: one,
  total: 1,
  digest: withCounted(emptyDigest, { name: "Gateway is down", source: "alertmanager", component: null, at: 1 }),
};
