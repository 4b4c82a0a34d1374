import { describe, expect, test } from "vitest";
import { later } from "../../../src/out/outcome.ts";
import type { CallResult, SlackClient } from "../../../src/out/slack/client.ts";
import { lookUpByEmail } from "../../../src/out/slack/look-up.ts";
import { storyClock } from "../../kit/clock.ts";

const hour = 3_600_000;
const notFound: CallResult = { kind: "refused", error: "users_not_found" } as CallResult;

function asking(answer: (email: string) => CallResult) {
  const clock = storyClock(0);
  const asked: string[] = [];
  const client: SlackClient = {
    async call(method, args) {
      asked.push(`${method} ${String(args.email)}`);
      return answer(String(args.email));
    },
  };
  return {
    asked,
    who: lookUpByEmail(client, clock),
    pass: (ms: number) => clock.passTo(clock.now() + ms, async () => {}),
  };
}

describe("who has an address", () => {
  test("is asked of Slack once a day, and of a stranger once an hour", async () => {
    const { asked, who, pass } = asking((email) =>
      email === "bob@example.com" ? { kind: "ok", data: { ok: true, user: { id: "U0BOB0000" } } } : notFound,
    );
    expect([
      await who(" Bob@Example.com"),
      await who("bob@example.com"),
      await who("zoe@example.com"),
      await who("zoe@example.com"),
    ]).toEqual(["U0BOB0000", "U0BOB0000", null, null]);
    expect(asked).toEqual(["users.lookupByEmail bob@example.com", "users.lookupByEmail zoe@example.com"]);
    await pass(2 * hour);
    await who("bob@example.com");
    await who("zoe@example.com");
    expect(asked).toHaveLength(3);
  });

  test("is nobody where the person has left", async () => {
    const { who } = asking(() => ({ kind: "ok", data: { user: { id: "U0BOB0000", deleted: true } } }));
    expect(await who("bob@example.com")).toBeNull();
  });

  test("is not known while Slack is away, and asked again", async () => {
    const { asked, who } = asking(() => ({ kind: "put-off", delivery: later("away", { doubtful: false }) }));
    await expect(who("bob@example.com")).rejects.toThrow("Slack did not say in time");
    await expect(who("bob@example.com")).rejects.toThrow("Slack did not say in time");
    expect(asked).toHaveLength(2);
  });
});
