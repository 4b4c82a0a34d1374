import { expect, test } from "vitest";
import opsgenie from "../../../src/in/sources/opsgenie.ts";
import { testHostileBodies } from "./hostile.ts";
import { read } from "./reading.ts";
import { testSamples } from "./samples.ts";

/** Our own body, written from the contract. Numbers too long for a number come as text. */
function told(action: string, alert: object = {}) {
  return {
    action,
    source: { name: "", type: "web" },
    integrationName: "Sitrep",
    alert: {
      alertId: "0526-1",
      message: " Checkout is slow",
      alias: "checkout",
      tinyId: "23",
      priority: "P2",
      tags: ["env:prod", "checkout"],
      teams: ["core", "web"],
      entity: "",
      source: "maya@example.org",
      username: "maya@example.org",
      createdAt: 1_795_252_000_104,
      updatedAt: "1795252024764002246",
      description: "p95 over 2 s",
      details: { region: "eu1", runbook_url: "https://example.org/checkout" },
      ...alert,
    },
  };
}

testSamples(opsgenie);
testHostileBodies(opsgenie, ["action", "alert", "source", "integrationName"], [told("Create"), told("AddNote")]);

test("an alert keeps everything Opsgenie said of it", () => {
  expect(read(opsgenie, told("Create"))).toEqual([
    {
      source: "opsgenie",
      identity: "opsgenie:0526-1",
      status: "firing",
      title: "Checkout is slow",
      description: "p95 over 2 s",
      severityHint: "P2",
      level: "error",
      labels: {
        env: "prod",
        tags: "env:prod, checkout",
        region: "eu1",
        runbook_url: "https://example.org/checkout",
        priority: "P2",
        source: "maya@example.org",
        alias: "checkout",
        tinyId: "23",
        teams: "core, web",
        integration: "Sitrep",
      },
      groupKey: null,
      startedAt: 1_795_252_000_104,
      eventAt: 1_795_252_024_764,
      runbookUrl: "https://example.org/checkout",
      links: [],
    },
  ]);
});

test.each([
  ["Create", "firing", undefined, undefined],
  ["Acknowledge", "firing", { by: "maya@example.org" }, true],
  ["UnAcknowledge", "firing", "given-back", true],
  ["Close", "resolved", undefined, undefined],
  ["Delete", "resolved", undefined, undefined],
  ["CLOSE", "resolved", undefined, undefined],
])("%s: %s", (action, status, acknowledged, onlyIfKnown) => {
  const [one] = read(opsgenie, told(action));
  expect(one?.status).toBe(status);
  expect(one?.acknowledged).toEqual(acknowledged);
  expect(one?.onlyIfKnown).toBe(onlyIfKnown);
  expect(one?.endedAt).toBe(status === "resolved" ? 1_795_252_024_764 : undefined);
});

test.each([
  "AddNote",
  "AddTags",
  "RemoveTags",
  "Snooze",
  "AssignOwnership",
  "EscalateNext",
  "UpdatePriority",
  "My own",
])("%s is no news", (action) => {
  expect(read(opsgenie, told(action))).toEqual([]);
});

test("our own page is an echo", () => {
  expect(read(opsgenie, told("Create", { alias: "sitrep-main-12-1" }))).toEqual([]);
  expect(read(opsgenie, told("Close", { alias: "sitrep-main-12-1" }))).toEqual([]);
});

test("an alert without a message is named by its alias, and one without an id is its own", () => {
  const [one] = read(opsgenie, told("Create", { message: null, alertId: "" }));
  expect(one).toMatchObject({ title: "checkout", identity: "opsgenie:1" });
  expect(read(opsgenie, told("Create", { message: "", alias: "" }))[0]?.title).toBe("An alert without a message");
});

test.each([
  ["no action", { alert: {} }],
  ["a close without its alert", { action: "Close" }],
  ["an alert that is a list", { action: "Create", alert: [] }],
  ["a list", [told("Create")]],
])("%s: no body of Opsgenie", (_name, body) => {
  expect(opsgenie.body.safeParse(body).success).toBe(false);
});
