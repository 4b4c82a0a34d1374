import type { Instant } from "../../base/clock.ts";
import { type Card, line, link } from "../../text/card.ts";
import { type Decided, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { SubscriptionEvent, SubscriptionEventOf } from "../events.ts";
import { heldBy } from "../incident/held.ts";
import { may } from "../permissions.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { masked } from "./address.ts";
import { type Asked, isActive, type Medium, type Subscriber } from "./state.ts";

/** How long a question can be answered, ms: a person reads their mail within a day, a program answers at once. */
const answerWithinMs: Record<Medium, number> = {
  email: 24 * 60 * 60_000,
  "slack-webhook": 24 * 60 * 60_000,
  webhook: 60 * 60_000,
  channel: 0,
};
/** One address is not asked again sooner than this, and not more often in a day: bounds what somebody can send to a stranger. */
const askAgainMs = 5 * 60_000;
const mostAsksADay = 5;
const dayMs = 24 * 60 * 60_000;
/** How long a subscriber that nothing gets through to is tried before it is switched off. */
const triedForMs = 24 * 60 * 60_000;
/** The waits between tries, ms; the last holds from then on. */
const waits = [60_000, 2 * 60_000, 5 * 60_000, 15 * 60_000];

/** Decides on a subscription. The state null = there is none, or none any more. `was` null = none was found. */
export function decideSubscription(
  event: SubscriptionEvent,
  was: Subscriber | null,
  terms: Terms,
): Decided<Subscriber | null> {
  switch (event.type) {
    case "subscription.ask":
      return ask(event, was, terms);
    case "subscription.confirm":
      return confirm(event, was);
    case "subscription.end":
      return decided(null);
    case "subscription.failed":
      return failed(event, was);
    case "subscription.channel":
      return ofChannel(event, was, terms);
  }
}

/**
 * Somebody wants to subscribe an address. What is there already stays as it is until the address itself has confirmed, and
 * nothing that is answered tells whether there was anything.
 */
function ask(
  event: SubscriptionEventOf<"subscription.ask">,
  was: Subscriber | null,
  terms: Terms,
): Decided<Subscriber | null> {
  const { at, address, fresh } = event;
  const { medium } = address;
  const components = known(event.components, terms);
  const before = was?.asked ?? null;
  const isToday = before !== null && at - before.countedFrom < dayMs;
  // Whoever asks for a webhook was shown a secret, so the newest question counts; its host is spared at the door.
  const isTooOften = before !== null && isToday && (at - before.at < askAgainMs || before.times >= mostAsksADay);
  if (isTooOften && medium !== "webhook") return decided(was);
  const asked: Asked = {
    components,
    token: fresh.confirm,
    secret: medium === "webhook" ? fresh.secret : null,
    at,
    times: isToday ? before.times + 1 : 1,
    countedFrom: isToday ? before.countedFrom : at,
    until: at + answerWithinMs[medium],
    unsent: true,
  };
  const now: Subscriber = was
    ? { ...was, asked }
    : {
        id: event.id,
        ...address,
        components,
        activeSince: null,
        off: null,
        asked,
        secret: null,
        token: fresh.token,
        failing: null,
      };
  return decided<Subscriber | null>(now, { effects: [tell(medium)] });
}

/** Whoever reads at the address wants it. The same answer twice changes nothing more. */
function confirm(
  { at, token }: SubscriptionEventOf<"subscription.confirm">,
  was: Subscriber | null,
): Decided<Subscriber | null> {
  const asked = was?.asked;
  if (!was || !asked || asked.token !== token || asked.until <= at)
    return refuse("not-found", { what: "subscription that waits to be confirmed by this link" });
  const { components, secret } = asked;
  const now: Subscriber = {
    ...was,
    components,
    secret: secret ?? was.secret,
    activeSince: isActive(was) ? was.activeSince : at,
    off: null,
    asked: null,
    failing: null,
  };
  return decided<Subscriber | null>(now, { effects: caughtUp(was) });
}

/** What one that failed has not heard yet is told now, with what the others are told. */
function caughtUp(was: Subscriber): Effect[] {
  return isActive(was) && was.failing !== null ? [tell(was.medium)] : [];
}

/**
 * A message did not get through. It is tried again with growing pauses for a day; then, or at once when the address says
 * that it is gone, the subscription is off, and people are told. A question that cannot be asked is forgotten.
 */
function failed(
  { at, why, gone, of }: SubscriptionEventOf<"subscription.failed">,
  was: Subscriber | null,
): Decided<Subscriber | null> {
  if (!was) return decided(was);
  const failing = { since: was.failing?.since ?? at, tries: (was.failing?.tries ?? 0) + 1, why };
  if (of === "question") {
    if (!gone && was.asked !== null && was.asked.until > at) return again({ ...was, failing }, at);
    // What was active before somebody asked anew is not harmed by a question that could not be asked.
    if (!isActive(was)) return decided<Subscriber | null>(null);
    return decided<Subscriber | null>({ ...was, asked: null, failing: null }, { effects: caughtUp(was) });
  }
  if (!isActive(was)) return decided<Subscriber | null>(was);
  if (!gone && at - failing.since < triedForMs) return again({ ...was, failing }, at);
  const off: Subscriber = { ...was, failing, asked: null, off: { at, why } };
  return decided<Subscriber | null>(off, { effects: [saySwitchedOff(off)] });
}

/** When a failing subscriber is tried again; null = it does not fail. */
export function triedAgainAt({ failing }: Pick<Subscriber, "failing">, at: Instant): Instant | null {
  return failing === null ? null : at + (waits[Math.min(failing.tries, waits.length) - 1] ?? 0);
}

/** It looks at once when the first of them is due: who begins to fail must not put off those who fail already. */
function again(now: Subscriber, at: Instant): Decided<Subscriber | null> {
  return decided<Subscriber | null>(now, { effects: [{ ...tell(now.medium), from: at }] });
}

/** A channel of our own hears of public updates, or no longer does. Whoever may respond may say so. */
function ofChannel(
  event: SubscriptionEventOf<"subscription.channel">,
  was: Subscriber | null,
  terms: Terms,
): Decided<Subscriber | null> {
  const { at, by, address, on, fresh } = event;
  if (!may(by, "respond", null, terms.permissions))
    return refuse("not-allowed", { permission: "respond", held: heldBy("respond", terms) });
  if (!on)
    return was ? decided<Subscriber | null>(null) : refuse("not-found", { what: "subscription of this channel" });
  const unknown = event.components.find((name) => !known([name], terms).includes(name));
  if (unknown !== undefined)
    return refuse("unknown-component", {
      component: unknown,
      known: known(
        terms.components.map(({ name }) => name),
        terms,
      ),
    });
  return decided<Subscriber | null>({
    id: was?.id ?? event.id,
    ...address,
    components: event.components,
    activeSince: was?.activeSince ?? at,
    off: null,
    asked: null,
    secret: null,
    token: was?.token ?? fresh.token,
    failing: null,
  });
}

/** Those of the names that the public knows; all of them is the same as none named. */
function known(names: readonly string[], { components }: Pick<Terms, "components">): string[] {
  return components.filter(({ name, internal }) => !internal && names.includes(name)).map(({ name }) => name);
}

/** Tells the subscribers of a medium whatever they have not heard yet. */
export function tell(medium: Medium): Extract<Effect, { kind: "subscribers.tell" }> {
  return { kind: "subscribers.tell", medium };
}

function saySwitchedOff({ medium, address, off }: Subscriber): Effect {
  const what = medium === "email" ? "An e-mail subscription" : "A webhook subscription";
  const card: Card = {
    summary: "A subscription was switched off",
    blocks: [
      {
        type: "text",
        line: line`${what} of the status page (${masked({ medium, address })}) was switched off: ${off?.why ?? ""}. Nothing is to be done here; they can subscribe again.`,
      },
    ],
  };
  const slot = `subscribers/${medium}/off`;
  return { kind: "message.show", to: { announcement: true }, card, slot, lane: slot, urgency: "rest" };
}

/** A public update as a channel of our own reads it. */
export function channelPost(
  { id, address }: Pick<Subscriber, "id" | "address">,
  { text, url }: { text: string; url: string | null },
): Effect {
  const [heading = ""] = text.split("\n");
  const card: Card = {
    summary: heading,
    blocks: [
      { type: "quote", text },
      ...(url === null ? [] : [{ type: "note" as const, line: link("On the status page", url) }]),
    ],
  };
  return {
    kind: "message.show",
    to: { channel: address },
    card,
    slot: null,
    lane: channelLane({ id }),
    urgency: "rest",
  };
}

/** The lane in which a channel of our own is told, in order. */
export function channelLane({ id }: Pick<Subscriber, "id">): string {
  return `subscriber/${id}`;
}
