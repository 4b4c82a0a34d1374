import { describe, expect, test } from "vitest";
import { openReceiver } from "../kit/receiver.ts";
import { story } from "../kit/story.ts";
import { everyWay } from "../kit/ways.ts";

const declared = '/incident declare sev3 Gateway returns 503 --components "Gateway (HTTP liveness)"';
const investigating = '/incident update investigating --symptom "requests fail" --impact "callers see errors"';

describe.each(everyWay)("over $mode on $store", (way) => {
  test("what was changed there after the end is told where people are, and mended from there", async () => {
    // given an incident that is resolved, and its channel archived
    const there = await openReceiver();
    await using s = await story({ at: "2026-11-21T09:00Z", config: there.yaml, ...way });
    await s.say("alice", "general", declared);
    const room = await s.room();
    await s.say("alice", room, investigating);
    await s.say("alice", room, '/incident resolve "The certificate was renewed."');
    await s.clock.pass("1 hour");
    await s.manage("dave", room, { action: "archive", name: room });
    // when somebody changes it at the provider
    there.tamper("title");
    await s.clock.pass("20 min");
    // then it is told in the announcement, once
    const told = async () => (await s.words("incidents")).filter((words) => words.includes("Something else"));
    expect(await told()).toMatchObject([
      expect.stringContaining("#1 · The webhook shows something else: its title there is"),
    ]);
    await s.clock.pass("30 min");
    expect(await told()).toHaveLength(1);
    // when it is repaired from there
    await s.click("bob", "incidents", "Repair");
    await s.clock.pass("1 min");
    expect(there.shown()[0]?.title).not.toBe("Something else");
    expect(await told()).toEqual([]);
    expect((await s.words("incidents")).join("\n")).toMatch(/#1 · The webhook has (it|had)/);
    // and nothing failed for the archived channel
    expect((await s.api("GET", "/outbox?state=failed")).body).toMatchObject({ outbox: [] });
  });
});
