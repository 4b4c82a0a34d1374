import { decideCall, testOwedAt } from "../domain/call/decide.ts";
import type { Calls } from "../domain/call/state.ts";
import { type Decided, isRefusal } from "../domain/decision.ts";
import type { CallEvent } from "../domain/events.ts";
import type { Rota } from "../domain/rota.ts";
import type { Terms } from "../domain/terms.ts";
import { loadCalls, saveCalls } from "../store/calls.ts";
import type { Tx } from "../store/store.ts";
import { setTimers } from "../store/timers.ts";

/** The calls of one transaction. */
export interface SessionCalls {
  decide(event: CallEvent, rota: Rota): Promise<Decided<Calls>>;
  save(): Promise<void>;
}

/** The subject of their timer, and the name that is held while they are decided on. */
export const callSubject = "calls";

/** Opens the calls of a transaction. Nothing is asked of the store before somebody calls. */
export function openCalls(tx: Tx, terms: Terms): SessionCalls {
  let calls: Calls | null = null;
  let changed = false;
  return {
    async decide(event, rota) {
      calls ??= await loadCalls(tx, callSubject);
      const outcome = decideCall(event, calls, { ...terms, rota });
      if (isRefusal(outcome)) return outcome;
      changed ||= outcome.state !== calls || event.type === "call.timer";
      calls = outcome.state;
      return outcome;
    },
    async save() {
      if (!calls || !changed) return;
      await saveCalls(tx, calls);
      const dueAt = testOwedAt(calls, terms);
      await setTimers(tx, callSubject, dueAt === null ? [] : [{ kind: "self-test", dueAt }]);
    },
  };
}
