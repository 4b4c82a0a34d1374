/** Messages that wait for their commit, and the bytes of their bodies, by endpoint. */
export interface Shares {
  /** False: this endpoint is to be put off, and others are not. */
  mayEnter(path: string): boolean;
  enter(path: string, bytes: number): void;
  leave(path: string, bytes: number): void;
  waiting(): number;
}

/**
 * Shares out how much may wait. While less than half of it is taken, everybody gets what they want. Beyond that, an endpoint
 * that holds more than its share is put off: the share of each that has something waiting, and of one more, so that there is
 * room for whoever comes next. A sender that floods is the first to wait, and a quiet one is heard.
 */
export function openShares(most: { waiting: number; bytes: number }): Shares {
  const endpoints = new Map<string, { waiting: number; bytes: number }>();
  const all = { waiting: 0, bytes: 0 };

  return {
    waiting: () => all.waiting,
    mayEnter(path) {
      if (all.waiting >= most.waiting) return false;
      if (all.waiting * 2 < most.waiting && all.bytes * 2 < most.bytes) return true;
      const own = endpoints.get(path) ?? { waiting: 0, bytes: 0 };
      const sharers = endpoints.size + 1;
      return own.waiting <= most.waiting / sharers && own.bytes <= most.bytes / sharers;
    },
    enter(path, bytes) {
      const own = endpoints.get(path) ?? { waiting: 0, bytes: 0 };
      endpoints.set(path, own);
      for (const one of [own, all]) {
        one.waiting += 1;
        one.bytes += bytes;
      }
    },
    leave(path, bytes) {
      const own = endpoints.get(path);
      for (const one of own ? [own, all] : [all]) {
        one.waiting -= 1;
        one.bytes -= bytes;
      }
      if (own?.waiting === 0) endpoints.delete(path);
    },
  };
}
