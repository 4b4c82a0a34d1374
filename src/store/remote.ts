import { z } from "zod";
import { compiled } from "./compiled.ts";
import { readJson, toJson } from "./json.ts";
import type { Tx } from "./store.ts";

const find = compiled((db: Tx, given: { slot: string }) =>
  db.selectFrom("remote").select("ref").where("slot", "=", given.slot),
);

/** Where the thing of a slot stands, as it was stored; null when it stands nowhere. */
export async function remoteOf(tx: Tx, slot: string): Promise<unknown> {
  const { rows } = await find(tx, { slot });
  return rows[0] ? readJson(z.unknown(), rows[0].ref, `The slot ${slot}`) : null;
}

const put = compiled((db: Tx, given: { slot: string; ref: string }) =>
  db
    .insertInto("remote")
    .values({ slot: given.slot, ref: given.ref, shown_hash: null })
    .onConflict((conflict) => conflict.column("slot").doUpdateSet({ ref: given.ref })),
);

/** Keeps where the slot's thing stands from now on; null = it stands nowhere any more. */
export async function saveRemote(tx: Tx, slot: string, ref: unknown): Promise<void> {
  if (ref === null || ref === undefined) await tx.deleteFrom("remote").where("slot", "=", slot).execute();
  else await put(tx, { slot, ref: toJson(ref) });
}
