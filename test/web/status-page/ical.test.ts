import ical, { type VEvent } from "node-ical";
import { describe, expect, test } from "vitest";
import type { Notice } from "../../../src/domain/publishing/notice.ts";
import { maintenanceCalendar } from "../../../src/web/status-page/ical.ts";
import { at, gateway, keystore, maintenance, site, snapshot, update } from "./snapshots.ts";

const now = at("2026-11-26T00:00Z");
const all = { component: null, path: "/maintenance.ics" };

function calendar(ahead: Notice[], past: Notice[] = [], scope: { component: string | null; path: string } = all) {
  return maintenanceCalendar(site, snapshot({ maintenance: { ahead, past } }), scope, now);
}

/** Its events, read by a library that did not write them. */
function events(text: string): VEvent[] {
  return Object.values(ical.sync.parseICS(text)).filter((one): one is VEvent => one?.type === "VEVENT");
}

describe("the calendar of maintenance", () => {
  test("without any is a calendar without events", () => {
    const text = calendar([]);
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/);
    expect(text).toContain("METHOD:PUBLISH");
    expect(events(text)).toEqual([]);
  });

  test("has an event for each, in UTC, that leads to its page", () => {
    const [event] = events(calendar([maintenance()]));
    expect(event).toMatchObject({
      uid: "mmmmmmmmmmmm@sitrep",
      sequence: 0,
      status: "CONFIRMED",
      transparency: "TRANSPARENT",
      summary: `${keystore} — the database is upgraded`,
      url: { val: "https://status.example.com/maintenance/mmmmmmmmmmmm" },
    });
    expect(event?.start.toISOString()).toBe("2026-11-25T02:00:00.000Z");
    expect(event?.end?.toISOString()).toBe("2026-11-25T04:00:00.000Z");
    expect(calendar([maintenance()])).toContain("DTSTART:20261125T020000Z");
  });

  test("the same one moved is the same event with a higher sequence, and the new time", () => {
    const moved = maintenance({
      window: { startsAt: at("2026-11-26T02:00Z"), endsAt: at("2026-11-26T04:00Z") },
      changedAt: at("2026-11-22T08:00Z"),
      updates: [...maintenance().updates, update("uuuuuuuuuum2", "2026-11-22T08:00Z", { stage: "SCHEDULED" })],
    });
    const [before] = events(calendar([maintenance()]));
    const [after] = events(calendar([moved]));
    expect(after?.uid).toBe(before?.uid);
    expect([before?.sequence, after?.sequence]).toEqual([0, 1]);
    expect(after?.start.toISOString()).toBe("2026-11-26T02:00:00.000Z");
    expect(after?.dtstamp?.toISOString()).toBe("2026-11-22T08:00:00.000Z");
  });

  test("a cancelled one stays, as cancelled, where it was planned; and goes in the end", () => {
    const over = maintenance({ stage: "CANCELLED", open: false, endedAt: at("2026-11-22T08:00Z") });
    const [event] = events(calendar([], [over]));
    expect(event?.status).toBe("CANCELLED");
    expect(event?.start.toISOString()).toBe("2026-11-25T02:00:00.000Z");
    expect(events(calendar([], [{ ...over, endedAt: at("2026-08-01T00:00Z") }]))).toEqual([]);
  });

  test("one that began late and was done early is where it took place", () => {
    const done = maintenance({
      stage: "COMPLETED",
      open: false,
      startedAt: at("2026-11-25T02:05Z"),
      endedAt: at("2026-11-25T03:00Z"),
    });
    const [event] = events(calendar([], [done]));
    expect(event?.start.toISOString()).toBe("2026-11-25T02:05:00.000Z");
    expect(event?.end?.toISOString()).toBe("2026-11-25T03:00:00.000Z");
  });

  test("of a component holds its own alone", () => {
    const other = maintenance({
      id: "nnnnnnnnnnnn",
      components: [{ name: gateway, status: "operational", impact: "operational" }],
      updates: [update("uuuuuuuuuun1", "2026-11-21T08:00Z", { components: [gateway] })],
    });
    const scope = { component: gateway, path: "/components/gateway-http-liveness/maintenance.ics" };
    expect(events(calendar([maintenance(), other], [], scope)).map(({ uid }) => uid)).toEqual(["nnnnnnnnnnnn@sitrep"]);
  });

  test("long and foreign words are folded and escaped, and read back whole", () => {
    const title = `Daten, Bänke; and \\slashes\\ ${"ö".repeat(120)}\u0007`;
    const text = calendar([maintenance({ title })]);
    for (const row of text.split("\r\n")) expect(Buffer.byteLength(row)).toBeLessThanOrEqual(75);
    expect(events(text)[0]?.summary).toBe(title.replace("\u0007", ""));
  });

  test("is the same text as long as nothing changes", () => {
    expect(calendar([maintenance()])).toBe(calendar([maintenance()]));
  });
});
