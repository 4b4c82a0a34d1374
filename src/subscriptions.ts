import { randomBytes } from "node:crypto";
import { type Allowance, openAllowance } from "./base/allowance.ts";
import type { Clock } from "./base/clock.ts";
import { type Http, openHttp } from "./base/http.ts";
import type { Log } from "./base/log.ts";
import type { Config } from "./config/config.ts";
import type { Actor } from "./domain/actor.ts";
import { type Address, mailAddress, masked, webhookAddress } from "./domain/subscription/address.ts";
import type { Terms } from "./domain/terms.ts";
import type { Engine } from "./engine/engine.ts";
import { subscriberCarrier } from "./out/subscribers.ts";
import { emailSubscribers } from "./out/subscribers-email.ts";
import { type Sender, scopeOf } from "./out/subscribers-medium.ts";
import { slackWebhookSubscribers, webhookSubscribers } from "./out/subscribers-webhook.ts";
import { lastNumber, publicationsAfter } from "./store/publications.ts";
import { readNotice } from "./store/read/notice.ts";
import type { Store } from "./store/store.ts";
import {
  activeSubscriber,
  nextTryAt,
  rememberAsked,
  rememberTold,
  subscriberBy,
  toAsk,
  toTell,
} from "./store/subscribers.ts";
import type { SubscriptionDoor } from "./web/status-page/subscribe.ts";

/* Everything about subscriptions that is put together at the start: what takes them, and what sends. */

export interface Subscriptions {
  door: SubscriptionDoor;
  carrier: ReturnType<typeof subscriberCarrier>;
  close(): Promise<void>;
}

export interface SubscriptionParts {
  config: Pick<Config, "subscriptions" | "statusPage">;
  engine: Pick<Engine, "handle">;
  store: Store;
  terms: Terms;
  clock: Clock;
  log: Log;
  heard?: Parameters<typeof subscriberCarrier>[0]["heard"];
}

/** Whoever uses the forms of the public page. */
const reader: Actor = { kind: "api", id: "status-page", name: "a reader of the status page" };

const hourMs = 60 * 60_000;
/** One sender, one host of webhooks, and all together: bounds what strangers can make us send to others. */
const mostBySender = 10;
const mostByHost = 5;
const mostByAll = 600;

/** Makes subscriptions ready. */
export function openSubscriptions(parts: SubscriptionParts): Subscriptions {
  const { config, store, terms, clock, log } = parts;
  const { mail, webhooks, allowPrivate } = config.subscriptions;
  const sender: Sender = { name: config.statusPage.name, url: config.statusPage.url, agent: "Sitrep/1" };
  const { http, close } = openHttp({ allowPrivate });
  const allowances = {
    sender: openAllowance({ most: mostBySender, withinMs: hourMs, clock }),
    host: openAllowance({ most: mostByHost, withinMs: hourMs, clock }),
    all: openAllowance({ most: mostByAll, withinMs: hourMs, clock }),
  };
  return {
    door: doorOf(parts, allowances),
    carrier: subscriberCarrier({
      media: {
        ...(mail ? { email: emailSubscribers(mail, sender) } : {}),
        ...(webhooks ? webhooksOf(http, clock, sender) : {}),
      },
      records: {
        toAsk: (medium, looking) => toAsk(store.read, medium, looking),
        toTell: (medium, last, looking) => toTell(store.read, medium, last, looking),
        lastNumber: () => lastNumber(store.read),
        after: (number, limit) => publicationsAfter(store.read, number, limit),
        active: (id) => activeSubscriber(store.read, id),
        nextTryAt: (medium) => nextTryAt(store.read, medium),
        notice: (subject) => readNotice(store.read, subject, terms),
        rememberTold: (progress) => store.transact((tx) => rememberTold(tx, progress)),
        rememberAsked: (id, token) => store.transact((tx) => rememberAsked(tx, id, token)),
      },
      clock,
      log,
      url: sender.url,
      heard: parts.heard,
    }),
    close,
  };
}

function webhooksOf(http: Http, clock: Clock, sender: Sender) {
  return {
    webhook: webhookSubscribers({ http, clock, sender }),
    "slack-webhook": slackWebhookSubscribers({ http, sender }),
  };
}

type Allowances = Record<"sender" | "host" | "all", Allowance>;

function doorOf({ config, engine, store, clock }: SubscriptionParts, allowances: Allowances): SubscriptionDoor {
  const { mail, webhooks, allowPrivate } = config.subscriptions;
  return {
    offers: { email: mail !== null, webhook: webhooks },
    async ask({ kind, address: given, components, from }) {
      const address = kind === "email" ? mailAddress(given) : webhookAddress(given, { allowPrivate });
      if (!address) return { kind: "wrong", words: wrong[kind] };
      const wait =
        allowances.sender.take(from) ??
        (kind === "webhook" ? allowances.host.take(hostOf(address)) : null) ??
        allowances.all.take("");
      if (wait !== null) return { kind: "often", seconds: Math.ceil(wait / 1_000) };
      const secret = `whsec_${randomBytes(32).toString("base64")}`;
      const fresh = { token: token(), confirm: token(), secret };
      await engine.handle({ type: "subscription.ask", address, components, fresh, by: reader });
      if (address.medium === "webhook") return { kind: "asked", as: "webhook", secret };
      return { kind: "asked", as: address.medium === "email" ? "email" : "slack", secret: null };
    },
    async look(asked) {
      const found = await subscriberBy(store.read, { asked });
      if (!found?.asked || found.asked.until <= clock.now()) return null;
      return { shown: masked(found), scope: scopeOf(found.asked.components) };
    },
    async confirm(asked) {
      const outcome = await engine.handle({ type: "subscription.confirm", token: asked, by: reader });
      return outcome.kind === "decided";
    },
    async end(own) {
      await engine.handle({ type: "subscription.end", token: own, by: reader });
    },
  };
}

const wrong = {
  email: "This is no e-mail address. Write it like name@example.com.",
  webhook: "This is no address that can be called. Write it like https://example.com/hook, with a host's name.",
};

function hostOf({ address }: Address): string {
  return new URL(address).host;
}

/** A text that nobody can guess. */
function token(): string {
  return randomBytes(24).toString("base64url");
}
