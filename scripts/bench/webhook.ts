/** Alerts are of a few hundred series, as in a bad night: most of what comes in is a repeat. */
const series = 500;
let sent = 0;

const labels = (n: number) => ({
  alertname: "InstanceDown",
  severity: "info",
  instance: `host-${n % series}`,
  job: "node",
});

/** A message of Alertmanager's webhook, as Sitrep takes it. */
export function webhook(alerts: number): string {
  const list = Array.from({ length: alerts }, () => {
    sent += 1;
    return {
      status: "firing",
      labels: labels(sent),
      annotations: { summary: `Instance host-${sent % series} is down` },
      startsAt: "2026-11-21T03:00:00Z",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "http://prometheus.example.com/graph",
      fingerprint: (sent % series).toString(16).padStart(16, "0"),
    };
  });
  // No two bodies are the same, or they would be redeliveries.
  return JSON.stringify({
    version: "4",
    groupKey: `{}:{n="${sent}"}`,
    status: "firing",
    receiver: "sitrep",
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "http://alertmanager.example.com",
    alerts: list,
  });
}

/** The same alerts as Alertmanager itself takes them. */
export function posted(alerts: number): string {
  return JSON.stringify(
    Array.from({ length: alerts }, () => {
      sent += 1;
      return {
        labels: labels(sent),
        annotations: { summary: `Instance host-${sent % series} is down` },
        generatorURL: "http://prometheus.example.com/graph",
      };
    }),
  );
}
