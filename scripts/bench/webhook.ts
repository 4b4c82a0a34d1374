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
      // The value of the moment stands in many a description.
      annotations: {
        summary: `Instance host-${sent % series} is down`,
        ...(sent % series < series / 2 ? { description: `${sent} s without an answer` } : {}),
      },
      startsAt: "2026-11-21T03:00:00Z",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "http://prometheus.example.com/graph",
      fingerprint: `c0ffee${(sent % series).toString(16).padStart(10, "0")}`,
    };
  });
  // No two bodies are the same, or they would be redeliveries; a group keeps its key.
  return JSON.stringify({
    version: "4",
    groupKey: '{}:{alertname="InstanceDown"}',
    status: "firing",
    receiver: `sitrep ${sent}`,
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
