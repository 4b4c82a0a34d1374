import fc from "fast-check";
import { expect, test } from "vitest";
import { openTogether, type Place } from "../../src/engine/together.ts";

/** A batcher whose batches end when the test says so, and what each held. */
function stage() {
  const batches: string[][] = [];
  const ends: (() => void)[] = [];
  const together = openTogether<string, string>(async (works) => {
    batches.push(works);
    await new Promise<void>((end) => ends.push(end));
    if (works.includes("broken")) throw new Error("broken");
    return works.map((work) => `did ${work}`);
  });
  /** What becomes of it is of no interest. */
  const add = (work: string, place: Place) => void together.add(work, place).catch(() => {});
  const begun = (count: number) => expect.poll(() => batches.length).toBe(count);
  const end = () => ends.shift()?.();
  return { add, batches, together, begun, end };
}

const inLane = (lane: string, weight?: number): Place => ({ lane, weight });

test("what arrives within one turn goes together, and each hears what became of it", async () => {
  const { batches, together, begun, end } = stage();
  const done = Promise.all([together.add("a"), together.add("b")]);
  await begun(1);
  expect(batches).toEqual([["a", "b"]]);
  end();
  expect(await done).toEqual(["did a", "did b"]);
  await together.idle();
});

test("what breaks a batch is told so, and the others are done", async () => {
  const { together, begun, end } = stage();
  const done = Promise.allSettled([together.add("a"), together.add("broken"), together.add("c")]);
  for (let batch = 1; batch <= 4; batch++) {
    await begun(batch);
    end();
  }
  expect((await done).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("what is urgent goes before what has waited for longer, in a batch of its own; and patient work is not left standing", async () => {
  const { add, batches, together, begun, end } = stage();
  add("first", inLane("x"));
  await begun(1);
  for (let n = 1; n <= 3; n++) add(`flood ${n}`, inLane("x", 1_500));
  add("command", { urgent: true });
  end();
  await begun(2);
  add("another command", { urgent: true });
  end();
  await begun(3);
  add("a third", { urgent: true });
  end();
  await begun(4);
  end();
  await begun(5);
  expect(batches).toEqual([
    ["first"],
    ["command"],
    ["flood 1", "flood 2"],
    ["another command", "a third"],
    ["flood 3"],
  ]);
  end();
  await together.idle();
});

test("a lane that floods holds up no other", async () => {
  const { add, batches, together, begun, end } = stage();
  add("first", inLane("loud"));
  await begun(1);
  for (let n = 1; n <= 40; n++) add(`loud ${n}`, inLane("loud", 100));
  add("quiet 1", inLane("quiet", 100));
  add("quiet 2", inLane("quiet", 100));
  end();
  await begun(2);
  expect(batches[1]).toHaveLength(20);
  expect(batches[1]?.slice(0, 5)).toEqual(["loud 1", "quiet 1", "loud 2", "quiet 2", "loud 3"]);
  add("late", inLane("new", 100));
  end();
  await begun(3);
  expect(batches[2]?.slice(0, 3)).toEqual(["loud 19", "late", "loud 20"]);
  end();
  await begun(4);
  end();
  await together.idle();
});

test("everything is done once, in the order of its lane, and no batch is heavier than one work too many", async () => {
  const work = fc.record({
    lane: fc.constantFrom("a", "b", "c"),
    weight: fc.integer({ min: 1, max: 900 }),
    urgent: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(work, { maxLength: 40 }), async (works) => {
      const batches: number[][] = [];
      const together = openTogether<number, number>(async (batch) => {
        batches.push(batch);
        return batch;
      });
      const answers = await Promise.all(works.map((place, n) => together.add(n, place)));
      expect(answers).toEqual(works.map((_, n) => n));
      const done = batches.flat();
      expect(done.toSorted((a, b) => a - b)).toEqual(works.map((_, n) => n));
      for (const { lane, urgent } of works) {
        const own = done.filter((n) => works[n]?.lane === lane && works[n]?.urgent === urgent);
        expect(own).toEqual(own.toSorted((a, b) => a - b));
      }
      for (const batch of batches) {
        const before = batch.slice(0, -1).reduce((sum, n) => sum + (works[n]?.weight ?? 0), 0);
        expect(before).toBeLessThan(2_000);
        expect(new Set(batch.map((n) => works[n]?.urgent)).size).toBe(1);
      }
    }),
  );
});
