import { describe, expect } from "vitest";
import { rule } from "../slack.ts";

describe("auth.test, team.info, bots.info", () => {
  rule("say who the bot is, where, and for which app", async (slack) => {
    const auth = await slack.call("auth.test");
    expect(auth).toMatchObject({
      ok: true,
      team_id: expect.stringMatching(/^T/),
      user_id: expect.stringMatching(/^[UW]/),
      bot_id: expect.stringMatching(/^B/),
    });
    const { team } = await slack.call("team.info");
    expect(team.id).toBe(auth.team_id);
    const { bot } = await slack.call("bots.info", { bot: auth.bot_id });
    expect(bot).toMatchObject({ id: auth.bot_id, user_id: auth.user_id });
    expect((await slack.call("bots.info", { bot: "B0000000000" })).error).toBe("bot_not_found");
  });
});

describe("users", () => {
  rule("are found by id, in the list, and by their address", async (slack) => {
    const id = await slack.person();
    const { user } = await slack.call("users.info", { user: id });
    expect(user).toMatchObject({ id, is_bot: false, tz: expect.any(String) });
    const { members } = await slack.call("users.list", { limit: 200 });
    expect(members.map((member: { id: string }) => member.id)).toContain(id);
    const found = await slack.call("users.lookupByEmail", { email: user.profile.email });
    expect(found.user.id).toBe(id);
  });

  rule("that do not exist are not found", async (slack) => {
    expect((await slack.call("users.info", { user: "U0000000000" })).error).toBe("user_not_found");
    const missing = await slack.call("users.lookupByEmail", { email: "nobody@example.invalid" });
    expect(missing.error).toBe("users_not_found");
  });
});

describe("usergroups", () => {
  rule("that do not exist have no members", async (slack) => {
    const missing = await slack.call("usergroups.users.list", { usergroup: "S0000000000" });
    expect(["no_such_subteam", "plan_upgrade_required"]).toContain(missing.error);
  });
});

describe("a method that does not exist", () => {
  rule("is unknown", async (slack) => {
    expect((await slack.call("incidents.declare")).error).toBe("unknown_method");
  });
});
