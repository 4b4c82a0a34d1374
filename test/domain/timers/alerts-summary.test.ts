import { expect, test } from "vitest";
import { firstAlert, joined, over, sender } from "../../kit/alerts.ts";
import { Room } from "../../kit/room.ts";

const declared = () =>
  new Room("2026-11-21T12:00Z").do(
    "incident.declare",
    { declaration: { severity: "SEV1", title: "Gateway is down", alert: firstAlert } },
    sender,
  );
const shown = (room: Room) =>
  room.told.filter(({ effect }) => effect.kind === "message.show" && effect.slot?.endsWith("/alerts"));

test("ten thousand alerts in a minute are one message with a dozen edits, and every one is in it", () => {
  const room = declared();
  for (let second = 1; second <= 60; second += 1) {
    room.pass(0.999 / 60);
    const news = Array.from({ length: 166 }, (_, n) => joined(`host-${n % 30}`));
    room.do("incident.alerts", { news }, sender);
  }
  room.pass(1);
  expect(shown(room).length).toBeLessThanOrEqual(13);
  expect(new Set(room.told.map(({ effect }) => effect.kind === "message.show" && effect.slot)).size).toBeLessThan(6);
  expect(room.shows("/alerts")).toContain("9961 firing");
  expect(room.shows("/card")).toContain("9961 firing of 9961");
  // The record does not drown either, and leaves nothing out.
  const sums = room.timeline.map(({ text }) => /^(\d+) alerts? joined/.exec(text)?.[1]).filter(Boolean);
  const single = room.timeline.filter(({ text }) => text.startsWith("Alert joined")).length;
  expect(sums.length).toBeLessThan(20);
  expect(sums.reduce((sum, one) => sum + Number(one), single)).toBe(9_960);
});

test("a single alert has no summary; the card is enough", () => {
  const room = declared()
    .pass(1)
    .do("incident.alerts", { news: [over("Gateway is down")] }, sender)
    .pass(1);
  expect(shown(room)).toEqual([]);
  expect(room.shows("/card")).toContain("0 firing of 1");
});

test("it shows what is left, and stays quiet when nothing has changed", () => {
  const room = declared()
    .pass(1)
    .do("incident.alerts", { news: [joined("Disk full")] }, sender);
  expect(room.shows("/alerts")).toMatch(/Alerts: 2 firing[\s\S]*Disk full/);
  room.pass(1).do("incident.alerts", { news: [over("Disk full")] }, sender);
  expect(room.shows("/alerts")).toContain("Alerts: 1 firing, 1 resolved");
  const count = shown(room).length;
  expect(shown(room.pass(30))).toHaveLength(count);
});
