import { expect, test } from "vitest";
import pingdom from "../../../src/in/sources/pingdom.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, type Sent } from "./reading.ts";
import { testSamples } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(pingdom, body, sent);

const down = {
  check_id: 12,
  check_name: "Shop",
  check_type: "HTTP",
  current_state: "DOWN",
  previous_state: "UP",
  importance_level: "HIGH",
  state_changed_timestamp: 1_795_254_072,
  description: "HTTP Error 503",
  long_description: "Service Unavailable",
  check_params: {
    full_url: "https://shop.example.org/",
    hostname: "shop.example.org",
    port: 443,
    header: "User-Agent:x",
  },
  first_probe: { location: "Stockholm" },
  tags: ["prod", "web"],
};

testSamples(pingdom);
testHostileBodies(pingdom, Object.keys(down), [down]);

test("a check that is down", () => {
  expect(read(down)).toEqual([
    {
      source: "pingdom",
      identity: "pingdom:12",
      status: "firing",
      title: "Shop",
      description: "Service Unavailable",
      severityHint: "HIGH",
      level: "error",
      labels: {
        check_id: "12",
        check_name: "Shop",
        check_type: "HTTP",
        current_state: "DOWN",
        importance_level: "HIGH",
        description: "HTTP Error 503",
        full_url: "https://shop.example.org/",
        hostname: "shop.example.org",
        port: "443",
        tags: "prod, web",
      },
      groupKey: null,
      startedAt: 1_795_254_072_000,
      eventAt: 1_795_254_072_000,
      runbookUrl: null,
      links: [{ title: "Monitored", url: "https://shop.example.org/" }],
    },
  ]);
});

test.each([
  ["UP", "resolved"],
  ["SUCCESS", "resolved"],
  ["up", "resolved"],
  ["FAILING", "firing"],
  ["UNCONFIRMED", "firing"],
  [undefined, "firing"],
])("%s is %s", (current_state, status) => {
  expect(read({ ...down, current_state })[0]).toMatchObject({ identity: "pingdom:12", status });
});

test("a recovery says when", () => {
  expect(read({ ...down, current_state: "UP", importance_level: "LOW" })[0]).toMatchObject({
    startedAt: null,
    endedAt: 1_795_254_072_000,
    level: "info",
  });
});

test("what is missing is made up for", () => {
  expect(read({ current_state: "DOWN" })[0]).toMatchObject({
    identity: "pingdom:1",
    title: "Check without a name",
    startedAt: null,
    labels: { current_state: "DOWN" },
  });
  expect(read({ check_id: "5", check_params: [] })[0]?.title).toBe("Check 5");
});

test("what is none of Pingdom's is refused", () => {
  for (const body of [[], "", null, {}, { state: "DOWN" }]) expect(pingdom.body.safeParse(body).success).toBe(false);
});
