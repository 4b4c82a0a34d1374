import { expect, test } from "vitest";
import betterstack from "../../../src/in/sources/betterstack.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, type Sent } from "./reading.ts";
import { testSamples } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(betterstack, body, sent);

const attributes = {
  name: "Shop",
  url: "https://shop.example.org",
  http_method: "get",
  cause: "Timeout",
  started_at: "2026-11-21T09:41:00.000Z",
  acknowledged_at: null,
  acknowledged_by: null,
  resolved_at: null,
  status: "Started",
  team_name: "Web",
  metadata: { region: "eu" },
  origin_url: "https://uptime.example.org/incidents/9",
  screenshot_url: "javascript:alert(1)",
};
const incident = (own: object = {}, more: object = {}) => ({
  data: { id: "9", type: "incident", attributes: { ...attributes, ...own }, ...more },
});

testSamples(betterstack);
testHostileBodies(betterstack, ["data", "attributes", "id", "type"], [incident(), incident().data]);

test("an incident that began", () => {
  expect(read(incident())).toEqual([
    {
      source: "betterstack",
      identity: "betterstack:9",
      status: "firing",
      title: "Shop",
      description: "Timeout",
      severityHint: null,
      labels: {
        name: "Shop",
        url: "https://shop.example.org",
        cause: "Timeout",
        http_method: "get",
        team_name: "Web",
        "metadata.region": "eu",
      },
      groupKey: null,
      startedAt: Date.parse("2026-11-21T09:41Z"),
      runbookUrl: null,
      links: [
        { title: "Monitored", url: "https://shop.example.org" },
        { title: "Source", url: "https://uptime.example.org/incidents/9" },
      ],
    },
  ]);
});

test("its times say whether it goes on, and who took it", () => {
  const taken = { acknowledged_at: "2026-11-21T09:44:00Z", acknowledged_by: "Alice" };
  expect(read(incident(taken))[0]).toMatchObject({
    status: "firing",
    acknowledged: { by: "Alice" },
    onlyIfKnown: true,
  });
  const [over] = read(incident({ ...taken, resolved_at: "2026-11-21T09:50:00Z" }));
  expect(over).toMatchObject({ status: "resolved", endedAt: Date.parse("2026-11-21T09:50Z") });
  expect(over?.acknowledged).toBeUndefined();
  expect(over?.onlyIfKnown).toBeUndefined();
  expect(read(incident({ status: "Resolved" }))[0]?.status).toBe("firing");
  expect(read(incident({ resolved_at: undefined, status: "Resolved" }))[0]?.status).toBe("resolved");
  expect(read(incident({ resolved_at: "0001-01-01T00:00:00Z" }))[0]?.status).toBe("firing");
});

test("the resource may come bare, or without a type", () => {
  expect(read(incident().data)[0]?.identity).toBe("betterstack:9");
  expect(read(incident({}, { type: undefined }))[0]?.identity).toBe("betterstack:9");
});

test("changes of monitors and heartbeats are no news", () => {
  for (const type of ["monitor", "heartbeat"]) expect(read(incident({}, { type }))).toEqual([]);
});

test("the sender's group is told apart by endpoint", () => {
  expect(read(incident({ incident_group_id: 4 }), { name: "eu" })[0]).toMatchObject({
    identity: "betterstack@eu:9",
    groupKey: "eu 4",
  });
});

test("what is none of Better Stack's is refused", () => {
  for (const body of [[], "", null, {}, { id: 1 }]) expect(betterstack.body.safeParse(body).success).toBe(false);
});
