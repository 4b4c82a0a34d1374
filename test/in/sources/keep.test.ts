import { expect, test } from "vitest";
import keep from "../../../src/in/sources/keep.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, type Sent } from "./reading.ts";
import { testSamples } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(keep, body, sent);

const firing = {
  id: "b6",
  name: "HighCPU",
  status: "firing",
  severity: "high",
  lastReceived: "2026-11-21T09:41:12.000Z",
  firingStartTime: "2026-11-21T09:00:00.000Z",
  environment: "production",
  service: "api",
  source: ["prometheus", "grafana"],
  message: "CPU above 90%",
  description: null,
  url: "https://keep.example.org/alerts/b6",
  playbook_url: "https://runbooks.example.org/cpu",
  fingerprint: "2f8c",
  labels: { instance: "srv1", service: "labelled" },
};

testSamples(keep);
testHostileBodies(keep, Object.keys(firing), [firing]);

test("an alert that fires", () => {
  expect(read(firing)).toEqual([
    {
      source: "keep",
      identity: "keep:2f8c",
      status: "firing",
      title: "HighCPU",
      description: "CPU above 90%",
      severityHint: "high",
      level: "error",
      labels: { instance: "srv1", environment: "production", service: "api", source: "prometheus, grafana" },
      groupKey: null,
      startedAt: Date.parse("2026-11-21T09:00Z"),
      eventAt: Date.parse(firing.lastReceived),
      runbookUrl: "https://runbooks.example.org/cpu",
      links: [{ title: "Source", url: "https://keep.example.org/alerts/b6" }],
    },
  ]);
});

test("its status says the rest", () => {
  expect(read({ ...firing, status: "resolved" })[0]).toMatchObject({
    status: "resolved",
    endedAt: Date.parse(firing.lastReceived),
  });
  expect(read({ ...firing, status: "acknowledged", assignee: "alice" })[0]).toMatchObject({
    status: "firing",
    acknowledged: { by: "alice" },
    onlyIfKnown: true,
  });
  for (const status of ["suppressed", "pending", "PENDING"]) expect(read({ ...firing, status })).toEqual([]);
  expect(read({ ...firing, status: "smouldering" })[0]?.status).toBe("firing");
});

test("without a fingerprint the id tells it; without both it is an alert of its own", () => {
  expect(read({ ...firing, fingerprint: null })[0]?.identity).toBe("keep:b6");
  const body = { ...firing, fingerprint: "{{ alert.fingerprint }}", id: undefined };
  expect(read(body)[0]?.identity).toBe("keep:1");
});

test("what is none of Keep's is refused", () => {
  for (const body of [[], "", null, {}, { name: "x" }]) expect(keep.body.safeParse(body).success).toBe(false);
});
