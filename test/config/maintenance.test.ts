import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { defaultMaintenance } from "../../src/domain/maintenance/terms.ts";

const load = async (yaml: string) => {
  const cwd = mkdtempSync(join(tmpdir(), "sitrep-config-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(join(cwd, "sitrep.yml"), `components: [Gateway, Keystore]\nmaintenance:\n${yaml}`);
  return (await loadConfig({ cwd, env: {} })).terms.maintenance;
};
const recurring = (own: string) =>
  `  recurring:\n    - { what: Cleaning, components: [Keystore], impact: none, at: "02:00", for: 1h, ${own} }\n`;

test("without a word of it, notice is 48 h and nothing recurs", async () => {
  expect(await load("  {}")).toEqual(defaultMaintenance);
});

test("a window that recurs is read with its zone, and named by what is done", async () => {
  expect(
    await load(
      `  notice: 24 h\n  announce_ahead: 30 h\n  remind_before_end: never\n${recurring("rule: freq=weekly;byday=su, zone: Europe/Berlin")}`,
    ),
  ).toEqual({
    noticeMs: 24 * 3_600_000,
    aheadMs: 30 * 3_600_000,
    remind: { beforeStartMs: 3_600_000, beforeEndMs: null },
    recurring: [
      {
        name: "Cleaning",
        what: "Cleaning",
        components: ["Keystore"],
        impact: "none",
        rule: "FREQ=WEEKLY;BYDAY=SU",
        from: "2024-01-01",
        at: "02:00",
        zone: "Europe/Berlin",
        lengthMs: 3_600_000,
      },
    ],
  });
});

test.each([
  ["  announce_ahead: 24 h", "It is shorter than notice"],
  [recurring("rule: FREQ=HOURLY"), '"FREQ=HOURLY" cannot be read'],
  [recurring("rule: FREQ=DAILY;BYHOUR=3"), '"BYHOUR" cannot be part of a rule'],
  [recurring("rule: BYDAY=SU"), "does not say how often"],
  [recurring("rule: FREQ=WEEKLY;BYDAY=XX"), '"BYDAY=XX" cannot be read'],
  [recurring("rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"), "must say which: set from"],
  [recurring("rule: FREQ=MONTHLY"), "must say which: set from"],
  [recurring("rule: FREQ=DAILY").replace("[Keystore]", "[Keystor]"), 'Did you mean "Keystore"?'],
  [recurring("rule: FREQ=DAILY").replace("[Keystore]", "[]"), "A window needs components."],
  [
    recurring("rule: FREQ=DAILY") + recurring("rule: FREQ=DAILY").replace("  recurring:\n", ""),
    "another window of the name",
  ],
  [recurring("rule: FREQ=DAILY, impact: lots").replace("impact: none, ", ""), "is not known; use none"],
  ["  remind_before_start: soon", "remind_before_start"],
])("%s is refused with what is wrong", async (yaml, why) => {
  await expect(load(yaml)).rejects.toThrow(why);
});

test("what counts from a day is fine once it says which", async () => {
  expect((await load(recurring("rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=SU, from: 2026-01-04"))).recurring[0]?.from).toBe(
    "2026-01-04",
  );
});
