/** Counts what is under way between the app and the workspace, so that a story can wait for silence instead of sleeping. */
export interface Traffic {
  /** Something is under way; call the answer once it is over. */
  begin(): () => void;
  /** Resolves when nothing has been under way for a short while. */
  idle(): Promise<void>;
}

/** How long it must be silent: bounds the time an app in the same process needs from its ack to its next call. */
const SILENCE_MS = 12;

export function openTraffic(): Traffic {
  let underWay = 0;
  let changes = 0;

  return {
    begin() {
      underWay += 1;
      changes += 1;
      let over = false;
      return () => {
        if (over) return;
        over = true;
        underWay -= 1;
        changes += 1;
      };
    },
    async idle() {
      for (;;) {
        const before = changes;
        await new Promise((wake) => setTimeout(wake, SILENCE_MS));
        if (underWay === 0 && changes === before) return;
      }
    },
  };
}
