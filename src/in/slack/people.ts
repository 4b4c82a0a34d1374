import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Store } from "../../store/open.ts";
import { personById, savePerson } from "../../store/people.ts";
import type { Web } from "./web.ts";

/** Who speaks. A person is exactly the Slack user they are; their name is looked up behind the scenes and never waited for. */
export interface People {
  /** `called` is how the payload calls them, if it does. */
  actor(id: string, called?: string | null): Promise<Actor>;
}

/** After this, a name is asked for again: people rename themselves, seldom. Ms. */
const holdsMs = 24 * 60 * 60_000;
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
  const asking = new Set<string>();

  function keep(id: string, name: string, at: number): void {
    if (known.size >= mostKept) known.delete(known.keys().next().value ?? "");
    known.set(id, { name, at });
  }

  async function ask(id: string): Promise<void> {
    if (asking.has(id)) return;
    asking.add(id);
    try {
      const found = await web.person(id);
      if (!found) return;
      const seenAt = clock.now();
      keep(id, found.name, seenAt);
      await store.transact((tx) => savePerson(tx, { id, ...found, seenAt }));
    } catch (error) {
      log.warn({ error: error instanceof Error ? error.name : "unknown" }, "a person's name could not be kept");
    } finally {
      asking.delete(id);
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
      if (!held || clock.now() - held.at > holdsMs) void ask(id);
      return { kind: "person", id, name: held?.name ?? (called || id) };
    },
  };
}
