import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import { pagerdutySchedule } from "../../../src/out/schedules/pagerduty.ts";
import { keeper, shown, window } from "./kit.ts";

const token = new Secret("pd-secret-token");
const user = (id: string, email?: string) => ({ id, summary: `User ${id}`, ...(email ? { email } : {}) });
const both = ["primary", "secondary"] as const;

describe("an escalation policy of PagerDuty", () => {
  test("has the primary on its first level and the secondary on its second, page by page", async () => {
    const entry = (level: number, email: string, start: string | null, end: string | null) => ({
      user: user(`P${level}`, email),
      escalation_level: level,
      start,
      end,
      schedule: null,
    });
    const { http, url, seen } = await keeper(({ query }) =>
      query.get("offset") === "0"
        ? {
            json: {
              oncalls: [
                entry(1, "a@example.com", "2026-10-24T00:00:00Z", "2026-10-25T00:00:00Z"),
                entry(3, "c@example.com", null, null),
              ],
              more: true,
            },
          }
        : { json: { oncalls: [entry(2, "b@example.com", null, null)], more: false } },
    );
    const read = pagerdutySchedule({ http, url, token, schedule: null, policy: "PPOL", roles: [...both] });
    const shifts = await read(window);
    expect(shifts.map((shift) => `${shift.role} ${shown(shift)}`)).toEqual([
      "primary 10-24 00:00 - 10-25 00:00 a@example.com, P1, User P1",
      "secondary 10-23 12:00 - 11-08 12:00 b@example.com, P2, User P2",
    ]);
    expect(seen[0]?.headers.authorization).toBe("Token token=pd-secret-token");
    expect(seen[0]?.headers.accept).toBe("application/vnd.pagerduty+json;version=2");
    expect(seen[0]?.query.get("escalation_policy_ids[]")).toBe("PPOL");
  });

  test("that fills one place gives it its first level", async () => {
    const { http, url } = await keeper(() => ({
      json: {
        oncalls: [1, 2].map((level) => ({
          user: user(`P${level}`, `${level}@example.com`),
          escalation_level: level,
          start: null,
          end: null,
        })),
      },
    }));
    const read = pagerdutySchedule({ http, url, token, schedule: null, policy: "PPOL", roles: ["secondary"] });
    expect((await read(window)).map(({ role, names }) => [role, names[0]])).toEqual([["secondary", "1@example.com"]]);
  });
});

describe("a schedule of PagerDuty", () => {
  test("of shifts is asked for first, and names several at once by their ids alone", async () => {
    const shift = (id: string) => ({
      member: { user_id: id },
      start_time: "2026-10-24T00:00:00Z",
      end_time: "2026-10-25T00:00:00Z",
    });
    const { http, url, seen } = await keeper(({ path }) => {
      if (path.startsWith("/v3/"))
        return {
          json: {
            schedule: { final_schedule: { computed_shift_assignments: [shift("P1"), shift("P2"), shift("P1")] } },
          },
        };
      return path === "/users/P1" ? { json: { user: user("P1", "a@example.com") } } : { status: 404, json: {} };
    });
    const read = pagerdutySchedule({ http, url, token, schedule: "PSCHED", policy: null, roles: ["primary"] });
    expect((await read(window)).map(shown)).toEqual([
      "10-24 00:00 - 10-25 00:00 a@example.com, P1",
      "10-24 00:00 - 10-25 00:00 P2",
      "10-24 00:00 - 10-25 00:00 a@example.com, P1",
    ]);
    await read(window);
    expect(seen.map(({ path }) => path)).toEqual([
      "/v3/schedules/PSCHED",
      "/users/P1",
      "/users/P2",
      "/v3/schedules/PSCHED",
    ]);
  });

  test("of layers is read the older way when the newer one refuses it", async () => {
    const { http, url, seen } = await keeper(({ path }) => {
      if (path.startsWith("/v3/")) return { status: 400, json: { error: {} } };
      const entries = [
        { user: user("P1", "a@example.com"), start: "2026-10-24T00:00:00+02:00", end: "2026-10-25T00:00:00+02:00" },
      ];
      return { json: { schedule: { final_schedule: { rendered_schedule_entries: entries } } } };
    });
    const read = pagerdutySchedule({ http, url, token, schedule: "PSCHED", policy: null, roles: ["primary"] });
    expect((await read(window)).map(shown)).toEqual(["10-23 22:00 - 10-24 22:00 a@example.com, P1, User P1"]);
    expect(seen[1]?.query.get("since")).toBe("2026-10-23T12:00:00.000Z");
  });
});

test.each([
  [401, {}, "does not accept our credentials"],
  [429, {}, "answered 429"],
  [200, { oncalls: "?" }, "something else than it documents"],
  [200, { oncalls: [{ user: { id: "P1" }, escalation_level: 1, start: "soon" }] }, "a time in its answer"],
])("PagerDuty that answers %i %j is a trouble without its token", async (status, json, words) => {
  const { http, url } = await keeper(({ path }) =>
    path === "/users/P1" ? { status: 404, json: {} } : { status, json },
  );
  const read = pagerdutySchedule({ http, url, token, schedule: null, policy: "PPOL", roles: ["primary"] });
  const trouble = await read(window).catch((error: Error) => error.message);
  expect(trouble).toContain(words);
  expect(trouble).not.toContain("pd-secret");
});
