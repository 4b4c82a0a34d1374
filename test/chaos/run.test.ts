import { describe, expect, test } from "vitest";
import type { ChaosOptions, ChaosResult } from "../../scripts/chaos/run.ts";
import { runChaos } from "../../scripts/chaos/run.ts";

/** Longer than a run takes on a busy machine by far; nothing here is judged by its time (decisions.md 31). */
const patienceMs = 400_000;

const play = (options: Partial<ChaosOptions>): Promise<ChaosResult> =>
  runChaos({
    kills: 20,
    seed: 20_261_121,
    store: "sqlite",
    replicas: 1,
    askBeforeRepeat: true,
    keep: false,
    say: () => {},
    inTests: true,
    ...options,
  });

/** How many things a check looked at. */
const looked = ({ checks }: ChaosResult, what: RegExp) => checks.find((check) => what.test(check.what))?.looked ?? 0;

describe.each([
  { store: "sqlite", replicas: 1 },
  { store: "postgres", replicas: 3 },
] as const)("twenty kills of $replicas on $store", ({ store, replicas }) => {
  test("lose nothing that was answered and double nothing that was sent", { timeout: patienceMs }, async () => {
    const result = await play({ store, replicas });
    expect(result.violations).toEqual([]);
    // and there was something to lose
    expect(result.deaths).toMatchObject({ "at random": 20, "in-migration": 1 });
    expect(looked(result, /^webhooks answered/)).toBeGreaterThan(50);
    expect(looked(result, /^deeds answered/)).toBeGreaterThan(5);
    expect(looked(result, /^messages of ours/)).toBeGreaterThan(10);
  });
});

test("without asking before a repeat, messages stand twice", { timeout: patienceMs }, async () => {
  const { violations } = await play({ kills: 8, askBeforeRepeat: false });
  expect(violations.join("\n")).toContain("doubled");
});
