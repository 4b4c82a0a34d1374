import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Terms } from "../domain/terms.ts";
import type { Timer } from "../domain/timer.ts";
import type { Store } from "../store/store.ts";
import type { Recurring } from "./series-room.ts";

/** What the engine is built from. */
export interface EngineParts {
  store: Store;
  terms: Terms;
  timers: readonly Timer[];
  clock: Clock;
  ids: Ids;
  /** What follows the rules of recurring maintenance; absent = there is none. */
  recurring?: Recurring | undefined;
  log: Log;
}
