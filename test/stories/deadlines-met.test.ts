import { describe, expect, test } from "vitest";
import { story } from "../kit/story.ts";
import { everyWay, firstWords, oneWay } from "../kit/ways.ts";

const declare = (severity: string) => `/incident declare ${severity} Gateway returns 503`;
const update = `/incident update ${firstWords}`;
const identified = '/incident update identified --cause "A bad release." --action "rolling it back"';

describe.each(everyWay)("a SEV1 on a Saturday night, over $mode on $store", (way) => {
  test("keeps every promise, and nobody hears of it twice", async () => {
    // given
    await using s = await story({ at: "2026-11-21T03:00Z", ...way });
    await s.say("alice", "general", declare("sev1"));
    const room = await s.room();
    // when each thing is done before it is due
    await s.clock.pass("5 min");
    await s.say("bob", room, "/incident ack");
    await s.clock.pass("5 min");
    await s.say("alice", room, update);
    await s.clock.pass("28 min");
    await s.say("alice", room, identified);
    await s.clock.pass("10 min");
    await s.say("bob", room, "/incident mitigated rolled back");
    await s.clock.pass("12 min");
    await s.say("alice", room, '/incident resolve "A release carried a wrong route."');
    // then the ledger has every promise, kept
    expect(await s.promises()).toEqual([
      { kind: "ack", due: "03:15", state: "kept", met: "03:05" },
      { kind: "first-update", due: "03:15", state: "kept", met: "03:10" },
      { kind: "identified", due: "04:00", state: "kept", met: "03:38" },
      { kind: "mitigation", due: "04:00", state: "kept", met: "03:48" },
      { kind: "resolution", due: "07:00", state: "kept", met: "04:00" },
      { kind: "next-update", due: "03:40", state: "kept", met: "03:38" },
      { kind: "next-update", due: "04:08", state: "kept", met: "04:00" },
      { kind: "post-mortem", due: "11-28 04:00", state: "running", met: null },
    ]);
    // and one person was woken, once
    expect(await s.pages()).toEqual(["03:00 @bob"]);
    expect((await s.direct("bob")).at(-1)).toBe("#1 · SEV1 · Gateway returns 503: @bob acknowledged at 03:05Z.");
    // and the only reminder was the heads-up of an update that came in its last minutes
    expect(await s.reminders("next-update")).toEqual(["03:34"]);
    expect(await s.reminders("ack")).toEqual([]);
    expect(await s.standing()).toEqual([]);
    // and after the deed nobody hears of it for days
    const told = (await s.told(`#${room}`)).length;
    await s.clock.pass("6 days");
    expect((await s.told(`#${room}`)).length).toBe(told);
    expect(await s.told("@bob")).toHaveLength(1);
  });
});

describe.each(oneWay)("a SEV2 in business hours, over $mode", (way) => {
  test("keeps every promise", async () => {
    // given a Tuesday
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("alice", "general", declare("sev2"));
    const room = await s.room();
    // when each thing is done before it is due
    await s.say("bob", room, "/incident ack");
    await s.clock.pass("20 min");
    await s.say("alice", room, update);
    await s.clock.pass("25 min");
    await s.say("alice", room, identified);
    await s.clock.pass("26 min");
    await s.say("alice", room, "/incident nochange");
    await s.clock.pass("20 min");
    await s.say("bob", room, "/incident mitigated rolled back");
    await s.say("alice", room, '/incident resolve "A release carried a wrong route."');
    // then
    expect(await s.promises()).toEqual([
      { kind: "ack", due: "11:00", state: "kept", met: "10:00" },
      { kind: "first-update", due: "11:00", state: "kept", met: "10:20" },
      { kind: "identified", due: "11:00", state: "kept", met: "10:45" },
      { kind: "mitigation", due: "14:00", state: "kept", met: "11:31" },
      { kind: "resolution", due: "11-25 10:00", state: "kept", met: "11:31" },
      { kind: "next-update", due: "10:50", state: "kept", met: "10:45" },
      { kind: "next-update", due: "11:15", state: "kept", met: "11:11" },
      { kind: "next-update", due: "11:41", state: "kept", met: "11:31" },
      { kind: "post-mortem", due: "12-01 11:31", state: "running", met: null },
    ]);
    expect(await s.pages()).toEqual(["10:00 @bob"]);
    // and each heads-up was closed by the deed, in place
    expect(await s.reminders("next-update")).toEqual(["10:44", "11:09"]);
    expect(await s.standing()).toEqual([]);
    expect((await s.words(room)).filter((words) => words.startsWith("Next update:"))).toEqual([
      "Next update: kept at 2026-11-24T11:11Z.",
    ]);
  });
});

describe.each(oneWay)("a SEV3 on a Friday afternoon, over $mode", (way) => {
  test("keeps every promise, and pages nobody", async () => {
    // given
    await using s = await story({ at: "2026-11-20T15:00Z", ...way });
    await s.say("alice", "general", declare("sev3"));
    const room = await s.room();
    // when
    await s.clock.pass("30 min");
    await s.say("bob", room, "/incident ack");
    await s.clock.pass("30 min");
    await s.say("alice", room, update);
    await s.clock.until("19:30");
    await s.say("alice", room, "/incident nochange");
    await s.clock.until("22:00");
    await s.say("alice", room, "/incident mitigated the slow model is out of the default route");
    await s.say("alice", room, '/incident resolve "One model was slow."');
    // then
    expect(await s.promises()).toEqual([
      { kind: "ack", due: "11-23 15:00", state: "kept", met: "15:30" },
      { kind: "first-update", due: "11-23 15:00", state: "kept", met: "16:00" },
      { kind: "mitigation", due: "11-25 15:00", state: "kept", met: "22:00" },
      { kind: "resolution", due: "11-27 15:00", state: "kept", met: "22:00" },
      { kind: "next-update", due: "20:00", state: "kept", met: "19:30" },
      { kind: "next-update", due: "23:30", state: "kept", met: "22:00" },
      { kind: "post-mortem", due: "11-27 22:00", state: "running", met: null },
    ]);
    expect(await s.pages()).toEqual([]);
    expect(await s.standing()).toEqual([]);
  });
});

describe.each(oneWay)("a SEV4, over $mode", (way) => {
  test("owes nothing by a certain time, and stays inside", async () => {
    // given
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev4 A typo on the dashboard");
    const room = await s.room();
    // when it is worked on, three weeks later
    await s.clock.pass("21 days");
    const [posted] = await s.say("alice", room, '/incident update identified "A label was misspelt."');
    const [resolved] = await s.say("alice", room, '/incident resolve "A typo."');
    // then
    expect(posted).toContain("Posted in the incident's channel only");
    expect(resolved).toContain("Nothing of it was public.");
    expect(await s.promises()).toEqual([]);
    expect(await s.pages()).toEqual([]);
    expect(await (await fetch(s.statusUrl)).text()).not.toContain("misspelt");
    // and no post-mortem is owed or written
    expect((await s.incident()).postmortem).toEqual({ state: "none", path: null, due_at: null });
  });
});
