import { describe, expect, test } from "vitest";
import { story } from "../kit/story.ts";
import { bothWays, firstWords } from "../kit/ways.ts";

const open = ({ kind, due, state }: { kind: string; due: string; state: string }) =>
  state === "running" ? [`${kind} ${due}`] : [];

describe.each(bothWays)("over $mode", (way) => {
  test("a SEV2 that turns out to be a SEV1 tightens every clock, and what is past by then is overdue at once", async () => {
    // given a SEV2 in business hours that nobody has acknowledged, and that the public knows of
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev2 One shape is down");
    const room = await s.room();
    await s.clock.pass("20 min");
    await s.say("alice", room, `/incident update ${firstWords}`);
    await s.clock.pass("20 min");
    expect((await s.promises()).flatMap(open)).toEqual([
      "ack 11:00",
      "identified 11:00",
      "mitigation 14:00",
      "resolution 11-25 10:00",
      "next-update 10:50",
    ]);
    // when somebody sees at 10:40 that all shapes are down
    const [said] = await s.say("alice", room, "/incident severity sev1 all shapes are down");
    // then the new targets count from detection, and the promise to the public stands
    expect(said).toContain("#1 · SEV1 · One shape is down (it was SEV2). The clocks were worked out again.");
    expect((await s.promises()).flatMap(open)).toEqual([
      "ack 10:15",
      "identified 11:00",
      "mitigation 11:00",
      "resolution 14:00",
      "next-update 10:50",
    ]);
    // and the acknowledgement is overdue at once, once, with how late; secondary and primary are woken
    const overdue = (await s.told(`#${room}`)).filter((words) => words.includes("acknowledgement is overdue"));
    expect(overdue.toSorted()).toEqual([
      "10:40 ⏰ The acknowledgement is overdue by 25 min; it was due 2026-11-24T10:15Z. Who has it? [Ack] [Snooze 10 min]",
      "10:40 🚨 @carol paged as the secondary: the acknowledgement is overdue. [Ack]",
    ]);
    expect(await s.pages()).toEqual(["10:00 @bob", "10:40 @carol"]);
    // and the update that says so is proposed with its exact words
    const proposal = (await s.words(room)).find((words) => words.startsWith("The severity is now SEV1"));
    expect(proposal).toContain("Overall status set to: major-outage");
    expect(proposal).toContain("[Publish] [Change the words]");
    await s.click("alice", room, "Publish");
    expect((await s.incident()).updates.at(-1)).toMatchObject({ severity: "SEV1", audience: "public" });
    expect((await s.words(room)).some((words) => words.startsWith("The severity is now SEV1"))).toBe(false);
  });

  test("a snooze keeps one reminder quiet, with its reason, and then it speaks once", async () => {
    // given a first update that is due
    await using s = await story({ at: "2026-11-21T03:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
    const room = await s.room();
    await s.say("bob", room, "/incident ack");
    await s.clock.until("03:16");
    expect(await s.standing()).toEqual(["first-update"]);
    // when it is put off
    const [said] = await s.click("alice", room, "Snooze 10 min");
    expect(said).toBe("Quiet for 10 min. The deadline itself stands.");
    expect(await s.standing()).toEqual([]);
    expect((await s.words(room)).at(-1)).toBe("alice snoozed the reminder (first update) until 03:26Z: not now");
    // then the steps that fall into it are left out, and the last of them speaks at its end
    await s.clock.until("03:34");
    expect(await s.reminders("first-update")).toEqual(["03:12", "03:15", "03:26 @alice @carol", "03:30 @alice @carol"]);
    expect((await s.incident()).timeline.map((entry: { text: string }) => entry.text)).toContain(
      "alice snoozed the reminder (first update) until 03:26Z: not now",
    );
    // and the deed ends it all the same
    await s.say("alice", room, `/incident update ${firstWords}`);
    expect(await s.standing()).toEqual([]);
    expect(await s.say("alice", room, "/incident snooze 10m why not --clock first-update")).toEqual([
      "No `first-update` clock is running.",
    ]);
  });

  test("a reopened incident has all its clocks anew, and wakes people anew", async () => {
    // given a SEV1 that was resolved
    await using s = await story({ at: "2026-11-21T03:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
    const room = await s.room();
    await s.say("bob", room, "/incident ack");
    await s.say("alice", room, `/incident update ${firstWords}`);
    await s.clock.until("03:20");
    await s.say("alice", room, '/incident resolve "A route was wrong."');
    expect((await s.channel(room)).topic).toContain("SEV1 · RESOLVED");
    // when the fix does not hold
    await s.clock.until("05:00");
    await s.say("carol", room, "/incident reopen it is back");
    // then
    expect((await s.promises()).flatMap(open)).toEqual([
      "ack 05:15",
      "next-update 05:30",
      "identified 06:00",
      "mitigation 06:00",
      "resolution 09:00",
    ]);
    expect((await s.promises()).find(({ kind }) => kind === "post-mortem")?.state).toBe("dropped");
    expect(await s.pages()).toEqual(["03:00 @bob", "05:00 @bob"]);
    // and the public was told at once that it is back, with the promise that runs now
    const again = (await s.incident()).updates.at(-1);
    expect(again).toMatchObject({ stage: "INVESTIGATING", audience: "public", posted_at: "2026-11-21T05:00:00.000Z" });
    expect(again.text).toContain("Next update by 2026-11-21T05:30Z");
    await s.clock.until("05:16");
    expect((await s.standing()).toSorted()).toEqual(["ack"]);
    // and a second end writes a second draft
    await s.say("bob", room, "/incident ack");
    await s.say("alice", room, '/incident update resolved --root-cause "The route was wrong twice."');
    expect((await s.incident()).postmortem.path).toBe("postmortems/2026-11-21-incident-1-2.md");
    expect(await s.standing()).toEqual([]);
  });

  test("remind sets the cadence of this incident, and what was promised stays", async () => {
    // given a SEV2 whose next update is promised for 10:50
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev2 One shape is down");
    const room = await s.room();
    await s.say("bob", room, "/incident ack");
    await s.clock.pass("20 min");
    await s.say("alice", room, `/incident update ${firstWords}`);
    // when the team slows down
    const [slower] = await s.say("alice", room, "/incident remind 2h nothing new before noon");
    expect(slower).toContain("An update is owed every 2 h. The next one is due by 2026-11-24T10:50Z.");
    await s.clock.pass("25 min");
    const [next] = await s.say("alice", room, "/incident nochange");
    expect(next).toContain("The next update is due by 2026-11-24T12:45Z.");
    // then it reminds by the new rhythm, and a faster one tightens it
    const [faster] = await s.say("alice", room, "/incident remind 20m customers ask");
    expect(faster).toContain("The next one is due by 2026-11-24T11:05Z.");
    await s.clock.until("11:06");
    expect(await s.reminders("next-update")).toEqual(["10:44", "11:01", "11:05"]);
    // and without a cadence the public is still told when it hears again: the form asks for it
    await s.say("alice", room, "/incident remind never waiting for the vendor");
    expect(await s.say("alice", room, "/incident nochange")).toEqual([]);
    expect(await s.submit("alice", {})).toMatchObject({ ok: false, errors: { next_update: expect.any(String) } });
    await s.submit("alice", { next_update: "in 1 day" });
    expect((await s.promises()).at(-1)).toMatchObject({ kind: "next-update", due: "11-25 11:06", state: "running" });
  });
});
