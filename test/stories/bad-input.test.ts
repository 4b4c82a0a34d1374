import { describe, expect, test } from "vitest";
import { story } from "../kit/story.ts";
import { bothWays, firstWords } from "../kit/ways.ts";

const rooms = (channels: { name: string }[]) =>
  channels.map(({ name }) => name).filter((name) => name.startsWith("inc-"));

describe.each(bothWays)("over $mode", (way) => {
  test("what cannot be read is answered with the nearest known word, where it was typed", async () => {
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    const answers: [typed: string, answer: string][] = [
      [
        "deklare sev1 Gateway returns 503",
        "There is no command `deklare`. Did you mean `declare`? Usage: `/incident declare SEV1|SEV2|SEV3|SEV4 <title>`",
      ],
      [
        "declare sev7 Gateway returns 503",
        "`severity`: There is no severity `sev7`. Did you mean `SEV1`? Usage: `/incident declare SEV1|SEV2|SEV3|SEV4 <title>`",
      ],
      [`sev1 ${"x".repeat(500)}`, "The title has 500 characters; 200 are the most. Put the rest into a note."],
      ["why #99", "There is no incident #99. `list` shows the open incidents."],
      ["maintenance start M9", "There is no maintenance M9. `maintenance list` shows what is scheduled and under way."],
      [
        "ack",
        "No incident is open. `/incident declare` opens one; an older one is named by its number: `/incident ack #12`.",
      ],
    ];
    for (const [typed, answer] of answers) {
      expect(await s.say("alice", "general", `/incident ${typed}`)).toEqual([answer]);
    }
    expect(rooms(await s.channels())).toEqual([]);
    // and an empty title is asked for, not taken
    expect(await s.say("alice", "general", '/incident declare sev1 ""')).toEqual([]);
    expect((await s.submit("alice", { title: "   " })).errors).toEqual({ title: "This is needed." });
    expect(rooms(await s.channels())).toEqual([]);
  });

  test("titles of emoji, from right to left, and full of mark-up open incidents that can be worked", async () => {
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    for (const title of ["🔥🔥🔥", "שלום עולם", "<!channel> *bold* & <script>", "naïve café – déjà vu"]) {
      await s.say("alice", "general", `/incident declare sev3 ${title}`);
    }
    expect(rooms(await s.channels())).toEqual([
      "inc-2026-11-24-1",
      "inc-2026-11-24-2",
      "inc-2026-11-24-channel-bold-script",
      "inc-2026-11-24-naive-cafe-deja-vu",
    ]);
    const { body } = await s.api("GET", "/incidents");
    expect(body.incidents.map(({ title }: { title: string }) => title).toReversed()).toEqual([
      "🔥🔥🔥",
      "שלום עולם",
      "@channel *bold* & <script>",
      "naïve café – déjà vu",
    ]);
    // what a person wrote pings nobody
    const posts = s.workspace.calls().filter(({ method }) => method.startsWith("chat."));
    expect(JSON.stringify(posts.map(({ args }) => args))).not.toContain("<!channel>");
    await s.say("bob", "inc-2026-11-24-2", "/incident ack");
    expect((await s.incident(2)).acknowledged_at).not.toBeNull();
  });

  test("a channel name that an archived channel holds takes the next suffix", async () => {
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    const name = "inc-2026-11-24-gateway-returns-503";
    await s.manage("dave", name, { action: "create", name });
    await s.manage("dave", name, { action: "archive", name });
    await s.say("alice", "general", "/incident declare sev3 Gateway returns 503");
    expect(rooms(await s.channels())).toEqual([name, `${name}-2`]);
    expect((await s.words(`${name}-2`)).join()).toContain("#1 · SEV3 · Gateway returns 503");
    expect((await s.channel(name)).is_archived).toBe(true);
  });

  test("a command outside of an incident's channel offers the open ones", async () => {
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
    await s.say("dave", "general", "/incident declare sev3 One model is slow");
    const [said] = await s.say("bob", "general", "/incident ack");
    expect(said).toBe(
      "This is not an incident's channel. Name the incident by its number, like `/incident ack #12`: [#2 · SEV3 · One model is slow] [#1 · SEV2 · Gateway returns 503]",
    );
    expect((await s.incident(1)).acknowledged_at).toBeNull();
    // and one click says which
    expect((await s.click("bob", "general", "#1 · SEV2 · Gateway returns 503"))[0]).toContain("You have #1");
    expect((await s.incident(1)).acknowledged_at).not.toBeNull();
  });

  test("who lacks the right is told who has it, by every door", async () => {
    await using s = await story({ at: "2026-11-24T10:00Z", config: "permissions:\n  publish: [comms]\n", ...way });
    await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
    const room = await s.room();
    const no = "This takes the right to publish, which only comms has here.";
    expect(await s.say("alice", room, `/incident update ${firstWords}`)).toEqual([no]);
    await s.click("alice", room, "Post update");
    const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail", impact: "call the API" };
    expect(Object.values((await s.submit("alice", words)).errors ?? {})).toEqual([no]);
    expect((await s.incident()).updates).toEqual([]);
    // until the role is theirs
    await s.say("alice", room, "/incident comms me");
    await s.say("alice", room, `/incident update ${firstWords}`);
    expect((await s.incident()).updates).toHaveLength(1);
  });

  test("words that may not leave are named with their place and what to say instead", async () => {
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
    const room = await s.room();
    const impact = "use gk_live_51Habcdefghijklmnop, which cost $8,432.10 at 10.0.0.5";
    const [said = ""] = await s.say("alice", room, `/incident update ${firstWords.replace("call the API", impact)}`);
    expect(said.split("\n")).toEqual([
      "Not published. These words may not leave:",
      expect.stringMatching(
        /^• `impact`, character 5: `gk_l•+`\. This is a key id\. .*Say `\[an API key\]` instead\.$/,
      ),
      expect.stringMatching(/^• `impact`, character 45: `\$8,432\.10`\. .*Say `an amount` instead\.$/),
      expect.stringMatching(/^• `impact`, character 58: `10\.0\.0\.5`\. .*Say `an internal address` instead\.$/),
      expect.stringMatching(
        /^`--override <reason>` publishes them all the same; only the incident commander has the right/,
      ),
    ]);
    expect((await s.incident()).updates).toEqual([]);
    expect(await (await fetch(s.statusUrl)).text()).not.toContain("8,432");
    // the same words are welcome where only the team reads them
    await s.say("alice", room, `/incident note ${impact}`);
    expect((await s.incident()).timeline.at(-1).text).toBe(impact);
    // and a component that does not exist is no component
    const [unknown] = await s.say("alice", room, `/incident update ${firstWords.replace("Gateway (", "Gatewy (")}`);
    expect(unknown).toContain("Did you mean `Gateway (HTTP liveness)`?");
  });
});
