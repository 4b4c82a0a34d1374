import type { Medium } from "../../domain/subscription/state.ts";
import type { Tx } from "../store.ts";

/** How many subscribers there are of a medium, by how they stand. Nobody's address is in it. */
export interface SubscriberCount {
  medium: Medium;
  state: "asked" | "active" | "off";
  count: number;
  /** Of them, those to whom something does not get through at the moment. */
  failing: number;
}

export async function countSubscribers(tx: Tx): Promise<SubscriberCount[]> {
  const rows = await tx
    .selectFrom("subscriber")
    .select((eb) => [
      "medium",
      "state",
      eb.fn.countAll<number>().as("count"),
      eb.fn.count<number>("due_at").as("failing"),
    ])
    .groupBy(["medium", "state"])
    .orderBy("medium")
    .orderBy("state")
    .execute();
  return rows.map(({ medium, ...rest }) => ({ medium: medium as Medium, ...rest }));
}
