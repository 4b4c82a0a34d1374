import { expect, test } from "vitest";
import { firstAlert, joined, over, sender } from "../../kit/alerts.ts";
import { Room } from "../../kit/room.ts";
import { someTerms } from "../../kit/terms.ts";

const alerts = { ...someTerms().alerts, clearAfterMs: 5 * 60_000 };
const declared = (own = {}) =>
  new Room("2026-11-21T12:00Z", { alerts, ...own }).do(
    "incident.declare",
    { declaration: { severity: "SEV1", title: "Gateway is down", alert: firstAlert } },
    sender,
  );

test("the end is proposed once all alerts have been over for the time, and said once", () => {
  const room = declared()
    .pass(1)
    .do("incident.alerts", { news: [over("Gateway is down")] }, sender);
  expect(room.until("12:05").shows("/alerts-cleared")).toBeNull();
  expect(room.until("12:06").shows("/alerts-cleared")).toContain(
    "The alert is resolved. Is the incident resolved too?",
  );
  const told = room.told.length;
  room.do(
    "incident.alerts",
    { news: [over("Gateway is down", { before: { firing: 0, unknown: 0, flapping: 0 } })] },
    sender,
  );
  expect(
    room
      .pass(20)
      .told.slice(told)
      .filter(({ effect }) => "slot" in effect && effect.slot?.endsWith("cleared")),
  ).toEqual([]);
});

test("one that fires in between takes it back, and nobody had been asked", () => {
  const room = declared().do("incident.alerts", { news: [over("Gateway is down")] }, sender);
  room.pass(3).do("incident.alerts", { news: [joined("Gateway is down", { what: "again", total: 0 })] }, sender);
  room.pass(30);
  expect(room.shows("/alerts-cleared")).toBeNull();
  expect(room.incident.alerts).toMatchObject({ firing: 1, total: 1, overSince: null });
});

test("an alert that flaps or is unknown holds it up", () => {
  const flapping = { firing: 0, unknown: 0, flapping: 1 };
  const room = declared().do("incident.alerts", { news: [over("Gateway is down", { after: flapping })] }, sender);
  expect(room.pass(60).shows("/alerts-cleared")).toBeNull();
  const calm = over("Gateway is down", { what: "calm", before: flapping });
  expect(
    room
      .do("incident.alerts", { news: [calm] }, sender)
      .pass(5)
      .shows("/alerts-cleared"),
  ).toContain("resolved too?");
});

test("it resolves by itself where so configured, and not if it is over already", () => {
  const room = declared({ resolveByItself: true }).do("incident.alerts", { news: [over("Gateway is down")] }, sender);
  expect(room.incident.stage).toBe("INVESTIGATING");
  expect(room.pass(5).incident.stage).toBe("RESOLVED");
  const by = declared().do("incident.alerts", { news: [over("Gateway is down")] }, sender);
  by.do("incident.resolve", { rootCause: "A bad release." });
  expect(by.pass(10).shows("/alerts-cleared")).toMatch(/^Resolved /);
});
