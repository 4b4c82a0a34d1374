import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { rotaFindings, rotaGaps } from "../../src/config/rota-check.ts";
import { onCallAt } from "../../src/domain/rota.ts";
import { read as readPage } from "../house/tree.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "rota-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const slack = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };

async function load(yaml: string, env: Record<string, string> = slack) {
  await writeFile(join(cwd, "sitrep.yml"), yaml);
  return loadConfig({ env, cwd });
}

const problem = async (yaml: string) =>
  load(yaml).then(
    () => "none",
    (error: Error) => error.message,
  );
const at = (text: string) => Date.parse(text);

describe("rota", () => {
  test("of names alone is what it was", async () => {
    const { terms, rota } = await load("rota: { primary: U012AB3CD, secondary: U045EF6GH, escalation: [U1, U2] }");
    expect(terms.rota).toEqual({ primary: "U012AB3CD", secondary: "U045EF6GH", escalation: ["U1", "U2"] });
    expect(rota).toEqual({ schedules: [], people: {} });
  });

  test("in layers takes the zone of the rota, else of the calendar; a week and 09:00 unless it says otherwise", async () => {
    const yaml = (zone: string) => `
calendar: { zone: America/New_York }
rota:
  ${zone}
  layers: [{ people: [U1, U2], start: 2026-01-05 }]
`;
    const eastern = (await load(yaml(""))).terms.rota;
    expect([
      onCallAt(eastern, at("2026-01-12T13:59Z")).primary,
      onCallAt(eastern, at("2026-01-12T14:00Z")).primary,
    ]).toEqual(["U1", "U2"]);
    const berlin = (await load(yaml("zone: Europe/Berlin"))).terms.rota;
    expect(onCallAt(berlin, at("2026-01-12T08:00Z")).primary).toBe("U2");
  });

  test("takes its secrets from files, and prints none", async () => {
    await writeFile(join(cwd, "calendar"), "webcal://calendar.example.com/4711.ics\n");
    const config = await load("rota: { schedules: [{ name: ops, from: ical, address_file: calendar }] }");
    const [schedule] = config.rota.schedules;
    expect(schedule?.at.from === "ical" && schedule.at.address.reveal()).toBe("webcal://calendar.example.com/4711.ics");
    expect(JSON.stringify(config)).not.toContain("4711");
    expect(config.terms.rota.schedules).toEqual([{ name: "ops", kept: "an iCal calendar", roles: ["primary"] }]);
  });

  test("lets a policy of PagerDuty fill both places", async () => {
    const { terms } = await load("rota: { schedules: [{ name: pd, from: pagerduty, token: t, policy: P1 }] }");
    expect(terms.rota.schedules?.[0]?.roles).toEqual(["primary", "secondary"]);
  });

  test.each([
    ["layers: [{ people: [], start: 2026-01-05 }]", "A layer needs people."],
    ["layers: [{ people: [U1] }]", "start: It is missing; write it like 2026-12-25."],
    ["layers: [{ start: 2026-01-05 }]", "people: It is missing; expected a list."],
    ["schedules: [{ name: x }]", "from: It is missing; use ical"],
    ["layers: [{ people: [U1], start: 5th of May }]", "is not a date"],
    ["layers: [{ people: [U1], start: 2026-01-05, every: fortnight }]", "is not how often people take turns"],
    ["layers: [{ people: [U1], start: 2026-01-05, every: 3 days, on: mon }]", "Only a layer of whole weeks"],
    ["layers: [{ people: [U1], start: 2026-01-05, weekdays: [] }]", "A layer needs a weekday"],
    ["layers: [{ people: [U1], start: 2026-01-05, zone: Berlin }]", "is not a time zone"],
    ["schedules: [{ name: x, from: outlook }]", "is not known; use ical"],
    ["schedules: [{ name: x, from: ical }]", "A schedule from ical needs address."],
    ["schedules: [{ name: x, from: ical, address: ftp://x/y }]", "It must begin with https:// or webcal://"],
    ["schedules: [{ name: x, from: ical, address: https://x/y, policy: P1 }]", "A schedule from ical has no policy."],
    ["schedules: [{ name: x, from: pagerduty, token: t }]", "a schedule or an escalation policy"],
    ["schedules: [{ name: x, from: jsm, token: t, schedule: s }]", "A schedule from jsm needs email."],
    [
      "schedules: [{ name: x, from: opsgenie, token: t, schedule: s }, { name: x, from: opsgenie, token: t, schedule: s }]",
      "is there twice",
    ],
    ["people: { alice@example.com: not a person }", "is not a person"],
    ["layer: []", "Did you mean"],
  ])("%s is refused with why", async (wrong, words) => {
    expect(await problem(`rota:\n  ${wrong}\n`)).toContain(words);
  });
});

describe("sitrep check of the rota", () => {
  const found = async (yaml: string, env = slack) => {
    const { terms, local } = await load(yaml, env);
    const people = local && { names: local.users?.map(({ name }) => name) ?? null };
    return [
      ...rotaFindings(terms.rota, people),
      ...rotaGaps(terms.rota, terms.policy.calendar.settings.zone, at("2026-03-23T12:00Z")),
    ].map(({ finding }) => finding);
  };

  test("is content with turns that leave nothing open", async () => {
    const layers =
      "[{ people: [U012AB3CD, U045EF6GH], start: 2026-01-05 }, { role: secondary, people: [U045EF6GH, U012AB3CD], start: 2026-01-05 }]";
    expect(await found(`rota: { layers: ${layers} }`)).toEqual([]);
  });

  test("names the gaps in the zone of the rota, over the night when the clocks change", async () => {
    const yaml = `
rota:
  zone: Europe/Berlin
  secondary: U045EF6GH
  layers: [{ people: [U012AB3CD], start: 2026-01-05, weekdays: [mon, tue, wed, thu, fri, sat] }]
`;
    expect((await found(yaml))[0]).toBe(
      "Nobody is primary from Sun 2026-03-29 00:00 Europe/Berlin until Mon 2026-03-30 00:00 Europe/Berlin. A page then goes to the secondary, then to the escalation list.",
    );
    expect(await found(yaml)).toHaveLength(4);
  });

  test("tells who is in both places, a layer that has not begun, and no more than ten of a kind", async () => {
    const twice =
      'rota: { secondary: U012AB3CD, layers: [{ people: [U012AB3CD, U045EF6GH], start: 2026-03-23, at: "00:00" }] }';
    expect((await found(twice))[0]).toBe(
      "U012AB3CD is both primary and secondary from Mon 2026-03-23 12:00 UTC until Mon 2026-03-30 00:00 UTC: a page that is not acknowledged reaches the same person.",
    );
    const later = await found("rota: { secondary: U045EF6GH, layers: [{ people: [U012AB3CD], start: 2027-03-23 }] }");
    expect(later).toEqual([expect.stringContaining("until the end of the four weeks looked at")]);
    const daily = await found(
      'rota: { secondary: U045EF6GH, layers: [{ people: [U012AB3CD], start: 2026-01-05, hours: { from: "08:00", to: "20:00" } }] }',
    );
    expect(daily.at(-1)).toBe("There are 18 more gaps like these.");
  });

  test("asks for a fallback of a schedule elsewhere, and does not guess its gaps", async () => {
    const schedule = "schedules: [{ name: ops, from: ical, address: https://x.example/y }]";
    expect(await found(`rota: { ${schedule}, secondary: U045EF6GH }`)).toEqual([
      expect.stringContaining("Nobody is paged when the schedule elsewhere"),
    ]);
    expect(await found(`rota: { ${schedule}, primary: U012AB3CD, secondary: U045EF6GH }`)).toEqual([]);
  });

  test("tells of people by name in Slack, and of strangers in the local workspace", async () => {
    expect(await found("rota: { secondary: U045EF6GH, layers: [{ people: [bob], start: 2026-01-05 }] }")).toEqual([
      expect.stringContaining("bob is looked up by name"),
    ]);
    const local = "local: { users: [bob] }\nrota: { secondary: bob, layers: [{ people: [eve], start: 2026-01-05 }] }";
    expect(await found(local, {} as typeof slack)).toEqual([
      expect.stringContaining("eve is nobody in the local workspace"),
    ]);
  });
});

describe("docs/on-call.md", () => {
  const examples = [...readPage("docs/on-call.md").matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = ""]) => yaml);

  test.each(examples.map((yaml, index) => [index + 1, yaml] as const))("example %i is right", async (_number, yaml) => {
    await writeFile(join(cwd, "secret"), "https://calendar.example.com/x.ics");
    const { terms } = await load(yaml.replace(/\/run\/secrets\/[a-z-]+/g, "secret"));
    expect((terms.rota.layers?.length ?? 0) + (terms.rota.schedules?.length ?? 0)).toBeGreaterThan(1);
  });
});
