import type { Actor } from "../domain/actor.ts";
import type { AlertNews } from "../domain/alert/news.ts";
import { type Entry, isRefusal } from "../domain/decision.ts";
import { type Effect, routeOf, urgencies } from "../domain/effects.ts";
import type {
  AlertHappening,
  CallEvent,
  Event,
  EventOf,
  Happening,
  IncidentHappening,
  RotaEvent,
  Signal,
  SubscriptionEvent,
} from "../domain/events.ts";
import { decideIncident } from "../domain/incident/decide.ts";
import type { Incident, Update } from "../domain/incident/state.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import { aroundIncident } from "../store/around.ts";
import { recordAudit } from "../store/audit.ts";
import {
  incidentIdOf,
  loadIncident,
  nextIncidentNumber,
  returnIncidentNumber,
  saveIncident,
} from "../store/incidents.ts";
import { enqueue, retryEffect } from "../store/outbox.ts";
import type { Tx } from "../store/store.ts";
import { appendTimeline } from "../store/timeline.ts";
import { setTimers } from "../store/timers.ts";
import { addUpdates, correctUpdate, updatesOf } from "../store/updates.ts";
import { isAboutAlerts, openAlertDesk } from "./alert-desk.ts";
import { openCalls } from "./call-room.ts";
import { isPlanned, openMaintenanceDesk } from "./maintenance-desk.ts";
import type { Outcome } from "./outcome.ts";
import { consequenceOf, incidentNumberOf } from "./pager-news.ts";
import type { EngineParts } from "./parts.ts";
import { openRota } from "./rota-room.ts";
import { openSubscriptions } from "./subscription-room.ts";

/** How deep follow-ups may follow each other: bounds two rooms that would answer each other for ever. */
const deepestFollowUp = 8;

/** One transaction's worth of decisions. Each state is loaded once, decided on as often as needed, and saved once. */
export interface Session {
  tx: Tx;
  /** Loads all at once what these signals speak of; they may be decided on without that, one by one. */
  expect(signals: Signal[]): Promise<void>;
  /** Decides one happening and all that follows from it. A refusal of it changes nothing. */
  handle(happening: Happening): Promise<Outcome>;
  audit(entry: { id: string; actor: Actor; action: string; outcome: Outcome; door: string }): void;
  /** Writes everything that was decided. The caller commits. False: there is nothing in it for anybody to attend to. */
  save(): Promise<boolean>;
}

/** The happenings whose words may name the status of the whole service. */
const speaksToThePublic = new Set<Happening["type"]>([
  "incident.update",
  "incident.no-change",
  "incident.resolve",
  "incident.cancel",
  "incident.approve",
  "incident.reclassify",
  "incident.mitigated",
  "incident.reopen",
  "incident.channel-opened",
  "incident.alerts",
]);

/** What comes with every alert, and concerns nobody on call: a storm of it must not ask for the rota each time. */
const concernsNobody = new Set<Happening["type"]>(["incident.alerts"]);

type Result = Outcome & { followUps?: Happening[] };

interface Held {
  was: Incident | null;
  now: Incident;
  entries: Entry[];
  updates: Update[];
  corrections: Pick<Update, "id" | "text">[];
}

/** Opens a session on a transaction. `now` is one time for all of it. */
export function openSession(tx: Tx, { terms, timers, clock, ids, recurring, log }: EngineParts): Session {
  const at = clock.now();
  const incidents = new Map<string, Held>();
  const rota = openRota(tx, terms, at);
  const calls = openCalls(tx, terms);
  const subscriptions = openSubscriptions(tx, terms, at);
  const effects: { effect: Effect; incident: string | null }[] = [];
  const audits: Parameters<Session["audit"]>[0][] = [];

  const held = async (id: string): Promise<Incident | null> => {
    const known = incidents.get(id);
    if (known) return known.now;
    const loaded = await loadIncident(tx, id, { lock: true });
    if (loaded) incidents.set(id, { was: loaded, now: loaded, entries: [], updates: [], corrections: [] });
    return loaded;
  };

  const decideOnIncident = async (event: Event<IncidentHappening>): Promise<Result> => {
    const was = await held(event.incident);
    const nextNumber = event.type === "incident.declare" && !was ? await nextIncidentNumber(tx) : 0;
    const around = speaksToThePublic.has(event.type)
      ? await aroundIncident(tx, was ?? unheardOf(event.incident), terms, newest)
      : {};
    const posted = event.type === "incident.correct" ? await updatesOf(tx, event.incident) : [];
    const onCall = concernsNobody.has(event.type) ? terms.rota : await rota.now();
    const outcome = decideIncident(
      event,
      { was, nextNumber, timers, updates: posted },
      { ...terms, rota: onCall, ...around },
    );
    if (isRefusal(outcome)) {
      if (nextNumber > 0) await returnIncidentNumber(tx);
      return refused(event, outcome, was);
    }
    const before = incidents.get(event.incident);
    incidents.set(event.incident, {
      was: before?.was ?? null,
      now: { ...outcome.state, entries: outcome.state.entries + outcome.timeline.length },
      entries: [...(before?.entries ?? []), ...outcome.timeline],
      updates: [...(before?.updates ?? []), ...outcome.updates],
      corrections: [...(before?.corrections ?? []), ...outcome.corrections],
    });
    const met = await planned.met(was, outcome.state);
    effects.push(...[...outcome.effects, ...met.effects].map((effect) => ({ effect, incident: event.incident })));
    const followUps = [...outcome.followUps, ...met.followUps];
    return { kind: "decided", event, was, now: outcome.state, updates: outcome.updates, followUps };
  };

  /** An incident as it is in this session. */
  const newest = (incident: Incident): Incident => incidents.get(incident.id)?.now ?? incident;

  const planned = openMaintenanceDesk({ tx, terms, at, ids, recurring, newest, handle: (next) => handle(next, 1) });
  const alerts = openAlertDesk({ tx, terms, at, incident: held, windows: planned.running });

  const decideOnAlerts = async (event: Event<AlertHappening>): Promise<Result> => {
    const outcome = await alerts.decide(event);
    if (isRefusal(outcome)) return refused(event, outcome, null);
    effects.push(...outcome.effects);
    return { kind: "decided", event, was: null, now: null, updates: [], followUps: outcome.followUps };
  };

  /** What incidents are to hear of their alerts. Of a batch of signals each hears once, and before anything else happens to it. */
  const unheard = new Map<string, AlertNews[]>();
  const hear = async (incident: string, depth: number) => {
    const news = unheard.get(incident);
    unheard.delete(incident);
    if (news?.[0]) await handle({ type: "incident.alerts", incident, by: news[0].by, news }, depth);
  };

  const decide = async (event: Event): Promise<Result> => {
    if (isAboutAlerts(event)) return decideOnAlerts(event);
    if (event.type === "effect.retry") {
      const retried = await retryEffect(tx, event.effect, at);
      if (!retried) return refused(event, refuse("not-found", { what: "failed delivery of that number" }), null);
      return { kind: "decided", event, was: null, now: null, updates: [] };
    }
    if (isAboutRota(event)) return decideOnRota(event);
    if (isCall(event)) return decideOnCall(event);
    if (isSubscription(event)) return decideOnSubscription(event);
    if (isPlanned(event)) {
      const outcome = await planned.decide(event);
      if (isRefusal(outcome)) return refused(event, outcome, null);
      const { effects: shown, ...rest } = outcome;
      if (rest.maintenance) subscriptions.heardOfMaintenance(rest.maintenance);
      effects.push(...shown.map((effect) => ({ effect, incident: null })));
      return { kind: "decided", event, was: null, now: null, updates: [], ...rest };
    }
    if (event.type === "pager.news") return decideOnNews(event);
    return decideOnIncident(event);
  };

  const decideOnNews = async (event: EventOf<"pager.news">): Promise<Result> => {
    const number = incidentNumberOf(event, terms);
    const id = number === null ? null : await incidentIdOf(tx, number);
    const next = consequenceOf(event, id === null ? null : await held(id), terms);
    return next === null || (number !== null && id === null)
      ? { kind: "decided", event, was: null, now: null, updates: [] }
      : decide({ ...next, id: event.id, at });
  };

  const decideOnCall = async (event: CallEvent): Promise<Result> => {
    const outcome = await calls.decide(event, await rota.now());
    if (isRefusal(outcome)) return refused(event, outcome, null);
    effects.push(...outcome.effects.map((effect) => ({ effect, incident: null })));
    return { kind: "decided", event, was: null, now: null, updates: [] };
  };

  const decideOnSubscription = async (event: SubscriptionEvent): Promise<Result> => {
    const outcome = await subscriptions.decide(event);
    if (isRefusal(outcome)) return refused(event, outcome, null);
    effects.push(...outcome.effects.map((effect) => ({ effect, incident: null })));
    return { kind: "decided", event, was: null, now: null, updates: [] };
  };

  const decideOnRota = async (event: RotaEvent): Promise<Result> => {
    const outcome = await rota.decide(event);
    if (isRefusal(outcome)) return refused(event, outcome, null);
    effects.push(...outcome.effects.map((effect) => ({ effect, incident: null })));
    return { kind: "decided", event, was: null, now: null, updates: [], followUps: outcome.followUps };
  };

  const handle = async (happening: Happening, depth: number): Promise<Outcome> => {
    const event: Event = { ...happening, id: ids(), at };
    if ("incident" in event) await hear(event.incident, depth + 1);
    const { followUps = [], ...outcome } = await decide(event);
    for (const next of followUps) {
      if (next.type === "incident.alerts" && next.by.kind !== "person") {
        const waiting = unheard.get(next.incident);
        if (waiting) waiting.push(...next.news);
        else unheard.set(next.incident, [...next.news]);
        continue;
      }
      if (depth >= deepestFollowUp) {
        log.error({ event: next.type }, "follow-ups answer each other without end; this one was left out");
        continue;
      }
      const followed = await handle(next, depth + 1);
      if (followed.kind === "refused")
        log.warn({ event: next.type, refused: followed.refusal.refused }, "follow-up was refused");
      if (followed.kind === "decided" && outcome.kind === "decided" && outcome.now === null) outcome.now = followed.now;
    }
    return outcome;
  };

  const saveIncidents = async () => {
    let saved = false;
    for (const [id, { now, entries, updates, corrections }] of incidents) {
      if (entries.length === 0 && updates.length === 0 && now === incidents.get(id)?.was) continue;
      const chain =
        entries.length > 0
          ? await appendTimeline(tx, { ...now, entries: now.entries - entries.length }, entries, at)
          : now.chain;
      const kept = { ...now, chain };
      await saveIncident(tx, kept);
      if (updates.length > 0) await addUpdates(tx, id, updates);
      subscriptions.heardOf(now, updates);
      for (const correction of corrections) await correctUpdate(tx, correction, at);
      const owed = timers.flatMap((timer) => {
        const dueAt = timer.next(kept, terms);
        return dueAt === null ? [] : [{ kind: timer.kind, dueAt }];
      });
      await setTimers(tx, id, owed);
      saved = true;
    }
    return saved;
  };

  return {
    tx,
    expect: alerts.expect,
    handle: (happening) => handle(happening, 0),
    audit: (entry) => audits.push(entry),
    async save() {
      for (const incident of unheard.keys()) await hear(incident, 1);
      const moved = await saveIncidents();
      const timed = await alerts.save();
      await rota.save();
      await calls.save();
      await planned.save();
      effects.push(...(await subscriptions.save()));
      await enqueue(tx, rowsOf(effects, ids, at));
      for (const { outcome, ...entry } of audits) {
        await recordAudit(tx, {
          ...entry,
          at,
          incident: incidentOf(outcome),
          outcome: cameOf(outcome),
        });
      }
      return moved || timed || effects.length > 0;
    },
  };
}

/** An incident that is being declared. */
function unheardOf(id: string): Pick<Incident, "id" | "published"> {
  return { id, published: false };
}

function isCall(event: Event): event is CallEvent {
  return event.type.startsWith("call.");
}

function isSubscription(event: Event): event is SubscriptionEvent {
  return event.type.startsWith("subscription.");
}

function isAboutRota(event: Event): event is RotaEvent {
  return event.type.startsWith("rota.");
}

function refused(event: Event, refusal: Refusal, incident: Incident | null): Outcome {
  return { kind: "refused", event, refusal, incident };
}

/** What came of something, for the audit log. Whoever gave less notice than is promised answers for it by name. */
function cameOf(outcome: Outcome): string {
  if (outcome.kind === "refused") return outcome.refusal.refused;
  if (outcome.kind !== "decided" || !outcome.maintenance) return outcome.kind;
  const { number, shortNotice } = outcome.maintenance;
  const took = "shortNotice" in outcome.event && outcome.event.shortNotice !== undefined && shortNotice;
  return `${outcome.kind} M${number}${took ? `, on short notice: ${shortNotice.why}` : ""}`;
}

function incidentOf(outcome: Outcome): string | null {
  if (outcome.kind === "seen") return null;
  return (outcome.kind === "decided" ? outcome.now?.id : outcome.incident?.id) ?? null;
}

/** The outbox rows of a session's effects. Of effects that keep the same slot current, only the last is worth sending. */
function rowsOf(effects: { effect: Effect; incident: string | null }[], ids: () => string, at: number) {
  const last = new Map<string, number>();
  effects.forEach(({ effect }, index) => {
    const { slot } = routeOf(effect);
    if (slot) last.set(slot, index);
  });
  return effects.flatMap(({ effect, incident }, index) => {
    const { lane, urgency, slot, awaits } = routeOf(effect);
    if (slot && last.get(slot) !== index) return [];
    return [
      {
        key: ids(),
        incident,
        kind: effect.kind,
        lane,
        slot,
        priority: urgencies.indexOf(urgency),
        awaits,
        body: effect,
        createdAt: at,
        dueAt: "from" in effect ? Math.max(at, effect.from ?? at) : at,
        hurries: effect.kind === "provider.sync" && effect.asked === true,
      },
    ];
  });
}
