import type { CallRecord } from "./records.ts";
import type { Message, View } from "./things.ts";

/** Something a person at the page would see change. */
export type Happening =
  | { type: "state" }
  | { type: "message"; channel: string; message: Message }
  | { type: "message_deleted"; channel: string; ts: string }
  | { type: "ephemeral"; user: string; channel: string; message: Message }
  | { type: "view"; user: string; view: View }
  | { type: "view_closed"; user: string; view_id: string }
  | { type: "home"; user: string; view: View }
  | { type: "call"; call: CallRecord }
  | { type: "notice"; user: string | null; channel: string | null; error: string; text: string }
  | { type: "clock" };

/** Tells everyone who listens; a listener that leaves hears nothing more. */
export interface Stream {
  publish(happening: Happening): void;
  listen(listener: (happening: Happening) => void): () => void;
}

export function openStream(): Stream {
  const listeners = new Set<(happening: Happening) => void>();
  let stateIsDue = false;
  const tell = (happening: Happening) => {
    for (const listener of [...listeners]) listener(happening);
  };

  return {
    publish(happening) {
      if (happening.type !== "state") return tell(happening);
      // The whole state is large: all changes of one turn are told as one.
      if (stateIsDue) return;
      stateIsDue = true;
      setImmediate(() => {
        stateIsDue = false;
        tell(happening);
      });
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
