import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkConfig } from "../../src/config/check.ts";
import { loadConfig } from "../../src/config/load.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "check-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function found(yaml: string, env: Record<string, string> = {}) {
  // In a real workspace everybody has a pager and a heartbeat here; pager-check.test.ts is about those who have not.
  const named = yaml.includes("status_page:") ? yaml : `${yaml}\n${page}`;
  await writeFile(join(cwd, "sitrep.yml"), env.SLACK_BOT_TOKEN ? `${named}\n${awake}` : yaml);
  return checkConfig(await loadConfig({ env, cwd }));
}

const page = "status_page: { url: https://status.example.com }\n";
const awake = "pagers: [{ use: pagerduty, routing_key: x }]\nheartbeat: { url: https://hc-ping.com/x }\n";
const sla = "links: { sla_url: https://example.com/sla }\n";
const slack = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };
const real = `${sla}rota: { primary: U012AB3CD, secondary: U045EF6GH }\n`;
const source = "sources: { alertmanager: { token: x } }\n";

describe("sitrep check", () => {
  test("has nothing to say of a configuration that is all there", async () => {
    expect(await found(sla)).toEqual([]);
    expect(await found(real + source, slack)).toEqual([]);
  });

  test.each<[string, string, Record<string, string>, string, string]>([
    ["no place to claim credits", "", {}, "links.sla_url", "leave out where to claim"],
    [
      "two listeners on one port",
      `${sla}server: { status_port: 8080 }`,
      {},
      "server.status_port",
      "It is the port of server.port too",
    ],
    ["the workspace on a port that is taken", sla, { SITREP_LOCAL_PORT: "8080" }, "local.port", "server.port"],
    [
      "mails to subscribers that lead nowhere",
      `${sla}subscriptions: { smtp: { host: mail.example.com }, from: a@example.com }`,
      {},
      "status_page.url",
      "which nobody else reaches",
    ],
    [
      "webhooks to subscribers that lead nowhere",
      `${real + source}status_page: {}`,
      slack,
      "status_page.url",
      "Webhooks to subscribers would lead to http://127.0.0.1:8090",
    ],
    [
      "the page under the name of the service",
      `${real + source}status_page: { url: https://acme.example/status, links: [{ text: Acme, url: https://acme.example/ }] }`,
      slack,
      "status_page.url",
      'shares the host name acme.example with what its link "Acme" leads to',
    ],
    [
      "mails that no mailbox makes a button of",
      `${sla}status_page: { url: "http://status.example.com" }\nsubscriptions: { smtp: { host: mail.example.com }, from: a@example.com }`,
      {},
      "status_page.url",
      "only at an https address",
    ],
    [
      "a mail server far away without encryption",
      `${sla}status_page: { url: "https://status.example.com" }\nsubscriptions: { smtp: { host: mail.example.com, tls: none }, from: a@example.com }`,
      {},
      "subscriptions.smtp.tls",
      "in the clear",
    ],
    [
      "strangers who may reach the network",
      `${real + source}subscriptions: { allow_private: true }`,
      slack,
      "subscriptions.allow_private",
      "on your own network",
    ],
    ["nobody on call", sla + source, slack, "rota.primary", "Nobody is on call"],
    ["no secondary", `${sla}rota: { primary: bob }`, {}, "rota.secondary", "goes no further"],
    ["one person twice", `${sla}rota: { primary: bob, secondary: bob }`, {}, "rota.secondary", "the same person"],
    [
      "people by name in a real workspace",
      `${sla + source}rota: { primary: bob, secondary: U045EF6GH }`,
      slack,
      "rota",
      "bob is looked up by name",
    ],
    ["no source in a real workspace", real, slack, "sources", "alerts are refused"],
    [
      "an open source in a real workspace",
      `${real}sources: { alertmanager: { open: true } }`,
      slack,
      "sources.alertmanager.open",
      "Anybody",
    ],
    [
      "open sources for the whole network",
      sla,
      { SITREP_HOST: "0.0.0.0", SITREP_URL: "http://10.0.0.1" },
      "server.host",
      "can be reached from outside",
    ],
    [
      "page and admin side under one name",
      `${real + source}status_page: { url: https://ops.example.com:444 }`,
      { ...slack, SITREP_URL: "https://ops.example.com" },
      "status_page.url",
      "shares the host name ops.example.com",
    ],
    [
      "HTTP mode where Slack cannot reach",
      real + source,
      { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "s" },
      "server.url",
      "Slack cannot send to",
    ],
    [
      "a public severity without a first update",
      `${sla}severities: { SEV3: { first_update: never } }`,
      {},
      "severities.SEV3.first_update",
      "published",
    ],
    [
      "a rule that hides the others",
      `${sla}alerts: { rules: [{ name: all, outcome: list }, { include: shipped }] }`,
      {},
      "alerts.rules",
      'The rule "all" matches every alert',
    ],
    ["no rules", `${sla}alerts: { rules: [] }`, {}, "alerts.rules", "only listed"],
    ["a short memory", `${sla}retention: { seen: 1 h }`, {}, "retention.seen", "done twice"],
    ["a variable that nothing reads", sla, { SITREP_PROT: "1" }, "environment", "SITREP_PROT is set"],
  ])("%s", async (_, yaml, env, setting, sentence) => {
    const findings = await found(yaml, env);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.setting).toBe(setting);
    expect(findings[0]?.finding).toContain(sentence);
  });

  test("says nothing of links to the page itself, or of webhooks that nobody can ask for", async () => {
    const links = "links: [{ text: History, url: https://status.example.com/history }]";
    expect(await found(`${real + source}status_page: { url: https://status.example.com, ${links} }`, slack)).toEqual(
      [],
    );
    expect(await found(`${real + source}status_page: {}\nsubscriptions: { webhooks: false }`, slack)).toEqual([]);
  });

  test("free ports are never the same", async () => {
    expect(await found(sla, { SITREP_PORT: "0", SITREP_STATUS_PORT: "0", SITREP_LOCAL_PORT: "0" })).toEqual([]);
  });
});
