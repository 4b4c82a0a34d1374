import { describe, expect, test } from "vitest";
import { openReceiver } from "../kit/receiver.ts";
import { story } from "../kit/story.ts";
import { everyWay, oneWay } from "../kit/ways.ts";

const own = 'components: { "Gateway (HTTP liveness)": gateway }';
const declared = '/incident declare sev2 Gateway returns 503 --components "Gateway (HTTP liveness)"';
const investigating = '/incident update investigating --symptom "requests fail" --impact "callers see errors"';
const identified = '/incident update identified --cause "A certificate ran out" --action "renewing it"';

describe.each(everyWay)("over $mode on $store", (way) => {
  test("an update goes to the provider, is read back, and the channel shows both", async () => {
    // given
    const there = await openReceiver(own);
    await using s = await story({ at: "2026-11-21T09:00Z", config: there.yaml, ...way });
    await s.say("alice", "general", declared);
    // when
    await s.say("alice", await s.room(), investigating);
    await s.clock.pass("1 min");
    // then
    expect(there.shown()).toMatchObject([{ title: expect.stringContaining("requests fail"), open: true }]);
    expect((await s.words(await s.room())).join("\n")).toContain("has it, read back 09:0");
    // when
    await s.say("alice", await s.room(), '/incident resolve "The certificate was renewed."');
    await s.clock.pass("1 min");
    // then
    expect(there.shown()).toMatchObject([{ open: false }]);
    expect(there.shown()[0]?.texts).toHaveLength(2);
  });
});

describe.each(oneWay)("over $mode", (way) => {
  test("a provider that is away for an hour gets all four updates, in order, once", async () => {
    const there = await openReceiver(own);
    await using s = await story({ at: "2026-11-21T09:00Z", config: there.yaml, ...way });
    await s.say("alice", "general", declared);
    // given
    there.faults(Array(400).fill({ status: 503, json: { message: "down" } }));
    await s.say("alice", await s.room(), investigating);
    await s.clock.pass("15 min");
    const words = async () => (await s.words(await s.room())).join("\n");
    expect(await words()).toContain("has not taken it yet: it answered 503: down");
    // when three more are posted meanwhile
    await s.say("alice", await s.room(), identified);
    await s.clock.pass("20 min");
    await s.say("alice", await s.room(), '/incident update mitigating --action "rolling it out"');
    await s.clock.pass("20 min");
    await s.say("alice", await s.room(), "/incident nochange");
    await s.clock.pass("5 min");
    expect(there.writes()).toBe(0);
    there.faults([]);
    await s.clock.pass("10 min");
    // then
    expect(there.shown()).toHaveLength(1);
    const stages = there.shown()[0]?.texts.map((text) => /^\[(\w+)\]/.exec(text)?.[1]);
    expect(stages).toEqual(["INVESTIGATING", "IDENTIFIED", "MITIGATING", "MITIGATING"]);
    expect(await words()).toMatch(/has it(,| since)/);
    // and everything else went on meanwhile
    expect((await s.incident()).updates).toHaveLength(4);
  });
});

test("what a provider refuses is told with its sentence, and Retry brings it", async () => {
  const there = await openReceiver(own);
  await using s = await story({ at: "2026-11-21T09:00Z", config: there.yaml, expectErrors: true });
  await s.say("alice", "general", declared);
  there.faults([{ status: 422, json: { message: "the title is too bold" } }]);
  await s.say("alice", await s.room(), investigating);
  const room = await s.room();
  expect((await s.words(room)).join("\n")).toContain("did not take it: it answered 422: the title is too bold");
  expect(there.shown()).toEqual([]);
  await s.click("alice", room, "Retry");
  await s.clock.pass("1 min");
  expect(there.shown()).toHaveLength(1);
  const words = (await s.words(room)).join("\n");
  expect(words).toMatch(/has it(,| since)/);
  expect(words).not.toContain("[Retry]");
});

test("one that is away and says for how long is told of as late, once", async () => {
  const there = await openReceiver(own);
  await using s = await story({ at: "2026-11-21T09:00Z", config: there.yaml });
  await s.say("alice", "general", declared);
  const room = await s.room();
  const away = { status: 503, headers: { "retry-after": "45" }, json: { message: "back later" } };
  there.faults(Array(400).fill(away));
  await s.say("alice", room, investigating);
  // a short pause is nobody's business
  await s.clock.pass("1 min");
  expect((await s.words(room)).join("\n")).not.toContain("has not taken it yet");
  await s.clock.pass("20 min");
  const words = (await s.words(room)).filter((one) => one.includes("has not taken it yet") && one.includes("[Retry]"));
  expect(words).toHaveLength(1);
});

test("Retry does not wait out what earlier failures put off", async () => {
  // given a provider that was away so long that its next try is minutes ahead
  const there = await openReceiver(own);
  await using s = await story({ at: "2026-11-21T09:00Z", config: there.yaml });
  await s.say("alice", "general", declared);
  const room = await s.room();
  there.faults(Array(400).fill({ status: 503, json: { message: "down" } }));
  await s.say("alice", room, investigating);
  await s.clock.pass("40 min");
  await s.say("alice", room, identified);
  there.faults([]);
  // when somebody knows that it is back
  await s.click("alice", room, "Retry");
  await s.clock.pass("1 s");
  // then it has both, at once
  expect(there.shown()[0]?.texts).toHaveLength(2);
  expect((await s.words(room)).join("\n")).not.toContain("[Retry]");
});

test("what somebody changed there is told with both ways out, and left when a person says so", async () => {
  const there = await openReceiver(own);
  await using s = await story({ at: "2026-11-21T09:00Z", config: there.yaml });
  await s.say("alice", "general", declared);
  const room = await s.room();
  await s.say("alice", room, investigating);
  there.tamper("title");
  await s.say("alice", room, "/incident provider check webhook");
  await s.clock.pass("1 min");
  expect((await s.words(room)).join("\n")).toContain('its title there is "Something else"');
  await s.click("alice", room, "Leave");
  const before = (await s.words(room)).length;
  // it is read back once more, and nobody is told the same again
  await s.say("alice", room, "/incident provider check webhook");
  await s.clock.pass("1 min");
  expect((await s.words(room)).length).toBe(before);
  there.tamper("text");
  await s.say("alice", room, "/incident provider check webhook");
  await s.clock.pass("1 min");
  await s.click("alice", room, "Repair");
  await s.clock.pass("1 min");
  expect(there.shown()[0]?.texts.at(-1)).toContain("[INVESTIGATING]");
  expect(there.shown()[0]?.title).not.toBe("Something else");
});

test("a private incident and a drill reach no provider", async () => {
  const there = await openReceiver(own);
  await using s = await story({ at: "2026-11-21T09:00Z", config: there.yaml });
  await s.say("alice", "general", "/incident declare sev1 Keys leaked --private");
  await s.say("alice", "general", "/incident declare sev1 Practice --drill");
  await s.clock.pass("1 hour");
  expect(there.writes()).toBe(0);
});

test("a page that is kept by hand: the text to paste, and who pasted it", async () => {
  await using s = await story({
    at: "2026-11-21T09:00Z",
    config: "providers: [{ use: manual, called: our old page }]",
  });
  await s.say("alice", "general", declared);
  const room = await s.room();
  await s.say("alice", room, investigating);
  const words = (await s.words(room)).join("\n");
  expect(words).toContain("paste this at our old page");
  await s.click("bob", room, "Pasted");
  expect(JSON.stringify((await s.incident()).timeline)).toContain("pasted the text at the page kept by hand");
});

test("how the providers stand is among the metrics, and what was refused goes from there when it is mended", async () => {
  const there = await openReceiver(own);
  await using s = await story({ at: "2026-11-21T09:00Z", config: there.yaml, expectErrors: true });
  const standing = async () =>
    (await (await fetch(`${s.url}/metrics`)).text()).match(/^sitrep_provider_standing\{.*$/gm) ?? [];
  expect(await standing()).toEqual([]);
  await s.say("alice", "general", declared);
  there.faults([{ status: 422, json: { message: "the title is too bold" } }]);
  await s.say("alice", await s.room(), investigating);
  expect(await standing()).toEqual(['sitrep_provider_standing{provider="webhook",said="refused"} 1']);
  await s.click("alice", await s.room(), "Retry");
  await s.clock.pass("1 min");
  expect(await standing()).toEqual(['sitrep_provider_standing{provider="webhook",said="checked"} 1']);
});
