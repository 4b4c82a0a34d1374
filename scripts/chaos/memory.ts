/*
 * What the run was promised. Only what was answered counts: a lost answer promises nothing, except that it is not done
 * twice.
 */

/** A person's or a program's deed. */
export interface Deed {
  /** Words that stand nowhere else. */
  mark: string;
  verb: "declare" | "ack" | "note" | "update" | "nochange" | "severity" | "mitigated" | "resolve";
  door: "slash" | "rest" | "click";
  /** The mark of its incident's title; for a declaration its own. */
  incident: string;
  /**
   * `done`: it was answered with success. `taken`: acknowledged, and then no word. `refused`: answered with a no.
   * `lost`: not even acknowledged.
   */
  outcome: "done" | "taken" | "refused" | "lost";
  said?: string | undefined;
}

/** One body that an alert sender sent, until it was answered. */
export interface Sent {
  /** The alert's identity, as Sitrep writes it. */
  identity: string;
  /** Words in this body that stand in no other. */
  mark: string;
  status: "firing" | "resolved";
  answered: boolean;
  attempts: number;
  /** From the first attempt to the end of the last, in product time: a redelivery is told for a minute (decisions.md 1). */
  tookMs: number;
}

/** Somebody who answered a page at PagerDuty, of which its webhook told. */
export interface Answered {
  /** Stands in their name. */
  mark: string;
  /** The page's key. */
  key: string;
  told: "acknowledged" | "resolved";
  /** Product time. */
  at: number;
  /** The webhook was answered with success. */
  heard: boolean;
}

/** An outage of which hundreds of alerts told. */
export interface Storm {
  /** What its title ends with. */
  mark: string;
  /** Its alerts, as Sitrep writes them. */
  identities: string[];
}

export interface Memory {
  deeds: Deed[];
  sent: Sent[];
  answered: Answered[];
  storms: Storm[];
  /** Marks of incidents that nobody works on yet: born of an alert, or declared and then not found. */
  unattended: string[];
  /** Marks of those that were left open on purpose. */
  leftOpen: string[];
  /** A new mark: short, and no part of another one. */
  mark(): string;
}

export function openMemory(): Memory {
  let marks = 0;
  return {
    deeds: [],
    sent: [],
    answered: [],
    storms: [],
    unattended: [],
    leftOpen: [],
    mark() {
      marks += 1;
      return `zq${marks}x`;
    },
  };
}
