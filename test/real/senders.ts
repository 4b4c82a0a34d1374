import { expect } from "vitest";
import { firstOf, type Program, start } from "./program.ts";

const alertmanagerPath = firstOf(
  "/usr/bin/prometheus-alertmanager",
  "/usr/local/bin/alertmanager",
  process.env.ALERTMANAGER_PATH,
);
const prometheusPath = firstOf("/usr/bin/prometheus", "/usr/local/bin/prometheus", process.env.PROMETHEUS_PATH);

/** Why there is no Alertmanager to test with; undefined where there is one. */
export const noAlertmanager = alertmanagerPath
  ? undefined
  : "no Alertmanager here: install prometheus-alertmanager, or set ALERTMANAGER_PATH";

/** Why there is no Prometheus to test with; undefined where there is one. */
export const noPrometheus = prometheusPath
  ? undefined
  : "no Prometheus here: install prometheus, or set PROMETHEUS_PATH";

/** An Alertmanager with one receiver, written as its configuration has it, that groups by job and does not wait long. */
export async function alertmanager(receiver: object): Promise<Program & { post(alerts: object[]): Promise<void> }> {
  const config = {
    route: { receiver: "sitrep", group_by: ["job"], group_wait: "1s", group_interval: "1s", repeat_interval: "1m" },
    receivers: [{ name: "sitrep", ...receiver }],
  };
  const program = await start(alertmanagerPath ?? "", {
    // What is JSON is YAML.
    files: { "alertmanager.yml": JSON.stringify(config) },
    args: (folder, port) => [
      "--config.file=alertmanager.yml",
      `--storage.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
      "--log.level=warn",
    ],
    ready: "/-/ready",
  });
  return {
    ...program,
    async post(alerts) {
      const answer = await fetch(`${program.url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(alerts),
      });
      expect(answer.status).toBe(200);
    },
  };
}

/** A Prometheus that looks at `target` each second, and sends the alerts of these rules to `to`. */
export function prometheus(target: string, rules: object[], to: object): Promise<Program> {
  const config = {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: ["rules.yml"],
    scrape_configs: [{ job_name: "gateway", static_configs: [{ targets: [target] }] }],
    alerting: { alertmanagers: [to] },
  };
  return start(prometheusPath ?? "", {
    files: {
      "prometheus.yml": JSON.stringify(config),
      "rules.yml": JSON.stringify({ groups: [{ name: "test", rules }] }),
    },
    args: (folder, port) => [
      "--config.file=prometheus.yml",
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--rules.alert.resend-delay=2s",
      "--log.level=warn",
    ],
    ready: "/-/ready",
  });
}
