import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { ComponentStatus } from "../domain/status/component.ts";
import type { Rounds } from "./heartbeat.ts";
import { Trouble } from "./provider.ts";
import { type OpenProvider, workFor } from "./provider-work.ts";

export interface ProviderRoundsSettings {
  providers: readonly OpenProvider[];
  /** How every component that is not internal is now. */
  components(): Promise<ComponentStatus[]>;
  clock: Clock;
  log: Log;
  agent: string;
}

/** How often components are said again; a monitor that waits a minute hears of each one twice. */
const everyMs = 30_000;

/**
 * Says to providers what components are, again and again, where silence means that they are down. What cannot be said is
 * said in the next round; people hear of a provider that is away when there is something new to tell it.
 */
export function keepTellingProviders({ providers, components, clock, log, agent }: ProviderRoundsSettings): Rounds {
  const told = providers.filter((one) => one.provider.tellAgain && one.components.size > 0);
  const failing = new Set<string>();
  let stopped = told.length === 0;
  let running = Promise.resolve();
  let cancel = stopped ? () => {} : clock.alarm(clock.now(), begin);

  function begin(): void {
    running = round();
  }

  async function round(): Promise<void> {
    try {
      const all = await components();
      for (const one of told) await tell(one, all);
    } catch (error) {
      log.warn({ err: error instanceof Error ? error.name : "unknown" }, "components could not be said again");
    }
    if (!stopped) cancel = clock.alarm(clock.now() + everyMs, begin);
  }

  async function tell(one: OpenProvider, all: readonly ComponentStatus[]): Promise<void> {
    const { name, provider } = one;
    const theirs = all.flatMap(({ name: ours, status }) => {
      const id = one.components.get(ours);
      return id === undefined ? [] : [{ theirs: id, status }];
    });
    const work = workFor(one, { key: "sitrep-components", pageUrl: null }, { clock, agent, allow: () => {} });
    try {
      await provider.tellAgain?.(theirs, work);
      if (failing.delete(name)) log.info({ provider: name }, "components are said again");
    } catch (error) {
      if (failing.has(name)) return;
      failing.add(name);
      const why = error instanceof Trouble ? error.message : "unknown";
      log.warn({ provider: name, why }, "components could not be said again");
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
