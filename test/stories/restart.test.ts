import { describe, expect, test } from "vitest";
import { story } from "../kit/story.ts";
import { everyWay, firstWords } from "../kit/ways.ts";

describe.each(everyWay)("three incidents over a restart, over $mode on $store", (way) => {
  test("what came due in the meantime speaks once, with how late, and nothing is said twice", async () => {
    // given a SEV1 that is worked on, a SEV2 that nobody has seen yet, and a SEV3, all on a Saturday night
    await using s = await story({ at: "2026-11-21T03:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
    const first = await s.room();
    await s.say("bob", first, "/incident ack");
    await s.say("alice", first, `/incident update ${firstWords}`);
    await s.clock.pass("5 min");
    await s.say("dave", "general", "/incident declare sev2 Analytics lag by an hour");
    await s.say("dave", "general", "/incident declare sev3 One model is slow");
    const rooms = (await s.channels()).map(({ name }) => name).filter((name) => name.startsWith("inc-"));
    expect(rooms).toHaveLength(3);
    // when it is down for two hours
    const before = s.workspace.calls().length;
    await s.restart({ away: "2 h" });
    // then it looks for nothing it has already, and makes nothing anew
    const calls = s.workspace.calls().slice(before);
    expect(calls.filter(({ method }) => method === "conversations.create")).toEqual([]);
    expect((await s.channels()).map(({ name }) => name).filter((name) => name.startsWith("inc-"))).toEqual(rooms);
    // and each deadline that came due has one reminder, with how late it is
    const said = async (room: string) => (await s.told(`#${room}`)).filter((words) => words.includes("⏰"));
    expect((await said(rooms[0] ?? "")).toSorted()).toEqual([
      "05:05 @alice @carol ⏰ Mitigation is overdue by 1 h 5 min; it was due 2026-11-21T04:00Z. Revert first: roll back, switch provider, restart, turn traffic away. No fixing forward in the first hour. [Mitigated] [Snooze 10 min]",
      "05:05 @alice @carol ⏰ The next update is overdue by 1 h 35 min; it was due 2026-11-21T03:30Z. Is it still SEV1? [Post update] [Still SEV1, no change] [Snooze 10 min]",
      "05:05 ⏰ The cause has not been named yet. Is it identified by now? If it is, tell the public. [Identified] [Snooze 10 min]",
    ]);
    expect((await said(rooms[1] ?? "")).map((words) => words.split(/[;?]/)[0]).toSorted()).toEqual([
      "05:05 @dave @carol ⏰ The acknowledgement is overdue by 1 h",
      "05:05 @dave @carol ⏰ The first public update is overdue by 1 h",
      "05:05 ⏰ The cause has not been named yet. Is it identified by now",
    ]);
    expect(await said(rooms[2] ?? "")).toEqual([]);
    // and each person was woken once for each incident, by the newest reason
    expect(await s.pages()).toEqual(["03:00 @bob", "05:05 @bob", "05:05 @carol", "05:05 @carol"]);
    // and the clocks go on from there
    await s.say("alice", first, "/incident nochange");
    await s.clock.until("05:36");
    expect((await s.reminders("next-update")).slice(1)).toEqual(["05:29", "05:35"]);
  });
});

test("a restart in a quiet moment is noticed by nobody", async () => {
  // given
  await using s = await story({ at: "2026-11-21T03:00Z" });
  await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
  await s.clock.pass("10 min");
  const words = await s.words(await s.room());
  // when
  const before = s.workspace.calls().length;
  await s.restart();
  // then nothing was posted, edited or taken away, and the next thing comes at its time
  const writing = s.workspace
    .calls()
    .slice(before)
    .filter(({ method }) => /^(chat|pins|bookmarks)\./.test(method));
  expect(writing).toEqual([]);
  expect(await s.words(await s.room())).toEqual(words);
  await s.clock.until("03:13");
  expect(await s.reminders("ack")).toEqual(["03:12"]);
});
