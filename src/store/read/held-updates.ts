import { z } from "zod";
import type { Instant } from "../../base/clock.ts";
import type { Incident } from "../../domain/incident/state.ts";
import { providerSlot } from "../../domain/publishing/providers.ts";
import { readJson } from "../json.ts";
import type { Tx } from "../store.ts";

/** One of our updates as a provider confirmed it. */
export interface HeldUpdate {
  /** Its public id. */
  update: string;
  /** When it was confirmed; absent = before that was kept. */
  at?: Instant | undefined;
  /** The correction that its words had by then; null = none. */
  corrected: Instant | null;
  /** True when it came too late for the one text there: others had taken all of its room. */
  leftOut?: true | undefined;
}

const held = z.object({
  posts: z.array(
    z.object({
      update: z.string(),
      at: z.number().optional(),
      corrected: z.number().nullable(),
      leftOut: z.literal(true).optional(),
    }),
  ),
});

/** Which updates of an incident each provider has, by the provider's name, as the deliveries recorded it. */
export async function heldUpdates(
  tx: Tx,
  { id, providers }: Pick<Incident, "id" | "providers">,
): Promise<Readonly<Record<string, readonly HeldUpdate[]>>> {
  const names = new Map(Object.keys(providers).map((name) => [providerSlot(name, `incident/${id}`), name]));
  if (names.size === 0) return {};
  const rows = await tx
    .selectFrom("remote")
    .select(["slot", "ref"])
    .where("slot", "in", [...names.keys()])
    .execute();
  return Object.fromEntries(
    rows.map(({ slot, ref }) => {
      const read = held.safeParse(readJson(z.unknown(), ref, `The slot ${slot}`)).data;
      return [names.get(slot) ?? slot, read?.posts ?? []];
    }),
  );
}
