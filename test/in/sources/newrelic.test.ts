import { expect, test } from "vitest";
import newrelic from "../../../src/in/sources/newrelic.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs } from "./reading.ts";
import { testSamples } from "./samples.ts";

function read(body: unknown) {
  return readAs(newrelic, body)[0];
}

/** The workflow's template, filled in. */
function told(own: object = {}) {
  return {
    id: "b613",
    issueUrl: "https://one.example.com/issue/b613",
    title: "Errors > 2.5 %",
    priority: "CRITICAL",
    impactedEntities: ["api", "web"],
    totalIncidents: 1,
    state: "ACTIVATED",
    trigger: "STATE_CHANGE",
    isCorrelated: false,
    createdAt: 1_795_252_024_970,
    updatedAt: 1_795_252_084_970,
    sources: ["newrelic"],
    alertPolicyNames: ["Golden signals"],
    alertConditionNames: ["Error percentage"],
    workflowName: "To Sitrep",
    ...own,
  };
}

/** The channel of before. */
function old(own: object = {}) {
  return {
    incident_id: 42,
    current_state: "open",
    severity: "WARNING",
    condition_name: "Disk",
    policy_name: "Hosts",
    details: "Disk > 90 % on 'db-1'",
    targets: [{ name: "db-1", link: "https://one.example.com/db-1" }],
    event_type: "INCIDENT",
    timestamp: 1_795_252_024_849,
    incident_url: "https://alerts.example.com/incidents/42",
    runbook_url: "https://example.org/disk",
    owner: "maya",
    ...own,
  };
}

testSamples(newrelic);
testHostileBodies(
  newrelic,
  ["id", "issueId", "incident_id", "state", "title", "targets", "priority", "createdAt"],
  [told(), old()],
);

test("an issue keeps everything New Relic said of it", () => {
  expect(read(told())).toEqual({
    source: "newrelic",
    identity: "newrelic:b613",
    status: "firing",
    title: "Errors > 2.5 %",
    description: null,
    severityHint: "CRITICAL",
    level: "critical",
    labels: {
      priority: "CRITICAL",
      impactedEntities: "api, web",
      isCorrelated: "false",
      sources: "newrelic",
      alertPolicyNames: "Golden signals",
      alertConditionNames: "Error percentage",
      workflowName: "To Sitrep",
    },
    groupKey: null,
    startedAt: 1_795_252_024_970,
    oneEpisode: true,
    runbookUrl: null,
    links: [{ title: "New Relic", url: "https://one.example.com/issue/b613" }],
  });
});

test("an incident of the channel of before is read alike", () => {
  expect(read(old())).toMatchObject({
    identity: "newrelic:42",
    status: "firing",
    title: "Disk",
    description: "Disk > 90 % on 'db-1'",
    severityHint: "WARNING",
    labels: { policy_name: "Hosts", target: "db-1" },
    startedAt: 1_795_252_024_849,
    runbookUrl: "https://example.org/disk",
    links: [{ title: "New Relic", url: "https://alerts.example.com/incidents/42" }],
  });
});

test.each([
  [{ state: "CREATED" }, "firing", undefined],
  [{ state: "CLOSED" }, "resolved", undefined],
  [{ state: "acknowledged" }, "firing", { by: null }],
  [{ state: "INACTIVE" }, "resolved", undefined],
  [{ state: "something new" }, "firing", undefined],
  [{ state: undefined, status: "resolved" }, "resolved", undefined],
  [{ state: "open", event_type: "INCIDENT_RECOVERED" }, "resolved", undefined],
  [{ state: undefined }, "firing", undefined],
])("%j is %s", (own, status, acknowledged) => {
  expect(read(told(own))).toMatchObject({ status });
  expect(read(told(own))?.acknowledged).toEqual(acknowledged);
  expect(read(told(own))?.onlyIfKnown).toBe(acknowledged ? true : undefined);
});

test("whoever took an incident of before is named", () => {
  expect(read(old({ current_state: "acknowledged" }))).toMatchObject({
    acknowledged: { by: "maya" },
    onlyIfKnown: true,
    startedAt: null,
  });
});

test("it ends when it was closed, else when it was last changed", () => {
  expect(read(told({ state: "CLOSED" }))?.endedAt).toBe(1_795_252_084_970);
  expect(read(told({ state: "CLOSED", closedAt: "2026-11-21T10:00:00Z" }))?.endedAt).toBe(
    Date.parse("2026-11-21T10:00:00Z"),
  );
  expect(read(told())?.endedAt).toBeUndefined();
});

test("the first id that there is counts, and zero is one", () => {
  expect(read(told({ issueId: "i-1" }))?.identity).toBe("newrelic:i-1");
  expect(read(told({ issueId: "$ISSUE", issue_id: null }))?.identity).toBe("newrelic:b613");
  expect(read(old({ incident_id: 0 }))?.identity).toBe("newrelic:0");
});

test("the test of the channel of before is a test", () => {
  expect(read(old({ incident_id: 0, details: "I am a test Violation" }))?.test).toBe(true);
  expect(read(old({ details: "I am a test Violation" }))?.test).toBeUndefined();
  expect(read(old({ incident_id: 0 }))?.test).toBeUndefined();
});

test("the first of several titles counts", () => {
  expect(read(told({ title: ["One", "Two"] }))?.title).toBe("One");
  expect(read(told({ title: null, issueTitle: "Other" }))?.title).toBe("Other");
  expect(read({ id: 1 })?.title).toBe("An alert of New Relic");
});

test("without an id every message is an alert", () => {
  expect(read(old({ incident_id: "$INCIDENT_ID" }))).toMatchObject({ identity: "newrelic:1", oneEpisode: undefined });
});

test.each([
  ["nothing of New Relic's", { alerts: [] }],
  ["a list", [told()]],
])("%s: no body of New Relic", (_name, body) => {
  expect(newrelic.body.safeParse(body).success).toBe(false);
});
