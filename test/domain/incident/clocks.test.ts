import { describe, expect, test } from "vitest";
import { defaultPolicy, type Severity } from "../../../src/domain/policy.ts";
import { alice, bob, Room } from "../../kit/room.ts";

const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail with 503", impact: "API calls fail" };

function declared(at: string, severity: Severity): Room {
  return new Room(at).do("incident.declare", { declaration: { severity, title: "Gateway returns 503", ...words } });
}

describe("what each severity owes", () => {
  test("a SEV1 at night runs on elapsed time and pages at once", () => {
    const room = declared("2026-11-21T03:00Z", "SEV1").pass(0);
    expect({
      ack: room.due("ack"),
      first: room.due("first-update"),
      identified: room.due("identified"),
      mitigation: room.due("mitigation"),
      resolution: room.due("resolution"),
      next: room.due("next-update"),
    }).toEqual({
      ack: "03:15",
      first: "03:15",
      identified: "04:00",
      mitigation: "04:00",
      resolution: "07:00",
      next: null,
    });
    expect(room.pages()).toEqual(["03:00 U-bob"]);
  });

  test("a SEV2 on a week-end resolves one business day after the next opening, and pages at half of the ack target", () => {
    const room = declared("2026-11-21T03:00Z", "SEV2").pass(29);
    expect(room.due("ack")).toBe("04:00");
    expect(new Date(room.deadline("resolution").dueAt).toISOString()).toBe("2026-11-24T09:00:00.000Z");
    expect(room.pages()).toEqual([]);
    room.pass(1);
    expect(room.pages()).toEqual(["03:30 U-bob"]);
  });

  test("a SEV2 in business hours pages at once", () => {
    expect(declared("2026-11-23T11:00Z", "SEV2").pass(0).pages()).toEqual(["11:00 U-bob"]);
  });

  test("a SEV3 owes by business days, its cadence runs on elapsed time, and nobody is paged", () => {
    const room = declared("2026-11-20T15:00Z", "SEV3").pass(60);
    expect(new Date(room.deadline("ack").dueAt).toISOString()).toBe("2026-11-23T15:00:00.000Z");
    expect(room.pages()).toEqual([]);
    room.do("incident.update", { stage: "INVESTIGATING", words: {} });
    expect(new Date(room.deadline("next-update").dueAt).toISOString()).toBe("2026-11-20T20:00:00.000Z");
  });

  test("a SEV4 owes nothing and pages nobody", () => {
    const room = declared("2026-11-23T11:00Z", "SEV4").pass(60 * 24 * 30);
    expect(room.incident.deadlines).toEqual([]);
    expect(room.pages()).toEqual([]);
    expect(room.told.filter(({ effect }) => effect.kind === "message.renew")).toEqual([]);
  });

  test("a retrospective one and a drill page nobody; a retrospective one has no clocks", () => {
    const after = new Room("2026-11-21T03:00Z").do("incident.declare", {
      declaration: {
        severity: "SEV1",
        title: "Was down",
        retrospective: true,
        detectedAt: Date.parse("2026-11-20T01:00Z"),
      },
    });
    expect(after.pass(600).pages()).toEqual([]);
    expect(after.incident.deadlines).toEqual([]);
    const drill = new Room("2026-11-21T03:00Z").do("incident.declare", {
      declaration: { severity: "SEV1", title: "Drill", drill: true },
    });
    expect(drill.pass(600).pages()).toEqual([]);
    expect(drill.reminders("ack").length).toBeGreaterThan(3);
  });
});

describe("all met", () => {
  test("every promise of a SEV1 is kept, and nothing reminds afterwards", () => {
    const room = declared("2026-11-21T12:00Z", "SEV1");
    room.pass(5).do("incident.ack", {}, bob);
    room.pass(5).do("incident.update", { stage: "INVESTIGATING", words: {} });
    expect(room.due("next-update")).toBe("12:40");
    room
      .pass(25)
      .do("incident.update", { stage: "IDENTIFIED", words: { cause: "a bad release", action: "rolling it back" } });
    room.pass(15).do("incident.mitigated", { how: "rolled back" });
    room.pass(5).do("incident.update", { stage: "MITIGATING", words: { action: "watching it" } });
    room.pass(20).do("incident.resolve", { rootCause: "A release had a wrong route." });
    const byKind = Object.fromEntries(
      room.incident.deadlines.map((one) => [one.id.split("/").slice(1).join(" "), one.state]),
    );
    expect(byKind).toEqual({
      "ack 1": "kept",
      "first-update 1": "kept",
      "next-update 1": "kept",
      "next-update 2": "kept",
      "next-update 3": "kept",
      "identified 1": "kept",
      "mitigation 1": "kept",
      "resolution 1": "kept",
      "post-mortem 1": "running",
    });
    const told = room.told.length;
    room.pass(60 * 24);
    expect(room.told.length).toBe(told);
    expect(room.pages()).toEqual(["12:00 U-bob"]);
  });
});

describe("all missed", () => {
  test("a SEV1 that nobody touches reaches primary, secondary, then everybody, and each reminder grows in reach", () => {
    const room = declared("2026-11-21T03:00Z", "SEV1").until("04:00");
    expect(room.pages().slice(0, 3)).toEqual(["03:00 U-bob", "03:15 U-carol", "03:20 U-dave"]);
    expect(
      room
        .reminders("ack")
        .slice(0, 5)
        .map((one) => one.slice(0, 5)),
    ).toEqual(["03:12", "03:15", "03:20", "03:25", "03:30"]);
    const reached = room.timeline
      .filter((entry) => entry.kind === "reminder" && entry.text.startsWith("The acknowledgement"))
      .map((entry) => entry.text.match(/told: (\w+)/)?.[1]);
    expect(reached.slice(0, 4)).toEqual(["channel", "commander", "secondary", "announcement"]);
  });

  test("what was never met when it is resolved counts as missed, what was met late as late", () => {
    const room = declared("2026-11-21T03:00Z", "SEV1").pass(40);
    room
      .do("incident.update", { stage: "INVESTIGATING", words: {} })
      .pass(5)
      .do("incident.resolve", { rootCause: "It was the cache." });
    expect(room.deadline("first-update").state).toBe("late");
    expect(room.deadline("ack").state).toBe("missed");
    expect(room.deadline("resolution").state).toBe("kept");
  });

  test("a reminder that was left standing is closed by the deed", () => {
    const room = declared("2026-11-21T03:00Z", "SEV1").pass(16).do("incident.ack", {}, bob);
    expect(room.shows("/reminder/ack")).toContain("Acknowledgement: late by 1 min");
  });
});

describe("in the middle", () => {
  test("SEV2 to SEV1 tightens what runs, and what is past by then is overdue at once", () => {
    const room = declared("2026-11-23T11:00Z", "SEV2").pass(40);
    room.do("incident.reclassify", { to: "SEV1", why: "all shapes are down" }).pass(0);
    expect(room.due("ack")).toBe("11:15");
    expect(room.due("mitigation")).toBe("12:00");
    expect(room.due("resolution")).toBe("15:00");
    expect(room.reminders("ack").at(-1)).toBe(
      "11:40 The acknowledgement is overdue by 25 min; it was due 2026-11-23T11:15Z",
    );
  });

  test("a raise adds an earlier internal deadline, and the public promise stays as it was", () => {
    const room = declared("2026-11-23T11:00Z", "SEV3").do("incident.update", { stage: "INVESTIGATING", words: {} });
    const promised = room.deadline("next-update").dueAt;
    room.pass(30).do("incident.reclassify", { to: "SEV1", why: "worse" });
    expect(room.due("next-update")).toBe("12:00");
    expect(room.deadline("next-update").promisedAt).toBe(promised);
  });

  test("a lowering gives the new target and keeps the published time", () => {
    const room = declared("2026-11-23T11:00Z", "SEV1").do("incident.update", { stage: "INVESTIGATING", words: {} });
    room.pass(10).do("incident.reclassify", { to: "SEV3", why: "one tenant only" });
    expect(room.due("next-update")).toBe("11:30");
    expect(new Date(room.deadline("ack").dueAt).toISOString()).toBe("2026-11-24T11:00:00.000Z");
  });

  test("a snooze quiets one reminder, then it speaks once", () => {
    const room = declared("2026-11-21T03:00Z", "SEV1").do("incident.ack", {}, bob).until("03:16");
    room.do("incident.snooze", { forMs: 10 * 60_000, why: "on it", kind: "first-update" });
    const before = room.reminders("first-update").length;
    room.until("03:25");
    expect(room.reminders("first-update").length).toBe(before);
    room.until("03:26");
    expect(room.reminders("first-update").length).toBe(before + 1);
  });

  test("the Snooze button keeps quiet for as long as the policy says", () => {
    const policy = { ...defaultPolicy, snoozeMs: 25 * 60_000 };
    const room = new Room("2026-11-21T03:00Z", { policy })
      .do("incident.declare", { declaration: { severity: "SEV1", title: "Down" } })
      .until("03:16");
    expect(room.buttons("/reminder/ack")).toEqual(["Ack", "Snooze 25 min"]);
  });

  test("a wake that passes the secondary's step by still calls them", () => {
    const room = declared("2026-11-21T03:00Z", "SEV1").do("incident.ack", {}, bob).sleep(40).pass(0);
    expect(room.pages()).toEqual(["03:40 U-carol"]);
    expect(room.pass(30).pages()).toEqual(["03:40 U-carol"]);
  });

  test("reopening starts all clocks anew and pages again", () => {
    const room = declared("2026-11-21T03:00Z", "SEV1").pass(0).do("incident.ack", {}, bob);
    room
      .pass(10)
      .do("incident.update", { stage: "INVESTIGATING", words: {} })
      .pass(10)
      .do("incident.resolve", { rootCause: "The cache." });
    room.pass(60).do("incident.reopen", { why: "it is back" }).pass(0);
    expect(room.incident.stage).toBe("INVESTIGATING");
    expect(room.due("ack")).toBe("04:35");
    // The public is told at once that it is back, and that promises the next update.
    expect(room.due("first-update")).toBeNull();
    expect(room.due("next-update")).toBe("04:50");
    expect(room.due("post-mortem")).toBeNull();
    expect(room.pages()).toEqual(["03:00 U-bob", "04:20 U-bob"]);
  });

  test("after a stop of hours each deadline speaks once, with how late it is", () => {
    const room = declared("2026-11-21T03:00Z", "SEV1").do("incident.ack", {}, bob).sleep(180).pass(0);
    expect(room.reminders("first-update")).toEqual([
      "06:00 The first public update is overdue by 2 h 45 min; it was due 2026-11-21T03:15Z",
    ]);
  });

  test("remind sets this incident's own cadence; the promise that stands is not moved", () => {
    const room = declared("2026-11-23T11:00Z", "SEV2").do("incident.update", { stage: "INVESTIGATING", words: {} });
    room.do("incident.set-cadence", { everyMs: 60 * 60_000, why: "nothing new expected" });
    expect(room.due("next-update")).toBe("11:30");
    room.pass(20).do("incident.no-change", {});
    expect(room.due("next-update")).toBe("12:20");
    room.do("incident.set-cadence", { everyMs: 10 * 60_000, why: "moving fast" });
    expect(room.due("next-update")).toBe("11:30");
  });
});

describe("over a change of the clocks", () => {
  test("a DST night moves no elapsed deadline, and a business day keeps its local time", async () => {
    const { openCalendar } = await import("../../../src/domain/calendar.ts");
    const calendar = openCalendar({
      zone: "Europe/Berlin",
      hours: { from: "09:00", to: "17:00" },
      weekdays: ["mon", "tue", "wed", "thu", "fri"],
      holidays: ["2026-10-26"],
    });
    const room = new Room("2026-10-25T00:30Z", { policy: { ...defaultPolicy, calendar } });
    room.do("incident.declare", {
      declaration: { severity: "SEV3", title: "Slow", detectedAt: Date.parse("2026-10-23T13:00Z"), ...words },
    });
    // Friday 15:00 in Berlin, summer time; Monday is a holiday; Tuesday 15:00 is 14:00Z in winter time.
    expect(new Date(room.deadline("ack").dueAt).toISOString()).toBe("2026-10-27T14:00:00.000Z");
    room
      .do("incident.reclassify", { to: "SEV1", why: "worse" }, alice)
      .do("incident.update", { stage: "INVESTIGATING", words: {} });
    expect(room.deadline("next-update").dueAt - room.now).toBe(30 * 60_000);
  });
});
