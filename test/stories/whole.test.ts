import { expect, test } from "vitest";
import { story } from "../kit/story.ts";

test.each(["socket", "http"] as const)("a SEV1 from declaration to post-mortem, over %s", async (mode) => {
  // given a Saturday night, and one command
  await using s = await story({ at: "2026-11-21T03:00Z", mode });
  const [said] = await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
  const room = await s.room();
  expect(room).toBe("inc-2026-11-21-gateway-returns-503");
  expect(said).toContain("#1");
  // then the room stands, the on-call is in it and was woken
  expect((await s.direct("bob")).join()).toContain("A SEV1 pages at any hour");
  expect((await s.words("incidents")).at(-1)).toContain("#1 · SEV1 · Gateway returns 503");

  // when it is worked to its end
  await s.say("bob", room, "/incident ack");
  await s.clock.pass("5m");
  const update = `/incident update investigating "we look into it" --components "Gateway (HTTP liveness)" --symptom "requests fail with 503" --impact "call the API"`;
  await s.say("alice", room, update);
  await s.clock.pass("20m");
  await s.say("alice", room, '/incident update identified --cause "a bad release" --action "rolling it back"');
  await s.say("bob", room, "/incident mitigated rolled back");
  await s.clock.pass("10m");
  await s.say("alice", room, '/incident resolve "A release carried a wrong route."');

  // then every promise was kept, the public heard of it three times, and the draft lies there
  const { body: incident } = await s.api("GET", "/incidents/1");
  expect(incident.stage).toBe("RESOLVED");
  expect(
    incident.deadlines
      .filter((one: { state: string }) => one.state !== "kept")
      .map((one: { kind: string }) => one.kind),
  ).toEqual(["post-mortem"]);
  expect(incident.updates.map((one: { text: string }) => one.text.split("\n")[0])).toEqual([
    "[INVESTIGATING] Gateway (HTTP liveness) — requests fail with 503",
    "[IDENTIFIED] Gateway (HTTP liveness) — requests fail with 503",
    "[RESOLVED] Gateway (HTTP liveness) — requests fail with 503",
  ]);
  const page = await (await fetch(s.statusUrl)).text();
  expect(page).toContain("requests fail with 503");
  expect((await s.words(room)).at(-1)).toContain("The post-mortem draft is written");
  const draft = await (await fetch(`${s.url}/${incident.postmortem.path}`)).text();
  expect(draft).toMatch(/^# Incident 2026-11-21 — Gateway returns 503\n\*\*Severity:\*\* SEV1 \*\*Duration:\*\* 00:35/);
});
