import { readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { hostname } from "node:os";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import type { Clock } from "./base/clock.ts";
import { crashPoint } from "./base/crash.ts";
import { openHttp } from "./base/http.ts";
import { ulids } from "./base/ids.ts";
import type { Log } from "./base/log.ts";
import { loadMembers } from "./base/members.ts";
import { apiToken } from "./config/api-token.ts";
import type { Config } from "./config/config.ts";
import { slackPath } from "./config/manifest.ts";
import type { SourceKind } from "./config/sources.ts";
import { brandingOf } from "./config/status-page.ts";
import { loadTemplates } from "./config/templates.ts";
import { openPageCopies } from "./copies.ts";
import { sitrep } from "./domain/actor.ts";
import { draftFacts } from "./domain/postmortem/draft.ts";
import { renamed } from "./domain/rota.ts";
import type { Terms } from "./domain/terms.ts";
import type { Timer } from "./domain/timer.ts";
import { openEngine } from "./engine/engine.ts";
import type { Command } from "./in/command.ts";
import { restApp } from "./in/rest/app.ts";
import { openRouter } from "./in/router.ts";
import { isSource } from "./in/source.ts";
import { endpointsOf } from "./in/webhooks/endpoints.ts";
import { webhooks } from "./in/webhooks.ts";
import { openDelivery } from "./out/delivery.ts";
import { files } from "./out/files.ts";
import { openPaging } from "./paging.ts";
import { openPublishing } from "./publishing.ts";
import { openSchedules } from "./schedules.ts";
import { openSlackSide, type SlackAddress, type SlackSide } from "./slack.ts";
import { loadAlerts } from "./store/alerts.ts";
import { endAllClaims } from "./store/claims.ts";
import { loadIncident } from "./store/incidents.ts";
import { openStore } from "./store/open.ts";
import { everyoneSeen, withNames } from "./store/people.ts";
import { keepForgetting } from "./store/retention.ts";
import { saveSetting } from "./store/settings.ts";
import type { Store } from "./store/store.ts";
import { readTimeline } from "./store/timeline.ts";
import { nextTimerDueAt } from "./store/timers.ts";
import { openSubscriptions } from "./subscriptions.ts";
import { wordsOf } from "./text/guard/ordinary.ts";
import { renderPostmortem } from "./text/postmortem.ts";
import { openMetrics } from "./web/metrics.ts";
import { openPrivateServer, under } from "./web/server.ts";
import { openStatusPage } from "./web/status-page/server.ts";

/** What the program is built around: everything that a story replaces by its own. */
export interface Surroundings {
  config: Config;
  clock: Clock;
  log: Log;
  slack: SlackAddress;
  /** The user ids of people who are named in the configuration, where names are not ids (the local workspace). */
  people?: Map<string, string> | undefined;
  askBeforeRepeat?: boolean | undefined;
  /** How often delivery looks unasked (product ms). A story that passes days looks rarely; it sees no less for it. */
  sweepMs?: number | undefined;
}

/** The running program. */
export interface Sitrep {
  /** The private listener: webhooks, REST, health. */
  url: string;
  statusUrl: string;
  /** Resolves when nothing that is due is left to do. */
  idle(): Promise<void>;
  /** Takes nothing more in, finishes what is under way up to a limit, leaves the rest to the next start. */
  stop(): Promise<void>;
}

/** How long a stop waits for deliveries under way, ms; what is cut off is asked for at its destination by the next start. */
const lastDeliveriesMs = 5_000;
/**
 * How long a claim lasts without a sign of life, in real milliseconds; one is given every third of it, however long a call
 * takes. Among replicas, what a dead one was sending waits this long: bounds how late a page is then.
 */
const leaseMs = 15_000;

const folderOf = (path: string) => new URL(path, import.meta.url);
/** Where the templates lie that come with the program. */
export const shippedTemplates = fileURLToPath(folderOf("../templates"));

/** Names in the rota and in the permissions as user ids. */
export function withPeople(terms: Config["terms"], people: Map<string, string>): Config["terms"] {
  const id = (name: string) => people.get(name) ?? name;
  const permissions = Object.entries(terms.permissions).map(([right, allowed]) => [
    right,
    allowed.everyone ? allowed : { ...allowed, people: allowed.people.map(id) },
  ]);
  return {
    ...terms,
    rota: renamed(terms.rota, id),
    permissions: Object.fromEntries(permissions) as Config["terms"]["permissions"],
  };
}

/** What the configuration calls people, beside their names in Slack, with their user ids. */
function namesOf({ rota }: Config, people: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const named = Object.entries(rota.people).map(([name, person]) => [name, people.get(person) ?? person] as const);
  return new Map([...people, ...named]);
}

/** The draft of an incident's post-mortem, from the record as it stands now. */
async function draftOf(store: Store, terms: Terms, id: string): Promise<string | null> {
  const incident = await loadIncident(store.read, id);
  if (!incident) return null;
  const timeline = await readTimeline(store.read, id);
  const named = await withNames(
    store.read,
    timeline.map(({ text }) => text),
  );
  const moments = timeline.map((moment, index) => ({ ...moment, text: named[index] ?? moment.text }));
  return renderPostmortem(terms.templates.postmortem, draftFacts(incident, moments));
}

/**
 * Builds the program and starts it. Rejects with words for the operator when it cannot start; never because Slack is away:
 * intake, clocks and the status page go on without it (decisions.md 28).
 */
export async function openSitrep(surroundings: Surroundings): Promise<Sitrep> {
  const { config, clock, log, slack: given } = surroundings;
  const { dataDir, databaseUrl, host, port, statusPort } = config.server;
  const pace = given.pace ?? (() => 1);
  const ids = ulids(clock);
  const timers = await loadMembers(folderOf("./domain/timers/"), isTimer, ({ kind }) => kind);
  const sources = await loadSources();
  const commands = await loadMembers(folderOf("../commands/"), isCommand, ({ verb }) => verb);
  const { token } = await apiToken(config);

  const store = await openStore({ url: databaseUrl?.reveal(), file: join(dataDir, "sitrep.db"), log, clock });
  // What a killed process was sending is looked after at once: a page must not wait for the lease of the dead.
  if (store.kind === "sqlite") await store.transact((tx) => endAllClaims(tx, clock.now()));
  let slack: SlackSide | null = null;
  const paging = await openPaging({
    config,
    store,
    clock,
    log: log.child({ room: "pagers" }),
    people: surroundings.people ?? new Map(),
    workspaceUrl: () => slack?.workspaceUrl() ?? null,
  });
  const publishing = await openPublishing({ config, store, clock, log: log.child({ room: "providers" }) });
  const terms: Terms = {
    ...(await termsOf(surroundings, await everyoneSeen(store.read))),
    paging: paging.terms,
    providers: publishing.terms,
  };
  const recurs = terms.maintenance.recurring.length > 0;
  const recurring = recurs ? await import("./domain/maintenance/series.ts") : undefined;
  const engine = openEngine({ store, terms, timers, clock, ids, recurring, log });

  // In.
  const called = namesOf(config, surroundings.people);
  const router = openRouter({ commands, engine, store, terms, clock, ids, readFile: readerOf(dataDir), called });
  const slackState = () => slack?.state() ?? { attempted: false, state: "connecting" };
  const providers = publishing.terms.map(({ name }) => name);
  const metrics = openMetrics({ store, clock, slack: slackState, providers });
  const outside = openHttp({ allowPrivate: false });
  const hooks = webhooks({
    sources,
    endpoints: endpointsOf(sources, config.sources, { openAll: config.local !== null }),
    engine,
    terms,
    clock,
    log: log.child({ room: "webhooks" }),
    http: outside.http,
    knows: async (identity) => (await loadAlerts(store.read, [identity])).has(identity),
    observe: metrics.webhook,
  });
  const rest = getRequestListener(restApp({ engine, store, router, token, clock, log }).fetch);

  const subscriptions = openSubscriptions({
    config,
    engine,
    store,
    terms,
    clock,
    log: log.child({ room: "subscribers" }),
    heard: metrics.subscriber,
  });

  // Seen.
  const statusPage = await openStatusPage({
    host,
    port: statusPort,
    branding: await brandingOf(config.statusPage),
    url: config.statusPage.url,
    store,
    terms,
    clock,
    log: log.child({ room: "status-page" }),
    subscriptions: subscriptions.door,
  });
  const copies = openPageCopies({
    config,
    page: statusPage,
    clock,
    log: log.child({ room: "copies" }),
    heard: metrics.copied,
  });
  // From here on what comes in is taken and kept; the rest of the program is loaded meanwhile.
  const opened = Promise.withResolvers<SlackSide>();
  const server = await openPrivateServer({
    host,
    port,
    handlers: [
      hooks.handle,
      ...(config.slack.delivery === "http" ? [under(slackPath, slackRequests(opened.promise))] : []),
      under("/api/", rest),
      paging.ackLink(engine),
    ],
    readiness: { config: true, store: () => answers(store), slack: slackState, copies: copies.standing },
    metrics,
    drafts: { folder: join(dataDir, "postmortems"), token, openOnLoopback: config.local !== null },
    log,
  });

  // Out.
  const slackSide = await openSlackSide({
    config,
    given,
    router,
    engine,
    store,
    clock,
    log,
    answersAgain: () => delivery.hurry(),
    heard: metrics.slackCall,
  });
  const delivery = openDelivery({
    store,
    engine,
    clock,
    log: log.child({ room: "delivery" }),
    worker: `${hostname()}/${process.pid}/${ids()}`,
    carriers: [
      ...slackSide.carriers,
      paging.carrier,
      publishing.carrier(terms),
      subscriptions.carrier,
      files({ folder: dataDir, draft: (incident) => draftOf(store, terms, incident) }),
    ],
    leaseMs: leaseMs * Math.max(1, pace()),
    askBeforeRepeat: surroundings.askBeforeRepeat,
    sweepMs: surroundings.sweepMs,
    heard: ({ effect, createdAt }, { outcome }) => metrics.attempt(effect.kind, outcome, clock.now() - createdAt),
  });

  const schedules = openSchedules({
    config,
    people: surroundings.people ?? new Map(),
    http: outside.http,
    lookUp: slackSide.whoHas,
    engine,
    store,
    clock,
    log: log.child({ room: "schedules" }),
  });

  engine.afterCommit(() => delivery.nudge());
  engine.afterCommit(() => statusPage.touch());
  engine.afterCommit(() => copies.touch());
  slack = slackSide;
  opened.resolve(slackSide);
  slackSide.start();
  await engine
    .handle({ type: "rota.look", by: sitrep })
    .catch((error: unknown) =>
      log.error({ err: error }, "the rota could not be looked at; the next change of it will be"),
    );
  await engine
    .handle({ type: "series.look", by: sitrep })
    .catch((error: unknown) =>
      log.error({ err: error }, "the recurring windows could not be looked at; the next start will"),
    );
  engine.timers.start();
  schedules.start();
  copies.start();
  delivery.nudge();
  paging.start(engine, {
    ready: () => slackState().attempted,
    trouble: () => troubleWith(store, clock),
    heard: metrics.heartbeat,
  });
  const tellingAgain = publishing.rounds(terms);
  const stopForgetting = keepForgetting(store, config.retention, clock, log);

  return {
    url: server.url,
    statusUrl: statusPage.url,
    async idle() {
      await slackSide.idle();
      await schedules.idle();
      await paging.idle();
      await engine.idle();
      await delivery.idle();
      await statusPage.refresh();
      await copies.idle();
      await tellingAgain.idle();
    },
    async stop() {
      await Promise.all([hooks.drain(), slackSide.stopTaking()]);
      await Promise.all([server.close(), statusPage.close()]);
      crashPoint("in-shutdown");
      stopForgetting();
      tellingAgain.stop();
      await tellingAgain.idle();
      await copies.stop();
      await schedules.close();
      await paging.stop();
      await engine.stop();
      await delivery.stop(lastDeliveriesMs);
      slackSide.stop();
      metrics.stop();
      await outside.close();
      await publishing.close();
      await subscriptions.close();
      await engine.idle();
      await store.close();
    },
  };
}

/** Slack's requests, which wait for the few moments until its side is open. */
function slackRequests(opened: Promise<SlackSide>): RequestListener {
  return (req, res) => void opened.then(({ requestListener }) => requestListener?.(req, res));
}

const loadSources = () => loadMembers(folderOf("./in/sources/"), isSource, ({ name }) => name);

/** The kinds of alert sources there are, for the configuration to be checked against. */
export const sourceKinds: () => Promise<readonly SourceKind[]> = loadSources;

/** What decisions go by. `seen` are people beside those of the configuration: nothing public may name them. */
async function termsOf({ config, people = new Map() }: Surroundings, seen: string[]): Promise<Terms> {
  const chosen = withPeople(config.terms, people);
  const templates = await loadTemplates(shippedTemplates, config.templatesDir ?? undefined);
  return {
    ...chosen,
    templates,
    guard: {
      ...config.guard,
      people: [...new Set([...(config.guard.people ?? []), ...people.keys(), ...seen])],
      ordinary: wordsOf([...Object.values(templates.updates), ...Object.values(templates.maintenance)]),
    },
  };
}

/** The most that a timer may be late in a Sitrep that is well, ms. */
const latestTimerMs = 60_000;

/** Why Sitrep is not well: it cannot write, or its timers do not ring. That Slack is away is known, and no reason. */
async function troubleWith(store: Store, clock: Clock): Promise<string | null> {
  await store.transact((tx) => saveSetting(tx, "heartbeat", clock.now()));
  const due = await nextTimerDueAt(store.read);
  return due !== null && clock.now() - due > latestTimerMs ? "its timers are late" : null;
}

async function answers(store: Store): Promise<boolean> {
  await store.read.selectFrom("counter").select("name").limit(1).execute();
  return true;
}

/** Reads a file that Sitrep wrote into its data folder, and no other. */
function readerOf(folder: string): (path: string) => Promise<string | null> {
  return async (path) => {
    const whole = resolve(folder, path);
    if (!whole.startsWith(resolve(folder) + sep)) return null;
    return readFile(whole, "utf8").catch(() => null);
  };
}

function isTimer(value: unknown): value is Timer {
  return isThing(value) && "kind" in value && "wake" in value;
}

function isCommand(value: unknown): value is Command {
  return isThing(value) && "verb" in value && "usage" in value;
}

function isThing(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
