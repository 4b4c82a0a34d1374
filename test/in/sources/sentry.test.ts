import { describe, expect, test } from "vitest";
import sentry from "../../../src/in/sources/sentry.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, requestOf } from "./reading.ts";
import { testSamples, testSignatures } from "./samples.ts";

function read(body: unknown) {
  return readAs(sentry, body);
}

/** Our own bodies, written from the contract. */
function issue(action: string, own: object = {}) {
  return {
    action,
    actor: { type: "application", name: "Sentry" },
    data: {
      issue: {
        id: "117",
        shortId: "WEB-9",
        title: "TypeError: x is not a function",
        culprit: "run()",
        level: "error",
        status: "unresolved",
        platform: "javascript",
        project: { id: "1", slug: "web" },
        permalink: "https://sentry.example/issues/117",
        firstSeen: "2026-01-01T00:00:00.000000Z",
        lastSeen: "2026-11-21T09:00:00.000000Z",
        ...own,
      },
    },
  };
}

function event(own: object = {}, data: object = {}) {
  return {
    action: "triggered",
    data: {
      event: {
        issue_id: "117",
        event_id: "e4",
        title: "TypeError: x is not a function",
        level: "fatal",
        culprit: "run()",
        datetime: "2026-11-21T09:00:00.000000Z",
        web_url: "https://sentry.example/issues/117/events/e4",
        project: 1,
        environment: "prod",
        tags: [["browser", "Firefox"], ["level", "fatal"], ["odd"], "x"],
        ...own,
      },
      triggered_rule: "Everything that is fatal",
      ...data,
    },
  };
}

function metric(action: string, own: object = {}) {
  return {
    action,
    data: {
      metric_alert: {
        id: 4,
        date_started: "2026-11-21T08:00:00.000000Z",
        date_closed: null,
        alert_rule: { name: "Too many errors", aggregate: "count()", environment: null, projects: ["web", "api"] },
        ...own,
      },
      description_title: `${action}: Too many errors`,
      description_text: "1,000 events in 10 minutes",
      web_url: "https://sentry.example/alerts/1",
    },
  };
}

function plugin(own: object = {}, inner: object = {}) {
  return {
    id: "454",
    project: "rails",
    level: "error",
    culprit: "one_off.rake",
    message: "",
    url: "https://sentry.example/issues/454",
    triggering_rules: ["New issues"],
    event: { id: "0427", event_id: "0427", title: "ZeroDivisionError", culprit: "one_off.rake", project: 45, ...inner },
    ...own,
  };
}

testSamples(sentry);
testSignatures(sentry, "sentry");
testHostileBodies(
  sentry,
  ["action", "data", "event", "id", "level", "message"],
  [issue("created"), event(), metric("critical"), plugin()],
);

test("an alert on an issue keeps everything Sentry said of it", () => {
  expect(read(event())).toEqual([
    {
      source: "sentry",
      identity: "sentry:issue:117",
      status: "firing",
      title: "TypeError: x is not a function",
      description: "run()",
      severityHint: "fatal",
      level: "critical",
      labels: {
        browser: "Firefox",
        level: "fatal",
        project: "1",
        culprit: "run()",
        environment: "prod",
        rule: "Everything that is fatal",
      },
      groupKey: null,
      startedAt: Date.parse("2026-11-21T09:00:00Z"),
      runbookUrl: null,
      links: [{ title: "Sentry", url: "https://sentry.example/issues/117/events/e4" }],
    },
  ]);
});

describe("an issue", () => {
  test.each([
    ["created", ["firing"]],
    ["unresolved", ["firing"]],
    ["resolved", ["resolved"]],
    ["archived", ["resolved"]],
    ["ignored", ["resolved"]],
    ["assigned", []],
    ["something new", []],
  ])("that was %s is %j", (action, statuses) => {
    expect(read(issue(action)).map((one) => one.status)).toEqual(statuses);
  });

  test("has the identity of its alerts, so that its resolve ends them", () => {
    expect(read(issue("resolved"))[0]?.identity).toBe(read(event())[0]?.identity);
    expect(read({ action: "created", data: { error: { issue_id: 117, title: "x" } } })[0]?.identity).toBe(
      "sentry:issue:117",
    );
  });

  test("that came back began when it was last seen, not when it was first", () => {
    expect(read(issue("created"))[0]?.startedAt).toBe(Date.parse("2026-01-01T00:00:00Z"));
    expect(read(issue("unresolved"))[0]?.startedAt).toBe(Date.parse("2026-11-21T09:00:00Z"));
    expect(read(issue("resolved"))[0]?.startedAt).toBeNull();
  });

  test("whose event has no issue_id is found in its address", () => {
    const issue_url = "https://sentry.example/api/0/issues/117/";
    expect(read(event({ issue_id: null, issue_url }))[0]?.identity).toBe("sentry:issue:117");
  });

  test("without a title is named by its kind, its message or its place", () => {
    expect(read(event({ title: null, metadata: { type: "TypeError", value: "no" } }))[0]?.title).toBe("TypeError: no");
    expect(read(event({ title: "" }))[0]?.title).toBe("run()");
    expect(read(event({ title: "", culprit: null }))[0]?.title).toBe("An issue of Sentry");
  });
});

describe("a metric alert", () => {
  test("is one episode, with the action for its severity", () => {
    expect(read(metric("critical"))[0]).toMatchObject({
      identity: "sentry:metric:4",
      status: "firing",
      title: "critical: Too many errors",
      severityHint: "critical",
      level: "critical",
      oneEpisode: true,
      labels: { alert_rule: "Too many errors", project: "web, api" },
      startedAt: Date.parse("2026-11-21T08:00:00Z"),
    });
  });

  test("ends when it was closed, if that is said", () => {
    const [one] = read(metric("resolved", { date_closed: "2026-11-21T08:30:00Z" }));
    expect(one).toMatchObject({ status: "resolved", endedAt: Date.parse("2026-11-21T08:30:00Z") });
    expect(read(metric("resolved"))[0]?.endedAt).toBeUndefined();
    expect(read(metric("critical", { date_closed: "2026-11-21T08:30:00Z" }))[0]?.endedAt).toBeUndefined();
  });
});

test("the old plugin tells of an issue", () => {
  expect(read(plugin())[0]).toMatchObject({
    identity: "sentry:issue:454",
    status: "firing",
    title: "ZeroDivisionError",
    severityHint: "error",
    labels: { rule: "New issues" },
    links: [{ title: "Sentry", url: "https://sentry.example/issues/454" }],
  });
  expect(read(plugin({ message: "divided by 0" }, { title: null }))[0]?.title).toBe("divided by 0");
  expect(read(plugin({}, { title: undefined }))[0]?.title).toBe("one_off.rake");
});

test.each([
  ["an installation", { action: "created", data: { installation: { uuid: "a8" } } }],
  ["a comment", { action: "created", data: { comment: "hm", issue_id: 117 } }],
  ["something new", { action: "root_cause_started", data: { run_id: 1 } }],
])("%s is no news", (_name, body) => {
  expect(read(body)).toEqual([]);
});

test("a delivery is known by its header", () => {
  const body = sentry.body.parse(issue("created"));
  expect(sentry.deliveryId?.(body, requestOf({}, { headers: { "request-id": "r-1" } }))).toBe("r-1");
  expect(sentry.deliveryId?.(body, requestOf({}))).toBeNull();
});

test.each([
  ["nothing of Sentry's", { alerts: [] }],
  ["a resolve of nothing", { action: "resolved", data: {} }],
  ["an issue without an id", issue("created", { id: null })],
  ["a metric alert without an id", metric("critical", { id: "" })],
  ["a list", [issue("created")]],
])("%s: no body of Sentry", (_name, body) => {
  expect(sentry.body.safeParse(body).success).toBe(false);
});
