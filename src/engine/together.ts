/** How much shares one transaction at the most: bounds how long it holds the store, and so how long anything else waits. */
const mostTogether = 2_000;

/** Where a work stands in line. */
export interface Place {
  /** It goes before all that is patient, in a batch of its own. */
  urgent?: boolean | undefined;
  /** Patient works of one lane wait for each other; lanes take turns, so that a full one holds up no other. */
  lane?: string | undefined;
  /** How much of a batch it takes; 1 unless it says so. */
  weight?: number | undefined;
}

/** Does works in batches: those that arrive within one turn of the event loop go together. */
export interface Together<Work, Result> {
  add(work: Work, place?: Place): Promise<Result>;
  /** Resolves when nothing waits and nothing is being done. */
  idle(): Promise<void>;
}

/**
 * Opens a batcher over `doAll`, which does a batch wholly or throws. After a throw each work of the batch is done alone:
 * only the one that broke it is told so. A batch of what is urgent and one of what is patient take turns: urgent work waits
 * for one patient batch at the most, and patient work is never left standing.
 */
export function openTogether<Work, Result>(doAll: (works: Work[]) => Promise<Result[]>): Together<Work, Result> {
  interface Waiting {
    work: Work;
    weight: number;
    resolve(result: Result): void;
    reject(error: unknown): void;
  }
  const urgent = openLanes<Waiting>();
  const patient = openLanes<Waiting>();
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
    if (batch.length === 0) return;
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
    await turn();
    while (urgent.size() + patient.size() > 0) {
      await doBatch(urgent.take(mostTogether));
      if (patient.size() === 0) continue;
      await doBatch(patient.take(mostTogether));
      // Answers go out, and what has come in meanwhile is heard, before the next.
      await turn();
    }
    running = null;
  };

  return {
    add: (work, { urgent: hurries = false, lane = "", weight = 1 } = {}) =>
      new Promise((resolve, reject) => {
        (hurries ? urgent : patient).add(lane, { work, weight, resolve, reject });
        running ??= run();
      }),
    async idle() {
      while (running !== null) await running;
    },
  };
}

const turn = () => new Promise<void>((done) => setImmediate(done));

interface Lanes<One> {
  add(lane: string, one: One): void;
  size(): number;
  /** The next ones, one of each lane in turn, until they weigh so much; at least one. */
  take(weight: number): One[];
}

function openLanes<One extends { weight: number }>(): Lanes<One> {
  const lanes = new Map<string, One[]>();
  let size = 0;
  return {
    size: () => size,
    add(lane, one) {
      size += 1;
      const others = lanes.get(lane);
      if (others) others.push(one);
      else lanes.set(lane, [one]);
    },
    take(weight) {
      const taken: One[] = [];
      const places = new Map<string, number>();
      for (let left = weight; left > 0 && taken.length < size; ) {
        for (const [lane, waiting] of lanes) {
          const place = places.get(lane) ?? 0;
          const next = waiting[place];
          if (!next || left <= 0) continue;
          places.set(lane, place + 1);
          taken.push(next);
          left -= next.weight;
        }
      }
      size -= taken.length;
      // Who had a turn stands behind those who had none.
      for (const [lane, place] of places) {
        const rest = (lanes.get(lane) ?? []).slice(place);
        lanes.delete(lane);
        if (rest.length > 0) lanes.set(lane, rest);
      }
      return taken;
    },
  };
}
