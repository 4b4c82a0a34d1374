import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import { jsmSchedule, opsgenieSchedule } from "../../../src/out/schedules/opsgenie.ts";
import { keeper, shown, window } from "./kit.ts";

const period = (name: string, from: string, until: string, own: object = {}) => ({
  startDate: from,
  endDate: until,
  type: "default",
  recipient: { type: "user", id: `id-${name}`, name },
  ...own,
});

const rotations = [
  {
    periods: [
      period("alice@example.com", "2026-10-24T00:00:00Z", "2026-10-31T00:00:00Z"),
      period("bob@example.com", "2026-10-31T00:00:00Z", "2026-11-07T00:00:00Z"),
      period("late@example.com", "2027-10-31T00:00:00Z", "2027-11-07T00:00:00Z"),
      period("", "2026-10-31T00:00:00Z", "2026-11-07T00:00:00Z", { recipient: { type: "none" } }),
    ],
  },
  { periods: [period("carol@example.com", "2026-10-24T00:00:00Z", "2026-10-25T00:00:00Z")] },
  {},
];

describe("a schedule of Opsgenie", () => {
  test("is read from its timeline: all rotations, for weeks ahead", async () => {
    const { http, url, seen } = await keeper(() => ({ json: { data: { finalTimeline: { rotations } }, took: 1 } }));
    const read = opsgenieSchedule({ http, url, token: new Secret("og-key"), schedule: "Ops team", role: "primary" });
    expect((await read(window)).map(shown)).toEqual([
      "10-24 00:00 - 10-31 00:00 alice@example.com, id-alice@example.com",
      "10-31 00:00 - 11-07 00:00 bob@example.com, id-bob@example.com",
      "10-24 00:00 - 10-25 00:00 carol@example.com, id-carol@example.com",
    ]);
    expect(seen[0]?.path).toBe("/v2/schedules/Ops%20team/timeline");
    expect(seen[0]?.query.get("identifierType")).toBe("name");
    expect(seen[0]?.headers.authorization).toBe("GenieKey og-key");
  });

  test("whose timeline is not there says at least who is on call now", async () => {
    const { http, url, seen } = await keeper(({ path }) =>
      path.endsWith("/on-calls")
        ? { json: { data: { onCallRecipients: ["alice@example.com"] } } }
        : { status: 404, json: {} },
    );
    const schedule = "4513b7ea-3b91-438f-b7e4-e3e54af9147c";
    const read = opsgenieSchedule({ http, url, token: new Secret("og-key"), schedule, role: "primary" });
    expect((await read(window)).map(shown)).toEqual(["10-24 12:00 - 10-24 13:00 alice@example.com"]);
    expect(seen.map(({ query }) => query.get("identifierType") ?? query.get("scheduleIdentifierType"))).toEqual([
      "id",
      "id",
    ]);
  });
});

test("a schedule of Jira Service Management is read the same way, with its own credentials", async () => {
  const { http, url, seen } = await keeper(() => ({
    json: {
      finalTimeline: {
        rotations: [
          {
            periods: [
              period("x", "2026-10-24T00:00:00Z", "2026-10-31T00:00:00Z", {
                recipient: undefined,
                responder: { type: "user", id: "5b10" },
              }),
            ],
          },
        ],
      },
    },
  }));
  const read = jsmSchedule({
    http,
    url,
    token: new Secret("t0"),
    email: "ops@example.com",
    cloudId: "c-1",
    schedule: "s-1",
    role: "secondary",
  });
  const shifts = await read(window);
  expect(shifts.map((shift) => `${shift.role} ${shown(shift)}`)).toEqual(["secondary 10-24 00:00 - 10-31 00:00 5b10"]);
  expect(seen[0]?.path).toBe("/jsm/ops/api/c-1/v1/schedules/s-1/timeline");
  expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from("ops@example.com:t0").toString("base64")}`);
});

test.each([
  [403, {}, "does not accept our credentials"],
  [500, {}, "answered 500"],
  [200, { data: [] }, "something else than is documented"],
])("a schedule that answers %i %j is a trouble without its key", async (status, json, words) => {
  const { http, url } = await keeper(() => ({ status, json }));
  const read = opsgenieSchedule({ http, url, token: new Secret("og-key"), schedule: "Ops", role: "primary" });
  const trouble = await read(window).catch((error: Error) => error.message);
  expect(trouble).toContain(words);
  expect(trouble).not.toContain("og-key");
});
