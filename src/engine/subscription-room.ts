import type { Instant } from "../base/clock.ts";
import { type Decided, isRefusal } from "../domain/decision.ts";
import type { Effect } from "../domain/effects.ts";
import type { SubscriptionEvent } from "../domain/events.ts";
import type { Incident, Update } from "../domain/incident/state.ts";
import type { Maintenance } from "../domain/maintenance/state.ts";
import { publicId, publicNames } from "../domain/publishing/notice.ts";
import { isPublic } from "../domain/status/component.ts";
import { channelLane, channelPost, decideSubscription, tell, triedAgainAt } from "../domain/subscription/decide.ts";
import { hears, type Publication, type Subscriber } from "../domain/subscription/state.ts";
import type { Terms } from "../domain/terms.ts";
import { lockNames } from "../store/locks.ts";
import { dropLane } from "../store/outbox.ts";
import { addPublication } from "../store/publications.ts";
import type { Tx } from "../store/store.ts";
import {
  channelSubscribers,
  forgetSubscriber,
  loadSubscriber,
  mediaInUse,
  saveSubscriber,
  type Which,
} from "../store/subscribers.ts";
import { updatesOf } from "../store/updates.ts";

/** An effect, and the incident whose channel hears when it fails. */
type Sent = { effect: Effect; incident: string | null };

/** The subscriptions of one transaction. */
export interface SessionSubscriptions {
  decide(event: SubscriptionEvent): Promise<Decided<Subscriber | null>>;
  /** An incident was decided on, and these updates of it are new. */
  heardOf(incident: Incident, updates: readonly Update[]): void;
  /** A maintenance was decided on. */
  heardOfMaintenance(maintenance: Maintenance): void;
  /** Writes everything, after what it is about was written. Returns how it goes out. */
  save(): Promise<Sent[]>;
}

/** What was published in this transaction. */
interface News extends Omit<Publication, "number" | "components"> {
  components: string[];
  text: string;
  incident: string | null;
}

/**
 * Opens the subscriptions of a transaction. What is published is noted once, whoever may hear of it: delivery pages through
 * the subscribers later, so that it makes no difference here how many there are.
 */
export function openSubscriptions(tx: Tx, terms: Terms, at: Instant): SessionSubscriptions {
  const held = new Map<string, { was: Subscriber | null; now: Subscriber | null }>();
  const news = new Map<string, News>();

  const whichOf = (event: SubscriptionEvent): Which => {
    switch (event.type) {
      case "subscription.ask":
      case "subscription.channel":
        return { key: event.address.key };
      case "subscription.confirm":
        return { asked: event.token };
      case "subscription.end":
        return { token: event.token };
      case "subscription.failed":
        return { id: event.subscriber };
    }
  };

  /** One that was decided on in this transaction is as it was left. */
  const find = async (which: Which): Promise<Subscriber | null> => {
    if ("key" in which) await lockNames(tx, [which.key]);
    const here = [...held.values()].find(({ now }) => now !== null && is(now, which));
    if (here) return here.now;
    const loaded = await loadSubscriber(tx, which);
    if (!loaded || held.has(loaded.id)) return null;
    held.set(loaded.id, { was: loaded, now: loaded });
    return loaded;
  };

  return {
    async decide(event) {
      const was = await find(whichOf(event));
      const outcome = decideSubscription(event, was, terms);
      if (isRefusal(outcome)) return outcome;
      const id = was?.id ?? outcome.state?.id;
      if (id !== undefined) held.set(id, { was: held.get(id)?.was ?? null, now: outcome.state });
      return outcome;
    },
    heardOf(incident, updates) {
      if (!isPublic(incident)) return;
      for (const { id, audience, text, correctedAt } of updates) {
        if (audience !== "public" || correctedAt !== null) continue;
        const { components } = incident;
        news.set(id, { subject: `incident/${incident.id}`, update: id, components, at, text, incident: incident.id });
      }
    },
    heardOfMaintenance(maintenance) {
      const { components } = maintenance;
      if (publicNames(components, terms).length === 0) return;
      // Those of earlier transactions were noted then.
      for (const { id, text, postedAt } of maintenance.updates.filter((one) => one.postedAt === at))
        news.set(id, {
          subject: `maintenance/${maintenance.id}`,
          update: id,
          components,
          at: postedAt,
          text,
          incident: null,
        });
    },
    async save() {
      for (const { was, now } of held.values()) {
        if (now === null && was) {
          await forgetSubscriber(tx, was.id);
          if (was.medium === "channel") await dropLane(tx, channelLane(was));
        }
        if (now !== null && now !== was) await saveSubscriber(tx, now, was, now.off ? null : triedAgainAt(now, at));
      }
      if (news.size === 0) return [];
      const media = await mediaInUse(tx);
      if (media.length === 0) return [];
      const channels = media.includes("channel") ? await channelSubscribers(tx) : [];
      const sent: Sent[] = [];
      for (const { text, incident, ...one } of news.values()) {
        const components = publicNames([...one.components, ...(await namedBefore(tx, incident))], terms);
        await addPublication(tx, { ...one, components });
        const url = urlOf(one.subject, terms);
        const those = channels.filter((channel) => hears(channel, { components }));
        sent.push(...those.map((channel) => ({ effect: channelPost(channel, { text, url }), incident })));
      }
      const others = media.filter((medium) => medium !== "channel");
      return [...sent, ...others.map((medium) => ({ effect: tell(medium), incident: null }))];
    },
  };
}

function is(subscriber: Subscriber, which: Which): boolean {
  if ("id" in which) return subscriber.id === which.id;
  if ("key" in which) return subscriber.key === which.key;
  if ("token" in which) return subscriber.token === which.token;
  return subscriber.asked?.token === which.asked;
}

/** The components that the public was ever told of. */
async function namedBefore(tx: Tx, incident: string | null): Promise<string[]> {
  if (incident === null) return [];
  const updates = await updatesOf(tx, incident);
  return updates.filter(({ audience }) => audience === "public").flatMap(({ components }) => components);
}

function urlOf(subject: Publication["subject"], { links }: Terms): string | null {
  const [kind, id = ""] = subject.split("/");
  if (links.statusPage === null) return null;
  return `${links.statusPage}/${kind === "incident" ? "incidents" : "maintenance"}/${publicId(id)}`;
}
