import { expect, test } from "vitest";
import { firstAlert, joined, over, sender } from "../../kit/alerts.ts";
import { alice, Room } from "../../kit/room.ts";

const room = (severity: "SEV1" | "SEV3" = "SEV3") =>
  new Room("2026-11-24T12:00Z").do(
    "incident.declare",
    { declaration: { severity, title: "Gateway is down", alert: firstAlert } },
    sender,
  );
const texts = (r: Room) => r.timeline.map(({ text }) => text);
const posts = (r: Room, slot: string) =>
  r.told.filter(({ effect }) => "slot" in effect && effect.slot?.endsWith(slot)).map(({ effect }) => effect.kind);

test("the gravest of a batch raises the severity, in one message; what comes later and is graver edits it", () => {
  const r = room();
  r.do("incident.alerts", { news: [joined("a", { severity: "SEV3" }), joined("b", { severity: "SEV2" })] }, sender);
  expect(r.incident.severity).toBe("SEV2");
  r.do("incident.alerts", { news: [joined("c", { severity: "SEV1" })] }, sender);
  expect(r.incident.severity).toBe("SEV1");
  expect(posts(r, "/raised-by-alert")).toEqual(["message.show", "message.show"]);
  // Never lowered, and said no more.
  r.do("incident.alerts", { news: [joined("d", { severity: "SEV3" })] }, sender);
  expect(r.incident.severity).toBe("SEV1");
  expect(posts(r, "/raised-by-alert")).toHaveLength(2);
});

test("what a person moves here raises nothing, and is on the record with who did it", () => {
  const r = room();
  r.do(
    "incident.alerts",
    { news: [joined("Disk full", { what: "moved-in", severity: "SEV1", by: alice, owns: true })] },
    alice,
  );
  expect(r.incident).toMatchObject({ severity: "SEV3", alerts: { firing: 2, total: 2 } });
  expect(texts(r)).toContain("alice moved an alert here: Disk full");
});

test("one that pages wakes people at any hour, once", () => {
  const r = room();
  r.do("incident.alerts", { news: [joined("Zone violation", { page: true })] }, sender);
  expect(r.incident.pagesAtAnyHour).toBe(true);
});

test("alerts that nobody hears of any more are one message, closed when all are heard of again", () => {
  const r = room();
  const [fires, lost] = [
    { firing: 1, unknown: 0, flapping: 0 },
    { firing: 0, unknown: 1, flapping: 0 },
  ];
  const away = over("Gateway is down", { what: "unknown", before: fires, after: lost, detail: "2026-11-24T04:00Z" });
  r.do("incident.alerts", { news: [away] }, sender);
  expect(r.shows("/alerts-unknown")).toContain(
    "1 alert is unknown: Gateway is down. Nothing was heard of it since 2026-11-24T04:00Z",
  );
  expect(r.shows("/alerts-cleared")).toBeNull();
  r.do(
    "incident.alerts",
    { news: [joined("Gateway is down", { what: "heard-again", before: lost, after: fires, total: 0 })] },
    sender,
  );
  expect(r.shows("/alerts-unknown")).toBe("No alert is unknown any more.");
  expect(texts(r)).toContain("Alert heard of again, and firing: Gateway is down");
});

test("one that was left out says what to set at the sender", () => {
  const r = room();
  const [fires, lost] = [
    { firing: 1, unknown: 0, flapping: 0 },
    { firing: 0, unknown: 1, flapping: 0 },
  ];
  r.do(
    "incident.alerts",
    { news: [over("Gateway is down", { what: "left-out", before: fires, after: lost })] },
    sender,
  );
  expect(r.shows("/alerts-unknown")).toContain("max_alerts: 0");
});

test("one that flaps is told of once; its coming and going changes counts alone", () => {
  const r = room();
  const [on, off] = [
    { firing: 1, unknown: 0, flapping: 1 },
    { firing: 0, unknown: 0, flapping: 1 },
  ];
  r.do(
    "incident.alerts",
    {
      news: [
        joined("Gateway is down", {
          what: "flapping",
          before: { firing: 1, unknown: 0, flapping: 0 },
          after: on,
          total: 0,
        }),
      ],
    },
    sender,
  );
  expect(r.shows("/alerts-flapping")).toContain("1 alert flaps: Gateway is down");
  const before = { told: r.told.length, entries: r.timeline.length };
  for (let flip = 0; flip < 6; flip += 1) {
    r.pass(1).do(
      "incident.alerts",
      { news: [over("Gateway is down", { quiet: true, before: on, after: off })] },
      sender,
    );
    r.pass(1).do(
      "incident.alerts",
      { news: [joined("Gateway is down", { what: "again", quiet: true, before: off, after: on, total: 0 })] },
      sender,
    );
  }
  expect(r.timeline.slice(before.entries).filter(({ kind }) => kind === "alert")).toEqual([]);
  const kinds = new Set(
    r.told.slice(before.told).map(({ effect }) => ("slot" in effect ? effect.slot?.split("/")[1] : effect.kind)),
  );
  kinds.delete("reminder");
  expect([...kinds].filter((slot) => slot !== "card" && slot !== "topic" && slot !== "announcement")).toEqual([]);
  r.do(
    "incident.alerts",
    { news: [joined("Gateway is down", { what: "calm", before: on, after: { ...on, flapping: 0 }, total: 0 })] },
    sender,
  );
  expect(r.shows("/alerts-flapping")).toBe("No alert flaps any more.");
});

test("many of a kind in one batch are one entry", () => {
  const r = room();
  r.do("incident.alerts", { news: ["a", "b", "c", "d", "e", "f"].map((title) => joined(title)) }, sender);
  expect(texts(r)).toContain("6 alerts joined: a, b, c, d, e and 1 more");
});

test("an incident that is over goes on counting, and asks nothing", () => {
  const r = room().do("incident.resolve", { rootCause: "A bad release.", despiteAlerts: true });
  const told = r.told.length;
  r.do("incident.alerts", { news: [over("Gateway is down")] }, sender);
  expect(r.incident.alerts).toMatchObject({ firing: 0, total: 1 });
  expect(posts({ told: r.told.slice(told) } as Room, "/alerts-cleared")).toEqual([]);
});
