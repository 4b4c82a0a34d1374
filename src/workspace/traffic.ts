/** Counts what is under way between the app and the workspace, so that a story can wait for silence instead of sleeping. */
export interface Traffic {
  /** Something is under way; call the answer once it is over. */
  begin(): () => void;
  /** Resolves when nothing has been under way for a short while. */
  idle(): Promise<void>;
}

/**
 * How often in a row it must be silent, this far apart: bounds the time an app in the same process needs from its ack to its
 * next call. Several looks, because while this process is busy, what would break the silence waits as well.
 */
const LOOKS = 5;
const APART_MS = 3;

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
      for (let silent = 0; silent < LOOKS; ) {
        const before = changes;
        await new Promise((wake) => setTimeout(wake, APART_MS));
        silent = underWay === 0 && changes === before ? silent + 1 : 0;
      }
    },
  };
}
