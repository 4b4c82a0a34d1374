import { randomBytes, randomInt } from "node:crypto";
import { z } from "zod";
import { Secret } from "../base/secret.ts";
import { lockNames } from "./locks.ts";
import { readSetting, saveSetting } from "./settings.ts";
import type { Store } from "./store.ts";

/** What tells this Sitrep from every other one, and what it signs with. Made at the first start, and kept with the data. */
export interface OwnNames {
  /** Part of the keys of pages: eight letters and digits. */
  instance: string;
  /** Signs the links that acknowledge. */
  linkKey: Secret;
}

const schema = z.object({ instance: z.string(), linkKey: z.string() });
const letters = "abcdefghijkmnpqrstuvwxyz23456789";

/** The names; all replicas on one store get the same. */
export async function ownNames(store: Store): Promise<OwnNames> {
  const found = await store.transact(async (tx) => {
    await lockNames(tx, ["own-names"]);
    const kept = await readSetting(tx, "own-names", schema);
    if (kept) return kept;
    const instance = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join("");
    const made = { instance, linkKey: randomBytes(32).toString("base64url") };
    await saveSetting(tx, "own-names", made);
    return made;
  });
  return { instance: found.instance, linkKey: new Secret(found.linkKey) };
}
