import type { Happening } from "../domain/events.ts";
import type { Outcome } from "./outcome.ts";

/** How a happening is handed in. */
export interface Handing {
  /** What tells a redelivery: the sender's own id of this delivery. The same key twice is one decision. */
  key?: string | undefined;
  /** Makes what is answered; stored with the decision, so that a redelivery gets the same answer. */
  answer?: ((outcome: Outcome) => unknown) | undefined;
}

/** The one door to all state. */
export interface Engine {
  /** Decides and stores. Resolves after the commit. A refusal changes nothing. */
  handle(happening: Happening, handing?: Handing): Promise<Outcome>;
}
