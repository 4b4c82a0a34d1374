import { describe, expect, test } from "vitest";
import { story } from "../kit/story.ts";
import { everyWay } from "../kit/ways.ts";

describe.each(everyWay)("over $mode on $store", (way) => {
  test("a page that goes out before its channel is there leads to it later, and wakes nobody twice", async () => {
    // given a Slack that opens no channels for a while
    await using s = await story({ at: "2026-11-21T03:00Z", ...way });
    s.faults({ method: "conversations.create", kind: "http_500", times: 4 });
    // when
    await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
    await s.clock.pass("1 s");
    // then the page is out, with the name that the channel will have
    const [early] = await s.direct("bob");
    expect(early).toContain("Work happens in #inc-2026-11-21-gateway-returns-503.");
    expect((await s.channels()).some(({ name }) => name.startsWith("inc-"))).toBe(false);
    // when the channel opens
    s.faults();
    await s.clock.pass("4 min");
    // then the same message leads there
    const room = await s.room();
    const link = `<#${(await s.channel(room)).id}>`;
    const im = (await s.channels()).find(
      ({ is_im, id }) => is_im && s.workspace.calls().some(({ args }) => args.channel === id),
    );
    const texts = (await s.messages(im?.id ?? "")).map((message) => JSON.stringify(message));
    expect(texts.filter((text) => text.includes("You are paged"))).toEqual([expect.stringContaining(link)]);
    expect(texts[0]).toContain('"Ack"');
    expect(await s.pages()).toEqual(["03:00 @bob"]);
    // and the end of it still takes its place
    await s.say("bob", room, "/incident ack");
    expect(await s.direct("bob")).toEqual([
      expect.stringMatching(/^#1 · SEV1 · Gateway returns 503: @bob acknowledged/),
    ]);
  });
});
