import { describe, expect, test } from "vitest";
import datadog from "../../../src/in/sources/datadog.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, readingFor } from "./reading.ts";
import { testSamples } from "./samples.ts";

function read(body: unknown) {
  return readAs(datadog, body)[0];
}

/** Our own template, filled in. */
function told(own: object = {}) {
  return {
    alert_id: "1234",
    alert_cycle_key: "cycle-1",
    aggreg_key: "a1",
    alert_transition: "Triggered",
    alert_type: "error",
    alert_priority: "P2",
    alert_scope: "env:prod,service:api",
    alert_title: "[Triggered on {env:prod}] API is slow",
    text_only_msg: "p95 over 2 s",
    alert_metric: "trace.http",
    event_id: "72",
    event_type: "query_alert_monitor",
    hostname: "api-01",
    link: "https://app.datadog.example/monitors/1234",
    tags: "env:prod,service:api,service:web,monitor",
    date_posix: "1795252024",
    ...own,
  };
}

/** Datadog's own template, filled in. */
function shipped(title: string, own: object = {}) {
  return {
    body: "%%%\nCPU is high\n%%%",
    title,
    event_type: "query_alert_monitor",
    id: "9",
    date: "1795252024000",
    org: { name: "Acme" },
    ...own,
  };
}

testSamples(datadog);
testHostileBodies(
  datadog,
  ["title", "ALERT_TITLE", "alert_id", "alert_cycle_key", "alert_scope", "tags", "date", "body"],
  [told(), shipped("[Triggered] CPU")],
);

test("an alert keeps everything Datadog said of it", () => {
  expect(read(told())).toEqual({
    source: "datadog",
    identity: "datadog:cycle-1",
    status: "firing",
    title: "API is slow",
    description: "p95 over 2 s",
    severityHint: "P2",
    level: "error",
    labels: {
      alert_id: "1234",
      aggreg_key: "a1",
      alert_type: "error",
      alert_priority: "P2",
      alert_scope: "env:prod,service:api",
      alert_metric: "trace.http",
      event_type: "query_alert_monitor",
      hostname: "api-01",
      env: "prod",
      service: "api, web",
      tags: "env:prod, service:api, service:web, monitor",
    },
    groupKey: null,
    startedAt: 1_795_252_024_000,
    eventAt: 1_795_252_024_000,
    oneEpisode: true,
    runbookUrl: null,
    links: [{ title: "Datadog", url: "https://app.datadog.example/monitors/1234" }],
  });
});

describe("the status", () => {
  test.each([
    ["Triggered", "firing"],
    ["Re-Triggered", "firing"],
    ["Warn", "firing"],
    ["Re-Warn", "firing"],
    ["No Data", "firing"],
    ["Re-No Data", "firing"],
    ["Renotify", "firing"],
    ["something new", "firing"],
    ["Recovered", "resolved"],
    ["RECOVERED", "resolved"],
  ])("of %s is %s, whatever the type says", (alert_transition, status) => {
    expect(read(told({ alert_transition, alert_type: "success" }))?.status).toBe(status);
  });

  test.each([
    ["[Recovered on {host:a}] CPU", {}, "resolved"],
    ["[Triggered on {host:a}] CPU", {}, "firing"],
    ["CPU", { alert_type: "success" }, "resolved"],
    ["CPU", { alert_type: "warning" }, "firing"],
    ["CPU has [Recovered]", {}, "firing"],
  ])("without a transition, of %s with %j, is %s", (title, own, status) => {
    expect(read(shipped(title, own))?.status).toBe(status);
  });
});

describe("the identity", () => {
  test("is the cycle's, and then a firing after its resolve is late", () => {
    expect(read(told({ alert_transition: "Recovered" }))).toMatchObject({
      identity: "datadog:cycle-1",
      oneEpisode: true,
    });
  });

  test("else the monitor's with its scope, in whatever order that is written", () => {
    const one = read(told({ alert_cycle_key: "$ALERT_CYCLE_KEY", alert_scope: "service:api, env:prod" }));
    expect(one?.identity).toBe("datadog:1234:env:prod,service:api");
    expect(one?.oneEpisode).toBeUndefined();
    expect(read({ monitor_id: 5, title: "x" })?.identity).toBe("datadog:5:");
  });

  test("else the title's, the same for what fires and what is over", () => {
    const identity = read(shipped("[Triggered on {host:a}] CPU is high"))?.identity;
    expect(identity).toMatch(/^datadog:title:[0-9a-f]{16}$/);
    expect(read(shipped("[Recovered on {host:a}] [extra] cpu is HIGH"))?.identity).toBe(identity);
    expect(read(shipped("[Triggered] Disk is full"))?.identity).not.toBe(identity);
  });

  test("and if nothing was filled in, every call is an alert", () => {
    expect(read({ ALERT_ID: "$ALERT_ID", ALERT_TITLE: "$ALERT_TITLE" })).toMatchObject({
      identity: "datadog:1",
      title: "An alert of Datadog",
      status: "firing",
    });
  });
});

test("names are matched in any case, and leftovers count as absent", () => {
  const one = read({ Alert_Title: "Disk", ALERT_PRIORITY: "$ALERT_PRIORITY", Alert_Type: "warning", TAGS: "$TAGS" });
  expect(one).toMatchObject({ title: "Disk", severityHint: "warning", level: "warning" });
  expect(one?.labels).toEqual({ alert_type: "warning" });
  expect(read({ title: "$TITLE", Title: "Real" })?.title).toBe("Real");
});

test("the time of a message that repeats is not when the alert began", () => {
  expect(read(told({ alert_transition: "Re-Triggered" }))?.startedAt).toBeNull();
  expect(read(shipped("[Re-Warn on {host:a}] CPU"))?.startedAt).toBeNull();
  expect(read(shipped("[Warn on {host:a}] CPU"))?.startedAt).toBe(1_795_252_024_000);
  const over = read(told({ alert_transition: "Recovered" }));
  expect(over).toMatchObject({ startedAt: null, endedAt: 1_795_252_024_000 });
});

test("a date that somebody wrote into the template orders nothing", () => {
  expect(read(told({ date_posix: undefined, date: "2016-05-24T20:10:57.657Z" }))?.eventAt).toBeUndefined();
});

test("the marks around a text of Datadog are taken off", () => {
  expect(read(shipped("CPU"))?.description).toBe("CPU is high");
});

test("the operator hears of a template that tells too little", () => {
  const notices = (body: object) => datadog.notices?.(datadog.body.parse(body), readingFor(datadog));
  expect(notices(shipped("CPU"))).toEqual([expect.stringContaining("told apart by their titles")]);
  expect(notices(told())).toEqual([]);
  expect(notices(told({ alert_cycle_key: null }))).toEqual([]);
});

test.each([
  ["nothing of Datadog's", { alerts: [] }],
  ["a list", [told()]],
  ["text", "CPU"],
  ["nothing", null],
])("%s: no body of Datadog", (_name, body) => {
  expect(datadog.body.safeParse(body).success).toBe(false);
});
