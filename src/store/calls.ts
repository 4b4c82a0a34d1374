import { z } from "zod";
import type { Call, Calls } from "../domain/call/state.ts";
import { pageTargets } from "../domain/page-target.ts";
import { lockNames } from "./locks.ts";
import { actorSchema } from "./schemas.ts";
import { readSetting, saveSetting } from "./settings.ts";
import type { Tx } from "./store.ts";

/*
 * Pages that are about no incident. They are few, and only the last of them are remembered, so they lie in one row.
 */

const key = "calls";

const schema: z.ZodType<Calls> = z.object({
  count: z.number(),
  testedAt: z.number().nullable(),
  calls: z.array(
    z.object({
      number: z.number(),
      kind: z.enum(["page", "test"]),
      at: z.number(),
      by: actorSchema,
      target: z.enum(pageTargets),
      people: z.array(z.string()),
      message: z.string(),
      asked: z.array(
        z.object({
          pager: z.string(),
          shown: z.string(),
          key: z.string(),
          people: z.array(z.string()),
          said: z.enum(["asked", "accepted", "late", "refused", "given-up"]),
          words: z.string(),
          at: z.number(),
        }),
      ),
      acknowledged: z.object({ at: z.number(), by: actorSchema }).nullable(),
    }),
  ),
});

/** The calls that are remembered. `lock` is held until the transaction ends: nobody else decides on them meanwhile. */
export async function loadCalls(tx: Tx, lock: string): Promise<Calls> {
  await lockNames(tx, [lock]);
  return (await readSetting(tx, key, schema)) ?? { count: 0, calls: [], testedAt: null };
}

/** The call that a pager was asked under this key, if it is remembered; to look at. */
export async function callOf(tx: Tx, asked: string): Promise<Call | null> {
  const known = await readSetting(tx, key, schema);
  return known?.calls.find((call) => call.asked.some((one) => one.key === asked)) ?? null;
}

export async function saveCalls(tx: Tx, calls: Calls): Promise<void> {
  await saveSetting(tx, key, calls);
}
