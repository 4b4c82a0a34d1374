import type { Instant } from "../base/clock.ts";
import type { Card, Line } from "../text/card.ts";
import { type PageFacts, pagerSlot } from "./pager.ts";
import { providerSlot, type Subject } from "./publishing/providers.ts";
import type { Medium } from "./subscription/state.ts";

/** Where a message goes: an incident's channel (as soon as it exists), the announcement channel, one person, or a channel by its id. */
export type Place = { incident: string } | { announcement: true } | { person: string } | { channel: string };

/**
 * What the world is to see of a decision. Effects are stored with the state they follow from and delivered after the
 * commit: in the order of their lane, at most one at a time in it, the most urgent lane first (design.md section 2).
 *
 * - `slot` names the one thing an effect keeps current (a card, a topic, the live reminder of a deadline). A newer effect
 *   for a slot takes the place of one that still waits, and edits what an older one made.
 */
export type Effect =
  | { kind: "channel.create"; incident: string; name: string; private: boolean }
  | { kind: "channel.invite"; incident: string; people: string[] }
  | { kind: "channel.topic"; incident: string; topic: Line }
  | { kind: "channel.purpose"; incident: string; purpose: string }
  | { kind: "channel.bookmark"; incident: string; title: string; url: string }
  /** Shows a card; with a slot that already stands somewhere, edits it there. */
  | {
      kind: "message.show";
      to: Place;
      card: Card;
      slot: string | null;
      lane: string;
      urgency: Urgency;
      /** True only while this effect still waits: once it is through, the message is not shown any more. */
      onlyWhile?: { kind: "page" | "pager.trigger"; slot: string } | undefined;
    }
  /** Takes the slot's message away and posts it anew at the bottom, so that people are notified again. */
  | { kind: "message.renew"; to: Place; card: Card; slot: string; lane: string; urgency: Urgency }
  /** Edits the slot's message one last time, if there is one. */
  | { kind: "message.settle"; to: Place; card: Card; slot: string; lane: string }
  | { kind: "message.pin"; to: Place; slot: string; lane: string }
  /** Wakes a person by direct message. What cannot be delivered is said in the incident's channel. */
  | { kind: "page"; incident: string; person: string; card: Card }
  /** Brings a page up to date where it stands, and wakes nobody again; one that was not sent is left alone. */
  | { kind: "page.amend"; incident: string; person: string; card: Card }
  /**
   * One page at one pager: rung, taken up by somebody, over. `incident` is null for a page about none. What is not sent yet
   * gives way to what comes after it, and the end of a page that was never sent is not sent either.
   */
  | ({ kind: "pager.trigger" } & AtPager)
  | ({ kind: "pager.acknowledge"; by: string } & AtPager)
  | ({ kind: "pager.resolve"; by: string } & AtPager)
  /**
   * Brings a status provider in line with what the public is to read of a subject. It is read at delivery, and only the
   * newest of a subject waits. `repair` takes back what somebody changed there; `asked` = by a person, who is not to wait out
   * what an earlier failure there put off.
   */
  | {
      kind: "provider.sync";
      provider: string;
      shown: string;
      queue: string;
      subject: Subject;
      repair?: true;
      asked?: true;
    }
  /** Reads back what a provider shows of a subject. `from` = not before. */
  | { kind: "provider.check"; provider: string; shown: string; queue: string; subject: Subject; from: Instant }
  /**
   * Tells the subscribers of a medium whatever they have not heard yet: pages through them, and remembers how far each is.
   * `from` = those to whom something did not get through, not before then.
   */
  | { kind: "subscribers.tell"; medium: Medium; from?: Instant }
  /** Writes the draft of the post-mortem from the record as it stands at delivery. `path` is relative to the data folder. */
  | { kind: "postmortem.write"; incident: string; path: string };

interface AtPager {
  incident: string | null;
  /** The pager's name in the configuration, and as people read it. */
  pager: string;
  shown: string;
  key: string;
  page: PageFacts;
}

/** How urgent a message is, most urgent first (design.md section 2, rule 5). */
export const urgencies = ["page", "public-update", "room", "reminder", "card", "rest"] as const;
export type Urgency = (typeof urgencies)[number];

/** The lane an effect keeps its order in, how urgent it is, the slot it keeps current, and the channel it has to wait for. */
export function routeOf(effect: Effect): {
  lane: string;
  urgency: Urgency;
  slot: string | null;
  awaits: string | null;
} {
  switch (effect.kind) {
    case "channel.create":
      return { lane: `${effect.incident}/channel`, urgency: "room", slot: null, awaits: null };
    case "channel.invite":
      return { lane: `${effect.incident}/invite`, urgency: "room", slot: null, awaits: effect.incident };
    case "channel.topic":
      return {
        lane: `${effect.incident}/topic`,
        urgency: "card",
        slot: `${effect.incident}/topic`,
        awaits: effect.incident,
      };
    case "channel.purpose":
      return {
        lane: `${effect.incident}/purpose`,
        urgency: "rest",
        slot: `${effect.incident}/purpose`,
        awaits: effect.incident,
      };
    case "channel.bookmark":
      return { lane: `${effect.incident}/bookmarks`, urgency: "rest", slot: null, awaits: effect.incident };
    case "message.show":
    case "message.renew":
      return { lane: effect.lane, urgency: effect.urgency, slot: effect.slot, awaits: awaited(effect.to) };
    case "message.settle":
      return { lane: effect.lane, urgency: "reminder", slot: effect.slot, awaits: awaited(effect.to) };
    case "message.pin":
      return { lane: effect.lane, urgency: "room", slot: null, awaits: awaited(effect.to) };
    case "page": {
      // Of several pages that still wait for the same person only the newest wakes them; once somebody has it, none does.
      const slot = pageSlot(effect.incident, effect.person);
      return { lane: slot, urgency: "page", slot, awaits: null };
    }
    case "page.amend": {
      // Behind the page itself, and before what settles it; a slot of its own, since it takes the place of neither.
      const lane = pageSlot(effect.incident, effect.person);
      return { lane, urgency: "reminder", slot: `${lane}/amend`, awaits: null };
    }
    case "pager.trigger":
    case "pager.acknowledge":
    case "pager.resolve": {
      const slot = pagerSlot(effect.incident, effect.pager, effect.key);
      const urgency = effect.kind === "pager.trigger" ? "page" : "public-update";
      return { lane: slot, urgency, slot, awaits: null };
    }
    case "provider.sync":
      // One queue per credential (contracts: status providers 14.2).
      return {
        lane: `provider/${effect.queue}`,
        urgency: "public-update",
        slot: providerSlot(effect.provider, effect.subject),
        awaits: null,
      };
    case "provider.check": {
      const slot = `${providerSlot(effect.provider, effect.subject)}/check`;
      return { lane: slot, urgency: "rest", slot, awaits: null };
    }
    case "subscribers.tell": {
      const slot = `subscribers/${effect.medium}${effect.from === undefined ? "" : "/again"}`;
      // Webhooks of both kinds take turns: strangers' servers may be slow, and the ways out are few.
      const lane = effect.from === undefined && effect.medium !== "email" ? "subscribers/webhooks" : slot;
      return { lane, urgency: "rest", slot, awaits: null };
    }
    case "postmortem.write":
      return { lane: `${effect.incident}/postmortem`, urgency: "rest", slot: null, awaits: null };
  }
}

/** Where the page to a person stands, and the lane it goes out in. */
export function pageSlot(incident: string, person: string): string {
  return `${incident}/page/${person}`;
}

function awaited(to: Place): string | null {
  return "incident" in to ? to.incident : null;
}
