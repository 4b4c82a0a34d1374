import type { App, Context } from "@slack/bolt";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Store } from "../../store/store.ts";
import type { Router } from "../router.ts";
import type { People } from "./people.ts";
import type { Web } from "./web.ts";

/** What every listener of this door works with. */
export interface Desk {
  app: App;
  router: Router;
  engine: Pick<Engine, "handle">;
  store: Store;
  web: Web;
  people: People;
  clock: Clock;
  log: Log;
}

/** What the inbox tells a listener of its payload. */
export interface Received {
  /** Tells a redelivery; undefined for what is not kept. */
  key: string | undefined;
  /** True when a crash came in between and the payload is done again: nobody waits for it any more. */
  replayed: boolean;
}

export function receivedIn(context: Context): Received {
  const { sitrepKey, replayed } = context as { sitrepKey?: unknown; replayed?: unknown };
  return { key: typeof sitrepKey === "string" ? sitrepKey : undefined, replayed: replayed === true };
}
