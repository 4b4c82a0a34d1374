import { z } from "zod";
import type { Fault } from "../../base/problem.ts";
import type { Signal } from "../../domain/events.ts";
import { fingerprintOf, groupedAlert, signalsOfGroup } from "../alertmanager-body.ts";
import { instantOf, membersOf } from "../foreign.ts";
import { defineSource, type Reading } from "../source.ts";

const body = z.array(groupedAlert);
type Alert = z.infer<typeof groupedAlert>;

/** How long an alert fires whose sender does not say: Alertmanager's own `resolve_timeout`. */
const resolveTimeoutMs = 5 * 60_000;
/**
 * How far a sender's clock may run ahead of ours, so that an end which has passed there has not yet passed here. What
 * fires is given an end several times its interval away: minutes by default, and never as near as this.
 */
const clocksDifferMs = 5_000;

/**
 * Alertmanager's own API, for what talks to one: Prometheus, vmalert, Loki's ruler. There need be no Alertmanager. An alert
 * fires until the end that its sender gives it, and each repeat pushes that on; an end that has passed resolves it.
 */
export default defineSource<Alert[]>({
  name: "alertmanager-api",
  prefix: "alertmanager",
  body,
  signals: (alerts, reading) => alerts.flatMap((one) => signalOf(one, reading)),
  api: {
    takes: ({ method, rest }) => method === "POST" && /^api\/v[12]\/alerts$/.test(rest),
    // Its senders have no secret of their own: a bearer token or Basic is what their configuration offers.
    secretOf: () => null,
    faults: (alerts) => (Array.isArray(alerts) ? alerts.flatMap(faultsOf) : []),
    accepted: () => ({ status: 200, body: { status: "success" } }),
    refused: ({ status, detail, errors }) => ({
      status,
      body: {
        status: "error",
        errorType: status === 400 ? "bad_data" : "server_error",
        error: errors?.[0]?.detail ?? detail,
      },
    }),
  },
});

/** A label without a value is none, and an alert without labels cannot be told from another. */
function labelsIn(one: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(membersOf(membersOf(one).labels)).filter(([, value]) => value !== ""));
}

function faultsOf(one: unknown, index: number): Fault[] {
  return Object.keys(labelsIn(one)).length > 0
    ? []
    : [{ pointer: `/${index}/labels`, detail: `The alert at place ${index} has no labels: at least one is needed.` }];
}

function signalOf(one: Alert, reading: Reading): Signal[] {
  const { at } = reading.request;
  const labels = labelsIn(one);
  const end = instantOf(one.endsAt) ?? at + resolveTimeoutMs;
  const status = end > at + clocksDifferMs ? "firing" : "resolved";
  const known = { ...one, labels, status, fingerprint: fingerprintOf(labels) } satisfies Alert;
  return signalsOfGroup({ alerts: [known] }, reading, { source: "alertmanager-api", called: "Alertmanager" }).map(
    (signal) => (status === "firing" ? { ...signal, staleAfterMs: end - at } : signal),
  );
}
