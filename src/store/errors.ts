/*
 * What can go wrong with a store, by what the caller should do. Everything else that comes out of the store is a bug of
 * ours. `cause` is the driver's own error.
 */

/** Nothing can be written until there is room again: answer 503, keep reading. The transaction was rolled back. */
export class StoreFull extends Error {
  override readonly name = "StoreFull";
}

/** Somebody else holds what is needed for longer than we wait: answer 503, try again with jitter. Rolled back. */
export class StoreBusy extends Error {
  override readonly name = "StoreBusy";
}

/**
 * The store cannot be reached, or its disk fails: answer 503, try again with jitter. Out of `transact` it may mean that the
 * commit happened and its answer was lost; handing the same event in again with its key is always right.
 */
export class StoreGone extends Error {
  override readonly name = "StoreGone";
}

/**
 * A row with this key is there already. The transaction is lost. Where that can happen on purpose, the store's functions
 * answer it as a value instead.
 */
export class DuplicateKey extends Error {
  override readonly name = "DuplicateKey";
}

/** A row holds what no version of ours writes. Somebody changed it by hand, or the disk did. */
export class StoreDamaged extends Error {
  override readonly name = "StoreDamaged";
}

/** The store must not be opened. The message is for the operator: what is wrong, and what to do. */
export class StoreRefused extends Error {
  override readonly name = "StoreRefused";
}

/** A transaction awaited something that is not a query of its own: a bug. It was rolled back. */
export class StrayedTransaction extends Error {
  override readonly name = "StrayedTransaction";
}

/** The page of a list that was asked for does not exist: the cursor is none of ours. */
export class BadCursor extends Error {
  override readonly name = "BadCursor";
}
