import { type Ids, ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import type { IncidentHappening } from "../../src/domain/events.ts";
import { wordsOf } from "../../src/domain/refusal.ts";
import type { Terms } from "../../src/domain/terms.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { openStatusPage, type StatusPage } from "../../src/web/status-page/server.ts";
import { type Branding, plainBranding } from "../../src/web/status-page/site.ts";
import { type StoryClock, storyClock } from "../kit/clock.ts";
import { alice } from "../kit/room.ts";
import { freshPlace, whereOf } from "../kit/stores.ts";
import { allTimers, someTerms } from "../kit/terms.ts";

type Words<T extends IncidentHappening["type"]> = Omit<
  Extract<IncidentHappening, { type: T }>,
  "type" | "incident" | "by"
>;

/** An engine on a real store, and the public page in front of it. */
export interface Stage {
  clock: StoryClock;
  store: Store;
  engine: Engine;
  terms: Terms;
  ids: Ids;
  page: StatusPage;
  at(time: string): Promise<void>;
  pass(minutes: number): Promise<void>;
  declare(words: Words<"incident.declare">["declaration"]): Promise<string>;
  do<T extends IncidentHappening["type"]>(incident: string, type: T, words: Words<T>): Promise<void>;
  get(path: string, init?: RequestInit): Promise<Response>;
  read(path: string): Promise<string>;
  close(): Promise<void>;
}

export async function openStage({
  start = "2026-11-21T09:00Z",
  own = {},
  url = null,
  branding = {},
}: {
  start?: string;
  own?: Partial<Terms>;
  url?: string | null;
  branding?: Partial<Branding>;
} = {}): Promise<Stage> {
  const after: (() => Promise<void> | void)[] = [];
  const clock = storyClock(Date.parse(start));
  const ids = ulids(clock);
  const store = await openStore({ ...whereOf(await freshPlace("sqlite", after)), clock, log: silentLog });
  const terms = someTerms(own);
  const engine = openEngine({ store, terms, timers: allTimers, clock, ids, log: silentLog });
  const page = await openStatusPage({
    host: "127.0.0.1",
    port: 0,
    branding: { ...plainBranding("Metis Gateway"), ...branding },
    url,
    store,
    terms,
    clock,
    log: silentLog,
  });
  engine.afterCommit(() => page.touch());
  const settle = () => engine.idle();
  const handle = async (happening: IncidentHappening) => {
    const outcome = await engine.handle(happening);
    if (outcome.kind === "refused") throw new Error(wordsOf(outcome.refusal));
  };

  return {
    clock,
    store,
    engine,
    terms,
    ids,
    page,
    at: (time) => clock.passTo(Date.parse(time), settle),
    pass: (minutes) => clock.passTo(clock.now() + minutes * 60_000, settle),
    async declare(declaration) {
      const incident = ids();
      await handle({ type: "incident.declare", incident, by: alice, declaration });
      return incident;
    },
    do: (incident, type, words) => handle({ type, incident, by: alice, ...words } as unknown as IncidentHappening),
    get: async (path, init) => {
      await page.refresh();
      return fetch(page.url + path, init);
    },
    async read(path) {
      await page.refresh();
      return (await fetch(page.url + path)).text();
    },
    async close() {
      await page.close();
      await engine.stop();
      await store.close();
      for (const undo of after) await undo();
    },
  };
}

/** The words that an incident's first update takes. */
export const told = {
  symptom: "requests fail with 503",
  impact: "send any request",
  action: "restarting the ingress",
};
