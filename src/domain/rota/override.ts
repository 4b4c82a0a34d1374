import type { Instant } from "../../base/clock.ts";
import type { Actor } from "../actor.ts";
import type { RotaRole } from "./layers.ts";

/**
 * Somebody takes a place of the rota from one instant to another, whoever else would have it. Of two that overlap the one
 * made later counts. The two halves of a swap share a number.
 */
export interface Override {
  id: string;
  /** What people call it. */
  number: number;
  role: RotaRole;
  person: string;
  from: Instant;
  /** The first instant at which it does not hold any more. */
  until: Instant;
  by: Actor;
  madeAt: Instant;
}
