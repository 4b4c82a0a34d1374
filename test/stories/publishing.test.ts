import { expect, test } from "vitest";
import { type Json, story } from "../kit/story.ts";
import { everyWay, firstWords } from "../kit/ways.ts";

const approver = "publishing:\n  approver: required\n";
const publicPage = async (s: { statusUrl: string }) => (await fetch(s.statusUrl)).text();

test.each(everyWay.slice(1))(
  "a draft that is approved ten minutes late reads as it is by then, on $store over $mode",
  async (way) => {
    // given a SEV2 whose updates have to be approved, and one that dave wrote
    await using s = await story({ at: "2026-11-24T10:00Z", config: approver, ...way });
    await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
    const room = await s.room();
    expect((await s.say("dave", room, `/incident update ${firstWords}`))[0]).toContain("It waits for approval");
    // then nothing is public, the channel is asked, and the clock of the update runs on
    expect((await s.incident()).updates).toEqual([]);
    expect(await publicPage(s)).not.toContain("requests fail with 503");
    const [asked = ""] = (await s.words(room)).filter((said) => said.includes("wrote the INVESTIGATING update"));
    expect(asked).toContain("@alice, it is published once you approve it.");
    expect(asked).toContain("[Approve] [Edit] [Discard]");
    expect(asked).toContain("Status afterwards: overall *partial-outage*; Gateway (HTTP liveness) partial-outage");
    expect((await s.promises()).find(({ kind }) => kind === "first-update")?.state).toBe("running");
    // when Sitrep is restarted, it is raised to a SEV1, and its components turn out to be others
    await s.clock.pass("4 min");
    await s.restart();
    await s.say("alice", room, "/incident severity sev1 everything is down");
    const [proposed = ""] = (await s.words(room)).filter((said) => said.includes("the public is owed an update"));
    expect(proposed).toContain("A draft by @dave waits for approval. [Approve] [Edit]");
    const internal = '--audience internal --components "Gateway (HTTP liveness), Keystore (active keys)"';
    await s.say("alice", room, `/incident update investigating ${internal}`);
    await s.clock.pass("6 min");
    // then what she approves is not what she was shown: she sees that first
    const [again = ""] = await s.click("alice", room, "Approve");
    expect(again).toContain("since you were shown the draft, it has come to say something else");
    const [anew = ""] = (await s.words(room)).filter((said) => said.includes("wrote the INVESTIGATING update"));
    expect(anew).toContain("We are looking into a major outage");
    expect((await s.incident()).updates.filter(({ audience }: Json) => audience === "public")).toEqual([]);
    // the old button publishes nothing any more, and a second look at the new text does
    expect((await s.say("alice", room, "/incident approve 2"))[0]).toContain("is not the one you were shown");
    expect((await s.click("alice", room, "Approve"))[0]).toContain("Published: on the status page");
    const update = (await s.incident()).updates.at(-1);
    expect(update).toMatchObject({ severity: "SEV1", audience: "public", overall: "major-outage" });
    expect(update.posted_at).toBe("2026-11-24T10:10:00.000Z");
    expect(update.text).toContain("Posted: 2026-11-24T10:10Z");
    expect(update.text).toContain("Next update by 2026-11-24T10:40Z");
    expect(update.text).toContain("Affected components: Gateway (HTTP liveness), Keystore (active keys)");
    expect((await s.incident()).draft).toBeNull();
    const told = (await s.incident()).timeline.map(({ text }: Json) => text).join("\n");
    expect(told).toContain("dave wrote a draft of the INVESTIGATING update; it waits for approval");
    expect(told).toContain("dave posted the INVESTIGATING update (public), approved by alice");
  },
);

test("a draft that says the same but for its times is published with one click, and once", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z", config: approver });
  await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
  const room = await s.room();
  await s.say("dave", room, `/incident update ${firstWords}`);
  // when the deadline's reminder comes, it says that a draft waits, and has the button
  await s.clock.until("11:02");
  const reminder = (await s.words(room)).find((said) => said.includes("The first public update")) ?? "";
  expect(reminder).toContain("A draft waits for approval.");
  s.faults({ kind: "duplicate", times: 1 });
  expect((await s.click("alice", room, "Approve"))[0]).toContain("Published");
  // then it is out, once, with the times of now
  const { updates } = await s.incident();
  expect(updates).toHaveLength(1);
  expect(updates[0].text).toContain("Posted: 2026-11-24T11:02Z");
  expect((await s.promises()).find(({ kind }) => kind === "first-update")?.state).toBe("late");
  expect(await s.say("alice", room, "/incident approve")).toEqual(["No draft of #1 waits for approval."]);
});

test("a promise that passed while the draft waited is shown anew, and who may not approve does not", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z", config: approver });
  await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
  const room = await s.room();
  await s.say("dave", room, `/incident update ${firstWords} --next-update 10:05`);
  expect((await s.say("dave", room, "/incident approve"))[0]).toContain("This takes the right to approve, which only");
  await s.clock.until("10:06");
  expect((await s.click("alice", room, "Approve"))[0]).toContain("it has come to say something else");
  const [anew = ""] = (await s.words(room)).filter((said) => said.includes("wrote the INVESTIGATING update"));
  expect(anew).toContain("Next update by 2026-11-24T10:36Z");
  expect((await s.incident()).updates).toEqual([]);
  expect((await s.click("alice", room, "Approve"))[0]).toContain("The next update is due by 2026-11-24T10:36Z");
});

test("a draft is edited in its form, or discarded", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z", config: approver });
  await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
  const room = await s.room();
  await s.say("dave", room, `/incident update ${firstWords}`);
  // a second one does not push the first aside
  expect((await s.say("bob", room, `/incident update ${firstWords}`))[0]).toContain("A draft of #1 by dave waits");
  // when alice edits it, its words stand in the form, and what she sends goes out
  await s.click("alice", room, "Edit");
  const [form] = await s.views("alice");
  expect(JSON.stringify(form)).toContain("requests fail with 503");
  await s.submit("alice", { symptom: "some requests fail" });
  expect((await s.incident()).updates[0].text).toContain("some requests fail");
  expect((await s.incident()).draft).toBeNull();
  expect((await s.words(room)).join()).not.toContain("[Discard]");
  // and one that is not wanted is dropped
  await s.say("dave", room, "/incident nochange");
  expect((await s.incident()).draft).toMatchObject({ by: "dave" });
  expect((await s.say("bob", room, "/incident discard it is not so"))[0]).toContain("The draft was discarded.");
  expect((await s.incident()).updates).toHaveLength(1);
});

test("to resolve and to cancel wait for approval as well, and change nothing until then", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z", config: approver });
  await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
  const room = await s.room();
  await s.say("alice", room, `/incident update ${firstWords}`);
  expect((await s.say("dave", room, '/incident resolve "A route was wrong."'))[0]).toContain("It waits for approval");
  expect(await s.incident()).toMatchObject({ stage: "INVESTIGATING", resolved_at: null });
  await s.clock.pass("5 min");
  await s.click("alice", room, "Approve");
  expect(await s.incident()).toMatchObject({ stage: "RESOLVED", resolved_at: "2026-11-24T10:05:00.000Z" });
  // what is over has no draft waiting
  expect((await s.say("alice", room, "/incident approve"))[0]).toContain("Incident #1 is resolved");
});
