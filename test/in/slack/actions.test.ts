import { expect, test } from "vitest";
import { incidentByNumber } from "../../../src/store/incidents.ts";
import { slackDesk } from "../kit.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into messages freely; a wrong shape fails the test
type Json = any;

async function withCard() {
  const s = await slackDesk();
  await s.say("alice", "general", "/incident sev1 Gateway returns 503");
  await s.settle();
  const room = (await s.state()).channels.find(({ name }: Json) => name.startsWith("inc-")).name as string;
  const card = async () => (await s.messages(room)).find(({ text = "" }: Json) => text.startsWith("#1 · "));
  const click = async (as: string, verb: string) => {
    const message = await card();
    const button = message.blocks
      .flatMap(({ elements = [] }: Json) => elements)
      .find(({ action_id = "" }: Json) => action_id.startsWith(`verb:${verb}:`));
    if (!button) throw new Error(`the card has no button for ${verb}`);
    return s.post("click", { as, channel: room, ts: message.ts, action_id: button.action_id });
  };
  return { ...s, room, card, click };
}

test("a button does what its words do, once; the second click is told who was first", async () => {
  const s = await withCard();
  const message = await s.card();
  const ack = message.blocks
    .flatMap(({ elements = [] }: Json) => elements)
    .find(({ action_id = "" }: Json) => action_id.startsWith("verb:ack:"));
  const press = (as: string) => s.post("click", { as, channel: s.room, ts: message.ts, action_id: ack.action_id });
  const [first, second] = await Promise.all([press("bob"), press("carol")]);
  const words = [...first.responses, ...second.responses].map(({ text }: Json) => text).join(" | ");
  expect(words).toContain("You have #1");
  expect(words).toContain("acknowledged this at");
  expect((await incidentByNumber(s.store.read, 1))?.acknowledged).not.toBeNull();
});

test("a button that needs more opens its form; after the end it says what happened", async () => {
  const s = await withCard();
  const { views } = await s.click("bob", "severity");
  expect(views[0].title.text).toBe("Change the severity");
  const message = await s.card();
  await s.say("alice", s.room, "/incident cancel the probe was wrong");
  await s.settle();
  const update = message.blocks
    .flatMap(({ elements = [] }: Json) => elements)
    .find(({ action_id = "" }: Json) => action_id.startsWith("verb:mitigated:"));
  expect(update).toBeDefined();
  expect(JSON.stringify((await s.card()).blocks)).toContain("verb:reopen");
});

test("of what was published no severity is offered that is never public", async () => {
  const s = await withCard();
  await s.say("alice", s.room, "/incident severity sev3 only one model");
  const first = '--components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"';
  const posted = await s.say("alice", s.room, `/incident update investigating ${first}`);
  const answer = posted.responses.find(({ ephemeral }: Json) => ephemeral);
  const labels = answer.blocks.flatMap(({ elements = [] }: Json) => elements).map(({ text }: Json) => text?.text);
  expect(labels).toEqual(expect.arrayContaining(["Still SEV3", "SEV2"]));
  expect(labels).not.toContain("SEV4");
});

test("the severity is asked again under a text update", async () => {
  const s = await withCard();
  const posted = await s.say(
    "alice",
    s.room,
    '/incident update investigating --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"',
  );
  const answer = posted.responses.find(({ ephemeral }: Json) => ephemeral);
  expect(answer.text).toContain("Published");
  const labels = answer.blocks.flatMap(({ elements = [] }: Json) => elements).map(({ text }: Json) => text?.text);
  expect(labels).toEqual(expect.arrayContaining(["Still SEV1", "SEV2"]));
  const still = await s.post("click", { as: "alice", channel: s.room, ts: answer.ts, action_id: "verb:severity:0" });
  expect(still.responses.at(-1).text).toContain("It is SEV1 already");
  const lower = await s.post("click", { as: "alice", channel: s.room, ts: answer.ts, action_id: "verb:severity:1" });
  expect(lower.views[0].title.text).toBe("Change the severity");
});
