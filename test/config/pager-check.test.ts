import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { pagerFindings } from "../../src/config/pager-check.ts";
import { pagerKinds } from "../../src/paging.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "pager-check-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const real = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1", SITREP_URL: "https://sitrep.example.com" };
const rota = "rota: { primary: U012AB3CD, secondary: U045EF6GH }\nheartbeat: { url: https://hc-ping.com/x }\n";

async function found(yaml: string, env: Record<string, string> = real) {
  await writeFile(join(cwd, "sitrep.yml"), yaml);
  const config = await loadConfig({ env, cwd, pagers: await pagerKinds() });
  return pagerFindings(config).map(({ setting, finding }) => `${setting}: ${finding}`);
}

describe("the check of the pagers", () => {
  test("has nothing to say where somebody is woken and Sitrep is watched", async () => {
    expect(await found(`${rota}pagers: [{ use: pagerduty, routing_key: x }]`)).toEqual([]);
    expect(await found("", {})).toEqual([]);
  });

  test.each([
    ["Slack alone for a SEV1", rota, "cannot ring through do-not-disturb. Add a pager"],
    [
      "a pager that is not for a SEV1",
      `${rota}pagers: [{ use: pagerduty, routing_key: x, severities: [SEV2] }]`,
      "cannot ring through do-not-disturb. Add a pager",
    ],
    [
      "pagers that do not ring",
      `${rota}pagers: [{ use: email, host: m, from: a@b.c, to: d@e.f }]`,
      "No pager for a SEV1 can ring through do-not-disturb: email cannot",
    ],
    [
      "ntfy alone",
      `${rota}pagers: [{ use: ntfy, url: https://ntfy.example.com, topic: t }]`,
      "does not say whether anybody got the message",
    ],
    [
      "somebody without an address",
      `${rota}pagers: [{ use: ntfy, people: { U012AB3CD: t } }, { use: sms, account_sid: AC00000000000000000000000000000000, auth_token: t, from: "+1", people: { U012AB3CD: "+2" } }]`,
      "No pager has an address for U045EF6GH",
    ],
    [
      "somebody without an address who takes turns",
      "rota: { layers: [{ people: [U012AB3CD, U078IJ9KL], start: 2026-01-05 }] }\npagers: [{ use: sms, account_sid: AC00000000000000000000000000000000, auth_token: t, from: '+1', people: { U012AB3CD: '+2' } }]",
      "No pager has an address for U078IJ9KL",
    ],
    ["nobody who watches", "pagers: [{ use: pagerduty, routing_key: x }]", "Nobody notices when Sitrep itself is gone"],
  ])("finds %s", async (_, yaml, words) => {
    expect((await found(yaml)).join("\n")).toContain(words);
  });

  test("finds links that no phone can follow", async () => {
    const { SITREP_URL: _, ...without } = real;
    const both =
      "pagers: [{ use: pagerduty, routing_key: x }, { use: webhook, url: https://x.example.com, secret: s }]";
    expect((await found(rota + both, without)).join()).toContain("no link to acknowledge");
    expect(await found(rota + both)).toEqual([]);
  });
});
