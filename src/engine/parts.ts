import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Terms } from "../domain/terms.ts";
import type { Timer } from "../domain/timer.ts";
import type { Store } from "../store/store.ts";

/** What the engine is built from. */
export interface EngineParts {
  store: Store;
  terms: Terms;
  timers: readonly Timer[];
  clock: Clock;
  ids: Ids;
  log: Log;
}
