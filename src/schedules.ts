import type { Clock } from "./base/clock.ts";
import { type Http, openHttp } from "./base/http.ts";
import type { Log } from "./base/log.ts";
import type { Config } from "./config/config.ts";
import type { Engine } from "./engine/engine.ts";
import type { ScheduleReader } from "./out/schedule.ts";
import { openScheduleCopies, type ScheduleCopies } from "./out/schedule-copies.ts";
import { icalSchedule } from "./out/schedules/ical.ts";
import { jsmSchedule, opsgenieSchedule } from "./out/schedules/opsgenie.ts";
import { pagerdutySchedule } from "./out/schedules/pagerduty.ts";
import type { LookUp } from "./out/who-is-who.ts";
import type { Store } from "./store/store.ts";

export interface ScheduleParts {
  config: Config;
  /** The user ids of people who are named in the configuration, where names are not ids. */
  people: Map<string, string>;
  /** Calls public addresses only. */
  http: Http;
  lookUp: LookUp;
  engine: Engine;
  store: Store;
  clock: Clock;
  log: Log;
}

/** The schedules of the rota that are kept elsewhere, each with what reads it. */
export function openSchedules(parts: ScheduleParts): ScheduleCopies & { close(): Promise<void> } {
  const { config, people, lookUp, engine, store, clock, log } = parts;
  const { schedules, people: named } = config.rota;
  const inside = schedules.some(({ allowPrivate }) => allowPrivate) ? openHttp({ allowPrivate: true }) : null;
  const { rota, policy } = config.terms;
  const zone = rota.zone ?? policy.calendar.settings.zone;
  const copies = openScheduleCopies({
    schedules: schedules.map((one) => ({
      name: one.name,
      read: readerOf(one, one.allowPrivate && inside ? inside.http : parts.http, zone),
    })),
    people: Object.fromEntries(Object.entries(named).map(([name, person]) => [name, people.get(person) ?? person])),
    lookUp,
    engine,
    store,
    clock,
    log,
  });
  return {
    ...copies,
    async close() {
      copies.stop();
      await copies.idle();
      await inside?.close();
    },
  };
}

function readerOf({ at, roles }: Config["rota"]["schedules"][number], http: Http, zone: string): ScheduleReader {
  const role = roles[0] ?? "primary";
  switch (at.from) {
    case "ical":
      return icalSchedule({ http, role, zone, ...at });
    case "pagerduty":
      return pagerdutySchedule({ http, roles, ...at });
    case "opsgenie":
      return opsgenieSchedule({ http, role, ...at });
    case "jsm":
      return jsmSchedule({ http, role, ...at });
  }
}
