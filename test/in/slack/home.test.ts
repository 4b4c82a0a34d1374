import { expect, test } from "vitest";
import { slackDesk } from "../kit.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reads JSON as any reader of the workspace does
type Json = any;

test("Home shows the maintenance that is ahead, and nothing of it once it is over", async () => {
  const s = await slackDesk();
  const home = async () => {
    await s.post("home", { as: "carol" });
    await s.settle();
    return JSON.stringify((await s.get("views?as=carol")).views.find(({ type }: Json) => type === "home"));
  };
  const startsAt = s.clock.now() + 72 * 3_600_000;
  await s.engine.handle({
    type: "maintenance.schedule",
    maintenance: s.ids(),
    by: { kind: "person", id: "U1", name: "alice" },
    plan: {
      what: "Database upgrade",
      components: ["Keystore (active keys)"],
      impact: "none",
      window: { startsAt, endsAt: startsAt + 3_600_000 },
    },
  });
  await expect.poll(home).toContain("M1 · Database upgrade");
  await s.engine.handle({
    type: "maintenance.cancel",
    maintenance: "M1",
    why: "postponed",
    by: { kind: "person", id: "U1", name: "alice" },
  });
  await expect.poll(home).not.toContain("M1 · Database upgrade");
});
