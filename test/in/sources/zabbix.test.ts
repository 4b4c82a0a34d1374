import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import zabbix from "../../../src/in/sources/zabbix.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, type Sent } from "./reading.ts";
import { testSamples } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(zabbix, body, sent);

const problem = {
  event_id: "41",
  event_source: "0",
  event_value: "1",
  event_nseverity: "5",
  trigger_id: "9",
  host: "db-1",
  title: "Problem: Disk is full",
  description: "Free: 0\r\nSince: today",
  event_tags: "service:db, prod",
  zabbix_url: "https://zabbix.example.org/zabbix/",
};

testSamples(zabbix);
testHostileBodies(zabbix, Object.keys(problem), [problem]);

test("a problem", () => {
  expect(read(problem)).toEqual([
    {
      source: "zabbix",
      identity: "zabbix:41",
      status: "firing",
      title: "Problem: Disk is full",
      description: "Free: 0\nSince: today",
      severityHint: "5",
      level: "critical",
      labels: {
        "tag.service": "db",
        "tag.prod": "true",
        host: "db-1",
        trigger_id: "9",
        event_id: "41",
        event_source: "0",
        event_nseverity: "5",
        event_tags: "service:db, prod",
      },
      groupKey: null,
      startedAt: null,
      oneEpisode: true,
      runbookUrl: null,
      links: [{ title: "Source", url: "https://zabbix.example.org/zabbix/tr_events.php?triggerid=9&eventid=41" }],
    },
  ]);
});

test("its recovery carries the same event", () => {
  expect(read({ ...problem, event_value: "0", title: "Resolved: Disk is full" })[0]).toMatchObject({
    identity: "zabbix:41",
    status: "resolved",
    oneEpisode: true,
  });
});

test.each([
  ["0", "info"],
  ["1", "info"],
  ["2", "warning"],
  [3, "error"],
  ["4", "error"],
  ["5", "critical"],
  ["9", undefined],
  ["{EVENT.NSEVERITY}", undefined],
])("severity %s is %s", (event_nseverity, level) => {
  expect(read({ ...problem, event_nseverity })[0]?.level).toBe(level);
});

describe("an update says what a person did", () => {
  const update = (own: object) => read({ ...problem, event_update_status: "1", event_update_user: "Alice", ...own })[0];

  test.each([
    ["taken up", { event_update_action: "acknowledged" }, { by: "Alice" }],
    ["taken up among other things", { event_update_action: "acknowledged, commented" }, { by: "Alice" }],
    ["taken up, in an older script", { event_ack_status: "Yes" }, { by: "Alice" }],
    ["by nobody who is named", { event_ack_status: "Yes", event_update_user: "{USER.FULLNAME}" }, { by: null }],
    ["given back", { event_update_action: "unacknowledged" }, "given-back"],
    ["a word about it", { event_update_action: "commented", event_ack_status: "Yes" }, undefined],
    ["a word about it, in an older script", { event_ack_status: "No" }, undefined],
  ])("%s", (_name, own, acknowledged) => {
    expect(update(own)?.acknowledged).toEqual(acknowledged);
    expect(update(own)?.status).toBe("firing");
  });

  test("an update of an unknown problem creates nothing", () => {
    expect(update({ event_update_action: "acknowledged" })?.onlyIfKnown).toBe(true);
    expect(update({ event_update_action: "commented" })?.onlyIfKnown).toBe(true);
    expect(update({ event_update_action: "unacknowledged" })?.onlyIfKnown).toBe(true);
    expect(read({ ...problem, event_update_status: "0", event_ack_status: "Yes" })[0]?.acknowledged).toBeUndefined();
  });

  test("a recovery is a recovery", () => {
    const over = update({ event_value: "0", event_update_action: "acknowledged" });
    expect(over?.status).toBe("resolved");
    expect(over?.acknowledged).toBeUndefined();
  });
});

test("the test leaves its macros as they are, and creates nothing", () => {
  expect(read({ ...problem, event_id: "{EVENT.ID}" })).toEqual([]);
});

test("only trigger events have a page of their own", () => {
  const link = (own: object) => read({ ...problem, ...own })[0]?.links[0]?.url;
  expect(link({ event_source: "3" })).toBe("https://zabbix.example.org/zabbix/");
  expect(link({ trigger_id: "{TRIGGER.ID}" })).toBe("https://zabbix.example.org/zabbix/");
  expect(link({ zabbix_url: "{$ZABBIX.URL}" })).toBeUndefined();
});

test("an event without a name or id is an alert all the same", () => {
  expect(read({ event_value: "1" })[0]).toMatchObject({ identity: "zabbix:1", title: "Event without a name" });
});

test("what is none of Zabbix's is refused", () => {
  for (const body of [[], "", null, {}, { title: "x" }]) expect(zabbix.body.safeParse(body).success).toBe(false);
});

describe("the script and the parameters that the page tells to enter", () => {
  const page = readFileSync(new URL("../../../docs/sources/zabbix.md", import.meta.url), "utf8");
  const script = /```js\n(.*?)```/s.exec(page)?.[1] ?? "";
  const parameters = Object.fromEntries(
    [...page.matchAll(/`(\w+)` \| (?:`(\S+)`|the token)/g)].map(([, name = "", value = "secret"]) => [name, value]),
  );

  /** Runs it as Zabbix does, against something that answers with `status`. */
  function runs(own: object, status = 202) {
    const sent: { headers: string[]; url: string; body: string }[] = [];
    class HttpRequest {
      headers: string[] = [];
      addHeader(header: string) {
        this.headers.push(header);
      }
      post(url: string, body: string) {
        sent.push({ headers: this.headers, url, body });
        return "said";
      }
      getStatus() {
        return status;
      }
    }
    const value = JSON.stringify({ ...parameters, ...own });
    const result: unknown = runInNewContext(`(function (value) {${script}})`, { HttpRequest, JSON })(value);
    return { result, sent };
  }

  test("send a problem, with the token where only we see it", () => {
    const { result, sent } = runs({ event_id: "41", event_value: "1", event_nseverity: "4", title: "Disk is full" });
    expect(result).toBe("OK");
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe("https://sitrep.example.com/hooks/zabbix");
    expect(sent[0]?.headers).toEqual(["Content-Type: application/json", "Authorization: Bearer secret"]);
    expect(sent[0]?.body).not.toContain("secret");
    expect(read(JSON.parse(sent[0]?.body ?? ""))).toMatchObject([
      { identity: "zabbix:41", status: "firing", level: "error", title: "Disk is full", description: null, links: [] },
    ]);
  });

  test("name every macro that is looked at, and nothing else", () => {
    expect(Object.keys(parameters).sort()).toEqual(
      [
        ...Object.keys(problem),
        "event_update_status",
        "event_update_action",
        "event_update_user",
        "token",
        "url",
      ].sort(),
    );
    expect(read(JSON.parse(runs({}).sent[0]?.body ?? ""))).toEqual([]);
  });

  test("tell Zabbix when it was not taken, so that it tries again", () => {
    expect(() => runs({}, 503)).toThrow("Sitrep answered 503: said");
  });
});
