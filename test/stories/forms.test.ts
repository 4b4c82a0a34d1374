import { describe, expect, test } from "vitest";
import { textOf } from "../kit/journal.ts";
import type { View } from "../kit/person.ts";
import { type Story, story } from "../kit/story.ts";
import { bothWays, firstWords } from "../kit/ways.ts";

const fieldsOf = (view: View | undefined) =>
  (view?.blocks ?? []).filter(({ type }) => type === "input").map(({ block_id }) => block_id);
/** What stands in a choice of the form. */
const chosen = (view: View | undefined, field: string) => {
  const element = view?.blocks.find(({ block_id }) => block_id === field)?.element as
    | { initial_option?: { value: string }; initial_value?: string }
    | undefined;
  return element?.initial_option?.value ?? element?.initial_value;
};
const preview = (view: View | undefined) => textOf({ blocks: view?.blocks });

async function declared(way: object): Promise<{ s: Story; room: string }> {
  const s = await story({ at: "2026-11-21T03:00Z", ...way });
  await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
  return { s, room: await s.room() };
}

describe.each(bothWays)("over $mode", (way) => {
  test("Post update opens the form, shows the exact text, and publishes it", async () => {
    // given the card's button
    const { s, room } = await declared(way);
    await using _ = s;
    expect(await s.click("alice", room, "Post update")).toEqual([]);
    // then the form stands at the incident's stage and severity, and says what is missing
    let [form] = await s.views("alice");
    expect(fieldsOf(form).slice(0, 5)).toEqual(["stage", "severity", "components", "symptom", "impact"]);
    expect([chosen(form, "stage"), chosen(form, "severity")]).toEqual(["INVESTIGATING", "SEV1"]);
    expect(preview(form)).toContain("Still missing: components, symptom, impact.");
    // when it is filled in
    await s.choose("alice", "components", ["Gateway (HTTP liveness)"]);
    await s.choose("alice", "symptom", "requests fail with 503");
    await s.choose("alice", "impact", "call the API");
    // then it shows the text word for word
    [form] = await s.views("alice");
    const text = ["[INVESTIGATING] Gateway (HTTP liveness) — requests fail with 503", "Posted: 2026-11-21T03:00Z"].join(
      "\n",
    );
    expect(preview(form)).toContain(text);
    expect(preview(form)).toContain("Next update by 2026-11-21T03:30Z");
    // and what is published is what was shown
    expect(await s.submit("alice", {})).toMatchObject({ ok: true });
    expect(await s.views("alice")).toEqual([]);
    const [update] = (await s.incident()).updates;
    expect(preview(form)).toContain(update.text);
    expect((await s.words(room)).join()).toContain(update.text);
    expect(await (await fetch(s.statusUrl)).text()).toContain("requests fail with 503");

    // when the next one is written, the words of the last stand there already
    await s.click("alice", room, "Post update");
    await s.choose("alice", "stage", "IDENTIFIED");
    [form] = await s.views("alice");
    expect(fieldsOf(form)).toEqual(expect.arrayContaining(["cause", "action"]));
    expect(chosen(form, "symptom")).toBe("requests fail with 503");
  });

  test("a form that is sent twice publishes once", async () => {
    // given
    const { s, room } = await declared(way);
    await using _ = s;
    await s.click("alice", room, "Post update");
    // when Slack delivers the submission a second time
    s.faults({ kind: "duplicate", times: 1 });
    const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail", impact: "call the API" };
    await s.submit("alice", words);
    // then
    expect((await s.incident()).updates).toHaveLength(1);
    expect((await s.told(`#${room}`)).filter((said) => said.includes("posted an update"))).toHaveLength(1);
  });

  test("a button that is clicked twice, or after the end, answers in words", async () => {
    // given
    const { s, room } = await declared(way);
    await using _ = s;
    await s.clock.pass("5s");
    const [card] = await s.messages(room).then((all) => all.filter(({ pinned }) => pinned));
    expect(card).toBeDefined();
    // when Ack is clicked by two people, and delivered twice for one of them
    s.faults({ kind: "duplicate", times: 1 });
    expect((await s.click("bob", room, "Ack"))[0]).toContain("You have #1 · SEV1 · Gateway returns 503.");
    await s.clock.pass("1 min");
    expect(await s.say("alice", room, "/incident ack")).toEqual([
      "bob acknowledged this at 2026-11-21T03:00Z. Nothing more to do for the ack clock.",
    ]);
    expect(
      (await s.incident()).timeline.filter((entry: { kind: string }) => entry.kind === "acknowledged"),
    ).toHaveLength(1);
    // and when it is over
    await s.say("alice", room, `/incident update ${firstWords}`);
    await s.say("alice", room, '/incident resolve "A route was wrong."');
    const [late] = await s.say("bob", room, "/incident mitigated rolled back");
    expect(late).toBe("Incident #1 is resolved. `reopen <why>` brings it back. [Reopen]");
    expect((await s.incident()).mitigated_at).toBeNull();
  });

  test("a declaration with too little opens its form, prefilled", async () => {
    // given
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("dave", "general", "/incident declare sev2");
    const [form] = await s.views("dave");
    expect(chosen(form, "severity")).toBe("SEV2");
    expect(preview(form)).toContain("Pick the highest severity that matches.");
    // when it is sent without a title, Slack's own client says so; with one it is declared
    expect((await s.submit("dave", {})).errors).toHaveProperty("title");
    expect(await s.submit("dave", { title: "TLS expired", detected_at: "10m ago" })).toMatchObject({ ok: true });
    expect(await s.incident()).toMatchObject({
      title: "TLS expired",
      severity: "SEV2",
      detected_at: "2026-11-24T09:50:00.000Z",
    });
    // and the shortcut opens the same form
    await s.shortcut("alice", "declare_incident");
    expect((await s.views("alice"))[0]?.title.text).toBe("Declare an incident");
  });

  test("a message goes on the timeline by its shortcut, by emoji, and as a command, each once", async () => {
    // given what people write in the channel
    const { s, room } = await declared(way);
    await using _ = s;
    await s.clock.pass("2 min");
    await s.say("bob", room, "the load balancer is draining");
    await s.say("alice", room, "```kubectl rollout undo deploy/gateway```");
    const said = (await s.messages(room)).slice(-2);
    await s.clock.pass("3 min");
    // when they are marked, twice
    await s.shortcut("alice", "add_to_timeline", { channel: room, ts: said[0]?.ts ?? "" });
    await s.react("alice", room, said[0]?.ts ?? "", "pushpin");
    await s.react("bob", room, said[0]?.ts ?? "", "memo");
    await s.react("alice", room, said[1]?.ts ?? "", "keyboard");
    // then they stand at the time they were said, with who said them
    const timeline = (await s.incident()).timeline as { at: string; kind: string; text: string }[];
    expect(timeline.filter(({ kind }) => kind === "note" || kind === "command")).toMatchObject([
      { at: "2026-11-21T03:02:00.000Z", text: "the load balancer is draining (said by bob)" },
      { at: "2026-11-21T03:05:00.000Z", text: "alice ran `kubectl rollout undo deploy/gateway`" },
    ]);
  });
});
