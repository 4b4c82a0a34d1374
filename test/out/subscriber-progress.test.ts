import { beforeEach, expect, test } from "vitest";
import { openProgress, type ProgressKeeper } from "../../src/out/subscriber-progress.ts";
import { type StoryClock, storyClock } from "../kit/clock.ts";

let clock: StoryClock;
let written: string[][];
let trouble: Error | null;
let keeper: ProgressKeeper;

beforeEach(() => {
  clock = storyClock(0);
  [written, trouble] = [[], null];
  const write = async (items: readonly { id: string; told: number }[]) => {
    if (trouble) throw trouble;
    written.push(items.map(({ id, told }) => `${id} ${told}`));
  };
  keeper = openProgress(write, { clock, everyMs: 100 });
});

const note = (id: string, told: number) => keeper.note({ id, told, recovered: false });
const pass = (ms: number) => clock.passTo(clock.now() + ms, () => new Promise((turn) => setImmediate(turn)));

test("what comes within a moment is written together, the newest of each", async () => {
  note("a", 1);
  note("b", 1);
  note("a", 2);
  await pass(99);
  expect(written).toEqual([]);
  await pass(1);
  expect(written).toEqual([["a 2", "b 1"]]);
  note("b", 2);
  await pass(100);
  await pass(1_000);
  expect(written).toEqual([["a 2", "b 1"], ["b 2"]]);
});

test("the rest is written at the end, once, and nothing rings afterwards", async () => {
  note("a", 1);
  await keeper.flush();
  await keeper.flush();
  await pass(1_000);
  expect(written).toEqual([["a 1"]]);
});

test("what cannot be written is said at once, and at the end", async () => {
  trouble = new Error("the disk is full");
  note("a", 1);
  expect(keeper.isBroken()).toBe(false);
  await pass(100);
  expect(keeper.isBroken()).toBe(true);
  note("b", 1);
  await expect(keeper.flush()).rejects.toThrow("the disk is full");
});
