import { describe, expect, test } from "vitest";
import { story } from "../kit/story.ts";
import { firstWords, oneWay } from "../kit/ways.ts";

const berlin = `
calendar:
  zone: Europe/Berlin
  holidays: [2026-12-25]
`;

describe.each(oneWay)("in Berlin, over $mode", (way) => {
  test("the night in which the clocks go back moves no deadline", async () => {
    // given 02:50 in Berlin, ten minutes before it is 02:00 once more
    await using s = await story({ at: "2026-10-25T00:50Z", config: berlin, ...way });
    await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
    const room = await s.room();
    // when time passes over the change
    await s.clock.until("01:06");
    // then fifteen minutes were fifteen minutes
    expect(await s.reminders("ack")).toEqual(["01:02", "01:05"]);
    await s.say("alice", room, `/incident update ${firstWords}`);
    await s.clock.until("01:37");
    expect(await s.reminders("next-update")).toEqual(["01:30", "01:36"]);
    expect((await s.incident()).updates[0].text).toContain("Next update by 2026-10-25T01:36Z");
  });

  test("one business day over the change keeps the time of day on the wall", async () => {
    // given Friday 15:00 in Berlin, summer time
    await using s = await story({ at: "2026-10-23T13:00Z", config: berlin, ...way });
    await s.say("alice", "general", "/incident declare sev3 p95 is up");
    // when
    await s.clock.until("2026-10-26T14:01Z");
    // then it is due on Monday at 15:00, winter time
    expect((await s.promises())[0]).toMatchObject({ kind: "ack", due: "10-26 14:00" });
    expect(await s.reminders("ack")).toEqual(["10-26 13:50", "10-26 14:00"]);
    expect(await s.pages()).toEqual(["10-26 14:00 @carol"]);
  });

  test("a SEV3 before a holiday and a week-end is due after both", async () => {
    // given Thursday, Christmas Eve, 15:00 in Berlin
    await using s = await story({ at: "2026-12-24T14:00Z", config: berlin, ...way });
    await s.say("alice", "general", "/incident declare sev3 p95 is up");
    // when the holiday and the week-end pass
    await s.clock.until("2026-12-28T14:01Z");
    // then nobody has heard of it until Monday
    expect(await s.promises()).toMatchObject([
      { kind: "ack", due: "12-28 14:00" },
      { kind: "first-update", due: "12-28 14:00" },
      { kind: "mitigation", due: "12-30 14:00" },
      { kind: "resolution", due: "12-31 14:00" },
    ]);
    expect(await s.reminders("ack")).toEqual(["12-28 13:50", "12-28 14:00"]);
    expect(await s.pages()).toEqual(["12-28 14:00 @carol"]);
  });

  test("a SEV3 declared on a Saturday counts from Monday's opening", async () => {
    await using s = await story({ at: "2026-11-21T10:00Z", config: berlin, ...way });
    await s.say("alice", "general", "/incident declare sev3 p95 is up");
    expect(await s.promises()).toMatchObject([
      { kind: "ack", due: "11-24 08:00" },
      { kind: "first-update", due: "11-24 08:00" },
      { kind: "mitigation", due: "11-26 08:00" },
      { kind: "resolution", due: "11-28 10:00" },
    ]);
  });
});
