import { expect, test } from "vitest";
import { type Json, type Story, story } from "../kit/story.ts";
import { oneWay } from "../kit/ways.ts";

const words = (components: string) =>
  `investigating --components "${components}" --symptom "requests fail" --impact "call the API"`;

/** The overall status, and how each component that is not well is. */
async function statusOf(s: Story) {
  const summary = (await (await fetch(`${s.statusUrl}/api/v2/summary.json`)).json()) as Json;
  const components = summary.components as { name: string; status: string }[];
  return {
    overall: summary.status.indicator,
    components: components
      .filter(({ status }) => status !== "operational")
      .map(({ name, status }) => `${name}: ${status}`),
  };
}

test.each(oneWay)(
  "two incidents share a component, which is well when the last of them is over, over $mode",
  async (way) => {
    // given a SEV3 on two components
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev3 One model is slow");
    const slow = await s.room();
    expect(await statusOf(s)).toEqual({ overall: "none", components: [] });
    await s.say("alice", slow, `/incident update ${words("Gateway (OpenAI shape), Gateway (HTTP liveness)")}`);
    expect(await statusOf(s)).toEqual({
      overall: "minor",
      components: ["Gateway (HTTP liveness): degraded_performance", "Gateway (OpenAI shape): degraded_performance"],
    });
    // when a SEV1 takes one of them down
    await s.say("bob", "general", "/incident declare sev1 Gateway returns 503");
    const down = await s.room();
    expect((await statusOf(s)).overall).toBe("minor");
    await s.say("bob", down, `/incident update ${words("Gateway (HTTP liveness)")}`);
    // then the worse of both counts
    expect(await statusOf(s)).toEqual({
      overall: "critical",
      components: ["Gateway (HTTP liveness): major_outage", "Gateway (OpenAI shape): degraded_performance"],
    });
    // and whoever speaks for the milder one tells the same, in the text and on its card
    await s.say("alice", slow, "/incident nochange");
    await s.clock.pass("5s");
    expect((await s.incident(1)).updates.at(-1)).toMatchObject({ severity: "SEV3", overall: "major-outage" });
    expect((await s.words(slow)).join()).toContain("told: major-outage");
    // when the SEV1 is over, the SEV3 still counts, and the text says so
    await s.say("bob", down, '/incident resolve "A route was wrong."');
    expect((await s.incident(2)).updates.at(-1).text).toContain("Overall status set to: degraded");
    expect(await statusOf(s)).toEqual({
      overall: "minor",
      components: ["Gateway (HTTP liveness): degraded_performance", "Gateway (OpenAI shape): degraded_performance"],
    });
    // and when the last one is over, all is well by itself
    await s.say("alice", slow, '/incident resolve "The model was replaced."');
    expect((await s.incident(1)).updates.at(-1).text).toContain("Overall status set to: operational");
    expect(await statusOf(s)).toEqual({ overall: "none", components: [] });
  },
);

test("something like an open incident is joined or declared all the same, with one click", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
  // when dave has seen it too
  const [said] = await s.say("dave", "general", "/incident sev1 gateway returns 503!");
  expect(said).toContain("Something similar is open: *#1 · SEV2 · Gateway returns 503*. Join it in #inc-");
  expect((await s.api("GET", "/incidents")).body.incidents).toHaveLength(1);
  // then it is his to say that it is another one
  expect((await s.click("dave", "general", "Declare anyway"))[0]).toContain(
    "Declared *#2 · SEV1 · gateway returns 503!*",
  );
  expect((await s.channels()).map(({ name }) => name)).toContain("inc-2026-11-24-gateway-returns-503-2");
});
