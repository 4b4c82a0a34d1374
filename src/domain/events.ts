import type { Instant } from "../base/clock.ts";
import type { Actor } from "./actor.ts";
import type { Digest } from "./alert/digest.ts";
import type { AlertNews } from "./alert/news.ts";
import type { AlertCounts } from "./alert/state.ts";
import type { Deed, Passing, Role } from "./incident/state.ts";
import type { ExpectedImpact, ProviderSaid, Window } from "./maintenance/state.ts";
import type { PageTarget } from "./page-target.ts";
import type { DeadlineKind, OverallStatus, Severity } from "./policy.ts";
import type { ProviderAnswer } from "./publishing/providers.ts";
import type { RotaRole } from "./rota/layers.ts";
import type { ScheduleCopy } from "./rota/schedule.ts";
import type { Address } from "./subscription/address.ts";

/** What became of what a status provider was to show. `words` says why, or what differs. */
export interface ProviderNews {
  said: ProviderSaid;
  words: string;
  url?: string | undefined;
  /** When it may be read back; absent = not at all. */
  checkAt?: Instant | undefined;
}

/** What opens an incident: a person's words, or an alert's. */
export interface Declaration {
  severity: Severity;
  title: string;
  components?: string[] | undefined;
  symptom?: string | undefined;
  impact?: string | undefined;
  detectedAt?: Instant | undefined;
  private?: boolean | undefined;
  drill?: boolean | undefined;
  retrospective?: boolean | undefined;
  /** The alert group it comes from, when an alert opened it. */
  alert?:
    | { group: string; title: string; runbookUrl: string | null; counts: AlertCounts; total: number; digest: Digest }
    | undefined;
  /** A rule says that it pages: at any hour, whatever the severity. */
  page?: true | undefined;
}

type About<Type extends string, Facts = object> = { type: Type; incident: string; by: Actor } & Facts;
type DeedOf<Type extends Deed["type"]> = Omit<Extract<Deed, { type: Type }>, "type">;

/** Everything that can happen to an incident. `incident` is its id. */
export type IncidentHappening =
  | About<"incident.declare", { declaration: Declaration }>
  /** `answered` is the page that was answered at its pager, and when; absent = answered here. */
  | About<"incident.ack", { answered?: { pager: string; key: string; at?: Instant | undefined } | undefined }>
  /** `instead`: it takes the place of the draft that waits. */
  | About<"incident.update", DeedOf<"incident.update"> & { instead?: boolean | undefined }>
  | About<"incident.no-change", DeedOf<"incident.no-change">>
  | About<"incident.reclassify", { to: Severity; why: string }>
  | About<"incident.mitigated", { how: string }>
  | About<"incident.resolve", DeedOf<"incident.resolve">>
  | About<"incident.reopen", { why: string }>
  | About<"incident.cancel", DeedOf<"incident.cancel">>
  /** The draft that waits is published, if it is the one that was `shown`; absent = whichever waits. */
  | About<"incident.approve", { shown?: number | undefined } & Passing>
  /** The draft that waits is dropped. */
  | About<"incident.discard", { why?: string | undefined }>
  /** The text of a published update is corrected. `update` is its id. */
  | About<"incident.correct", { update: string; text: string; why?: string | undefined } & Passing>
  | About<"incident.assign", { role: Role; person: string }>
  | About<"incident.note", { text: string; happenedAt?: Instant | undefined; source?: string | undefined }>
  | About<"incident.ran", { command: string; result?: string | undefined }>
  | About<
      "incident.amend",
      { entry: number; hide?: boolean | undefined; text?: string | undefined; happenedAt?: Instant | undefined }
    >
  | About<"incident.set-cadence", { everyMs: number | null; why: string }>
  | About<"incident.snooze", { forMs: number; why: string; kind?: DeadlineKind | undefined }>
  /** What became of alerts of it, in order. */
  | About<"incident.alerts", { news: AlertNews[] }>
  | About<"incident.channel-opened", { channel: { id: string; name: string } }>
  | About<
      "incident.channel-changed",
      { change: "archived" | "unarchived" | "renamed" | "deleted" | "bot-removed"; name?: string | undefined }
    >
  | About<
      "incident.effect-failed",
      { effect: string; error: string; retry: string; page?: { person: string; tried: boolean } | undefined }
    >
  /** The direct message that did not go through for a while is there. */
  | About<"incident.page-arrived", { person: string }>
  /** A person pages people about it. */
  | About<"incident.page", { target: PageTarget; person?: string | undefined; message?: string | undefined }>
  /** What a pager made of a page; `words` says why, where it did not take it. */
  | About<
      "incident.pager-said",
      { pager: string; key: string; said: "accepted" | "late" | "refused" | "given-up"; words: string }
    >
  /** Something about a page was done at its pager that changes nothing here by itself. */
  | About<"incident.pager-told", { pager: string; key: string; told: "resolved" | "unacknowledged" }>
  /** How it stands at a status provider; `url` absent = as it was. */
  | About<"incident.provider-said", { provider: string } & ProviderNews>
  /** A person answers for a provider: the difference may stay, is to be taken back, or the text was pasted by hand. Null: all are read back. */
  | About<"incident.provider-answer", { provider: string | null; answer: ProviderAnswer }>
  | About<"incident.postmortem-drafted", { path: string }>
  | About<"incident.timer", { kind: TimerKind }>;

export type TimerKind =
  | DeadlineKind
  | "page-on-call"
  | "pager-patience"
  | "alerts-summary"
  | "alerts-clear"
  | "read-back";

/**
 * What a sender says about one alert, read by its source. `identity` carries its prefix (decisions.md 7). What is optional
 * is left out when the sender says nothing of it.
 */
export interface Signal {
  source: string;
  identity: string;
  status: "firing" | "resolved";
  title: string;
  description: string | null;
  /** The sender's own word, untouched. */
  severityHint: string | null;
  /** That word translated, for rules that work across senders (alert sources 1.1). */
  level?: Level | undefined;
  /** A person took it there (their name, if it is said), or gave it back. Taken implies firing. */
  acknowledged?: { by: string | null } | "given-back" | undefined;
  /** Only news of an alert that is known: for an unknown one, nothing is created. */
  onlyIfKnown?: true | undefined;
  /** The sender's test button: it is listed, and never pages. */
  test?: true | undefined;
  /** The body was not as this sender writes it: why. */
  unread?: string | undefined;
  /** What was sent, where nothing that was configured says how to read it: for who writes that. Its beginning, where it is long. */
  received?: string | undefined;
  labels: Record<string, string>;
  /** The sender's own grouping, if it has one. */
  groupKey: string | null;
  /** The sender left this many alerts of the group out: when the group resolves, those are unknown. */
  truncated?: number | undefined;
  startedAt: Instant | null;
  endedAt?: Instant | undefined;
  /** When the sender made this very message, where both its firings and its resolves say so. Orders them. */
  eventAt?: Instant | undefined;
  /** The identity is made anew for each episode: a firing after its own resolve is late. */
  oneEpisode?: true | undefined;
  /** How many failures in a row this one report stands for, where the sender waits for several (2 for a monitor with retries). */
  failures?: number | undefined;
  /** How long after its last word an alert of this sender is unknown, ms; absent = its silence means nothing. */
  staleAfterMs?: number | undefined;
  runbookUrl: string | null;
  links: { title: string; url: string }[];
}

/** How bad a sender finds an alert, in words that work across senders. */
export const levels = ["critical", "error", "warning", "info"] as const;
export type Level = (typeof levels)[number];

/** What becomes of alerts by a person. `what` is an alert or a group, as people name it. */
export type AlertDeed =
  | { type: "alert.move"; what: string; to: number; by: Actor }
  | { type: "alert.detach"; what: string; by: Actor }
  | { type: "alert.merge"; what: string; into: string; by: Actor };

export type AlertHappening =
  | AlertDeed
  /** Alerts that time alone may have changed are looked at; `timer` is what says that it is time. */
  | { type: "alert.check"; timer: string; by: Actor }
  /** The card of a group is owed. */
  | { type: "alert.card"; group: string; by: Actor }
  /** A maintenance is over: what it muted and still fires is judged anew. */
  | { type: "alert.unmute"; maintenance: string; by: Actor }
  | { type: "alert.rejudge"; identity: string; maintenance: string; by: Actor }
  /** A message ended a group of its sender without naming all of its alerts. */
  | { type: "alert.cut-short"; source: string; groupKey: string; identities: string[]; by: Actor }
  | { type: "alert.signal"; signal: Signal; by: Actor }
  /** A person took up the proposal of an alert group, or said that it is no incident. */
  | {
      type: "alert.proposal";
      group: string;
      answer: "declare" | "dismiss";
      severity?: Severity | undefined;
      by: Actor;
    };

/** What happens to the rota of who is on call. */
export type RotaHappening =
  /** `from` absent = now. */
  | { type: "rota.override"; role: RotaRole; person: string; from?: Instant | undefined; until: Instant; by: Actor }
  /** `on`: the day of one's shift, `YYYY-MM-DD`; null = the next to begin. */
  | { type: "rota.swap"; role: RotaRole; one: string; other: string; on: string | null; by: Actor }
  | { type: "rota.clear"; number: number; by: Actor }
  /** Somebody says of a hand-over, by its id, that they have it. */
  | { type: "rota.take"; handOver: string; by: Actor }
  /** A schedule that is kept elsewhere was looked at. */
  | { type: "rota.read"; schedule: string; copy: ScheduleCopy; by: Actor }
  /** We have just started: the rota may be another than before. */
  | { type: "rota.look"; by: Actor }
  | { type: "rota.timer"; kind: string; by: Actor };

/** Everything about pages that are about no incident. */
export type CallHappening =
  | { type: "call.page"; target: PageTarget; person?: string | undefined; message?: string | undefined; by: Actor }
  /** Tries every pager with a page that says that it is a test. */
  | { type: "call.test"; by: Actor }
  /** Looks whether the pagers are to be tried by now. */
  | { type: "call.timer"; by: Actor }
  | {
      type: "call.pager-said";
      pager: string;
      key: string;
      said: "accepted" | "late" | "refused" | "given-up";
      words: string;
      by: Actor;
    }
  | { type: "call.ack"; key: string; by: Actor };

/** What a maintenance is to be. */
export interface MaintenancePlan {
  what: string;
  components: string[];
  window: Window;
  impact: ExpectedImpact;
  /** More words for the public, under the fixed lines. */
  text?: string | undefined;
  /** The recurring window that it belongs to. */
  series?: string | undefined;
}

/** Why a change comes later than the notice period asks for; who asks for it takes it on themselves. Absent = it must not. */
interface OnNotice extends Passing {
  shortNotice?: string | undefined;
  /** For those who work on it. */
  why?: string | undefined;
  /** More words for the public. */
  text?: string | undefined;
}

type AboutMaintenance<Type extends string, Facts = object> = { type: Type; maintenance: string; by: Actor } & Facts;

/** Everything that can happen to a maintenance. `maintenance` is its id, or its name (`M3`) where it is there already. */
export type MaintenanceHappening =
  | AboutMaintenance<"maintenance.schedule", { plan: MaintenancePlan } & OnNotice>
  | AboutMaintenance<"maintenance.start", OnNotice>
  /** To an end, or by so long. */
  | AboutMaintenance<"maintenance.extend", { endsAt?: Instant | undefined; forMs?: number | undefined } & OnNotice>
  /** The length stays as it was, unless an end or another length is given. */
  | AboutMaintenance<
      "maintenance.move",
      { startsAt: Instant; endsAt?: Instant | undefined; forMs?: number | undefined } & OnNotice
    >
  | AboutMaintenance<"maintenance.complete", Omit<OnNotice, "shortNotice">>
  | AboutMaintenance<"maintenance.cancel", Omit<OnNotice, "shortNotice"> & { why: string }>
  /** A person says that an incident comes of it. `incidentNumber` is for people to read; of a `secret` one they read no more. */
  | AboutMaintenance<
      "maintenance.caused",
      { incidentId: string; incidentNumber: number; why: string; secret?: boolean | undefined }
    >
  | AboutMaintenance<"maintenance.provider-said", { provider: string } & ProviderNews>
  | AboutMaintenance<"maintenance.provider-answer", { provider: string | null; answer: ProviderAnswer }>
  | AboutMaintenance<"maintenance.timer">;

/** Recurring windows are looked at: what of them is to be announced by now. */
export interface SeriesLook {
  type: "series.look";
  by: Actor;
}

export type MaintenanceEvent = Event<MaintenanceHappening>;

export type CallEvent = Event<CallHappening>;
export type CallEventOf<Type extends CallHappening["type"]> = EventOf<Type>;

export type RotaEvent = Event<RotaHappening>;
export type RotaEventOf<Type extends RotaHappening["type"]> = EventOf<Type>;

/** Somebody did something about a page at its pager. `pager` is the kind of it. */
export interface PagerNews {
  type: "pager.news";
  pager: string;
  key: string;
  told: "acknowledged" | "unacknowledged" | "resolved";
  /** As the pager calls them; empty = it does not say. */
  who: { name: string; id: string | null };
  occurredAt?: Instant | undefined;
  by: Actor;
}

/** A person sets the status of a component by hand, or takes that back (`status` null). */
export interface ComponentByHand {
  type: "component.by-hand";
  component: string;
  status: OverallStatus | null;
  why: string;
  by: Actor;
}

/** What happens to the subscriptions of the status page. `fresh` = random texts for what is made of it. */
export type SubscriptionHappening =
  | {
      type: "subscription.ask";
      address: Address;
      components: string[];
      fresh: { token: string; confirm: string; secret: string };
      by: Actor;
    }
  | { type: "subscription.confirm"; token: string; by: Actor }
  /** `token` is the one that stands in every message. */
  | { type: "subscription.end"; token: string; by: Actor }
  /** `gone` = the address says that it never will. */
  | {
      type: "subscription.failed";
      subscriber: string;
      of: "question" | "update";
      why: string;
      gone: boolean;
      by: Actor;
    }
  | {
      type: "subscription.channel";
      address: Address;
      on: boolean;
      components: string[];
      fresh: { token: string };
      by: Actor;
    };

export type SubscriptionEvent = Event<SubscriptionHappening>;
export type SubscriptionEventOf<Type extends SubscriptionHappening["type"]> = EventOf<Type>;

export type Happening =
  | PagerNews
  | IncidentHappening
  | AlertHappening
  | RotaHappening
  | CallHappening
  | MaintenanceHappening
  | SeriesLook
  | ComponentByHand
  | EffectRetry
  | SubscriptionHappening;

/** A person asks for a failed effect to be tried again. */
export interface EffectRetry {
  type: "effect.retry";
  effect: number;
  by: Actor;
}

/** A happening with its time and its own id, stamped once by the engine: a decision never reads a clock. */
export type Event<H extends Happening = Happening> = H & { id: string; at: Instant };

/** The event of one type. */
export type EventOf<Type extends Happening["type"]> = Event<Extract<Happening, { type: Type }>>;
