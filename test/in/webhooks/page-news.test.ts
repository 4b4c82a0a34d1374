import { expect, test } from "vitest";
import { newsIn } from "../../../src/in/webhooks/page-news.ts";

const pd = (deed: string, key: string | null, more: object = {}) => ({
  event: {
    id: "E1",
    event_type: `incident.${deed}`,
    resource_type: "incident",
    occurred_at: "2026-11-21T03:16:00Z",
    agent: { id: "PX", summary: "Carol Jones" },
    data: { id: "Q1", type: "incident", status: "acknowledged", incident_key: key, title: "x", ...more },
  },
});

test("PagerDuty tells who acknowledged a page of ours, and when", () => {
  expect(newsIn("pagerduty-webhook", pd("acknowledged", "sitrep-ab3x-12-1"))).toEqual([
    {
      type: "pager.news",
      pager: "pagerduty",
      key: "sitrep-ab3x-12-1",
      told: "acknowledged",
      who: { name: "Carol Jones", id: null },
      occurredAt: Date.parse("2026-11-21T03:16:00Z"),
      by: { kind: "pager", id: "pagerduty", name: "Carol Jones" },
    },
  ]);
});

test.each(["opsgenie", "jsm"])("%s does, too", (source) => {
  const body = {
    action: "Acknowledge",
    alert: {
      alertId: "a",
      alias: "sitrep-ab3x-12-1",
      username: "carol@example.com",
      updatedAt: 1_795_230_960_000_000_000,
    },
  };
  expect(newsIn(source, body)).toMatchObject([
    { pager: "opsgenie", key: "sitrep-ab3x-12-1", told: "acknowledged", who: { name: "carol@example.com" } },
  ]);
  expect(newsIn(source, { ...body, action: "Close" })).toMatchObject([{ told: "resolved" }]);
});

test("what is no page of ours, or changes nothing here, is no news", () => {
  expect(newsIn("pagerduty-webhook", pd("acknowledged", "somebody-elses"))).toEqual([]);
  expect(newsIn("pagerduty-webhook", pd("acknowledged", null))).toEqual([]);
  expect(newsIn("pagerduty-webhook", pd("escalated", "sitrep-ab3x-12-1"))).toEqual([]);
  expect(newsIn("grafana", pd("acknowledged", "sitrep-ab3x-12-1"))).toEqual([]);
  for (const odd of [null, 1, "x", [], {}, { event: 3 }, { event: { data: [] } }])
    expect(newsIn("pagerduty-webhook", odd)).toEqual([]);
});
