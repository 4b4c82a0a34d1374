import { expect, test } from "vitest";
import healthchecks from "../../../src/in/sources/healthchecks.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, type Sent } from "./reading.ts";
import { testSamples } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(healthchecks, body, sent);

const down = {
  name: "Backup",
  slug: "backup",
  tags: "prod db",
  desc: "Every night",
  grace: 3600,
  timeout: 86_400,
  status: "down",
  last_ping: "2026-11-20T02:00:07+00:00",
  uuid: "5398178f-0000-4000-8000-c083551f4beb",
  ping_url: "https://hc.example.org/ping/5398178f",
  update_url: "https://hc.example.org/api/v3/checks/5398178f",
};

testSamples(healthchecks);
testHostileBodies(healthchecks, Object.keys(down), [down]);

test("a check that is late; what pings it stays out", () => {
  expect(read(down)).toEqual([
    {
      source: "healthchecks",
      identity: "healthchecks:5398178f-0000-4000-8000-c083551f4beb",
      status: "firing",
      title: "Backup",
      description: "Every night",
      severityHint: null,
      labels: {
        name: "Backup",
        slug: "backup",
        tags: "prod db",
        grace: "3600",
        timeout: "86400",
        last_ping: "2026-11-20T02:00:07+00:00",
      },
      groupKey: null,
      startedAt: null,
      runbookUrl: null,
      links: [{ title: "Source", url: "https://hc.example.org/checks/5398178f-0000-4000-8000-c083551f4beb/details/" }],
    },
  ]);
});

test("up resolves, whatever else fires", () => {
  expect(read({ ...down, status: "up" })[0]?.status).toBe("resolved");
  expect(read({ ...down, status: "$STATUS" })[0]?.status).toBe("firing");
});

test("with a read-only key, or as a query, another name tells the check", () => {
  expect(read({ ...down, uuid: undefined, unique_key: "a6c7" })[0]).toMatchObject({
    identity: "healthchecks:a6c7",
    links: [],
  });
  expect(read({ id: "5398178f", status: "down", name: "Backup" })[0]).toMatchObject({
    identity: "healthchecks:5398178f",
    title: "Backup",
  });
});

test("without any it is an alert of its own", () => {
  const body = { status: "down", id: "$CODE", name: "$NAME" };
  expect(read(body)[0]).toMatchObject({ identity: "healthchecks:1", title: "Check 1" });
});

test("what is none of Healthchecks' is refused", () => {
  for (const body of [[], "", null, {}, { name: "x" }]) expect(healthchecks.body.safeParse(body).success).toBe(false);
});
