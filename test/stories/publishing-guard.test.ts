import { describe, expect, test } from "vitest";
import { type Json, type Story, story } from "../kit/story.ts";
import { firstWords, oneWay } from "../kit/ways.ts";

const config = `
guard:
  internal_names:
    kestrel-db: the database
  internal_hosts: [corp.example.net]
  tenants: [Globex]
  people: [Maria Ortega]
`;

/** One of every kind of words that may not leave. */
const kinds: Record<string, string> = {
  "key id": "gk_live_51Habcdefghijklmnop",
  secret: "AKIAIOSFODNN7EXAMPLE",
  money: "$8,432.10",
  "internal name": "kestrel-db",
  "internal host": "api7.corp.example.net",
  "private address": "10.12.0.5",
  tenant: "Globex",
  person: "Maria Ortega",
  handle: "@maria.ortega",
};

/** Ways to hide them from a guard that reads letter by letter. */
const disguises: Record<string, (words: string) => string> = {
  plain: (words) => words,
  "mixed case": (words) =>
    [...words].map((sign, index) => (index % 2 === 0 ? sign.toUpperCase() : sign.toLowerCase())).join(""),
  markup: (words) => `${words.slice(0, 4)}**${words.slice(4)}**`,
  "zero width": (words) => [...words].join("\u200b"),
};

/** Every field of a public text, and a stage whose text shows it. */
const fields: Record<string, string> = {
  symptom: "INVESTIGATING",
  impact: "INVESTIGATING",
  text: "INVESTIGATING",
  cause: "IDENTIFIED",
  action: "IDENTIFIED",
  progress: "MITIGATING",
  eta: "MITIGATING",
  root_cause: "RESOLVED",
};

const harmless = {
  components: ["Gateway (HTTP liveness)"],
  symptom: "requests fail",
  impact: "call the API",
  cause: "A route was wrong",
  action: "rolling back",
  root_cause: "A route was wrong",
};

async function begun(own = {}): Promise<{ s: Story; room: string }> {
  const s = await story({ at: "2026-11-24T10:00Z", config, ...own });
  await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
  return { s, room: await s.room() };
}

/** One of every kind in one text, in a disguise, and where each of them begins: columns in characters, from 1. */
function allOf(hide: (words: string) => string): { text: string; columns: Record<string, number> } {
  let text = "It is";
  const columns: Record<string, number> = {};
  for (const [kind, words] of Object.entries(kinds)) {
    text += " that ";
    columns[kind] = [...text].length + 1;
    text += hide(words);
  }
  return { text, columns };
}

/** The kinds that an answer names in a field, each at its place. */
function kindsIn(body: Json, field: string, columns: Record<string, number>): string[] {
  const errors = (body.errors ?? []) as { field: string; column: number; replacement: string }[];
  expect(errors.every((one) => one.field === field && one.replacement !== "")).toBe(true);
  return Object.keys(columns).filter((kind) =>
    errors.some(({ column }) => column >= (columns[kind] ?? 0) && column <= (columns[kind] ?? 0) + 2),
  );
}

const publicPlaces = ["", "/history", "/feed.atom", "/feed.rss", "/api/v2/summary.json", "/api/v2/incidents.json"];

async function inPublic(s: Story): Promise<string> {
  const texts = publicPlaces.map(async (path) => (await fetch(`${s.statusUrl}${path}`)).text());
  return (await Promise.all(texts)).join("\n");
}

test.each(Object.entries(disguises))(
  "every kind of guarded word is held back in every field, %s",
  async (_how, hide) => {
    const { s } = await begun();
    await using _ = s;
    const { text, columns } = allOf(hide);
    const tried = Object.entries(fields).map(async ([field, stage]) => {
      const { status, body } = await s.api("POST", "/incidents/1/update", { ...harmless, stage, [field]: text });
      return [field, status, body.code, kindsIn(body, field, columns)];
    });
    expect(await Promise.all(tried)).toEqual(
      Object.keys(fields).map((field) => [field, 422, "guarded-words", Object.keys(kinds)]),
    );
    expect((await s.incident()).updates).toEqual([]);
    // and in every other text that the public would read of it
    await s.api("POST", "/incidents/1/update", { ...harmless, stage: "INVESTIGATING" });
    const before = (await s.incident()).updates[0].text;
    const others: [string, string, object][] = [
      ["correct", "text", { text: before.replace("call the API", text) }],
      ["cancel", "text", { why: "it was none", text }],
      ["nochange", "text", { text }],
      ["resolve", "root_cause", { root_cause: text }],
    ];
    for (const [verb, field, body] of others) {
      const no = await s.api("POST", `/incidents/1/${verb}`, body);
      expect([verb, no.status, no.body.code]).toEqual([verb, 422, "guarded-words"]);
      if (verb !== "correct") expect(kindsIn(no.body, field, columns)).toEqual(Object.keys(kinds));
    }
    const after = await s.incident();
    expect([after.updates.length, after.updates[0].text, after.closure]).toEqual([1, before, null]);
  },
);

describe.each(oneWay)("over $mode", (way) => {
  test("one click puts the suggested words in place, and says so on the timeline", async () => {
    const { s, room } = await begun(way);
    await using _ = s;
    const guarded = firstWords.replace("call the API", "reach kestrel-db, which costs $8,432.10");
    const [no = ""] = await s.say("dave", room, `/incident update ${guarded}`);
    expect(no).toContain("`impact`, character 7: `kestrel-db`.");
    expect(no).toContain("Say `the database` instead.");
    expect(no).toContain("[Use the suggested words]");
    expect((await s.incident()).updates).toEqual([]);
    // when it is clicked
    expect((await s.click("dave", room, "Use the suggested words"))[0]).toContain("Published: on the status page");
    const { updates, timeline } = await s.incident();
    expect(updates[0].text).toContain("reach the database, which costs an amount");
    expect(await inPublic(s)).not.toMatch(/kestrel|8,432/i);
    // then the words that come with the next update are mended for good
    expect((await s.say("dave", room, "/incident nochange"))[0]).toContain("Published");
    expect(timeline.map(({ text }: Json) => text).join("\n")).not.toContain("against the guard");
  });

  test("the form shows what is found under the preview, and a switch that mends it", async () => {
    const { s, room } = await begun(way);
    await using _ = s;
    await s.click("dave", room, "Post update");
    await s.choose("dave", "components", ["Gateway (HTTP liveness)"]);
    await s.choose("dave", "symptom", "kestrel-db is slow");
    await s.choose("dave", "impact", "call the API");
    let [form] = await s.views("dave");
    const fieldsOf = () => form?.blocks.filter(({ type }) => type === "input").map(({ block_id }) => block_id);
    expect(JSON.stringify(form)).toContain("Not to be published like this:");
    expect(JSON.stringify(form)).toContain("These words may not leave:");
    // dave is no commander: he may mend it, not override
    expect(fieldsOf()).toContain("suggested");
    expect(fieldsOf()).not.toContain("override");
    expect(Object.keys((await s.submit("dave", {})).errors ?? {})).toEqual(["symptom"]);
    // when he flips it, the text is shown as it will be, and goes out like that
    await s.choose("dave", "suggested", ["yes"]);
    [form] = await s.views("dave");
    expect(JSON.stringify(form)).toContain("The suggested words are in place:");
    expect(JSON.stringify(form)).toContain("This is what will be read:");
    expect(await s.submit("dave", {})).toMatchObject({ ok: true });
    expect((await s.incident()).updates[0].text).toContain("— The database is slow");
  });
});

test("only the commander overrides, with a reason that is kept on the timeline and in the audit log", async () => {
  const { s, room } = await begun();
  await using _ = s;
  const said = `/incident update ${firstWords.replace("call the API", "pay $8,432.10")} --override "it is in our price list"`;
  expect((await s.say("dave", room, said))[0]).toContain(
    "the right to override, which only the incident commander has",
  );
  expect((await s.incident()).updates).toEqual([]);
  expect((await s.say("alice", room, said))[0]).toContain("Published");
  const { updates, timeline } = await s.incident();
  expect(updates[0].text).toContain("pay $8,432.10");
  expect(timeline.filter(({ kind }: Json) => kind === "override").map(({ text }: Json) => text)).toEqual([
    'alice published "$8,432.10" (money) against the guard: it is in our price list',
  ]);
});

test("what could be written better is said gently, and stops nobody", async () => {
  const { s, room } = await begun();
  await using _ = s;
  const said = `/incident update ${firstWords} --text "This is due to a bad deploy, and will be fixed in 10 minutes."`;
  const [answer = ""] = await s.say("alice", room, said);
  expect(answer).toContain("Published: on the status page");
  expect(answer).toContain("Advice for the next one:");
});

test("a proposal with guarded words is published with the suggested ones by one click", async () => {
  const { s, room } = await begun();
  await using _ = s;
  await s.say(
    "alice",
    room,
    `/incident update ${firstWords.replace("call the API", "reach kestrel-db")} --audience internal`,
  );
  await s.say("alice", room, "/incident severity sev1 it is everywhere");
  await s.clock.pass("10s");
  expect((await s.click("alice", room, "Publish with the suggested words"))[0]).toContain("Published");
  expect((await s.incident()).updates.at(-1).text).toContain("reach the database");
});
