import { describe, expect, test } from "vitest";
import gcp from "../../../src/in/sources/gcp-monitoring.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs } from "./reading.ts";
import { testSamples } from "./samples.ts";

function read(body: unknown) {
  return readAs(gcp, body)[0];
}

/** Our own body, written from the contract. */
function told(incident: object = {}, own: object = {}) {
  return {
    version: "1.2",
    incident: {
      incident_id: "0.abc",
      scoping_project_id: "metis-prod",
      state: "open",
      started_at: 1_795_252_024,
      ended_at: null,
      policy_name: "Gateway",
      condition_name: "5xx ratio",
      summary: "5xx ratio is above 0.05",
      url: "https://console.example.com/incidents/0.abc",
      severity: "Critical",
      resource_name: "gw-1",
      resource: { type: "gce_instance", labels: { zone: "eu1-b", instance_id: 8_979 } },
      metadata: { user_labels: { team: "core" } },
      policy_user_labels: { service: "gateway" },
      documentation: {
        content: "Look at the gateway first.",
        links: [
          { displayName: "Runbook", url: "https://example.org/gateway" },
          { displayName: "Board", url: "https://example.org/board" },
          { displayName: "Odd", url: "javascript:alert(1)" },
        ],
      },
      ...incident,
    },
    ...own,
  };
}

testSamples(gcp);
testHostileBodies(gcp, ["incident", "version"], [told()]);

test("an incident keeps everything Google said of it", () => {
  expect(read(told())).toEqual({
    source: "gcp-monitoring",
    identity: "gcp:0.abc",
    status: "firing",
    title: "Gateway: 5xx ratio",
    description: "5xx ratio is above 0.05\n\nLook at the gateway first.",
    severityHint: "Critical",
    level: "critical",
    labels: {
      team: "core",
      zone: "eu1-b",
      instance_id: "8979",
      service: "gateway",
      resource_type: "gce_instance",
      resource_name: "gw-1",
      project: "metis-prod",
      policy_name: "Gateway",
      condition_name: "5xx ratio",
    },
    groupKey: null,
    startedAt: 1_795_252_024_000,
    oneEpisode: true,
    runbookUrl: "https://example.org/gateway",
    links: [
      { title: "Google Cloud", url: "https://console.example.com/incidents/0.abc" },
      { title: "Board", url: "https://example.org/board" },
    ],
  });
});

describe("it is over", () => {
  test.each([
    [{ state: "closed", ended_at: "1795252084" }, "resolved", 1_795_252_084_000],
    [{ state: "CLOSED", ended_at: 0 }, "resolved", undefined],
    [{ state: "OPEN", ended_at: 0 }, "firing", undefined],
    [{ state: "open", ended_at: 1_795_252_084 }, "firing", undefined],
    [{ state: "something new" }, "firing", undefined],
    [{ state: null, ended_at: 1_795_252_084 }, "resolved", 1_795_252_084_000],
    [{ state: null, ended_at: null }, "firing", undefined],
  ])("with %j: %s", (incident, status, endedAt) => {
    const one = read(told(incident));
    expect(one?.status).toBe(status);
    expect(one?.endedAt).toBe(endedAt);
  });
});

test("the channel's test is a test", () => {
  expect(read(told({ started_at: 0, ended_at: 0, state: "OPEN" }, { version: "test" }))).toMatchObject({
    test: true,
    status: "firing",
    startedAt: null,
  });
  expect(read(told())?.test).toBeUndefined();
});

test("no severity is none, and one among the policy's labels counts", () => {
  expect(read(told({ severity: "No severity" }))).toMatchObject({ severityHint: null, level: undefined });
  expect(read(told({ severity: null, policy_user_labels: { severity: "warning" } }))?.severityHint).toBe("warning");
});

test("without a policy the summary is the title, and without an id every message is its own", () => {
  const one = read(told({ policy_name: null, condition_name: null, incident_id: null }));
  expect(one).toMatchObject({ title: "5xx ratio is above 0.05", identity: "gcp:1", oneEpisode: undefined });
  expect(read({ incident: {} })?.title).toBe("An alert of Google Cloud Monitoring");
});

test.each([
  ["no incident", { version: "1.2" }],
  ["an incident that is text", { incident: "0.abc" }],
  ["a list", [told()]],
])("%s: no body of Google", (_name, body) => {
  expect(gcp.body.safeParse(body).success).toBe(false);
});
