import { expect, test } from "vitest";
import { story } from "../kit/story.ts";

const at = "2026-11-21T09:00Z";
const config = `
components: [Gateway, Keystore, { name: Cellar, internal: true }]
status_page: { url: "https://status.example.com" }
`;

test("a channel hears of public updates, once each, until it says that it is enough", async () => {
  await using s = await story({ at, config });
  const api = async (path: string, body: object) => {
    const { status, body: answer } = await s.api("POST", `/incidents${path}`, body);
    if (status >= 300) throw new Error(JSON.stringify(answer));
  };
  const first = { stage: "INVESTIGATING", symptom: "requests fail", impact: "send requests", action: "restarting it" };
  const heard = async () => (await s.told("#general")).filter((words) => words.includes("requests fail"));

  expect(await s.say("alice", "general", "/incident subscribe Keystore")).toEqual([
    expect.stringContaining("Every public update about Keystore is posted here"),
  ]);
  await api("", { severity: "SEV1", title: "Secret internal title", components: ["Gateway"] });
  await api("/1/update", first);
  expect(await heard()).toEqual([]);

  await s.say("alice", "general", "/incident subscribe");
  await api("/1/update", { stage: "IDENTIFIED", cause: "a bad change", action: "rolling back", audience: "internal" });
  expect(await heard()).toEqual([]);
  await api("/1/update", { stage: "IDENTIFIED", cause: "a bad change", action: "rolling back" });
  await s.restart();
  expect(await heard()).toEqual([expect.stringContaining("[IDENTIFIED] Gateway — requests fail")]);
  expect((await heard())[0]).not.toContain("Secret");

  expect(await s.say("alice", "general", "/incident subscribe list")).toEqual([
    "Subscribers of the status page: channels of this Slack: 1.",
  ]);
  expect(await s.say("alice", "general", "/incident unsubscribe")).toEqual([
    "This channel hears of public updates no longer.",
  ]);
  expect((await s.say("alice", "general", "/incident subscribe off")).join()).toContain("There is no subscription");
  await api("/1/resolve", { root_cause: "A change was rolled back." });
  expect(await heard()).toHaveLength(1);
});

test("what still waits for a channel that has had enough is not posted there any more", async () => {
  await using s = await story({ at, config });
  await s.say("alice", "general", "/incident subscribe");
  await s.api("POST", "/incidents", { severity: "SEV2", title: "Gateway", components: ["Gateway"] });
  s.faults({ method: "chat.postMessage", kind: "http_500", times: 100 });
  const first = { stage: "INVESTIGATING", symptom: "requests fail", impact: "send requests", action: "restarting it" };
  await s.api("POST", "/incidents/1/update", first);
  expect(await s.say("alice", "general", "/incident subscribe off")).toEqual([
    "This channel hears of public updates no longer.",
  ]);
  s.faults();
  await s.clock.pass("10 min");
  expect((await s.told("#general")).filter((words) => words.includes("requests fail"))).toEqual([]);
});

test("it is refused for what is not public, and says when nobody listens", async () => {
  await using s = await story({ at, config });
  expect((await s.say("alice", "general", "/incident subscribe Cellar")).join()).toContain("no component `Cellar`");
  expect((await s.say("alice", "general", "/incident subscribe list")).join()).toContain("Nobody subscribes");
});
