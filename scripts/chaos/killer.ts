import { statSync } from "node:fs";
import type { CrashPoint } from "../../src/base/crash.ts";
import type { Chance } from "./chance.ts";
import { cutPower } from "./power-cut.ts";
import { type Doom, type Program, pause } from "./program.ts";

/** How processes died so far, by manner. */
export type Deaths = Record<string, number>;

export interface KillerParts {
  programs: readonly Program[];
  /** How many are killed at random moments; the named points and the power cuts come on top. */
  kills: number;
  /** SQLite's file; null on PostgreSQL, whose power is not ours to cut. */
  file: string | null;
  /** When anything last left the program, in machine time, ms. */
  heardAt(): number;
  chance: Chance;
  say(line: string): void;
}

/** The points that are visited while it runs, in the order they are taken in turn. `in-migration` was met at the very start. */
const points: CrashPoint[] = ["before-commit", "after-commit", "after-send", "in-shutdown"];
/** Every so many random kills, one named point is taken. */
const pointEvery = 5;
const cutEvery = 8;
/** A program that dies at the start so many times in a row does not do so by chance. */
const mostStarts = 5;
/** The longest a program lives before it is killed, ms after it was ready. Short lives are the rule. */
const longestLifeMs = 2_400;
/** A point that is not visited by then is not waited for any longer, ms. */
const mostWaitMs = 10_000;
/** Commits come many a second, sends seldom: how late the fatal visit may be. */
const latestVisit: Record<CrashPoint, number> = {
  "before-commit": 25,
  "after-commit": 25,
  "after-send": 4,
  "in-shutdown": 1,
  "in-migration": 1,
};

/** Kills one program at a time, over and over, and starts it again at once. Resolves when all of them are up after the last kill. */
export async function killAll({ programs, kills, file, heardAt, chance, say }: KillerParts): Promise<Deaths> {
  const deaths: Deaths = {};
  const died = (manner: string) => {
    deaths[manner] = (deaths[manner] ?? 0) + 1;
  };
  let point = 0;

  for (let kill = 1; kill <= kills; kill++) {
    const victim = programs[chance.int(0, programs.length - 1)] as Program;
    await killAtRandom(victim);
    if (kill % pointEvery === 0) await killAt(victim, points[point++ % points.length] as CrashPoint);
    if (file && kill % cutEvery === 0) await cut(victim, file);
    if (kill % 10 === 0 || kill === kills) say(`${kill} of ${kills} kills`);
  }
  return deaths;

  async function killAtRandom(victim: Program): Promise<void> {
    await pause(chance.next() ** 2 * longestLifeMs);
    await end(victim);
    const early = chance.often(0.1);
    died("at random");
    if (!early) return up(victim);
    // Also while it is starting.
    const started = victim.start();
    await pause(chance.int(20, 900));
    await end(victim);
    await started;
    await up(victim);
  }

  async function killAt(victim: Program, named: CrashPoint): Promise<void> {
    await end(victim);
    const doom: Doom = { point: named, visit: chance.int(1, latestVisit[named]) };
    if (await victim.start(doom)) {
      if (named === "in-shutdown") {
        await pause(chance.int(0, longestLifeMs));
        victim.signal("SIGTERM");
      }
      await victim.gone(mostWaitMs);
    }
    died(victim.pid() === null ? named : `waiting for ${named}`);
    await end(victim);
    await up(victim);
  }

  async function cut(victim: Program, database: string): Promise<void> {
    await pause(chance.int(100, longestLifeMs));
    await untilWritten(`${database}-wal`);
    victim.signal("SIGSTOP");
    await hearAll();
    died(`power cut, ${cutPowerOf(database)}`);
    await end(victim);
    await up(victim);
  }

  function cutPowerOf(database: string): string {
    return cutPower(database, heardAt(), chance);
  }

  async function up(victim: Program): Promise<void> {
    for (let tries = 0; !(await victim.start()); tries++) {
      if (tries === mostStarts) throw new Error(`${victim.name} does not start any more; its log says why.`);
      await pause(10);
    }
  }
}

async function end(victim: Program): Promise<void> {
  victim.signal("SIGKILL");
  await victim.gone();
}

/**
 * What a stopped process had said by then arrives: on a busy machine a timer may ring before what lies in the sockets was
 * looked at, so they are looked at again and again.
 */
async function hearAll(): Promise<void> {
  for (let looks = 0; looks < 20; looks++) {
    await pause(10);
    await new Promise<void>((heard) => setImmediate(heard));
  }
}

/** The moment after a write: here a power cut hurts most. */
async function untilWritten(log: string): Promise<void> {
  const before = writtenAt(log);
  for (let looks = 0; looks < 500 && writtenAt(log) === before; looks++) await pause(1);
}

function writtenAt(log: string): number {
  return statSync(log, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
