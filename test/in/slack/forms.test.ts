import { expect, test } from "vitest";
import { incidentByNumber } from "../../../src/store/incidents.ts";
import { updatesOf } from "../../../src/store/updates.ts";
import { slackDesk } from "../kit.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into views freely; a wrong shape fails the test
type Json = any;

async function inRoom() {
  const s = await slackDesk();
  await s.say("alice", "general", "/incident sev2 Gateway returns 503");
  await s.settle();
  const room = (await s.state()).channels.find(({ name }: Json) => name.startsWith("inc-"));
  return { ...s, room: room.name as string };
}

const optionsIn = (view: Json) => view.blocks.find(({ block_id }: Json) => block_id === "components").element.options;
const said = (view: Json) => JSON.stringify(view.blocks);

test("a bare declare opens its form at once, and the form declares", async () => {
  const s = await slackDesk();
  const { views } = await s.say("alice", "general", "/incident declare Gateway returns 503");
  expect(views).toHaveLength(1);
  expect(said(views[0])).toContain("provider bill threshold breached");
  const empty = await s.post("submit", { as: "alice", view_id: views[0].id, values: {}, force: true });
  expect(empty.errors).toEqual({ severity: "This is needed." });
  const sent = await s.post("submit", {
    as: "alice",
    view_id: views[0].id,
    values: { severity: "SEV2", detected_at: "in a while" },
  });
  expect(sent.errors).toEqual({ detected_at: expect.stringContaining("future") });
  const again = await s.post("submit", {
    as: "alice",
    view_id: views[0].id,
    values: { severity: "SEV2", detected_at: "10m ago" },
  });
  expect(again.ok).toBe(true);
  expect(again.responses[0].text).toContain("Declared #1 · SEV2 · Gateway returns 503");
  const incident = await incidentByNumber(s.store.read, 1);
  expect(incident && incident.declaredAt - incident.detectedAt).toBeGreaterThan(590_000);
});

test("the update form shows the exact text that is published", async () => {
  const s = await inRoom();
  const { views } = await s.say("alice", s.room, "/incident update");
  const words = { components: ["Gateway (HTTP liveness)"], symptom: "503s", impact: "calls fail" };
  const view = views[0];
  expect(said(view)).toContain("Still missing: components, symptom, impact.");
  await s.post("click", {
    as: "alice",
    view_id: view.id,
    action_id: "refresh:stage",
    value: "INVESTIGATING",
    values: words,
  });
  await s.slack.idle();
  await expect
    .poll(async () => said((await s.get(`views?as=alice`)).views.find(({ id }: Json) => id === view.id)))
    .toContain("[INVESTIGATING] Gateway (HTTP liveness) — 503s");
  const shown = (await s.get(`views?as=alice`)).views.find(({ id }: Json) => id === view.id);
  const quoted = shown.blocks.find(({ type }: Json) => type === "rich_text").elements[0].elements[0].text;
  const sent = await s.post("submit", { as: "alice", view_id: view.id, values: words });
  expect(sent.ok).toBe(true);
  const incident = await incidentByNumber(s.store.read, 1);
  const [update] = await updatesOf(s.store.read, incident?.id ?? "");
  const plain = (text: string) => text.replace(/\d\d:\d\dZ/g, "HH:MMZ");
  expect(plain(quoted)).toBe(plain(update?.text ?? ""));
});

test("what is missing is named as its field is labelled", async () => {
  const s = await inRoom();
  const { views } = await s.say("alice", s.room, "/incident update");
  const values = { components: ["Gateway (HTTP liveness)"], symptom: "503s" };
  await s.post("click", { as: "alice", view_id: views[0].id, action_id: "refresh:stage", value: "RESOLVED", values });
  await s.slack.idle();
  const now = async () => said((await s.get("views?as=alice")).views.find(({ id }: Json) => id === views[0].id));
  await expect.poll(now).toContain("Still missing: root cause.");
  expect(await now()).toContain('"text":"Root cause"');
  // the end promises nothing, and leaves the service as well as it is
  expect(await now()).not.toMatch(/Next update by|Overall status/);
});

test("another stage asks for other fields and keeps what was typed", async () => {
  const s = await inRoom();
  const { views } = await s.say("alice", s.room, "/incident update");
  const view = views[0];
  await s.post("click", {
    as: "alice",
    view_id: view.id,
    action_id: "refresh:stage",
    value: "IDENTIFIED",
    values: { symptom: "503s" },
  });
  const shown = async () => (await s.get(`views?as=alice`)).views.find(({ id }: Json) => id === view.id);
  await expect.poll(async () => (await shown()).blocks.map(({ block_id }: Json) => block_id)).toContain("cause");
  expect(JSON.stringify((await shown()).state)).toContain("503s");
});

test("a component with a name longer than Slack takes is chosen, and published whole", async () => {
  const long = `Gateway, ${"a name that goes on and on ".repeat(5)}`.trim();
  const s = await slackDesk({ terms: { components: [{ name: long, internal: false }] } });
  await s.say("alice", "general", "/incident sev2 Gateway returns 503");
  await s.settle();
  const room = (await s.state()).channels.find(({ name }: Json) => name.startsWith("inc-")).name;
  const { views } = await s.say("alice", room, "/incident update");
  const [option] = optionsIn(views[0]);
  expect(option.value.length).toBeLessThanOrEqual(75);
  const words = { components: [option.value], symptom: "503s", impact: "calls fail" };
  expect((await s.post("submit", { as: "alice", view_id: views[0].id, values: words })).ok).toBe(true);
  const incident = await incidentByNumber(s.store.read, 1);
  expect(incident?.components).toEqual([long]);
});

test("two components with the same 75 characters in front are told apart, and each is published as itself", async () => {
  const start = `Payments ${"in all of the regions ".repeat(4)}`;
  const names = [`${start}north`, `${start}south`, `${start}south, too`];
  const s = await slackDesk({ terms: { components: names.map((name) => ({ name, internal: false })) } });
  await s.say("alice", "general", "/incident sev2 Gateway returns 503");
  await s.settle();
  const room = (await s.state()).channels.find(({ name }: Json) => name.startsWith("inc-")).name;
  const { views } = await s.say("alice", room, "/incident update");
  const options = optionsIn(views[0]);
  expect(options.map(({ text }: Json) => text.text.slice(-12))).toEqual([
    "egions north",
    "egions south",
    "s south, too",
  ]);
  // what was chosen stands there still when the form is shown anew
  const values = { components: [options[2].value], symptom: "503s", impact: "calls fail" };
  await s.post("click", { as: "alice", view_id: views[0].id, action_id: "refresh:update", values });
  const view = async () => (await s.get(`views?as=alice`)).views.find(({ id }: Json) => id === views[0].id);
  await expect.poll(async () => said(await view())).toContain("south, too — 503s");
  expect((await s.post("submit", { as: "alice", view_id: views[0].id, values })).ok).toBe(true);
  expect((await incidentByNumber(s.store.read, 1))?.components).toEqual([names[2]]);
});

test("of more than a hundred components every one can be chosen", async () => {
  const names = Array.from({ length: 250 }, (_, index) => `Component ${String(index).padStart(3, "0")}`);
  const s = await slackDesk({ terms: { components: names.map((name) => ({ name, internal: false })) } });
  await s.say("alice", "general", "/incident sev2 Gateway returns 503");
  await s.settle();
  const room = (await s.state()).channels.find(({ name }: Json) => name.startsWith("inc-")).name;
  const { views } = await s.say("alice", room, "/incident update");
  expect(views).toHaveLength(1);
  const { element } = views[0].blocks.find(({ block_id }: Json) => block_id === "components");
  expect(element.option_groups.map(({ label }: Json) => label.text)).toEqual([
    "Component 000 … Component 099",
    "Component 100 … Component 199",
    "Component 200 … Component 249",
  ]);
  const values = { components: ["Component 007", "Component 249"], symptom: "503s", impact: "calls fail" };
  expect((await s.post("submit", { as: "alice", view_id: views[0].id, values })).ok).toBe(true);
  expect((await incidentByNumber(s.store.read, 1))?.components).toEqual(["Component 007", "Component 249"]);
});

test("what cannot be read is told in place of a text that would not be published", async () => {
  const s = await inRoom();
  const { views } = await s.say("alice", s.room, "/incident update");
  const values = {
    components: ["Gateway (HTTP liveness)"],
    symptom: "503s",
    impact: "calls fail",
    next_update: "soon",
  };
  await s.post("click", { as: "alice", view_id: views[0].id, action_id: "refresh:next_update", values });
  const shown = async () => said((await s.get(`views?as=alice`)).views.find(({ id }: Json) => id === views[0].id));
  await expect.poll(shown).toContain("Next update by: ");
  expect(await shown()).not.toContain("This is what will be read");
});

test("words that may not leave are named at their field, and nothing is published", async () => {
  const s = await inRoom();
  const { views } = await s.say("alice", s.room, "/incident update");
  const words = { components: ["Gateway (HTTP liveness)"], symptom: "503s", impact: "$8,432.10 over budget" };
  const sent = await s.post("submit", { as: "alice", view_id: views[0].id, values: words });
  expect(sent.errors.impact).toContain("8,432.10");
  const good = await s.post("submit", {
    as: "alice",
    view_id: views[0].id,
    values: { ...words, impact: "quota exceeded" },
  });
  expect(good.ok).toBe(true);
});

test("a form that is sent twice at once is one decision", async () => {
  const s = await slackDesk();
  const { views } = await s.say("alice", "general", "/incident declare");
  const send = () =>
    s.post("submit", { as: "alice", view_id: views[0].id, values: { severity: "SEV3", title: "Latency is high" } });
  await Promise.all([send(), send()]);
  await s.settle();
  expect(await incidentByNumber(s.store.read, 1)).not.toBeNull();
  expect(await incidentByNumber(s.store.read, 2)).toBeNull();
});

test("a form of an incident that ended meanwhile says so", async () => {
  const s = await inRoom();
  const { views } = await s.say("alice", s.room, "/incident mitigated");
  await s.say("bob", s.room, "/incident cancel a false alarm");
  const sent = await s.post("submit", { as: "alice", view_id: views[0].id, values: { how: "rolled back" } });
  expect(sent.errors.how).toContain("Incident #1 is cancelled");
});
