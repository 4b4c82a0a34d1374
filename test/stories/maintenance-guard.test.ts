import { describe, expect, test } from "vitest";
import { type Json, type Story, story } from "../kit/story.ts";
import { oneWay } from "../kit/ways.ts";

const guarded = `
components: [Gateway, Keystore]
guard:
  internal_names: { kestrel-db: the database }
  tenants: [Globex]
`;
/** Where people are named who may override; the incident commander is a role of an incident, and there is none here. */
const config = `${guarded}
permissions:
  override: [lead, "@carol"]
`;

const at = "2026-11-22T02:00Z";
const starts = "2026-11-24T02:00Z";
const schedule = (what: string, rest = "") =>
  `/incident maintenance schedule ${what} --components Keystore --starts-at ${starts} --for 1h --impact none ${rest}`;
const said = async (s: Story, text: string, as = "alice") => (await s.say(as, "general", text)).join("\n");
const the = async (s: Story): Promise<Json> => (await s.api("GET", "/maintenances/1")).body;
const told = async (s: Story) => ((await the(s)).updates as Json[]).map(({ text }) => text as string);
const history = async (s: Story) => ((await the(s)).history as Json[]).map(({ text }) => text as string);

describe.each(oneWay)("words of a maintenance that may not leave, over $mode", (way) => {
  test("are blamed to their field, and one click puts the suggested words in place", async () => {
    await using s = await story({ at, config, ...way });
    const no = await said(s, schedule("Move kestrel-db", '--text "Globex asked for it"'));
    expect(no).toContain("`what`, character 6: `kestrel-db`.");
    expect(no).toContain("`text`, character 1: `Globex`.");
    expect((await s.api("GET", "/maintenances")).body.maintenances).toEqual([]);
    // when it is clicked
    const yes = (await s.click("alice", "general", "Use the suggested words")).join("\n");
    expect(yes).toContain("M1 · Move the database");
    expect(yes).toContain("A customer asked for it");
    // then what comes by itself needs no mending any more
    await s.clock.until("2026-11-24T03:00Z");
    expect(await told(s)).toHaveLength(3);
    expect((await told(s)).join("\n")).not.toMatch(/kestrel|globex/i);
    expect((await history(s)).join("\n")).not.toContain("suggested words");
  });

  test("go out with a reason of whoever is named for that, once and for all its notices", async () => {
    await using s = await story({ at, config, ...way });
    const against = schedule("Move kestrel-db", '--override "they named it themselves"');
    const no = await said(s, against);
    expect(no).toContain("only the people named in the configuration have");
    expect((await s.api("GET", "/maintenances")).body.maintenances).toEqual([]);
    expect(await said(s, against, "carol")).toContain("M1 · Move kestrel-db");
    expect(await history(s)).toEqual([
      'carol published "kestrel-db" (internal-name) against the guard: they named it themselves',
      expect.stringContaining("carol scheduled it"),
    ]);
    // then new words of another notice are looked at all the same, where they stand
    expect(await said(s, '/incident maintenance extend M1 30m --text "Globex needs longer"', "carol")).toMatch(
      /`text`, character 1: `Globex`(?![\s\S]*`kestrel-db`)/,
    );
    expect(await told(s)).toHaveLength(1);
    // and it starts and ends on time, with nobody asked again
    await s.clock.until("2026-11-24T03:00Z");
    expect(await told(s)).toEqual([0, 1, 2].map(() => expect.stringContaining("kestrel-db")));
    expect((await history(s)).filter((one) => one.includes("against the guard"))).toHaveLength(1);
  });
});

test("a change mends its own words by a click, and keeps what was typed for colleagues", async () => {
  await using s = await story({ at, config });
  await said(s, schedule("Database upgrade"));
  const no = await said(s, '/incident maintenance cancel M1 Globex said no --text "kestrel-db stays"');
  expect(no).toContain("`text`, character 1: `kestrel-db`.");
  expect((await s.click("alice", "general", "Use the suggested words")).join("\n")).toContain("The database stays");
  expect(await history(s)).toContain("alice cancelled it: Globex said no");
});

test("over REST each finding has its field and place, and `suggested` mends it", async () => {
  await using s = await story({ at, config: guarded });
  const plan = { what: "Move kestrel-db", components: ["Keystore"], starts_at: starts, for: "1h", impact: "none" };
  const no = await s.api("POST", "/maintenances", plan);
  expect(no).toMatchObject({
    status: 422,
    body: { code: "guarded-words", errors: [{ field: "what", line: 1, column: 6, replacement: "the database" }] },
  });
  const yes = await s.api("POST", "/maintenances", { ...plan, suggested: true });
  expect(yes).toMatchObject({ status: 201, body: { what: "Move the database" } });
  expect(await history(s)).toEqual([
    'The suggested words took the place of "kestrel-db" (internal-name)',
    expect.stringContaining("scheduled it"),
  ]);
});

test("where only the commander may override, nobody is told to, and nobody in Slack can", async () => {
  await using s = await story({ at, config: guarded });
  expect(await said(s, schedule("Move kestrel-db"))).not.toContain("--override");
  expect(await said(s, schedule("Move kestrel-db", "--override because"))).toContain(
    "the right to override, which nobody has here",
  );
});

test("who announces it reads what could be written better, and nothing where there is nothing", async () => {
  await using s = await story({ at, config: guarded });
  const well = await said(s, schedule("Database upgrade"));
  expect(well).not.toContain("Advice");
  const advised = await said(s, '/incident maintenance extend M1 30m --text "Sorry for any inconvenience."');
  expect(advised).toContain("Advice for the next one:");
  expect(advised).toContain("Say what you are sorry for");
});
