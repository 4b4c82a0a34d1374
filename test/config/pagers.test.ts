import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { pagerKinds } from "../../src/paging.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "pagers-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function load(yaml: string, env: Record<string, string> = {}) {
  await writeFile(join(cwd, "sitrep.yml"), yaml);
  return loadConfig({ env, cwd, pagers: await pagerKinds() });
}
const refused = (yaml: string) =>
  load(yaml).then(
    () => "taken",
    ({ message }: Error) => message,
  );

describe("pagers in sitrep.yml", () => {
  test("are read in their order, with what each kind has of its own", async () => {
    const { pagers } = await load(
      `
pagers:
  - use: pagerduty
    name: platform
    routing_key: \${KEY}
    for: [primary]
    severities: [SEV1, sev2]
  - use: sms
    account_sid: AC00000000000000000000000000000000
    auth_token: t
    from: +15550001
    people: { "@bob": +15550123 }
`,
      { KEY: "k1" },
    );
    expect(pagers).toMatchObject([
      {
        use: "pagerduty",
        name: "platform",
        shown: "PagerDuty (platform)",
        targets: ["primary"],
        severities: ["SEV1", "SEV2"],
      },
      { use: "sms", name: "sms", shown: "SMS", targets: null, always: false, drills: false },
    ]);
    expect(pagers[0]?.settings.routing_key).toHaveProperty("reveal");
    expect(pagers[1]?.people.bob?.reveal()).toBe("15550123");
  });

  test.each([
    ["{ use: ntfy }", "pagers.0: ntfy would reach nobody: say under people where each of them is reached."],
    ["{ use: email, host: h, from: a@b.c }", "e-mail would reach nobody"],
    ["{ use: email, from: a@b.c }", "pagers.0.host: e-mail needs host."],
    ["{ use: email, host: h, from: a@b.c, to: d@e.f, port: 99999 }", "pagers.0.port: It is too big: at most 65535."],
    ["{ use: email, host: h, from: a@b.c, to: d@e.f, tls: ssl }", 'pagers.0.tls: Expected "starttls" or "implicit"'],
  ])("%s is refused in plain words", async (pager, words) => {
    const said = await refused(`pagers: [${pager}]`);
    expect(said).toContain(words);
    expect(said).not.toMatch(/Invalid|received/);
  });

  test("are taken with an address for all, or one for each", async () => {
    const topic = "topic: everybody-0123456789-0123456789";
    expect(await refused(`pagers: [{ use: ntfy, ${topic} }]`)).toBe("taken");
    expect(await refused("pagers: [{ use: ntfy, people: { bob: t } }, { use: pagerduty, routing_key: x }]")).toBe(
      "taken",
    );
  });

  test("show no secret, and no number of anybody, when they are printed", async () => {
    await writeFile(join(cwd, "topic"), "from-a-file\n");
    const { pagers, heartbeat } = await load(`
pagers:
  - { use: ntfy, url: https://ntfy.example.com, topic_file: topic, password: hush, people: { bob: bobs-topic } }
heartbeat: { url: https://hc-ping.com/uuid-of-the-check }
`);
    const printed = JSON.stringify({ pagers, heartbeat }) + inspect({ pagers, heartbeat }, { depth: 9 });
    expect(printed).not.toMatch(/from-a-file|hush|bobs-topic|uuid-of-the-check/);
    expect(heartbeat?.url.reveal()).toBe("https://hc-ping.com/uuid-of-the-check");
  });

  test.each([
    ["pagers: [{ use: pagerdoody, routing_key: x }]", 'Did you mean "pagerduty"?'],
    ["pagers: [{ use: pagerduty }]", "PagerDuty needs routing_key."],
    ["pagers: [{ use: pagerduty, routing_key: x, routing: y }]", "PagerDuty knows no such setting."],
    ["pagers: [{ use: pagerduty, routing_key: x, service_key: y }]", "Events API v2"],
    ["pagers: [{ use: ntfy, topic: short }]", "at least 24 random characters"],
    ["pagers: [{ use: webhook, url: nowhere, secret: s }]", "It must be an address"],
    ["pagers: [{ use: pagerduty, routing_key: x }, { use: pagerduty, routing_key: y }]", "two pagers called"],
    ["pagers: [{ use: pagerduty, routing_key: x, for: [tertiary] }]", "use primary, secondary, everyone"],
    ["pagers: { use: pagerduty }", "a list of pagers, each beginning with a dash"],
    ["self_test: mondays", "write it like weekly mon 10:00"],
    ["self_test: weekly mon 25:00", "write it like weekly mon 10:00"],
    ["heartbeat: { url: my-check }", "It must be an address"],
  ])("%s is refused, with what would be right", async (yaml, words) => {
    expect(await refused(yaml)).toContain(words);
  });

  test.each([
    ["weekly mon 10:00", { weekday: "mon", time: "10:00" }],
    ["Weekly Monday 09:30", { weekday: "mon", time: "09:30" }],
    ["daily 08:00", { weekday: null, time: "08:00" }],
    ["never", null],
  ])("self_test: %s", async (written, plan) => {
    expect((await load(`self_test: ${written}`)).selfTest).toEqual(plan);
  });
});
