import { expect } from "vitest";
import { type ChaosOptions, type ChaosResult, runChaos } from "../../scripts/chaos/run.ts";

/** Longer than a run takes on a busy machine by far; nothing here is judged by its time (decisions.md 31). */
export const patienceMs = 500_000;

/** Enough to die in the middle of everything, at a named point and by a power cut; `npm run chaos` takes longer. */
const kills = 2;

/** A run of `npm run chaos`, on the PostgreSQL of the tests where it needs one. */
export function play(options: Partial<ChaosOptions>): Promise<ChaosResult> {
  return runChaos({
    kills,
    seed: 20_261_121,
    store: "sqlite",
    replicas: 1,
    askBeforeRepeat: true,
    keep: false,
    say: () => {},
    inTests: true,
    ...options,
  });
}

/** Nothing was lost or doubled, and there was something to lose. */
export function expectAllIsWell({ violations, deaths, checks, folder }: ChaosResult): void {
  expect(violations, `data and logs are in ${folder}`).toEqual([]);
  expect(deaths).toMatchObject({ "at random": kills, "in-migration": 1 });
  const looked = (what: RegExp) => checks.find((check) => what.test(check.what))?.looked ?? 0;
  for (const what of [
    /^webhooks answered/,
    /^deeds answered/,
    /^messages of ours/,
    /^pages that rang/,
    /^storms, each one incident/,
    /^subscribers, each told of every update/,
  ])
    expect(looked(what), what.source).toBeGreaterThan(0);
}
