import { describe, expect, test } from "vitest";
import generic from "../../../src/in/sources/generic.ts";
import { openDoor } from "../../kit/door.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, readingFor, receivedAt, type Sent } from "./reading.ts";
import { haveSamples, readSample } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(generic, body, sent);
const one = (body: unknown, sent: Sent = {}) => read(body, sent)[0];

const deploy = {
  id: 42,
  title: "API deploy failed",
  status: "firing",
  severity: "critical",
  message: "on api-prod-1",
  labels: { service: "api" },
  tags: ["env:prod"],
  url: "https://deploy.example.org/42",
  runbook_url: "https://ops.example.org/deploy",
  started_at: "2026-11-21T09:00:00Z",
  details: { region: "eu-1" },
};

testHostileBodies(
  generic,
  [...Object.keys(deploy), "host", "service", "monitor", "event"],
  [deploy, [deploy, { host: "a" }]],
);

test("the names that most senders use", () => {
  expect(one(deploy)).toEqual({
    source: "generic",
    identity: "generic:42",
    status: "firing",
    title: "API deploy failed",
    description: "on api-prod-1",
    severityHint: "critical",
    level: "critical",
    received: JSON.stringify(deploy),
    labels: {
      id: "42",
      title: "API deploy failed",
      status: "firing",
      severity: "critical",
      message: "on api-prod-1",
      url: "https://deploy.example.org/42",
      runbook_url: "https://ops.example.org/deploy",
      started_at: "2026-11-21T09:00:00Z",
      "details.region": "eu-1",
      env: "prod",
      tags: "env:prod",
      service: "api",
    },
    groupKey: null,
    startedAt: receivedAt - 3_600_000,
    runbookUrl: "https://ops.example.org/deploy",
    links: [{ title: "Source", url: "https://deploy.example.org/42" }],
  });
});

describe.skipIf(!haveSamples)("recorded bodies", () => {
  test.each<[string, string | RegExp, string, string]>([
    ["sitrep-native.json", "generic:deploy-api-prod-42", "firing", "API deploy failed"],
    ["pagertree-native.json", "generic:example-id-123", "firing", "Example Incident Title"],
    ["openstatus-recovered.json", /^generic:[0-9a-f]{16}$/, "resolved", "test"],
    ["riemann.json", /^generic:[0-9a-f]{16}$/, "resolved", "This is a description"],
    ["hyperping-down.json", /^generic:[0-9a-f]{16}$/, "firing", "Alert from generic"],
  ])("%s", (file, identity, status, title) => {
    expect(readSample(generic, file)).toMatchObject([
      { identity: typeof identity === "string" ? identity : expect.stringMatching(identity), status, title },
    ]);
  });
});

describe("an identity", () => {
  test.each([
    [{ dedup_key: "a", id: "b" }, "a"],
    [{ DedupKey: "a" }, "a"],
    [{ Fingerprint: "a", id: 0 }, "a"],
    [{ id: 0 }, "0"],
    [{ id: "{{ .id }}", external_id: "a" }, "a"],
    [{ dedup_key: "", id: "12345678901234567890" }, "12345678901234567890"],
  ])("%j is %s", (body, identity) => {
    expect(one(body)?.identity).toBe(`generic:${identity}`);
  });

  test("that is missing is made of what it says and where, or of all of it", () => {
    const made = (body: object) => one(body)?.identity;
    expect(made({ title: "x", host: "a", value: 1 })).toBe(made({ title: "x", host: "a", value: 2 }));
    expect(made({ title: "x", host: "a" })).not.toBe(made({ title: "x", host: "b" }));
    expect(made({ title: "x", host: "a" })).not.toBe(made({ title: "y", host: "a" }));
    expect(made({ value: 1 })).not.toBe(made({ value: 2 }));
    expect(made({ value: 1 })).toMatch(/^generic:[0-9a-f]{16}$/);
    expect(one({ value: 1 })?.labels.unmapped).toBe("true");
    const notices = (body: Record<string, unknown>) => generic.notices?.(body, readingFor(generic, body));
    expect(notices({ value: 1 })).toEqual([expect.stringContaining("docs/sources/generic.md")]);
    expect(notices({ id: 1 })).toEqual([]);
  });
});

describe("what came", () => {
  const mapping = [{ when: { path: "$.kind", in: ["disk"] }, identity: "$.key" }];
  const received = (body: unknown, options: object = {}) => read(body, { options }).map((signal) => signal.received);

  test("is kept where no mapping read it, or that found no identity; the member of a list alone", () => {
    const strange = { kind: "login", who: "x" };
    expect(received(strange)).toEqual([JSON.stringify(strange)]);
    expect(received([{ kind: "disk", key: 1 }, strange, { kind: "disk" }], { mapping })).toEqual([
      undefined,
      JSON.stringify(strange),
      '{"kind":"disk"}',
    ]);
  });

  test("is the beginning of what is long, and never half a character", () => {
    const [long = ""] = received({ text: `${"x".repeat(3_990)}😀😀😀` });
    expect(long.length).toBe(4_002);
    expect(long.isWellFormed()).toBe(true);
  });
});

describe("a status", () => {
  test.each([
    "resolved",
    "Resolve",
    "OK",
    "up",
    "closed",
    "Close",
    "recovered",
    "RECOVERY",
    "healthy",
    "success",
    "cleared",
    "normal",
    "inactive",
    "passed",
    "✅ Up",
    "[OK]",
    "check.up",
    "monitor:recovered",
  ])("%s is over", (status) => {
    expect(one({ id: 1, status })?.status).toBe("resolved");
  });

  test.each(["firing", "down", "not ok", "unresolved", "uptime", "backup", "", "🔥", "not_ok", "degraded", "up?no"])(
    "%s fires",
    (status) => {
      expect(one({ id: 1, status })?.status).toBe("firing");
    },
  );

  test("may be called otherwise; the first that is a word counts", () => {
    expect(one({ id: 1, status: 200, State: "ok" })?.status).toBe("resolved");
    expect(one({ id: 1, event: "check.down", check: { status: "up" } })?.status).toBe("firing");
    expect(one({ id: 1, current_state: "UP" })?.status).toBe("resolved");
    expect(one({ id: 1, status: "acknowledged" })).toMatchObject({ status: "firing", acknowledged: { by: null } });
    expect(one({ id: 1 })?.status).toBe("firing");
  });
});

describe("a title", () => {
  test.each<[object, string]>([
    [{ Title: "A", summary: "B" }, "A"],
    [{ summary: "{{ .s }}", name: "B" }, "B"],
    [{ monitor: { name: "M" } }, "M"],
    [{ check: { name: "C", status: "x" } }, "C"],
    [{ host: "h", service: "s" }, "h: s"],
    [{ host: "h" }, "h"],
    [{ data: { title: "inside" } }, "inside"],
    [{ value: 1 }, "Alert from generic"],
  ])("of %j is %s", (body, title) => {
    expect(one(body)?.title).toBe(title);
  });

  test("that is missing names the endpoint", () => {
    expect(one({ value: 1 }, { name: "cron" })?.title).toBe("Alert from generic/cron");
  });
});

describe("a mapping", () => {
  const message = {
    team: "shop",
    events: [
      {
        kind: "disk",
        key: "db-1",
        what: "Disk is full",
        how: "bad",
        state: "open",
        since: 1_763_718_072,
        see: "https://x.example.org/1",
      },
      { kind: "disk", key: "db-2", what: "Disk is full", how: "bad", state: "done", until: "2026-11-21T09:30:00Z" },
      { kind: "heartbeat", key: "db-3" },
      { kind: "login", title: "Odd login", id: "l-1" },
    ],
  };
  const options = {
    items: "$.events",
    mapping: [
      {
        when: { path: "$.kind", in: ["disk"] },
        identity: "{$body.team}/{$.key}",
        title: "{$.what} on {$.key}",
        description: "$.how",
        severity: "error",
        group: "$body.team",
        runbook: "https://ops.example.org/{$.kind}",
        started_at: "$.since",
        ended_at: "$.until",
        resolved_when: { path: "$.state", in: ["done"] },
        acknowledged_when: { path: "$.state", in: ["seen"] },
        labels: { team: "$body.team", area: "storage" },
        links: { Event: "$.see", Nowhere: "$.nothing" },
      },
      { when: { path: "$.kind", in: "heartbeat" }, ignore: true },
    ],
  };

  test("says where each thing stands; parts of another kind are read by the usual names, some are nothing", () => {
    const signals = read(message, { options });
    expect(signals).toMatchObject([
      {
        identity: "generic:shop/db-1",
        status: "firing",
        title: "Disk is full on db-1",
        description: "bad",
        severityHint: "error",
        level: "error",
        groupKey: "shop",
        runbookUrl: "https://ops.example.org/disk",
        startedAt: 1_763_718_072_000,
        labels: { team: "shop", area: "storage", kind: "disk" },
        links: [{ title: "Event", url: "https://x.example.org/1" }],
      },
      { identity: "generic:shop/db-2", status: "resolved", endedAt: receivedAt - 1_800_000 },
      { identity: "generic:l-1", title: "Odd login", status: "firing" },
    ]);
    expect(signals[0]?.labels.unmapped).toBeUndefined();
  });

  test("may be one, without a list of items", () => {
    const mapping = { title: "$.a.b", identity: "fixed", acknowledged_when: { path: "$.a.by", in: ["bob"] } };
    expect(one({ a: { b: "x", by: "Bob" } }, { options: { mapping } })).toMatchObject({
      identity: "generic:fixed",
      title: "x",
      status: "firing",
      acknowledged: { by: null },
    });
  });

  test("whose own status does not hold fires, whatever the usual names say", () => {
    const mapping = { resolved_when: { path: "$.phase", in: ["over"] } };
    expect(one({ id: 1, status: "ok", phase: "on" }, { options: { mapping } })?.status).toBe("firing");
  });

  test("whose items are not there reads the whole", () => {
    expect(read({ id: "x", title: "Whole" }, { options })).toMatchObject([{ identity: "generic:x" }]);
    expect(read({ events: [] }, { options })).toEqual([]);
  });

  test.each([
    [{ mapping: { titel: "$.a" } }, /titel/],
    [{ mapping: { title: "$a" } }, /is not a path/],
    [{ items: "events" }, /is not a path/],
    [{ mapping: { resolved_when: { path: "$.a" } } }, /in/],
  ])("%j is wrong", (own, words) => {
    expect(generic.options?.safeParse(own).error?.message).toMatch(words);
  });
});

describe("at the door", () => {
  const door = () =>
    openDoor({
      sources: [generic],
      endpoints: [{ source: "generic", open: true, secrets: [] }],
      path: "/hooks/generic",
    });

  test("a list is an alert for each of its objects", async () => {
    const { send, taken } = await door();
    expect((await send('[{"id":1},{"id":2}]')).said.accepted).toBe(2);
    expect(taken[0]?.signals.map(({ identity }) => identity)).toEqual(["generic:1", "generic:2"]);
  });

  test("what is neither an object nor a list of them is kept as unread", async () => {
    const { send } = await door();
    expect((await send("[1]")).said.status).toBe("unreadable");
    expect((await send('[{"id":1},"x"]')).said.status).toBe("unreadable");
  });

  test("an Idempotency-Key tells a redelivery", async () => {
    const { send, taken } = await door();
    for (const id of [1, 2]) await send(JSON.stringify({ id }), { headers: { "idempotency-key": "k" } });
    expect(taken.map(({ key }) => key)).toEqual(["generic id k", "generic id k"]);
  });

  test("digits stay digits, and names of the language are names", async () => {
    const { send, taken } = await door();
    await send('{"id": 12345678901234567890, "__proto__": {"title": "x"}, "constructor": 1}');
    expect(taken[0]?.signals[0]).toMatchObject({ identity: "generic:12345678901234567890" });
    expect(Object.keys(taken[0]?.signals[0]?.labels ?? {})).toEqual(expect.arrayContaining(["constructor", "id"]));
  });
});
