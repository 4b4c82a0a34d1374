import { expect, test } from "vitest";
import { type Json, story } from "../kit/story.ts";
import { firstWords, oneWay } from "../kit/ways.ts";

test.each(oneWay)("a drill is played to its end, and never leaves the house, over $mode", async (way) => {
  // given
  await using s = await story({ at: "2026-11-21T03:00Z", ...way });
  const [said] = await s.say("alice", "general", "/incident declare sev1 What if the gateway dies --drill");
  expect(said).toContain("On call: @bob. A drill wakes nobody.");
  const room = await s.room();
  // when it is left alone for an hour, and then worked
  await s.clock.pass("1 h");
  expect(await s.reminders("ack")).toContain("03:25 @alice @carol");
  expect((await s.words(room)).join()).toContain("#1 · DRILL SEV1 · What if the gateway dies");
  expect(await s.say("alice", room, `/incident update ${firstWords} --audience public`)).toEqual([
    "#1 is a drill and never reaches the public. Use audience `internal`.",
  ]);
  const posted = await s.say("alice", room, `/incident update ${firstWords}`);
  expect(posted.join()).toContain("Posted in the incident's channel only");
  const resolved = await s.say("alice", room, '/incident resolve "It was a drill."');
  // then
  expect(resolved.join()).toContain("Nothing of it was public.");
  expect(await s.pages()).toEqual([]);
  expect(await (await fetch(s.statusUrl)).text()).not.toContain("requests fail");
  expect((await s.incident()).postmortem.state).toBe("none");
  expect((await s.promises()).find(({ kind }) => kind === "first-update")?.state).toBe("late");
});

test.each(oneWay)("a retrospective incident has past times, no pages and no clocks, over $mode", async (way) => {
  // given what happened yesterday
  await using s = await story({ at: "2026-11-24T10:00Z", ...way });
  const [said] = await s.say(
    "alice",
    "general",
    "/incident declare sev2 It was down --retrospective --detected-at 2026-11-23T08:00Z",
  );
  expect(said).toContain("Typed in after the fact: nobody is paged, and no clock runs.");
  const room = await s.room();
  // when days pass, and it is written to its end
  await s.clock.pass("2 days");
  expect(await s.say("alice", room, "/incident why")).toEqual([
    "*The promises of #1 · SEV2 · It was down* It was typed in after the fact, so no clock runs.",
  ]);
  await s.say("alice", room, "/incident note the cache was restarted --at 2026-11-23T09:00Z");
  await s.say("alice", room, '/incident resolve "A cache." --resolved-at 2026-11-23T09:30Z');
  // then
  expect(await s.pages()).toEqual([]);
  expect(await s.promises()).toEqual([]);
  expect(await s.told("#incidents")).toEqual([]);
  const incident = await s.incident();
  expect(incident).toMatchObject({ detected_at: "2026-11-23T08:00:00.000Z", resolved_at: "2026-11-23T09:30:00.000Z" });
  const draft = await (await fetch(`${s.url}/${incident.postmortem.path}`)).text();
  expect(draft).toMatch(/^# Incident 2026-11-23 — It was down\n\*\*Severity:\*\* SEV2 \*\*Duration:\*\* 01:30/);
});

test("a SEV4 that somebody wants to publish is explained, with the way out", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev4 A typo on the dashboard");
  const room = await s.room();
  // when
  expect(await s.say("alice", room, `/incident update ${firstWords} --audience public`)).toEqual([
    "A SEV4 is not published: user-visible impact means it is a SEV3. Reclassify #1 to SEV3 to publish, or post this with audience `internal`. [Make it SEV3]",
  ]);
  expect((await s.incident()).updates).toEqual([]);
  // then one click makes it one, and the clocks of a SEV3 begin
  expect((await s.click("alice", room, "Make it SEV3"))[0]).toContain(
    "#1 · SEV3 · A typo on the dashboard (it was SEV4).",
  );
  expect((await s.promises())[0]).toMatchObject({ kind: "ack", due: "11-25 10:00" });
  await s.say("alice", room, `/incident update ${firstWords}`);
  expect((await s.incident()).updates[0].audience).toBe("public");
  // and there is no way back down once the public knows
  const [no] = await s.say("alice", room, "/incident severity sev4 it is nothing");
  expect(no).toContain("Incident #1 has been published, and a SEV4 is never public.");
});

test("a false alarm is cancelled, and owes nothing any more; one that was published is closed publicly", async () => {
  await using s = await story({ at: "2026-11-21T03:00Z" });
  await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
  const room = await s.room();
  await s.clock.until("03:16");
  await s.say("bob", room, "/incident cancel the probe was wrong");
  expect(await s.standing()).toEqual([]);
  expect((await s.words(room)).join()).not.toContain("[Write the update]");
  expect((await s.channel(room)).topic).toContain("SEV1 · CANCELLED");
  expect((await s.direct("carol")).at(-1)).toBe("#1 · SEV1 · Gateway returns 503: It is cancelled.");
  const told = (await s.told(`#${room}`)).length;
  await s.clock.pass("1 day");
  expect((await s.told(`#${room}`)).length).toBe(told);
  // when another one is known to the public
  await s.say("alice", "general", "/incident declare sev3 One model is slow");
  const other = await s.room();
  await s.say("alice", other, `/incident update ${firstWords}`);
  const [closed] = await s.say("alice", other, "/incident cancel it was nothing");
  expect(closed).toContain("The public was told that it was none.");
  const { updates, closure, postmortem } = await s.incident(2);
  expect(updates.at(-1)).toMatchObject({ stage: "RESOLVED", audience: "public", overall: "operational" });
  expect(updates.at(-1).text).toContain("the service was not affected");
  expect([closure.how, postmortem.state]).toEqual(["cancelled", "none"]);
  const summary = (await (await fetch(`${s.statusUrl}/api/v2/incidents/unresolved.json`)).json()) as Json;
  expect(summary.incidents).toEqual([]);
});
