import { expect, test } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLog } from "../../../src/base/log.ts";
import { Secret } from "../../../src/base/secret.ts";
import { openSlackDoor } from "../../../src/in/slack/app.ts";
import { incidentByNumber } from "../../../src/store/incidents.ts";
import { workspace } from "../../workspace/kit.ts";
import { desk, slackDesk } from "../kit.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into answers freely; a wrong shape fails the test
type Json = any;

test("two lines are held open, and a refresh of one loses nothing", async () => {
  const s = await slackDesk();
  await expect.poll(() => s.door.sockets()).toBe(2);
  for (const round of [1, 2, 3]) {
    s.slack.setFaults([{ kind: "refresh", times: 1, warning: false }] as never);
    const { responses } = await s.say("alice", "general", "/incident list");
    expect(responses[0]?.text, `round ${round}`).toContain("No incident is open");
  }
  await expect.poll(() => s.door.sockets(), { timeout: 10_000 }).toBe(2);
});

test("a line that breaks comes back by itself", async () => {
  const s = await slackDesk();
  await expect.poll(() => s.door.sockets()).toBe(2);
  const opened = () => s.slack.calls().filter(({ method }) => method === "apps.connections.open").length;
  s.slack.setFaults([{ kind: "disconnect", times: 2 }] as never);
  await expect.poll(opened, { timeout: 10_000 }).toBe(4);
  await expect.poll(() => s.door.sockets(), { timeout: 10_000 }).toBe(2);
  expect((await s.say("alice", "general", "/incident list")).responses[0].text).toContain("No incident is open");
});

test("the same payload delivered twice is one decision and one answer", async () => {
  const s = await slackDesk();
  s.slack.setFaults([{ kind: "duplicate", times: 1 }] as never);
  const { responses } = await s.say("alice", "general", "/incident sev3 Latency is high");
  await s.settle();
  expect(responses.filter(({ text }: Json) => text.includes("Declared"))).toHaveLength(1);
  expect(await incidentByNumber(s.store.read, 2)).toBeNull();
});

test("without Slack, or with a refused token, the door opens all the same and goes on trying", async () => {
  const slack = await workspace();
  const parts = await desk();
  const door = (appToken: string, apiUrl: string) =>
    openSlackDoor({
      delivery: { mode: "socket", appToken: new Secret(appToken), sockets: 1 },
      token: new Secret(slack.tokens.bot),
      apiUrl,
      me: () => null,
      ...parts,
      clock: systemClock(),
      log: silentLog,
    });
  const away = door(slack.tokens.app, "http://127.0.0.1:9/api/");
  away.start();
  await away.tried;
  expect(away.sockets()).toBe(0);
  const refused = door("xapp-1-wrong", `${slack.url}/api/`);
  refused.start();
  await refused.tried;
  expect(refused.sockets()).toBe(0);
  const attempts = () => slack.calls().filter(({ method }) => method === "apps.connections.open").length;
  const before = attempts();
  await expect.poll(attempts, { timeout: 8_000 }).toBeGreaterThan(before + 1);
  await Promise.all([away.stop(), refused.stop()]);
});
