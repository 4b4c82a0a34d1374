import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/config/mistakes.ts";
import { defaultPolicy } from "../../src/domain/policy.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "config-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(join(cwd, name), text);
const load = (env: Record<string, string> = {}, sources?: string[]) =>
  loadConfig({ env, cwd, sources: sources?.map((name) => ({ name })) });

async function configured(yaml: string, env: Record<string, string> = {}, sources?: string[]) {
  await write("sitrep.yml", yaml);
  return load(env, sources);
}

/** What is wrong with a configuration, without the first and the last line. */
async function wrongs(yaml: string | null, env: Record<string, string> = {}, sources?: string[]): Promise<string[]> {
  if (yaml !== null) await write("sitrep.yml", yaml);
  const error = await load(env, sources).then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message
    .split("\n")
    .slice(1, -1)
    .map((line) => line.trim());
}

const socket = { SLACK_BOT_TOKEN: "xoxb-hunter2", SLACK_APP_TOKEN: "xapp-hunter2" };
const http = { SLACK_BOT_TOKEN: "xoxb-hunter2", SLACK_SIGNING_SECRET: "hunter2" };

describe("without a file", () => {
  test("everything has the value of the contract, and the workspace is the local one", async () => {
    const config = await load();
    expect(config.file).toBeNull();
    expect(config.server).toEqual({
      host: "127.0.0.1",
      port: 8080,
      statusPort: 8090,
      url: "http://127.0.0.1:8080",
      dataDir: join(cwd, "data"),
      databaseUrl: null,
      apiToken: null,
      logLevel: "info",
    });
    expect(config.slack).toEqual({
      delivery: "socket",
      tokens: null,
      announcements: "incidents",
      command: "/incident",
      aliases: [],
    });
    expect(config.local).toMatchObject({ port: 3000, url: null, clockSpeed: 1 });
    expect(config.terms.rota).toEqual({ primary: "bob", secondary: "carol", escalation: [] });
    expect(config.terms.components.map(({ name }) => name)).toContain("Keystore (active keys)");
    expect(config.terms.channelName).toBe("inc-{date}-{slug}");
  });

  test("the policy is the one that ships", async () => {
    const { calendar, ...policy } = (await load()).terms.policy;
    const { calendar: shipped, ...rest } = defaultPolicy;
    expect(policy).toEqual(rest);
    expect(calendar.settings).toEqual(shipped.settings);
  });

  test("critical declares a SEV1, error proposes a SEV2, warning a SEV3, the rest is listed", async () => {
    const { alertRules } = (await load()).terms;
    const named = ["critical", "error", "warning", "anything else"];
    const last = alertRules.filter(({ name }) => named.includes(name));
    expect(last.map(({ match, outcome, severity }) => [match, outcome, severity])).toEqual([
      [{ level: "critical" }, "declare", "SEV1"],
      [{ level: "error" }, "propose", "SEV2"],
      [{ level: "warning" }, "propose", "SEV3"],
      [{}, "list", null],
    ]);
  });

  test("it is frozen all the way down", async () => {
    const config = await load();
    expect(() => Object.assign(config.server, { port: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.terms.policy.severities.SEV1, { published: false })).toThrow(TypeError);
    expect(() => config.terms.components.push({ name: "x", internal: false })).toThrow(TypeError);
  });
});

describe("the environment", () => {
  test("wins over the file", async () => {
    const config = await configured("server: { port: 1111, status_port: 2222 }", { SITREP_PORT: "3333" });
    expect([config.server.port, config.server.statusPort]).toEqual([3333, 2222]);
  });

  test("counts an empty variable as none", async () => {
    const config = await configured("server: { port: 1111 }", { SITREP_PORT: "", SLACK_BOT_TOKEN: "" });
    expect(config.server.port).toBe(1111);
    expect(config.local).not.toBeNull();
  });

  test("is named when its value is wrong", async () => {
    expect(await wrongs(null, { SITREP_PORT: "80a" })).toEqual([
      'SITREP_PORT server.port: "80a" is not a port; use a number from 0 to 65535 (0 = any free one).',
    ]);
  });

  test("is known to be Kubernetes speaking when it is", async () => {
    expect((await wrongs(null, { SITREP_PORT: "tcp://10.0.0.1:8080" }))[0]).toContain("enableServiceLinks: false");
  });

  test("tells of a variable that nothing reads, and not of what Kubernetes adds", async () => {
    const { strays } = await load({
      SITREP_PROT: "1",
      SITREP_SERVICE_HOST: "10.0.0.1",
      SITREP_PORT_8080_TCP: "x",
      SITREP_CRASH_AT: "",
    });
    expect(strays).toEqual([
      "SITREP_PROT is set, but there is no such setting; it changes nothing. Did you mean SITREP_PORT?",
    ]);
  });

  test("fills ${NAME} in a value, and leaves $${ alone", async () => {
    const config = await configured("status_page: { name: 'A ${WORD} $${WORD}' }\nserver: { port: '${PORT}' }", {
      WORD: "b",
      PORT: "99",
    });
    expect(config.statusPage.name).toBe("A b ${WORD}");
    expect(config.server.port).toBe(99);
  });

  test("is asked for a variable that is missing", async () => {
    expect(await wrongs("status_page:\n  name: ${WORD}")).toEqual([
      "sitrep.yml:2:9 status_page.name: The environment has no WORD; set it, or write the value here.",
    ]);
  });

  test("is not quoted when it filled a wrong value", async () => {
    const [said] = await wrongs("reminders: { snooze: '${SECRET}' }", { SECRET: "hunter2" });
    expect(said).toContain("reminders.snooze");
    expect(said).not.toContain("hunter2");
  });
});

describe("the file", () => {
  test("is named by SITREP_CONFIG, and its folder is where its data folder is", async () => {
    await write("other.yml", "server: { data_dir: here }");
    const config = await load({ SITREP_CONFIG: "other.yml" });
    expect(config.file).toBe(join(cwd, "other.yml"));
    expect(config.server.dataDir).toBe(join(cwd, "here"));
  });

  test("must be there when it is named", async () => {
    expect((await wrongs(null, { SITREP_CONFIG: "gone.yml" }))[0]).toMatch(
      /^SITREP_CONFIG: The file .*gone\.yml cannot be read \(ENOENT\)\.$/,
    );
  });

  test.each(["", "# nothing yet\n", "server:\n", "slack:\n  aliases:\n"])(
    "may be as good as empty: %j",
    async (yaml) => {
      expect((await configured(yaml)).server.port).toBe(8080);
    },
  );

  test("that is no YAML is told with its line, once", async () => {
    const said = await wrongs("server:\n  port: [1\n");
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^sitrep\.yml:\d+:\d+: This is not YAML: /);
  });

  test.each(["- a\n- b\n", "just words"])("that is no group of settings is refused: %j", async (yaml) => {
    expect((await wrongs(yaml))[0]).toContain("sitrep.yml:1:1: The file must hold settings by name");
  });

  test("a name that is there twice is refused", async () => {
    expect((await wrongs("server: { port: 1 }\nserver: { port: 2 }"))[0]).toMatch(/^sitrep\.yml:2:1: .*unique/i);
  });

  test("an alias that holds itself ends", async () => {
    expect((await wrongs("components: &a [*a]")).length).toBeGreaterThan(0);
  });
});

describe("a mistake", () => {
  test("is told with all the others, in the order of the file", async () => {
    const said = await wrongs(
      [
        "servr: { port: 1 }",
        "server:",
        "  port: 99999",
        "severities:",
        "  SEV1: { acknowledge: soon, overal: x }",
        "calendar: { zone: Europe/Berln }",
      ].join("\n"),
    );
    expect(said).toEqual([
      'sitrep.yml:1:1 servr: There is no such setting. Did you mean "server"?',
      'sitrep.yml:3:9 server.port: "99999" is not a port; use a number from 0 to 65535 (0 = any free one).',
      expect.stringMatching(/^sitrep\.yml:5:24 severities\.SEV1\.acknowledge: "soon" is not a length of time/),
      'sitrep.yml:5:30 severities.SEV1.overal: There is no such setting. Did you mean "overall"?',
      'sitrep.yml:6:19 calendar.zone: "Europe/Berln" is not a time zone; name one like Europe/Berlin or UTC. Did you mean "Europe/Berlin"?',
    ]);
  });

  test.each([
    ["slack: 5", "slack: It must be a group of settings"],
    ["slack: { command: in cident }", "cannot be a Slack command"],
    ["slack: { announcements: 'Big Channel' }", "cannot be a channel"],
    [
      "slack: { channel_name: 'inc-{slgu}' }",
      'There is no {slgu} in a channel\'s name; use {date}, {slug}, {number}, {severity}. Did you mean "slug"?',
    ],
    ["slack: { channel_name: incident }", "gives all channels one name"],
    ["slack: { channel_name: 'Inc {slug}' }", "cannot be a channel's name"],
    ["slack: { aliases: [/inc, inc] }", "/inc is there twice"],
    ["calendar: { hours: { from: '17:00', to: '09:00' } }", "must begin before they end"],
    ["calendar: { weekdays: [] }", "There must be a day to work on"],
    ["calendar: { weekdays: [funday] }", "is not a weekday"],
    ["calendar: { holidays: [2026-02-30] }", "is not a date"],
    ["severities: { SEV3: { update_every: { within: 4 h, in: busines } } }", "{ within: 4 h, in: business }"],
    ["severities: { SEV3: { paging: alwys } }", 'use always, business-hours, queue. Did you mean "always"?'],
    ["severities: { SEV3: { published: maybe } }", "neither true nor false"],
    ["reminders: { heads_up_share: 180 % }", "is not a share"],
    ["reminders: { heads_up_least: 1 h }", "It is longer than heads_up_most"],
    ["components: [A, a]", 'The component "a" is there twice'],
    ["components: [{ nam: A }]", "It must be a name, or"],
    ["permissions: { publish: [] }", "It must be everyone, or a list of roles"],
    ["links: { sla_url: example }", "is not an address"],
    ["alerts: { rules: [{ outcome: declare }] }", "A rule that can declare an incident needs a severity"],
    [
      "alerts: { rules: [{ outcome: list, component: Gatway }], window: 5 min }\ncomponents: [Gateway]",
      'There is no component "Gatway". Did you mean "Gateway"?',
    ],
    ["alerts: { rules: { outcome: list } }", "It must be a list of rules"],
    ["local: { clock_speed: 0 }", "is not a number from"],
    ["local: { users: [Big Bob] }", "It must be a name in lower case"],
    [
      "sources: { alertmanager: {} }",
      "It needs a token, a secret, a header or a username with a password; or open: true",
    ],
    ["sources: { alertmanager: { open: true, token: x } }", "It is open and has a secret"],
    ["sources: { alertmanager: { username: x, token: y } }", "go together"],
    ["sources: { alertmanger: { open: true } }", 'There is no such source. Did you mean "alertmanager"?'],
    ["sources: { alertmanager/eu/west: { open: true } }", "There is no such source."],
    ["server: { api_token: 'two words' }", "holds a space"],
  ])("%s", async (yaml, sentence) => {
    const said = await wrongs(yaml, {}, ["alertmanager", "grafana"]);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(sentence);
    expect(said[0]).toMatch(/^sitrep\.yml:\d+:\d+ /);
  });
});

describe("what is configured", () => {
  test("arrives in the policy", async () => {
    const { policy } = (
      await configured(`
        severities:
          SEV1: { acknowledge: 5 min, overall: unchanged }
          SEV3: { update_every: { within: 4 h, in: business } }
        reminders: { snooze: 20 min, overdue_share: 50 % }
        calendar: { zone: Europe/Berlin, weekdays: [monday, tue], holidays: [2026-12-25] }
        post_mortem: { due: 3 business days }
      `)
    ).terms;
    expect(policy.severities.SEV1).toMatchObject({
      acknowledge: { kind: "elapsed", ms: 300_000 },
      overall: null,
      published: true,
    });
    expect(policy.severities.SEV3.updateEvery).toEqual({ kind: "business-time", ms: 4 * 3_600_000 });
    expect(policy.snoozeMs).toBe(1_200_000);
    expect(policy.reminders.overdueEveryShare).toBe(0.5);
    expect(policy.postMortem).toEqual({ kind: "business-days", days: 3 });
    expect(policy.calendar.settings).toMatchObject({
      zone: "Europe/Berlin",
      weekdays: ["mon", "tue"],
      holidays: ["2026-12-25"],
    });
  });

  test("arrives in who may, who is called, and what is linked", async () => {
    const { terms, sources } = await configured(`
      permissions: { publish: [lead, comms, U012AB3CD], sign_off: everyone }
      rota: { primary: "@dave" }
      links: { sla_url: https://example.com/sla/ }
      slack: { announcements: "#alarm", aliases: inc }
      sources: { alertmanager: { username: a, password: b } }
    `);
    expect(terms.permissions.publish).toEqual({ everyone: false, roles: ["lead", "comms"], people: ["U012AB3CD"] });
    expect(terms.permissions["sign-off"]).toEqual({ everyone: true });
    expect(terms.rota).toEqual({ primary: "dave", secondary: null, escalation: [] });
    expect(terms.links.sla).toBe("https://example.com/sla");
    expect(sources.alertmanager).toMatchObject({ open: false, username: "a" });
    expect(sources.alertmanager?.password?.reveal()).toBe("b");
  });
});

test("a second sender of one kind has a path of its own", async () => {
  const yaml = "sources: { alertmanager: { token: a }, alertmanager/eu: { token: b } }";
  const { sources } = await configured(yaml, {}, ["alertmanager"]);
  expect(Object.keys(sources)).toEqual(["alertmanager", "alertmanager/eu"]);
});

describe("Slack's credentials", () => {
  test("bring Socket Mode, or HTTP, by what is there", async () => {
    expect((await load(socket)).slack.delivery).toBe("socket");
    expect((await load(http)).slack.delivery).toBe("http");
    expect((await load({ ...socket, ...http })).slack.delivery).toBe("socket");
    expect((await load({ ...socket, ...http, SITREP_SLACK_MODE: "http" })).slack.delivery).toBe("http");
    expect((await load({ SITREP_SLACK_MODE: "http" })).slack).toMatchObject({ delivery: "http", tokens: null });
  });

  test("leave no local workspace, and nobody on call by default", async () => {
    const config = await load(socket);
    expect(config.local).toBeNull();
    expect(config.terms.rota.primary).toBeNull();
    expect(config.slack.tokens?.bot.reveal()).toBe("xoxb-hunter2");
  });

  test.each([
    [{ SLACK_BOT_TOKEN: "xoxb-1" }, "SLACK_APP_TOKEN is missing: Socket Mode needs"],
    [{ SLACK_APP_TOKEN: "xapp-1" }, "SLACK_BOT_TOKEN is missing beside it"],
    [
      { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1", SITREP_SLACK_MODE: "http" },
      "SLACK_SIGNING_SECRET is missing",
    ],
    [
      { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "x", SITREP_SLACK_MODE: "socket" },
      "SLACK_APP_TOKEN is missing",
    ],
    [
      { SLACK_BOT_TOKEN: "xapp-hunter2", SLACK_APP_TOKEN: "xapp-1" },
      "An app-level token (xapp-…) was given; this is the place for the bot token",
    ],
    [{ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "hunter2" }, "Something else than a Slack token was given"],
    [{ ...socket, SITREP_CLOCK_SPEED: "60" }, "A faster clock is only for the local workspace"],
    [
      { ...socket, SITREP_LOCAL_URL: "http://127.0.0.1:3000" },
      "It asks for the local workspace, but there are Slack tokens too",
    ],
    [{ SITREP_LOCAL: "off" }, "There is no Slack to talk to"],
    [{ SITREP_LOCAL_URL: "http://127.0.0.1:3000", SITREP_CLOCK_SPEED: "60" }, "An attached workspace owns the clock"],
  ])("%j is refused", async (env, sentence) => {
    const said = await wrongs(null, env as Record<string, string>);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(sentence);
    expect(said[0]).not.toContain("hunter2");
  });

  test("without any of them, a signing secret alone is half of a workspace", async () => {
    expect(await wrongs(null, { SLACK_SIGNING_SECRET: "x" })).toHaveLength(2);
  });

  test("an attached workspace counts as asked for", async () => {
    const config = await load({ SITREP_LOCAL: "off", SITREP_LOCAL_URL: "http://127.0.0.1:3999" });
    expect(config.local?.url).toBe("http://127.0.0.1:3999");
  });
});

describe("a secret", () => {
  test("is never printed", async () => {
    const config = await load({ ...socket, SITREP_API_TOKEN: "hunter2", DATABASE_URL: "postgres://u:hunter2@h/d" });
    expect(`${inspect(config, { depth: 9 })}${JSON.stringify(config)}`).not.toContain("hunter2");
    expect(config.server.databaseUrl?.reveal()).toBe("postgres://u:hunter2@h/d");
  });

  test("comes from a file, named by the file or by the environment", async () => {
    await write("bot", "xoxb-from-a-file\n");
    await write("app", "xapp-from-a-file\n");
    const config = await configured("slack: { bot_token_file: bot }", { SLACK_APP_TOKEN_FILE: join(cwd, "app") });
    expect(config.slack.tokens?.bot.reveal()).toBe("xoxb-from-a-file");
    expect(config.slack.tokens?.app?.reveal()).toBe("xapp-from-a-file");
  });

  test("whose file is not there is told", async () => {
    expect((await wrongs("slack:\n  bot_token_file: gone"))[0]).toMatch(
      /^sitrep\.yml:2:19 slack\.bot_token: The file .*gone cannot be read/,
    );
    expect((await wrongs("", { SLACK_APP_TOKEN_FILE: "gone" }))[0]).toMatch(
      /^SLACK_APP_TOKEN_FILE slack\.app_token: The file/,
    );
  });

  test("that is given twice is refused", async () => {
    expect((await wrongs("slack: { bot_token: xoxb-1, bot_token_file: bot }"))[0]).toContain(
      "bot_token and bot_token_file are both set",
    );
    expect((await wrongs("", { SLACK_BOT_TOKEN: "a", SLACK_BOT_TOKEN_FILE: "b" }))[0]).toContain(
      "SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set",
    );
  });
});
