import { describe, expect, test } from "vitest";
import { isPageKey, opsgenieEvent, pagerDutyEvent } from "../../src/in/pager-events.ts";

const acknowledged = {
  event: {
    id: "01E",
    event_type: "incident.acknowledged",
    resource_type: "incident",
    occurred_at: "2026-11-21T09:12:22.169Z",
    agent: { id: "PU1", summary: "Maya Ortiz", type: "user_reference" },
    data: {
      id: "Q2",
      type: "incident",
      html_url: "https://acme.pagerduty.example/incidents/Q2",
      incident_key: "sitrep-main-12-1",
      status: "acknowledged",
      assignees: [{ summary: "Maya Ortiz" }, { summary: null }, "x"],
    },
  },
};

describe("PagerDuty tells", () => {
  test("who did what to which page, and when", () => {
    expect(pagerDutyEvent(acknowledged)).toEqual({
      pager: "pagerduty",
      id: "01E",
      called: "incident.acknowledged",
      deed: "acknowledged",
      alert: "Q2",
      key: "sitrep-main-12-1",
      at: Date.parse("2026-11-21T09:12:22.169Z"),
      by: "Maya Ortiz",
      assigned: ["Maya Ortiz"],
      url: "https://acme.pagerduty.example/incidents/Q2",
    });
  });

  test.each([
    ["incident.triggered", "triggered"],
    ["incident.unacknowledged", "unacknowledged"],
    ["incident.resolved", "resolved"],
    ["incident.delegated", "reassigned"],
    ["incident.escalated", "escalated"],
    ["incident.reopened", "reopened"],
    ["incident.priority_updated", "other"],
    ["incident.constructor", "other"],
  ])("%s as %s", (event_type, deed) => {
    expect(pagerDutyEvent({ event: { ...acknowledged.event, event_type } })?.deed).toBe(deed);
  });

  test("nothing of what is no incident", () => {
    const of = (own: object) => pagerDutyEvent({ event: { ...acknowledged.event, ...own } });
    expect(of({ resource_type: "service" })).toBeNull();
    expect(of({ data: { type: "incident_note", incident: { id: "Q2" } } })).toBeNull();
    for (const body of [null, "x", [], {}, { event: null }, { messages: [] }]) expect(pagerDutyEvent(body)).toBeNull();
  });

  test("nobody, where a rule or the service did it", () => {
    expect(pagerDutyEvent({ event: { ...acknowledged.event, agent: null } })?.by).toBeNull();
  });
});

describe("Opsgenie and Jira Service Management tell", () => {
  const body = {
    action: "Acknowledge",
    alert: {
      alertId: "a-1",
      alias: "sitrep-main-12-1",
      username: "maya@example.org",
      updatedAt: "1420452224764002246",
    },
  };

  test("who did what to which page, and when, to the millisecond", () => {
    expect(opsgenieEvent(body, "jsm")).toEqual({
      pager: "jsm",
      id: null,
      called: "Acknowledge",
      deed: "acknowledged",
      alert: "a-1",
      key: "sitrep-main-12-1",
      at: 1_420_452_224_764,
      by: "maya@example.org",
      assigned: [],
      url: null,
    });
  });

  test.each([
    ["Create", "triggered"],
    ["UnAcknowledge", "unacknowledged"],
    ["close", "resolved"],
    ["Delete", "resolved"],
    ["EscalateNext", "escalated"],
    ["AddNote", "other"],
    ["toString", "other"],
  ])("%s as %s", (action, deed) => {
    expect(opsgenieEvent({ ...body, action }, "opsgenie")?.deed).toBe(deed);
  });

  test("nothing without an action or an alert", () => {
    for (const one of [null, [], {}, { action: "Close" }, { alert: body.alert }, { action: "Close", alert: [] }]) {
      expect(opsgenieEvent(one, "opsgenie")).toBeNull();
    }
  });
});

test("a page's key is told from everybody else's", () => {
  expect(isPageKey("sitrep-main-12-1")).toBe(true);
  for (const key of [null, "", "my-sitrep-1", "Sitrep-1", "metis-gateway/healthz"]) expect(isPageKey(key)).toBe(false);
});
