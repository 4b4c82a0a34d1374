/** As many as are remembered of what was handed out: bounds the memory of a workspace that runs for weeks. */
const MOST_KEPT = 10_000;

/** Makes room for one more: what was put in first goes first. */
export function forgetOldest(handedOut: Map<string, unknown>): void {
  for (const key of handedOut.keys()) {
    if (handedOut.size < MOST_KEPT) return;
    handedOut.delete(key);
  }
}
