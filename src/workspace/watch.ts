import { type Shown, shown } from "./shown.ts";
import type { Happening } from "./stream.ts";
import type { View } from "./things.ts";
import type { World } from "./world.ts";

/** However much is still said, a person's call is answered after this long. */
const LONGEST_MS = 3_000;

/** Silence is listened for in parts: while this process is busy, what the app says waits as well, and must be heard first. */
const PARTS = 5;

export interface Seen {
  /** What the app said to this person: in the channel, in their conversation with it, or for their eyes only. */
  responses: (Shown & { channel: string })[];
  /** Views that were opened, changed or published for them, as they stand now. */
  views: View[];
}

/** Collects what the app shows a person from now on. */
export interface Watch {
  /** Resolves when the app has shown nothing more for a while, or after three seconds. Ends the watch. */
  settled(): Promise<Seen>;
  stop(): Seen;
}

export function watch(world: World, user: string, channel: string | null): Watch {
  const responses = new Map<string, Shown & { channel: string }>();
  const views = new Map<string, View>();
  let hasSpoken = () => {};

  const concerns = (where: string): boolean => {
    const place = world.channels.get(where);
    return where === channel || (place?.is_im === true && place.members.includes(user));
  };
  const take = (happening: Happening): boolean => {
    if (happening.type === "view" || happening.type === "home") {
      if (happening.user !== user) return false;
      views.set(happening.view.id, happening.view);
      return true;
    }
    if (happening.type === "view_closed") return views.delete(happening.view_id);
    if (happening.type === "message_deleted") return responses.delete(happening.ts);
    const isForThem =
      (happening.type === "ephemeral" && happening.user === user) ||
      (happening.type === "message" && happening.message.user === world.app.user && concerns(happening.channel));
    const place = isForThem ? world.channels.get(happening.channel) : undefined;
    if (!isForThem || !place) return false;
    responses.set(happening.message.ts, { ...shown(place, happening.message), channel: happening.channel });
    return true;
  };
  const leave = world.stream.listen((happening) => {
    if (take(happening)) hasSpoken();
  });

  const stop = (): Seen => {
    leave();
    return { responses: [...responses.values()], views: [...views.values()] };
  };
  return {
    stop,
    settled: () =>
      new Promise((tell) => {
        let silentFor = 0;
        const end = () => {
          clearInterval(listening);
          clearTimeout(longest);
          tell(stop());
        };
        const listening = setInterval(() => {
          silentFor += world.settleMs / PARTS;
          if (silentFor >= world.settleMs) end();
        }, world.settleMs / PARTS);
        const longest = setTimeout(end, LONGEST_MS);
        hasSpoken = () => {
          silentFor = 0;
        };
      }),
  };
}
