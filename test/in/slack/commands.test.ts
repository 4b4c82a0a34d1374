import { describe, expect, test } from "vitest";
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
