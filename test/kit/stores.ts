import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, test } from "vitest";
import type { Clock } from "../../src/base/clock.ts";
import { type Log, silentLog } from "../../src/base/log.ts";
import { type Opening, openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { freshSchema } from "./postgres.ts";

/** A place for one store: an empty SQLite file or an empty PostgreSQL schema. */
export type Place = { kind: "sqlite"; file: string } | { kind: "postgres"; url: string };

export interface OpenOptions {
  /** The place of a store that was opened before; absent = a fresh one. */
  at?: Place | undefined;
  clock?: Clock | undefined;
  log?: Log | undefined;
  migrations?: Opening["migrations"];
}

/** Opens a store in a fresh place, or once more in a known one. */
export type OpenTestStore = (options?: OpenOptions) => Promise<Store>;

/** A clock that stands still; for stores, which only ask it when something was written down. */
export const stillClock: Clock = { now: () => 1_000_000, alarm: () => () => {} };

/** Runs a suite on SQLite and on PostgreSQL. What a test opened is closed and taken away after it. */
export function onBothStores(
  name: string,
  suite: (open: OpenTestStore, kind: Store["kind"], placeOf: (store: Store) => Place) => void,
): void {
  describe.each(["sqlite", "postgres"] as const)(`${name} on %s`, (kind) => {
    const after: (() => Promise<void> | void)[] = [];
    const places = new WeakMap<Store, Place>();

    afterEach(async () => {
      for (const undo of after.splice(0).reverse()) await undo();
    });

    const open: OpenTestStore = async ({ at, clock = stillClock, log = silentLog, migrations } = {}) => {
      const place = at ?? (await freshPlace(kind, after));
      const store = await openStore({ ...whereOf(place), clock, log, migrations });
      places.set(store, place);
      after.push(() => store.close());
      return store;
    };

    suite(open, kind, (store) => places.get(store) as Place);
  });
}

/** `test` for a rule of one store alone; on the other it is no test at all, so that nothing is counted as skipped. */
export function testOn(kind: Store["kind"], only: Store["kind"]): (name: string, run: () => Promise<void>) => void {
  return (name, run) => {
    if (kind === only) test(name, run);
  };
}

/** An empty place for a store. `after` gets how to take it away. */
export async function freshPlace(kind: Store["kind"], after: (() => Promise<void> | void)[]): Promise<Place> {
  if (kind === "postgres") {
    const { url, drop } = await freshSchema();
    after.push(drop);
    return { kind, url };
  }
  const folder = mkdtempSync(join(tmpdir(), "sitrep-store-"));
  after.push(() => rmSync(folder, { recursive: true, force: true }));
  return { kind, file: join(folder, "sitrep.db") };
}

/** How `openStore` is told of a place. */
export function whereOf(place: Place): Pick<Opening, "file" | "url"> {
  return place.kind === "sqlite" ? { file: place.file } : { url: place.url };
}
