import type { Instant } from "../../base/clock.ts";
import type { OverallStatus } from "../policy.ts";

/** What is so around an incident while something is decided or shown about it, for what people are told before they publish. */
export interface Surroundings {
  /** Every component that the public knows, as all but this incident makes it. */
  components: readonly { name: string; status: OverallStatus }[];
  /** How many other notices stand open. */
  notices: number;
  /** The last thing the public was told of this incident. */
  told: { text: string; at: Instant } | null;
  /** How many are told of every post by us; null = not known. */
  subscribers: number | null;
}
