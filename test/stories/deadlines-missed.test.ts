import { describe, expect, test } from "vitest";
import { story } from "../kit/story.ts";
import { everyWay, oneWay } from "../kit/ways.ts";

const fields = '--components "Gateway (HTTP liveness)" --symptom "requests fail with 503"';

describe.each(everyWay)("a SEV1 on a Saturday night, over $mode on $store", (way) => {
  test("reaches one person more with each step, and ends when it is resolved", async () => {
    // given
    await using s = await story({ at: "2026-11-21T03:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
    const room = await s.room();
    // when nobody does anything for seven and a half hours
    await s.clock.until("10:30");
    // then the on-call are woken: primary, secondary, everybody; and the secondary once more for each blown box
    expect(await s.pages()).toEqual([
      "03:00 @bob",
      "03:15 @carol",
      "03:20 @bob",
      "03:20 @carol",
      "04:30 @carol",
      "09:00 @carol",
    ]);
    // and each deadline has spoken ahead, at its time, and then to ever more people, with ever longer pauses
    const ack = ["03:12", "03:15", "03:20 @alice", "03:25 @alice @carol", "03:30 @alice @carol", "03:40 @alice @carol"];
    expect((await s.reminders("ack")).slice(0, 7)).toEqual([...ack, "04:00 @alice @carol"]);
    expect((await s.reminders("first-update")).slice(0, 7)).toEqual([...ack, "04:00 @alice @carol"]);
    expect(await s.reminders("identified")).toEqual(["04:00"]);
    expect((await s.reminders("mitigation")).slice(0, 7)).toEqual([
      "03:50",
      "04:00",
      "04:15 @alice",
      "04:30 @alice @carol",
      "04:45 @alice @carol",
      "05:15 @alice @carol",
      "06:15 @alice @carol",
    ]);
    expect(await s.reminders("resolution")).toEqual([
      "06:50",
      "07:00",
      "08:00 @alice",
      "09:00 @alice @carol",
      "10:00 @alice @carol",
    ]);
    // and one reminder of each stands in the channel, and one line for all of them in the announcement, as of 10:20
    expect((await s.standing()).toSorted()).toEqual(["ack", "first-update", "identified", "mitigation", "resolution"]);
    const late =
      "acknowledgement by 7 h 5 min, first update by 7 h 5 min, mitigation by 6 h 20 min, resolution by 3 h 20 min";
    expect((await s.words("incidents")).filter((words) => words.startsWith("⏰"))).toEqual([
      `⏰ #1 · SEV1 · Gateway returns 503 is late: ${late}. A huddle in its channel gets everybody on one call.`,
    ]);
    expect((await s.channel(room)).topic).toContain("🔴 update was due 03:15Z");

    // when it is resolved at last
    await s.say("bob", room, `/incident update resolved ${fields} --root-cause "A route was wrong."`);
    // then the ledger says how late each was, and what never came
    expect(await s.promises()).toEqual([
      { kind: "ack", due: "03:15", state: "missed", met: null },
      { kind: "first-update", due: "03:15", state: "late", met: "10:30" },
      { kind: "identified", due: "04:00", state: "late", met: "10:30" },
      { kind: "mitigation", due: "04:00", state: "late", met: "10:30" },
      { kind: "resolution", due: "07:00", state: "late", met: "10:30" },
      { kind: "post-mortem", due: "11-28 10:30", state: "running", met: null },
    ]);
    expect(await s.standing()).toEqual([]);
    expect((await s.words("incidents")).at(-1)).toBe(
      "#1 · Acknowledgement: missed; it was due 2026-11-21T03:15Z · First update: late by 7 h 15 min, at 2026-11-21T10:30Z · Mitigation: late by 6 h 30 min, at 2026-11-21T10:30Z · Resolution: late by 3 h 30 min, at 2026-11-21T10:30Z",
    );
    expect((await s.direct("bob")).at(-1)).toBe("#1 · SEV1 · Gateway returns 503: It is resolved.");
    // and only the post-mortem is left to remind of
    const before = (await s.told(`#${room}`)).length;
    await s.clock.until("2026-11-28T10:31Z");
    expect((await s.told(`#${room}`)).slice(before)).toEqual([
      "11-28 10:20 ⏰ The post-mortem is due by 2026-11-28T10:30Z, in 10 min. Its date was published. [Show the draft] [Snooze 10 min]",
      "11-28 10:30 ⏰ The post-mortem is due now. Its date was published. [Show the draft] [Snooze 10 min]",
    ]);
  });
});

describe.each(oneWay)("a SEV2 on a Saturday night, over $mode", (way) => {
  test("waits in the queue for half of the ack target, then wakes people", async () => {
    // given
    await using s = await story({ at: "2026-11-21T03:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev2 One shape is down");
    const room = await s.room();
    // when nobody does anything until Wednesday evening
    await s.clock.until("2026-11-25T20:00Z");
    // then
    expect(await s.pages()).toEqual([
      "03:30 @bob",
      "04:00 @carol",
      "04:15 @bob",
      "04:15 @carol",
      // Mitigation was due at 07:00; two steps of an hour later it is the secondary's.
      "09:00 @carol",
    ]);
    const ack = ["03:50", "04:00", "04:15 @alice", "04:30 @alice @carol", "04:45 @alice @carol", "05:15 @alice @carol"];
    expect((await s.reminders("ack")).slice(0, 6)).toEqual(ack);
    expect((await s.reminders("first-update")).slice(0, 6)).toEqual(ack);
    expect(await s.reminders("identified")).toEqual(["04:00"]);
    expect((await s.reminders("mitigation")).slice(0, 5)).toEqual([
      "06:50",
      "07:00",
      "08:00 @alice",
      "09:00 @alice @carol",
      "10:00 @alice @carol",
    ]);
    // one business day from Monday's opening is Tuesday 09:00; a quarter of the time until then is 19.5 h
    expect(await s.reminders("resolution")).toEqual(["11-24 08:50", "11-24 09:00", "11-25 04:30 @alice"]);
    // and ten minutes after it is cancelled nobody hears of it any more
    await s.say("alice", room, "/incident cancel the check was wrong");
    expect(await s.standing()).toEqual([]);
    expect((await s.promises()).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      "ack dropped",
      "first-update dropped",
      "identified dropped",
      "mitigation dropped",
      "resolution dropped",
    ]);
    const told = (await s.told(`#${room}`)).length;
    await s.clock.pass("3 days");
    expect((await s.told(`#${room}`)).length).toBe(told);
  });
});

describe.each(oneWay)("a SEV3 on a Thursday, over $mode", (way) => {
  test("stays in the chat, and pages in business hours only", async () => {
    // given
    await using s = await story({ at: "2026-11-19T10:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev3 p95 is up");
    // when nobody does anything for ten days
    await s.clock.pass("10 days");
    // then the missed acknowledgement calls people on Friday, at its due time and six hours later
    expect(await s.pages()).toEqual(["11-20 10:00 @carol", "11-20 16:00 @bob", "11-20 16:00 @carol"]);
    expect((await s.reminders("ack")).slice(0, 6)).toEqual([
      "11-20 09:50",
      "11-20 10:00",
      "11-20 16:00 @alice",
      "11-20 22:00 @alice @carol",
      "11-21 04:00 @alice @carol",
      "11-21 16:00 @alice @carol",
    ]);
    expect((await s.reminders("first-update")).slice(0, 3)).toEqual([
      "11-20 09:50",
      "11-20 10:00",
      "11-20 16:00 @alice",
    ]);
    // three business days from Thursday 10:00 is Tuesday 10:00; a quarter of the five days until then is 30 h
    expect(await s.reminders("mitigation")).toEqual([
      "11-24 09:50",
      "11-24 10:00",
      "11-25 16:00 @alice",
      "11-26 22:00 @alice @carol",
      "11-28 04:00 @alice @carol",
    ]);
    // a week on any clock
    expect(await s.reminders("resolution")).toEqual(["11-26 09:50", "11-26 10:00", "11-28 04:00 @alice"]);
    expect((await s.standing()).toSorted()).toEqual(["ack", "first-update", "mitigation", "resolution"]);
  });
});

describe.each(oneWay)("a SEV4, over $mode", (way) => {
  test("has nothing to miss: a month later nobody was told anything", async () => {
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev4 A typo on the dashboard");
    const before = (await s.told(`#${await s.room()}`)).length;
    await s.clock.pass("30 days");
    expect((await s.told(`#${await s.room()}`)).length).toBe(before);
    expect(await s.told("#incidents")).toHaveLength(1);
    expect(await s.pages()).toEqual([]);
  });
});
