import { describe, expect, test } from "vitest";
import oncall from "../../../src/in/sources/grafana-oncall.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, type Sent } from "./reading.ts";
import { testSamples } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(oncall, body, sent);

const alerting = {
  alert_uid: "08d6",
  title: "Shop is down",
  state: "alerting",
  message: "No answer",
  link_to_upstream_details: "https://shop.example.org",
  image_url: "https://shop.example.org/graph.png",
  severity: "high",
};

testSamples(oncall);
testHostileBodies(oncall, Object.keys(alerting), [alerting]);

test("an alert with a uid keeps its title", () => {
  expect(read(alerting)).toEqual([
    {
      source: "grafana-oncall",
      identity: "grafana-oncall:08d6",
      status: "firing",
      title: "Shop is down",
      description: "No answer",
      severityHint: null,
      labels: { severity: "high" },
      groupKey: null,
      startedAt: null,
      runbookUrl: null,
      links: [
        { title: "Source", url: "https://shop.example.org" },
        { title: "Image", url: "https://shop.example.org/graph.png" },
      ],
    },
  ]);
});

test("ok resolves, whatever else fires", () => {
  expect(read({ ...alerting, state: "ok" })[0]?.status).toBe("resolved");
  expect(read({ ...alerting, state: "OK" })[0]?.status).toBe("resolved");
  expect(read({ ...alerting, state: "no_data" })[0]?.status).toBe("firing");
});

describe("without a uid", () => {
  const { alert_uid, ...down } = alerting;
  const up = { ...down, title: "Shop is up", state: "ok" };

  test("every message is an alert of its own, its title is kept", () => {
    expect(read(down)[0]).toMatchObject({ identity: "grafana-oncall:1", title: "Shop is down" });
  });

  test.each([
    ["by its name", { headers: { "user-agent": "Uptime-Kuma/2.5.3" } }],
    ["by the endpoint", { options: { kuma: true } }],
  ])("Uptime Kuma, known %s, is told by its title without the state", (_name, sent) => {
    expect(read(down, sent)[0]).toMatchObject({ identity: "grafana-oncall:Shop", title: "Shop", status: "firing" });
    expect(read(up, sent)[0]).toMatchObject({ identity: "grafana-oncall:Shop", title: "Shop", status: "resolved" });
  });
});

test("what is none of OnCall's is refused", () => {
  for (const body of [[], "", null, {}, { message: "x" }]) expect(oncall.body.safeParse(body).success).toBe(false);
});
