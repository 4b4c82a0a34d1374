import type { Clock } from "./base/clock.ts";
import { openHttp } from "./base/http.ts";
import type { Log } from "./base/log.ts";
import { loadMembers } from "./base/members.ts";
import { signToken } from "./base/signed-token.ts";
import type { Config } from "./config/config.ts";
import type { PagerKind } from "./config/pagers.ts";
import type { PagerTerms, PagingTerms } from "./domain/pager.ts";
import type { Engine } from "./engine/engine.ts";
import { ackLink } from "./in/ack-link.ts";
import { keepBeating, type Rounds } from "./out/heartbeat.ts";
import { type AnyPager, isPager } from "./out/pager.ts";
import { type OpenPager, pagerCarrier } from "./out/pager-carrier.ts";
import { keepAskingPagers } from "./out/pager-poll.ts";
import { channelOf, openIncidents } from "./store/incidents.ts";
import { isOutdated } from "./store/outbox.ts";
import { ownNames } from "./store/own-names.ts";
import { remoteOf } from "./store/remote.ts";
import type { Store } from "./store/store.ts";
import type { Handler } from "./web/server.ts";

/* Everything about pagers that is put together at the start: what decisions know, what sends, what listens. */

export interface PagingParts {
  config: Config;
  store: Store;
  clock: Clock;
  log: Log;
  /** The user ids of people who are named in the configuration. */
  people: Map<string, string>;
  /** The address of our Slack workspace, with a slash at its end; null until Slack has told us. */
  workspaceUrl: () => string | null;
}

export interface Paging {
  terms: PagingTerms;
  carrier: ReturnType<typeof pagerCarrier>;
  ackLink(engine: Engine): Handler;
  /** Asks pagers that can be asked, looks after the tests, and beats once Sitrep is ready. */
  start(engine: Engine, well: Wellness): void;
  /** Resolves when nothing of it is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** What a heartbeat rests on, and who hears of it. */
export interface Wellness {
  ready(): boolean;
  trouble(): Promise<string | null>;
  heard(how: "sent" | "missed" | "withheld"): void;
}

/** How long a link that acknowledges holds, ms. */
const linkHoldsMs = 24 * 60 * 60_000;
const agent = "Sitrep/1";
/** The most incidents that pagers are asked about. */
const mostAsked = 100;
/** How often readiness is looked at before the first beat, ms. */
const readyEveryMs = 1_000;

const loadPagers = () => loadMembers(new URL("./out/pagers/", import.meta.url), isPager, ({ name }) => name);

/** The kinds of pagers there are, for the configuration to be checked against. */
export async function pagerKinds(): Promise<PagerKind[]> {
  return loadPagers();
}

/** Makes paging ready. Rejects with words for the operator when a pager's settings cannot be used. */
export async function openPaging(parts: PagingParts): Promise<Paging> {
  const { config, store, clock, log, people, workspaceUrl } = parts;
  const kinds = await loadPagers();
  const names = await ownNames(store);
  const outside = openHttp({ allowPrivate: false });
  const anywhere = openHttp({ allowPrivate: true });
  const id = (name: string) => people.get(name) ?? name;

  const pagers = config.pagers.map((given): OpenPager => {
    const pager = kinds.find(({ name }) => name === given.use);
    if (!pager)
      throw new Error(`There is no pager ${given.use}; there are ${kinds.map(({ name }) => name).join(", ")}.`);
    const read = pager.settings.safeParse(given.settings);
    if (!read.success)
      throw new Error(
        `The pager ${given.name} cannot be used. ${read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join(" ")}`,
      );
    return {
      name: given.name,
      pager,
      settings: read.data,
      http: given.allowPrivate ? anywhere.http : outside.http,
      people: new Map(Object.entries(given.people).map(([name, address]) => [id(name), address])),
    };
  });

  const terms: PagingTerms = {
    ...config.terms.paging,
    instance: names.instance,
    pagers: pagers.map((open, index) => termsOf(open, config.pagers[index] as Config["pagers"][number])),
  };
  const reachable = config.local !== null || !isLoopback(config.server.url);
  const rounds: Rounds[] = [];

  return {
    terms,
    carrier: pagerCarrier({
      pagers,
      records: {
        remoteOf: (slot) => remoteOf(store.read, slot),
        isOutdated: (row) => isOutdated(store.read, row),
      },
      clock,
      log,
      agent,
      async channelUrl(incident) {
        const [channel, workspace] = [await channelOf(store.read, incident), workspaceUrl()];
        return channel === null || workspace === null ? null : `${workspace}archives/${channel}`;
      },
      ackUrl(key, person) {
        if (!reachable) return null;
        const token = signToken(names.linkKey.reveal(), { about: key, person, until: clock.now() + linkHoldsMs });
        return `${config.server.url}/ack/${token}`;
      },
    }),
    ackLink: (engine) => ackLink({ engine, store, clock, log, key: names.linkKey, instance: names.instance }),
    start(engine, well) {
      const open = () => openIncidents(store.read, mostAsked);
      rounds.push(keepAskingPagers({ pagers, open, engine, clock, log, agent }));
      engine
        .handle({ type: "call.timer", by: { kind: "sitrep", id: "sitrep", name: "Sitrep" } })
        .catch((error: unknown) => log.error({ err: error }, "the tests of the pagers could not be looked after"));
      const { heartbeat } = config;
      if (!heartbeat) return;
      const { http } = heartbeat.allowPrivate ? anywhere : outside;
      rounds.push(whenReady(clock, well.ready, () => keepBeating({ ...heartbeat, ...well, http, clock, log })));
    },
    async idle() {
      for (const one of rounds) await one.idle();
    },
    async stop() {
      for (const one of rounds) one.stop();
      await Promise.all([outside.close(), anywhere.close()]);
    },
  };
}

function termsOf({ name, pager, settings, people }: OpenPager, given: Config["pagers"][number]): PagerTerms {
  const own = pager.people === "address" && people.size > 0;
  const onlyThem = pager.people === "address" && pager.shared?.(settings) !== true;
  return {
    name,
    kind: pager.name,
    shown: shownOf(pager, given),
    targets: given.targets ?? (pager.escalates ? null : ["primary", "secondary", "everyone"]),
    severities: given.severities,
    always: given.always,
    drills: given.drills,
    perPerson: own || onlyThem,
    people: onlyThem ? [...people.keys()] : null,
    known: Object.fromEntries([...people].map(([one, identity]) => [identity.reveal().toLowerCase(), one])),
  };
}

function shownOf({ shown, name: kind }: AnyPager, { name }: { name: string }): string {
  return name === kind ? shown : `${shown} (${name})`;
}

/** Begins once something holds. */
function whenReady(clock: Clock, ready: () => boolean, begin: () => Rounds): Rounds {
  let begun: Rounds | null = null;
  let cancel = clock.alarm(clock.now(), look);
  function look(): void {
    if (ready()) begun = begin();
    else cancel = clock.alarm(clock.now() + readyEveryMs, look);
  }
  return {
    idle: async () => begun?.idle(),
    stop() {
      cancel();
      begun?.stop();
    },
  };
}

function isLoopback(url: string): boolean {
  return /^(localhost|127\.|\[::1\])/.test(new URL(url).hostname);
}
