import { expect, test } from "vitest";
import { type Json, story } from "../kit/story.ts";
import { everyWay, firstWords } from "../kit/ways.ts";

test.each(everyWay.slice(1))(
  "a correction changes the words where they stand, and nothing else, on $store over $mode",
  async (way) => {
    // given an update with a slip in it
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
    const room = await s.room();
    await s.say("alice", room, `/incident update ${firstWords}`);
    await s.clock.pass("3 min");
    const before = await s.incident();
    const posts = (await s.told(`#${room}`)).length;
    const announced = (await s.told("#incidents")).length;
    const original = before.updates[0].text;
    // when it is corrected by two words
    const said = await s.say(
      "bob",
      room,
      '/incident correct --replace "fail with 503" --by "fail with 502" --why "a slip"',
    );
    expect(said[0]).toContain("Corrected on the status page");
    // then it reads right everywhere, with the time of the correction, and nobody was told a second time
    const after = await s.incident();
    expect(after.updates).toHaveLength(1);
    expect(after.updates[0]).toMatchObject({
      text: original.replaceAll("503", "502"),
      posted_at: "2026-11-24T10:00:00.000Z",
      corrected_at: "2026-11-24T10:03:00.000Z",
      next_update_by: before.updates[0].next_update_by,
    });
    const shown = (await s.words(room)).filter((one) => one.includes("[INVESTIGATING] Gateway"));
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain("@alice posted an update. Published 10:00Z, corrected 10:03Z by @bob:");
    expect(shown[0]).toContain("requests fail with 502");
    expect((await s.told(`#${room}`)).length).toBe(posts);
    expect((await s.told("#incidents")).length).toBe(announced);
    const page = await (await fetch(s.statusUrl)).text();
    expect(page).toContain("fail with 502");
    expect(page).not.toContain("fail with 503");
    expect(page).toMatch(/[Cc]orrected/);
    // and the clocks stand, and what it read before is kept on the timeline
    expect(after.deadlines).toEqual(before.deadlines);
    const entry = after.timeline.find(({ kind }: Json) => kind === "correction");
    expect(entry.text).toContain(
      'bob corrected the update of 2026-11-24T10:00Z (a slip). It had read: "[INVESTIGATING]',
    );
    expect(entry.text).toContain("requests fail with 503");
    // and the same once more is said to be nothing new
    expect(await s.say("bob", room, '/incident correct --replace "fail with 502" --by "fail with 502"')).toEqual([
      "That is how it reads already. Nothing was changed.",
    ]);
  },
);

test("the form of a correction shows the text, and the difference before it is sent", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
  const room = await s.room();
  await s.say("alice", room, `/incident update ${firstWords}`);
  const { text } = (await s.incident()).updates[0];
  await s.say("alice", room, "/incident correct");
  let [form] = await s.views("alice");
  expect(JSON.stringify(form)).toContain("It reads like this already.");
  // what was promised stays, whatever is typed
  await s.choose("alice", "text", text.replace("Next update by 2026-11-24T10:30Z", "Next update by 2026-11-24T15:00Z"));
  [form] = await s.views("alice");
  expect(JSON.stringify(form)).toContain("These stay as they were published: Next update by 2026-11-24T10:30Z");
  expect((await s.submit("alice", {})).errors).toHaveProperty("text");
  await s.choose("alice", "text", text.replace("[INVESTIGATING]", "[RESOLVED]"));
  expect((await s.submit("alice", {})).errors?.text).toContain("[INVESTIGATING]");
  // words may change, and what changes is shown
  await s.choose("alice", "text", text.replace("requests fail", "some requests fail"));
  [form] = await s.views("alice");
  expect(JSON.stringify(form)).toContain("What differs from what was published 2026-11-24T10:00Z:");
  expect(JSON.stringify(form)).toContain("*some* requests fail");
  expect(await s.submit("alice", {})).toMatchObject({ ok: true });
  expect((await s.incident()).updates[0].text).toContain("some requests fail with 503");
});

test("what is over can be corrected, what was never public cannot", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
  const room = await s.room();
  const no = "#1 has no published update of that number that could be corrected. `status` shows the last one.";
  await s.say("alice", room, `/incident update ${firstWords} --audience internal`);
  expect(await s.say("alice", room, "/incident correct --text nothing")).toEqual([no]);
  await s.say("alice", room, `/incident update ${firstWords}`);
  await s.say("alice", room, '/incident resolve "A route was wrong."');
  const promised = (await s.incident()).updates.at(-1).text;
  // the first of the published ones, and the last
  await s.say("alice", room, "/incident correct --update 1 --replace 503 --by 502");
  await s.say("alice", room, '/incident correct --replace "A route was wrong" --by "A route was missing"');
  const { updates } = await s.incident();
  expect(updates[0].text).toContain("Symptom: requests fail with 503");
  expect(updates[1].text).toContain("requests fail with 502");
  expect(updates[2].text).toBe(promised.replace("was wrong", "was missing"));
  expect(await s.say("alice", room, "/incident correct --update 3 --text nothing")).toEqual([no]);
});

test("what was reopened is public again at once, with a new promise", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
  const room = await s.room();
  await s.say("alice", room, `/incident update ${firstWords} --action "rolling back"`);
  await s.say("alice", room, '/incident resolve "A route was wrong."');
  await s.clock.pass("30 min");
  await s.say("bob", room, "/incident reopen it fails again in the canary");
  const [, resolved, again] = (await s.incident()).updates;
  expect(resolved.stage).toBe("RESOLVED");
  expect(again).toMatchObject({ stage: "INVESTIGATING", audience: "public", overall: "partial-outage" });
  expect(again.text).toContain("This incident had been closed. It is open again");
  expect(again.text).not.toMatch(/canary|rolling back/);
  expect((await s.promises()).findLast(({ kind }) => kind === "next-update")).toMatchObject({
    due: "11:00",
    state: "running",
  });
  const unresolved = (await (await fetch(`${s.statusUrl}/api/v2/incidents/unresolved.json`)).json()) as Json;
  expect(unresolved.incidents.map(({ status }: Json) => status)).toEqual(["investigating"]);
});

test("a SEV4 is never published, through no door, and each says how it can be", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev4 A typo on the dashboard");
  const room = await s.room();
  const why = /A SEV4 is not published: user-visible impact means it is a SEV3\. Reclassify #1 to SEV3/;
  const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail", impact: "call the API" };
  // typed, by REST, and in the form
  expect((await s.say("alice", room, `/incident update ${firstWords} --audience public`))[0]).toMatch(why);
  const rest = await s.api("POST", "/incidents/1/update", { stage: "INVESTIGATING", audience: "public", ...words });
  expect([rest.status, rest.body.code, rest.body.errors[0].field]).toEqual([409, "sev4-is-not-published", "audience"]);
  await s.click("alice", room, "Post update");
  await s.choose("alice", "audience", "public");
  for (const [field, value] of Object.entries(words)) await s.choose("alice", field, value);
  const [form] = await s.views("alice");
  expect(JSON.stringify(form)).toMatch(why);
  expect((await s.submit("alice", words)).errors?.audience).toMatch(/A SEV4 is not published/);
  // without a word about who reads it, it stays inside, and so does its end
  await s.say("alice", room, `/incident update ${firstWords}`);
  await s.say("alice", room, '/incident resolve "A label was wrong."');
  const { updates } = await s.incident();
  expect(updates.map(({ audience }: Json) => audience)).toEqual(["internal", "internal"]);
  expect(await (await fetch(s.statusUrl)).text()).not.toContain("requests fail");
});

test("the form shows who receives it, what differs, and how the service stands after it", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev3 One model is slow");
  await s.say("alice", await s.room(), `/incident update ${firstWords}`);
  await s.say("alice", "general", "/incident declare sev2 Keys are refused");
  const room = await s.room();
  await s.say(
    "alice",
    room,
    `/incident update ${firstWords.replace("Gateway (HTTP liveness)", "Keystore (active keys)")}`,
  );
  await s.clock.pass("5 min");
  await s.click("alice", room, "Post update");
  await s.choose("alice", "impact", "read the API");
  const form = JSON.stringify(await s.views("alice"));
  expect(form).toContain("What differs from the last post, 10:00Z:");
  expect(form).toContain("~call~ *read* the API");
  expect(form).toContain("Who receives it:");
  expect(form).toContain(
    "Status afterwards: overall *partial-outage*; Gateway (HTTP liveness) degraded, Keystore (active keys) partial-outage.",
  );
});

test("the next update starts from the corrected words, and a correction of other words leaves them", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
  const room = await s.room();
  await s.say("alice", room, `/incident update ${firstWords} --text "We keep looking."`);
  await s.say("bob", room, '/incident correct --replace "keep looking" --by "keep at it"');
  await s.say("bob", room, '/incident correct --replace "fail with 503" --by "fail with 502"');
  await s.say("alice", room, "/incident nochange");
  const { updates } = await s.incident();
  expect(updates).toHaveLength(2);
  expect(updates[1].text).toContain("requests fail with 502");
  expect(updates[1].text).not.toMatch(/503|keep/);
});
