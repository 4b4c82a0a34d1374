import type { Judgement } from "../../src/domain/alert/rules.ts";
import { judge } from "../../src/domain/alert/rules.ts";
import type { Alert, AlertGroup } from "../../src/domain/alert/state.ts";
import type { Signal } from "../../src/domain/events.ts";
import type { Terms } from "../../src/domain/terms.ts";

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

/** What the rules make of it. */
export function judged(signal: Signal, at: number, terms: Terms): Judgement {
  return judge({ signal, at, firing: false }, new Map(), terms);
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
