import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { silentLog } from "../../src/base/log.ts";
import { openStore } from "../../src/store/open.ts";
import { openMetrics } from "../../src/web/metrics.ts";
import { made, table } from "./pages.ts";

/** `metrics.md`: what `/metrics` answers over an empty store. */
export async function metricsPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "sitrep-reference-"));
  const clock = systemClock();
  const store = await openStore({ file: join(folder, "sitrep.db"), log: silentLog, clock });
  const metrics = openMetrics({ store, clock, slack: () => ({ attempted: true, state: "connected" }) });
  try {
    metrics.webhook("alertmanager", 202);
    metrics.attempt("page", "delivered", 400);
    metrics.slackCall("chat.postMessage", "ok");
    for (const how of ["sent", "missed", "withheld"] as const) metrics.heartbeat(how);
    const { text } = await metrics.scrape();
    return `${made}
# Metrics

\`GET /metrics\` on the private port, in Prometheus's text format. No label holds anything that a person or a sender wrote.

${table(["metric", "kind", "labels", "what it says"], rowsOf(text))}

Rules that alert on them are in [deploy/prometheus-rules.yml](../../deploy/prometheus-rules.yml).
`;
  } finally {
    metrics.stop();
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

function rowsOf(text: string): string[][] {
  const kinds = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", kind = ""]) => [name, kind]));
  return [...text.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name = "", help = ""]) => [
    `\`${name}\``,
    kinds.get(name) ?? "",
    labelsOf(text, name),
    help,
  ]);
}

/** The labels of a metric, each with the values it has; a sender's name or a status is any. */
function labelsOf(text: string, metric: string): string {
  const values = new Map<string, Set<string>>();
  for (const [, labels = ""] of text.matchAll(new RegExp(`^${metric}(?:_bucket)?\\{([^}]*)\\}`, "gm"))) {
    for (const [, name = "", value = ""] of labels.matchAll(/(\w+)="([^"]*)"/g))
      if (name !== "le") values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  const open = /_total$|_delay_seconds/.test(metric);
  return [...values].map(([name, found]) => `\`${name}\`${open ? "" : `: ${[...found].join(", ")}`}`).join("; ");
}
