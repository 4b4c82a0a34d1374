import { z } from "zod";
import type { SeriesMemory } from "../domain/maintenance/series.ts";
import { readSetting, saveSetting } from "./settings.ts";
import type { Tx } from "./store.ts";

const key = "maintenance-series";
const schema: z.ZodType<SeriesMemory> = z.record(z.string(), z.number());

/** Up to which start the recurring windows were announced. */
export async function seriesMemory(tx: Tx): Promise<SeriesMemory> {
  return (await readSetting(tx, key, schema)) ?? {};
}

export async function saveSeriesMemory(tx: Tx, memory: SeriesMemory): Promise<void> {
  await saveSetting(tx, key, memory);
}
