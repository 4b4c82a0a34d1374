import type { Instant } from "../../base/clock.ts";
import type { Actor } from "../actor.ts";
import type { Rota } from "../rota.ts";

/** What whoever comes should know. */
export interface Brief {
  /** The open incidents: what each is called, where it stands, what is promised next, and its Slack channel. */
  incidents: { called: string; standing: string; promise: string | null; channel: string | null }[];
  /** The alerts that came most often in the last shift, with how often. */
  fired: { title: string; count: number }[];
  /** The alerts that came and went again and again, with how often they went. */
  flapping: { title: string; count: number }[];
  /** The alerts whose sender has gone silent. */
  unknown: string[];
  /** How many proposals were answered with "not an incident". */
  dismissed: number;
}

/** The duty of the primary passed to somebody else. */
export interface HandOver {
  id: string;
  /** When the duty passed. */
  dueAt: Instant;
  /** When we noticed; later than that after a downtime. */
  at: Instant;
  goes: string[];
  comes: string[];
  /** Null = nobody was told: this is where we began to look. */
  brief: Brief | null;
  taken: { at: Instant; by: Actor } | null;
  reminded: boolean;
  /** Tells another configuration: then nobody is late. */
  plan: string;
}

/** The rota, filled in, and the hand-over that stands. */
export interface RotaRoom {
  rota: Rota;
  last: HandOver | null;
}
