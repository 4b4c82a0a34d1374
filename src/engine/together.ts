/** The most that share one transaction: bounds how long it holds the store. */
const mostTogether = 256;

/** Does works in batches: those that arrive within one turn of the event loop go together. */
export interface Together<Work, Result> {
  add(work: Work): Promise<Result>;
  /** Resolves when nothing waits and nothing is being done. */
  idle(): Promise<void>;
}

/**
 * Opens a batcher over `doAll`, which does a batch wholly or throws. After a throw each work of the batch is done alone:
 * only the one that broke it is told so.
 */
export function openTogether<Work, Result>(doAll: (works: Work[]) => Promise<Result[]>): Together<Work, Result> {
  interface Waiting {
    work: Work;
    resolve(result: Result): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let running: Promise<void> | null = null;

  const doOne = async ({ work, resolve, reject }: Waiting) => {
    try {
      const [result] = await doAll([work]);
      resolve(result as Result);
    } catch (error) {
      reject(error);
    }
  };

  const doBatch = async (batch: Waiting[]) => {
    if (batch.length === 1 && batch[0]) return doOne(batch[0]);
    try {
      const results = await doAll(batch.map((one) => one.work));
      batch.forEach((one, index) => {
        one.resolve(results[index] as Result);
      });
    } catch {
      for (const one of batch) await doOne(one);
    }
  };

  const run = async () => {
    // What else arrives in this turn of the event loop comes along.
    await new Promise<void>((turn) => setImmediate(turn));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostTogether);
      waiting = waiting.slice(mostTogether);
      await doBatch(batch);
    }
    running = null;
  };

  return {
    add: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({ work, resolve, reject });
        running ??= run();
      }),
    async idle() {
      while (running !== null) await running;
    },
  };
}
