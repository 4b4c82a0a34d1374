/** One alert in a body of Alertmanager. */
export interface AlertGiven {
  name?: string;
  severity?: string;
  instance?: string;
  status?: "firing" | "resolved";
  startsAt?: string;
  runbook?: string;
}

/** A body of Alertmanager's webhook, version 4, written from its contract. Alerts of one name are one group. */
export function alertmanagerBody(...alerts: AlertGiven[]) {
  const name = alerts[0]?.name ?? "GatewayDown";
  return {
    version: "4",
    status: alerts.every(({ status }) => status === "resolved") ? "resolved" : "firing",
    receiver: "sitrep",
    groupKey: `{}:{alertname="${name}"}`,
    truncatedAlerts: 0,
    groupLabels: { alertname: name },
    commonLabels: { alertname: name },
    commonAnnotations: {},
    externalURL: "http://alertmanager.example.org:9093",
    alerts: alerts.map(({ severity = "critical", instance = "gw-1", status = "firing", startsAt, runbook }) => ({
      status,
      labels: { alertname: name, severity, instance },
      annotations: { summary: `Trouble at ${instance}`, ...(runbook ? { runbook_url: runbook } : {}) },
      ...(startsAt ? { startsAt } : {}),
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "https://prometheus.example.org/graph",
      fingerprint: `${name}-${instance}`.toLowerCase(),
    })),
  };
}
