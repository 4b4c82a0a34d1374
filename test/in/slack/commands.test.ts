import { describe, expect, test } from "vitest";
import { incidentByNumber } from "../../../src/store/incidents.ts";
import { slackDesk } from "../kit.ts";

describe.each(["socket", "http"] as const)("the slash command over %s", (mode) => {
  test("declares in one breath, and the channel comes into being", async () => {
    const s = await slackDesk({ mode });
    const said = await s.say("alice", "general", "/incident sev1 Gateway returns 503");
    expect(said.responses[0]?.text).toContain("Declared #1 · SEV1 · Gateway returns 503");
    await s.settle();
    const { channels } = await s.state();
    expect(channels.map(({ name }: { name: string }) => name)).toContainEqual(
      expect.stringMatching(/^inc-.*gateway-returns-503/),
    );
  });
});

test("what cannot be done is said where the person is", async () => {
  const s = await slackDesk();
  const said = async (text: string, channel = "general") =>
    (await s.say("alice", channel, text)).responses[0]?.text as string;
  expect(await said("/incident resolv it")).toContain("Did you mean resolve?");
  expect(await said("/incident declare sev7 Gateway")).toContain("There is no severity sev7");
  expect(await said(`/incident sev1 ${"x".repeat(500)}`)).toContain("The title has 500 characters");
  expect(await said('/incident sev1 "Gateway')).toContain("is never closed");
  expect(await said("/incident ack")).toContain("No incident is open");
  expect(await said("/incident ack #12")).toContain("There is no incident #12");
});

test("people are mentioned, and what they write pings nobody", async () => {
  const s = await slackDesk();
  await s.say("alice", "general", "/incident sev2 <!channel> Gateway & <b> more");
  expect((await incidentByNumber(s.store.read, 1))?.title).toBe("@channel Gateway & <b> more");
  await s.settle();
  const [answer] = (await s.say("alice", "general", "/incident lead #1 @bob")).responses;
  expect(answer.text).toBe("The incident commander is named");
  expect((await incidentByNumber(s.store.read, 1))?.roles.lead).toBe(s.bob);
  const { calls } = await s.get("calls?since=0");
  expect(JSON.stringify(calls)).not.toContain("<!channel>");
});
