import type { Clock } from "../base/clock.ts";
import type { Progress } from "../store/subscribers.ts";

/** How far subscribers have been told, remembered a little later than it happens. */
export interface ProgressKeeper {
  note(progress: Progress): void;
  /** True once something could not be written: what is sent from now on could not be remembered either. */
  isBroken(): boolean;
  /** Resolves when everything noted is written; throws when something was not. */
  flush(): Promise<void>;
}

/**
 * Writes what comes within `everyMs` together: a commit for each of ten thousand would keep the store busy, and all that
 * wait for it. What was sent since the last commit is sent again after a crash, with the same id.
 */
export function openProgress(
  write: (items: readonly Progress[]) => Promise<void>,
  { clock, everyMs }: { clock: Clock; everyMs: number },
): ProgressKeeper {
  let waiting = new Map<string, Progress>();
  let written: Promise<void> = Promise.resolve();
  let cancel: (() => void) | null = null;
  let broken = false;

  function flush(): Promise<void> {
    cancel?.();
    cancel = null;
    if (waiting.size === 0) return written;
    const items = [...waiting.values()];
    waiting = new Map();
    written = written.then(() => write(items));
    written.catch(() => {
      broken = true;
    });
    return written;
  }

  return {
    note(progress) {
      waiting.set(progress.id, progress);
      cancel ??= clock.alarm(clock.now() + everyMs, () => void flush());
    },
    isBroken: () => broken,
    flush,
  };
}
