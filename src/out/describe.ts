import type { Effect } from "../domain/effects.ts";

/** An effect as a person knows it, to stand in a sentence: "Could not deliver the page to U012". */
export function described(effect: Effect): string {
  switch (effect.kind) {
    case "channel.create":
      return `the channel #${effect.name}`;
    case "channel.invite":
      return effect.people.length === 1
        ? "the invitation to the channel"
        : `the invitations of ${effect.people.length} people to the channel`;
    case "channel.topic":
      return "the channel's topic";
    case "channel.purpose":
      return "the channel's purpose";
    case "channel.bookmark":
      return `the bookmark "${effect.title}"`;
    case "message.show":
    case "message.renew":
    case "message.settle":
      return `the message "${effect.card.summary}"`;
    case "message.pin":
      return "the pin of the card";
    case "page":
    case "page.amend":
      return `the page to ${effect.person}`;
    case "pager.trigger":
      return `the page at ${effect.shown}`;
    case "pager.acknowledge":
      return `the acknowledgement to ${effect.shown}`;
    case "pager.resolve":
      return `the end of the page to ${effect.shown}`;
    case "provider.sync":
    case "provider.check":
      return `the update to ${effect.shown}`;
    case "subscribers.tell":
      return "the update to subscribers of the status page";
    case "postmortem.write":
      return "the post-mortem draft";
  }
}
