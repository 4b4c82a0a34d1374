import type { Instant } from "../../base/clock.ts";

/*
 * Subscriptions: who outside of Sitrep hears of every public update. One is **asked** for and hears nothing; it is
 * **active** once whoever reads at the address has confirmed it (a Slack channel of our own needs no asking); it is **off**
 * when the address refuses for good. Ending one takes away everything that is known of it.
 */

/**
 * How a subscriber is reached: `email`; `webhook`, an address that takes our signed JSON; `slack-webhook`, an incoming webhook
 * of somebody else's Slack; `channel`, a channel of our own.
 */
export const media = ["email", "webhook", "slack-webhook", "channel"] as const;
export type Medium = (typeof media)[number];

/** What was asked for at an address and not confirmed yet. */
export interface Asked {
  components: string[];
  /** Confirms it. Whoever can read at the address has it. */
  token: string;
  /** What messages to it would be signed with; null where nothing is signed. */
  secret: string | null;
  at: Instant;
  /** How often this address was asked lately, and since when that counts. */
  times: number;
  countedFrom: Instant;
  /** Worth nothing from then on. */
  until: Instant;
  /** True while the question itself is still to be sent. */
  unsent: boolean;
}

/** Somebody who hears of public updates, or was asked whether they want to. */
export interface Subscriber {
  id: string;
  medium: Medium;
  /** A mail address, a web address or a channel's id. Never logged and never shown whole. */
  address: string;
  /** What makes two addresses the same. */
  key: string;
  /** Public names; empty = all. */
  components: string[];
  /** Since when it was confirmed; null = never yet. */
  activeSince: Instant | null;
  /** Why it hears nothing any more; null = it does. */
  off: { at: Instant; why: string } | null;
  asked: Asked | null;
  secret: string | null;
  /** Ends it. It stands in every message. */
  token: string;
  /** Since when nothing gets through, and how often that was tried; null = it does. */
  failing: { since: Instant; tries: number; why: string } | null;
}

/** True for what is told of updates. */
export function isActive({ activeSince, off }: Pick<Subscriber, "activeSince" | "off">): boolean {
  return activeSince !== null && off === null;
}

/** One update as it was published: what it is part of, and the components it had named up to then. */
export interface Publication {
  /** Counts all of them, from 1. */
  number: number;
  subject: `incident/${string}` | `maintenance/${string}`;
  update: string;
  /** Public names of all components that its subject has named so far: who heard of it hears its end. */
  components: string[];
  at: Instant;
}

/** True when a subscriber of these components hears of it. */
export function hears(
  { components }: Pick<Subscriber, "components">,
  publication: Pick<Publication, "components">,
): boolean {
  return components.length === 0 || components.some((name) => publication.components.includes(name));
}
