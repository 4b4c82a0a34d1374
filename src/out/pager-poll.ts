import type { Clock } from "../base/clock.ts";
import { HttpTrouble } from "../base/http.ts";
import type { Log } from "../base/log.ts";
import { sitrep } from "../domain/actor.ts";
import type { Happening } from "../domain/events.ts";
import type { Incident } from "../domain/incident/state.ts";
import type { Rounds } from "./heartbeat.ts";
import type { OpenPager } from "./pager-carrier.ts";

export interface PagerPollSettings {
  pagers: readonly OpenPager[];
  /** Incidents that are open, newest first. */
  open(): Promise<Incident[]>;
  engine: { handle(happening: Happening, handing?: { door?: string }): Promise<unknown> };
  clock: Clock;
  log: Log;
  agent: string;
}

/** How often a pager is asked about a page that nobody has answered yet (contracts: paging 2.4). */
const everyMs = 30_000;

/**
 * Asks pagers that can be asked whether somebody answered there, for as long as a page of theirs is unanswered. For where
 * their webhooks cannot reach us.
 */
export function keepAskingPagers({ pagers, open, engine, clock, log, agent }: PagerPollSettings): Rounds {
  const able = pagers.filter(({ pager }) => pager.ask);
  let stopped = able.length === 0;
  let running = Promise.resolve();
  let cancel = stopped ? () => {} : clock.alarm(clock.now() + everyMs, begin);

  function begin(): void {
    running = round();
  }

  async function round(): Promise<void> {
    try {
      for (const incident of await open()) await askAbout(incident);
    } catch (error) {
      log.warn({ err: error instanceof Error ? error.name : "unknown" }, "pagers could not be asked");
    }
    if (!stopped) cancel = clock.alarm(clock.now() + everyMs, begin);
  }

  async function askAbout(incident: Incident): Promise<void> {
    if (incident.acknowledged) return;
    for (const { key, pager: name, state, closed } of incident.pages) {
      const one = able.find((other) => other.name === name);
      if (!one?.pager.ask || closed !== null || state === "failed" || state === "asked") continue;
      const { settings, http } = one;
      const news = await one.pager.ask(key, { settings, http, clock, kept: null, agent }).catch((error: unknown) => {
        if (!(error instanceof HttpTrouble)) throw error;
        log.info({ pager: name, why: error.message }, "a pager could not be asked");
        return null;
      });
      if (!news) continue;
      const { told, by } = news;
      await engine.handle(
        { type: "pager.news", pager: one.pager.name, key, told, who: by, by: sitrep },
        { door: "pager" },
      );
    }
  }

  return {
    idle: () => running,
    stop() {
      stopped = true;
      cancel();
    },
  };
}
