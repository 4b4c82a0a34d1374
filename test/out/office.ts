import { afterEach, describe } from "vitest";
import { silentLog } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secret.ts";
import { type Effect, routeOf, urgencies } from "../../src/domain/effects.ts";
import type { Happening } from "../../src/domain/events.ts";
import type { Incident } from "../../src/domain/incident/state.ts";
import type { AnyCarrier } from "../../src/out/carrier.ts";
import { type Delivery, openDelivery, type Settler } from "../../src/out/delivery.ts";
import { slackRecords, spendInStore } from "../../src/out/slack/records.ts";
import { openSlack, type Slack, type SlackSettings } from "../../src/out/slack/slack.ts";
import { finishEffect, nextOutboxDueAt } from "../../src/store/claims.ts";
import { loadIncident, saveIncident } from "../../src/store/incidents.ts";
import { openStore } from "../../src/store/open.ts";
import { enqueue, releaseAwaiting } from "../../src/store/outbox.ts";
import { saveRemote } from "../../src/store/remote.ts";
import type { Store, Tx } from "../../src/store/store.ts";
import type { Card } from "../../src/text/card.ts";
import type { Fault } from "../../src/workspace/faults.ts";
import type { Manifest } from "../../src/workspace/manifest.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/workspace.ts";
import { type StoryClock, storyClock } from "../kit/clock.ts";
import { freshPlace, type OpenTestStore, stillClock, whereOf } from "../kit/stores.ts";
import { anIncident } from "../store/incident.ts";
import { manifest } from "../workspace/manifest.ts";

/** A message as a person of the workspace sees it. */
export interface Seen {
  ts: string;
  user: string;
  text: string;
  blocks?: { type: string }[];
  metadata?: { event_type: string; event_payload: { key: string } } | null;
  pinned?: boolean;
}

export interface OfficeOptions {
  manifest?: Manifest;
  announcementChannel?: string;
  askBeforeRepeat?: boolean;
  rateLimits?: boolean;
  worker?: string;
  leaseMs?: number;
  /** Takes the place of the carriers to Slack. */
  carriers?: AnyCarrier[];
  spend?: SlackSettings["spend"];
}

/** An open incident's room: the channel exists, and nothing else yet. */
export async function openRoom(office: Office, incident: string): Promise<string> {
  await office.decide({ kind: "channel.create", incident, name: `inc-${incident}`, private: false });
  await office.dust();
  const [opened] = office.happenings.splice(0);
  if (opened?.type !== "incident.channel-opened") throw new Error("the channel was not opened");
  return opened.channel.id;
}

/** Runs a suite on SQLite alone, for what does not depend on the store. */
export function onOneStore(name: string, suite: (open: OpenTestStore) => void): void {
  describe(name, () => {
    const after: (() => Promise<void> | void)[] = [];
    afterEach(async () => {
      for (const undo of after.splice(0).reverse()) await undo();
    });
    suite(async ({ at, clock = stillClock, log = silentLog } = {}) => {
      const store = await openStore({ ...whereOf(at ?? (await freshPlace("sqlite", after))), clock, log });
      after.push(() => store.close());
      return store;
    });
  });
}

/** The way out, whole: a store, the outbox, delivery and the carriers, against the local workspace. Only the decisions are the test's own. */
export interface Office {
  store: Store;
  clock: StoryClock;
  workspace: Workspace;
  slack: Slack;
  delivery: Delivery;
  /** What followed from deliveries, in order. */
  happenings: Happening[];
  /** Decides on these effects: they are stored as the engine stores them. Nothing is sent before {@link dust}. */
  decide(...effects: Effect[]): Promise<void>;
  /** Lets time pass until nothing waits any more. */
  dust(): Promise<void>;
  faults(...faults: Fault[]): void;
  /** A person does something in Slack itself: `door` is one of the workspace's, as a person's browser calls it. */
  person(door: string, body: Record<string, unknown>): Promise<void>;
  /** The channel of the bot's conversation with a person. */
  directWith(person: string): Promise<string>;
  /** The messages of a channel, oldest first. */
  messages(channel: string, as?: string): Promise<Seen[]>;
  channels(): Promise<
    { id: string; name: string; topic: string; purpose: string; is_archived: boolean; members: string[] }[]
  >;
  user(name: string): Promise<string>;
  /** The calls of a method that reached the workspace. */
  calls(method: string): { args: Record<string, unknown>; ok: boolean; error: string | null }[];
  /** How many rows of the outbox are in each state. */
  rows(): Promise<Record<string, number>>;
  /** A second process on the same store and workspace. */
  replica(options?: OfficeOptions): Office;
}

const closing: (() => Promise<unknown>)[] = [];

/** Closes what the tests opened, before their stores are closed: to be called in `afterEach` inside the suite. */
export async function closeOffices(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

/** How long a delivery may take to stop before it counts as dead, in real time. */
const patienceMs = 500;

/** More rounds of waiting than any test needs. */
const mostRounds = 2_000;

const start = Date.parse("2026-11-21T03:00:00Z");

export function card(summary: string): Card {
  return { summary, blocks: [{ type: "text", line: summary }] };
}

export async function openOffice(openTestStore: OpenTestStore, options: OfficeOptions = {}): Promise<Office> {
  const clock = storyClock(start);
  const store = await openTestStore({ clock });
  const workspace = await openWorkspace({
    clock,
    protocolClock: clock,
    port: 0,
    manifest: options.manifest ?? manifest(),
    log: silentLog,
    rateLimits: options.rateLimits ?? true,
  });
  closing.push(() => workspace.close());
  let keys = 0;
  const office = staff({ store, clock, workspace, deliveries: [], key: () => `effect-${++keys}` }, options);
  await office.slack.connection.tried;
  return office;
}

/** What the processes of one test share. */
interface Building {
  store: Store;
  clock: StoryClock;
  workspace: Workspace;
  deliveries: Delivery[];
  key: () => string;
}

function staff(building: Building, options: OfficeOptions): Office {
  const { store, clock, workspace, deliveries, key } = building;
  const happenings: Happening[] = [];
  const slack = openSlack({
    token: new Secret(workspace.tokens.bot),
    apiUrl: `${workspace.url}/api/`,
    timeoutMs: 250,
    clock,
    log: silentLog,
    announcementChannel: options.announcementChannel ?? "incidents",
    records: slackRecords(store, clock),
    spend: options.spend ?? spendInStore(store, clock),
    random: () => 0.5,
  });
  const delivery = openDelivery({
    store,
    engine: settler(store, clock, happenings),
    clock,
    log: silentLog,
    worker: options.worker ?? "worker-1",
    carriers: options.carriers ?? slack.carriers,
    leaseMs: options.leaseMs ?? 60_000,
    random: () => 0.5,
    askBeforeRepeat: options.askBeforeRepeat ?? true,
  });
  deliveries.push(delivery);
  slack.start();
  closing.push(() => {
    slack.stop();
    return Promise.race([delivery.stop(60_000), new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  });

  const allIdle = async () => {
    for (const one of deliveries) await one.idle();
  };
  const local = async (path: string) =>
    (await (await fetch(`${workspace.url}/local/${path}`)).json()) as Record<string, unknown>;
  const state = async () => (await local("state")) as { users: { id: string; name: string }[]; channels: never[] };

  return {
    store,
    clock,
    workspace,
    slack,
    delivery,
    happenings,
    async decide(...effects) {
      const now = clock.now();
      await store.transact(async (tx) => {
        for (const effect of effects) await ensureIncident(tx, effect);
        await enqueue(
          tx,
          effects.map((effect) => {
            const { lane, urgency, slot, awaits } = routeOf(effect);
            const priority = urgencies.indexOf(urgency);
            const incident = incidentOf(effect);
            return {
              key: key(),
              incident,
              kind: effect.kind,
              lane,
              slot,
              priority,
              awaits,
              body: effect,
              createdAt: now,
              dueAt: now,
            };
          }),
        );
      });
    },
    async dust() {
      for (let rounds = 0; rounds < mostRounds; rounds++) {
        await clock.passTo(clock.now(), allIdle);
        const next = await nextOutboxDueAt(store.read);
        if (next === null) return;
        await clock.passTo(Math.max(next, clock.now() + 1), allIdle);
      }
      throw new Error("the dust does not settle: something is tried again and again");
    },
    faults: (...faults) => workspace.setFaults(faults),
    async person(door, body) {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${workspace.url}/local/${door}`, {
        method: "POST",
        headers,
        body: JSON.stringify({ as: "alice", ...body }),
      });
      if (!response.ok) throw new Error(`${door}: ${await response.text()}`);
    },
    async directWith(name) {
      const result = await slack.client.call("conversations.open", { users: name });
      if (result.kind !== "ok") throw new Error(`no conversation with ${name}`);
      return (result.data.channel as { id: string }).id;
    },
    async messages(channel, as) {
      const query = as === undefined ? "" : `?as=${as}`;
      return (await local(`channels/${encodeURIComponent(channel)}/messages${query}`)).messages as Seen[];
    },
    channels: async () => (await state()).channels,
    async user(name) {
      const found = (await state()).users.find((one) => one.name === name);
      if (!found) throw new Error(`nobody is called ${name}`);
      return found.id;
    },
    calls: (method) => workspace.calls().filter((call) => call.method === method) as never[],
    async rows() {
      const all = await store.read.selectFrom("outbox").select("state").execute();
      const sums: Record<string, number> = {};
      for (const { state: one } of all) sums[one] = (sums[one] ?? 0) + 1;
      return sums;
    },
    replica: (more = {}) => staff(building, { ...options, ...more }),
  };
}

/** Stores results as the engine does, without deciding anything but that an opened channel belongs to its incident. */
function settler(store: Store, clock: StoryClock, happenings: Happening[]): Settler {
  return {
    settle: (row, result, follow = {}) =>
      store.transact(async (tx) => {
        if (!(await finishEffect(tx, row, result, clock.now()))) return false;
        for (const { slot, ref } of follow.remotes ?? []) await saveRemote(tx, slot, ref);
        for (const happening of follow.happenings ?? []) {
          happenings.push(happening);
          if (happening.type === "incident.channel-opened") await openedIn(tx, happening.incident, happening.channel);
        }
        if (follow.release !== undefined) await releaseAwaiting(tx, follow.release);
        return true;
      }),
  };
}

async function openedIn(tx: Tx, id: string, channel: { id: string; name: string }): Promise<void> {
  const incident = await loadIncident(tx, id);
  if (incident) await saveIncident(tx, { ...incident, channel: { ...channel, state: "open" } });
}

/** The number of an incident in these tests is in its id: `inc7`. */
async function ensureIncident(tx: Tx, effect: Effect): Promise<void> {
  const id = incidentOf(effect);
  if (id === null || (await loadIncident(tx, id))) return;
  await saveIncident(tx, anIncident(Number(id.slice(3)), { id } as Partial<Incident>));
}

function incidentOf(effect: Effect): string | null {
  if ("incident" in effect) return effect.incident;
  if ("subject" in effect || "medium" in effect) return null;
  if ("incident" in effect.to) return effect.to.incident;
  const owner = effect.lane.split("/")[0];
  return owner?.startsWith("inc") ? owner : null;
}
