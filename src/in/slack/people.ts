import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Actor } from "../../domain/actor.ts";
import { personById, savePerson } from "../../store/people.ts";
import type { Store } from "../../store/store.ts";
import type { Web } from "./web.ts";

/** Who speaks. A person is exactly the Slack user they are; their name is looked up behind the scenes. */
export interface People {
  /** `called` is how the payload calls them. Where it does not, their name is waited for, but not for long. */
  actor(id: string, called?: string | null): Promise<Actor>;
}

/** After this, a name is asked for again: people rename themselves, seldom. Ms. */
const holdsMs = 24 * 60 * 60_000;
/** How long a name is waited for where there is none at all: nobody waits for an answer there. Real ms. */
const waitMs = 2_000;
/** The most names kept at hand: bounds the memory of a workspace of tens of thousands. */
const mostKept = 5_000;

export function openPeople({
  store,
  web,
  clock,
  log,
}: {
  store: Store;
  web: Pick<Web, "person">;
  clock: Clock;
  log: Log;
}): People {
  const known = new Map<string, { name: string; at: number }>();
  const asking = new Map<string, Promise<void>>();

  function keep(id: string, name: string, at: number): void {
    if (known.size >= mostKept) known.delete(known.keys().next().value ?? "");
    known.set(id, { name, at });
  }

  function ask(id: string): Promise<void> {
    const running = asking.get(id) ?? lookUp(id).finally(() => asking.delete(id));
    asking.set(id, running);
    return running;
  }

  async function lookUp(id: string): Promise<void> {
    try {
      const found = await web.person(id);
      if (!found) return;
      const seenAt = clock.now();
      keep(id, found.name, seenAt);
      await store.transact((tx) => savePerson(tx, { id, ...found, seenAt }));
    } catch (error) {
      log.warn({ error: error instanceof Error ? error.name : "unknown" }, "a person's name could not be kept");
    }
  }

  return {
    async actor(id, called) {
      let held = known.get(id);
      if (!held) {
        const stored = await personById(store.read, id);
        if (stored) keep(id, stored.name, stored.seenAt);
        held = known.get(id);
      }
      if (!held || clock.now() - held.at > holdsMs) {
        const asked = ask(id);
        if (!held && !called) await Promise.race([asked, pause(waitMs, undefined, { ref: false })]);
        held ??= known.get(id);
      }
      return { kind: "person", id, name: held?.name ?? (called || id) };
    },
  };
}
