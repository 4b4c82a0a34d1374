import { type Decided, isRefusal } from "../domain/decision.ts";
import type { EventOf } from "../domain/events.ts";
import { setByHand } from "../domain/status/by-hand.ts";
import type { StatusByHand } from "../domain/status/component.ts";
import type { Terms } from "../domain/terms.ts";
import { saveStatusesByHand, statusesByHand } from "../store/board.ts";
import { lockNames } from "../store/locks.ts";
import type { Tx } from "../store/store.ts";

/** The statuses set by hand, in one transaction. */
export interface SessionComponents {
  decide(event: EventOf<"component.by-hand">): Promise<Decided<StatusByHand[]>>;
  save(): Promise<void>;
}

/** Opens them. Nothing is asked of the store before somebody sets one. */
export function openComponents(tx: Tx, terms: Terms): SessionComponents {
  let all: StatusByHand[] | null = null;
  let changed = false;
  return {
    async decide(event) {
      if (!all) {
        await lockNames(tx, ["status-by-hand"]);
        all = await statusesByHand(tx);
      }
      const outcome = setByHand(all, event, terms);
      if (isRefusal(outcome)) return outcome;
      all = outcome.state;
      changed = true;
      return outcome;
    },
    async save() {
      if (all && changed) await saveStatusesByHand(tx, all);
    },
  };
}
