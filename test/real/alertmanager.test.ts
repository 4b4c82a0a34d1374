import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Story, story } from "../kit/story.ts";

const binary = [
  "/usr/bin/prometheus-alertmanager",
  "/usr/local/bin/alertmanager",
  process.env.ALERTMANAGER_PATH ?? "",
].find((path) => path !== "" && existsSync(path));

/** How long Alertmanager may take to start and to send, in real time. */
const patienceMs = 30_000;

test("a real Alertmanager fires and resolves: one incident, one channel", async (ctx) => {
  if (!binary) return ctx.skip("no Alertmanager here: install prometheus-alertmanager, or set ALERTMANAGER_PATH");
  // given a real Alertmanager that sends to us
  await using s = await story({ at: new Date().toISOString().slice(0, 16).concat("Z") });
  await using sender = await alertmanager(`${s.url}/hooks/alertmanager`);

  // when two alerts of one job fire, and are sent again
  const alerts = [alert("gateway-1"), alert("gateway-2")];
  await sender.post(alerts);
  await eventually(async () => (await openIncident(s))?.alerts.length === 2);
  await sender.post(alerts);
  await s.settle();

  // then there is one incident with both, a SEV1 by its label, in one channel, with the runbook at hand
  const incident = await openIncident(s);
  expect(incident).toMatchObject({ severity: "SEV1", title: "GatewayDown: Gateway answers nothing" });
  const rooms = (await s.channels()).filter(({ name }) => name.startsWith("inc-"));
  expect(rooms.map(({ name }) => name)).toHaveLength(1);
  expect((await s.direct("bob")).join()).toContain("Gateway answers nothing");

  // when both are over
  const ends = new Date().toISOString();
  await sender.post(alerts.map((one) => ({ ...one, endsAt: ends })));
  await eventually(async () =>
    (await openIncident(s))?.alerts.every(({ status }: { status: string }) => status === "resolved"),
  );
  await s.settle();

  // then the room is asked whether the incident is over too, and a person says so
  expect((await s.words(rooms[0]?.name ?? "")).join()).toContain("All 2 alerts are resolved");
  const resolved = await s.api("POST", "/incidents/1/resolve", { root_cause: "A node was lost." });
  expect(resolved.status).toBe(200);
  expect((await s.api("GET", "/incidents?state=open")).body.incidents).toEqual([]);
}, 90_000);

// biome-ignore lint/suspicious/noExplicitAny: an answer of the API, read by what the test says of it
async function openIncident(s: Story): Promise<any> {
  const { body } = await s.api("GET", "/incidents?state=open");
  expect(body.incidents.length).toBeLessThanOrEqual(1);
  return body.incidents[0] && (await s.api("GET", `/incidents/${body.incidents[0].number}`)).body;
}

function alert(instance: string) {
  return {
    labels: { alertname: "GatewayDown", severity: "critical", job: "gateway", instance },
    annotations: { summary: "Gateway answers nothing", runbook_url: "https://runbooks.example.com/gateway" },
    generatorURL: "http://prometheus.example.com/graph",
  };
}

async function alertmanager(receiver: string) {
  const folder = await mkdtemp(join(tmpdir(), "sitrep-alertmanager-"));
  const port = await freePort();
  const config = [
    "route: { receiver: sitrep, group_by: [job], group_wait: 1s, group_interval: 1s, repeat_interval: 1m }",
    `receivers: [{ name: sitrep, webhook_configs: [{ url: "${receiver}", send_resolved: true }] }]`,
  ];
  await writeFile(join(folder, "alertmanager.yml"), `${config.join("\n")}\n`);
  const child: ChildProcess = spawn(
    binary ?? "",
    [
      `--config.file=${join(folder, "alertmanager.yml")}`,
      `--storage.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${url}/-/ready`).catch(() => null))?.ok === true);
  return {
    async post(alerts: object[]) {
      const answer = await fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(alerts),
      });
      expect(answer.status).toBe(200);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** Waits for another program, which keeps its own time. */
async function eventually(holds: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`it did not come to pass within ${patienceMs / 1_000} s`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}
