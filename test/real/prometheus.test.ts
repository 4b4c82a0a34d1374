import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { type Story, story } from "../kit/story.ts";
import { eventually, firstOf } from "./program.ts";
import { alertmanager, noAlertmanager, noPrometheus, prometheus } from "./senders.ts";
import { incidentWith, openIncident, resolvedByButton } from "./whole.ts";

const rules = [
  {
    alert: "GatewayLost",
    expr: "gateway_up == 0",
    labels: { severity: "critical" },
    annotations: { summary: "Gateway answers nothing" },
  },
];

test("a real Prometheus without an Alertmanager fires and resolves", async (ctx) => {
  if (noPrometheus) return ctx.skip(noPrometheus);
  await using s = await story({ at: now() });
  await using gateway = await measured();
  const to = { path_prefix: "/hooks/alertmanager-api", static_configs: [{ targets: [hostOf(s.url)] }] };
  await using _ = await prometheus(gateway.host, rules, to);
  await wholeWay(s, gateway, { repeats: true });
}, 240_000);

test("a real Prometheus with a real Alertmanager fires and resolves", async (ctx) => {
  if (noPrometheus ?? noAlertmanager) return ctx.skip(noPrometheus ?? noAlertmanager);
  await using s = await story({ at: now() });
  await using gateway = await measured();
  const receiver = { webhook_configs: [{ url: `${s.url}/hooks/alertmanager` }] };
  await using middle = await alertmanager(receiver);
  const to = { api_version: "v2", static_configs: [{ targets: [hostOf(middle.url)] }] };
  await using _ = await prometheus(gateway.host, rules, to);
  await wholeWay(s, gateway, { repeats: false });
}, 240_000);

test("the rules about Sitrep itself are rules of Prometheus", async (ctx) => {
  const promtool = firstOf("/usr/bin/promtool", "/usr/local/bin/promtool", process.env.PROMTOOL_PATH);
  if (!promtool) return ctx.skip("no promtool here: install prometheus, or set PROMTOOL_PATH");
  const file = new URL("../../deploy/prometheus-rules.yml", import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(promtool, ["check", "rules", "--lint-fatal", file]);
  expect(stdout).toMatch(/SUCCESS: \d+ rules found/);
});

/** A gateway that is lost, and comes back. A sender that repeats itself every second or two stays one alert that fires. */
async function wholeWay(s: Story, gateway: Gateway, { repeats }: { repeats: boolean }): Promise<void> {
  gateway.up = 0;
  expect(await incidentWith(s, 1)).toMatchObject({ severity: "SEV1", title: "GatewayLost: Gateway answers nothing" });
  if (repeats)
    await eventually(async () => {
      await s.clock.until(now());
      return (await s.api("GET", "/alerts")).body.alerts[0]?.count > 2;
    });
  expect(await s.pages()).toHaveLength(1);
  expect((await openIncident(s)).alerts).toMatchObject([{ status: "firing" }]);

  gateway.up = 1;
  await eventually(async () => {
    // Whether the end that it gives an alert has passed is told by our clock.
    await s.clock.until(now());
    return (await openIncident(s)).alerts[0].status === "resolved";
  });
  await resolvedByButton(s, "The alert is resolved.");
}

/** Something that Prometheus can look at, with one number that says whether it is up. */
interface Gateway extends AsyncDisposable {
  host: string;
  up: 0 | 1;
}

async function measured(): Promise<Gateway> {
  const state: { up: 0 | 1 } = { up: 1 };
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(`gateway_up ${state.up}\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(state, {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}

function now(): string {
  return new Date().toISOString();
}

function hostOf(url: string): string {
  return new URL(url).host;
}
