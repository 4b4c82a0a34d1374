import { setTimeout as wait } from "node:timers/promises";
import { stringify } from "yaml";
import { Secret } from "../../src/base/secret.ts";
import type { AnyProvider } from "../../src/out/provider.ts";
import statuspage from "../../src/out/providers/statuspage.ts";
import uptimerobot from "../../src/out/providers/uptimerobot.ts";
import webhook from "../../src/out/providers/webhook.ts";
import type { ProviderWorld, ShownThere } from "../../test/out/providers/desk.ts";
import type { Fault } from "../../test/out/providers/fake.ts";
import { openStatuspageWorld } from "../../test/out/providers/statuspage-world.ts";
import { openUptimeRobotWorld } from "../../test/out/providers/uptimerobot-world.ts";
import { openWebhookWorld } from "../../test/out/providers/webhook-world.ts";
import type { Chance } from "./chance.ts";

/*
 * Three status providers that fail at random: one that keeps a list of updates and components, one that keeps one text, and
 * a webhook that knows each state by its id. They behave as their adapters' tests say.
 */

/** What stands at a provider once a run is over. */
export interface ProviderRecord {
  name: string;
  /** It keeps every update; otherwise the newest alone has to stand there. */
  timeline: boolean;
  shown: ShownThere[];
  /** By the public name of a component: its state there, and the word that each status of ours has there; null = it has none. */
  components: Record<string, { is: string; words: Record<string, string> }>;
}

export interface Providers {
  /** The section `providers`. */
  yaml: string;
  /** How often something went wrong with a call, by what. */
  faults: Record<string, number>;
  /** From now on every call is answered as it should be. */
  clear(): Promise<void>;
  record(): ProviderRecord[];
  close(): Promise<void>;
}

interface Kind {
  provider: AnyProvider;
  open(): Promise<ProviderWorld>;
}

const kinds: Kind[] = [
  { provider: statuspage, open: openStatuspageWorld },
  { provider: uptimerobot, open: openUptimeRobotWorld },
  { provider: webhook, open: openWebhookWorld },
];

/** How often what goes wrong, of a hundred changes of mind. What hangs does so for ten seconds of a lane, so it is rare. */
const moods: [share: number, fault: Fault, what: string][] = [
  [0.16, "lost", "lost"],
  [0.1, { status: 500, json: { message: "trouble" } }, "500"],
  [0.08, { status: 429, json: { message: "slow down" }, headers: { "retry-after": "30" } }, "429"],
  [0.05, "html", "html"],
  [0.02, "hang-after", "hang after"],
  [0.02, "hang", "hang"],
];
/** Nothing at all goes through for a while, this often. */
const downShare = 0.04;
const changesEveryMs = 400;
const downForMs = 4_000;

/** The components that are told of there; the texts of a run name the first. */
const told = ["Gateway (HTTP liveness)", "Keystore (active keys)"];

/** Opens all of them. */
export async function openProviders(chance: Chance): Promise<Providers> {
  const all = await Promise.all(kinds.map(async ({ provider, open }) => ({ provider, world: await open() })));
  const faults: Record<string, number> = {};
  let over = false;

  /** One provider's moods; what no call met by the next change is gone. */
  const blow = async ({ provider, world }: { provider: AnyProvider; world: ProviderWorld }, own: Chance) => {
    // Whatever is 2xx counts as taken by a receiver of the operator's own.
    const possible = moods.filter(([, fault]) => provider.name !== "webhook" || fault !== "html");
    while (!over) {
      if (own.often(downShare)) {
        count("down");
        world.faults(Array(500).fill({ status: 503, json: { message: "down" } }));
        await wait(downForMs);
        continue;
      }
      const next = possible.filter(([share]) => own.often(share));
      world.faults(next.map(([, fault]) => fault));
      await wait(changesEveryMs);
      for (const [, , what] of next.slice(0, next.length - world.left())) count(what);
    }
    world.faults([]);
  };
  const count = (what: string) => {
    faults[what] = (faults[what] ?? 0) + 1;
  };
  const blowing = all.map((one) => blow(one, chance.fork(one.provider.name)));

  return {
    yaml: `\n${stringify({ providers: all.map((one) => settingsOf(one)) })}`,
    faults,
    async clear() {
      over = true;
      await Promise.all(blowing);
    },
    record: () => all.map(({ provider, world }) => recordOf(provider, world)),
    async close() {
      over = true;
      await Promise.all(blowing);
      await Promise.all(all.map(({ world }) => world.close()));
    },
  };
}

function settingsOf({ provider, world }: { provider: AnyProvider; world: ProviderWorld }): object {
  return {
    use: provider.name,
    allow_private: true,
    components: componentsOf(world),
    ...(revealed(world.settings) as object),
  };
}

/** The components of a run, under the ids that the provider has. */
function componentsOf(world: ProviderWorld): Record<string, string> {
  const theirs = Object.values(world.components);
  return Object.fromEntries(
    told.flatMap((name, index) => (theirs[index] === undefined ? [] : [[name, theirs[index]]])),
  );
}

function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revealed(inner)]));
}

function recordOf(provider: AnyProvider, world: ProviderWorld): ProviderRecord {
  const can = provider.can(provider.settings.parse(world.settings));
  const components = Object.entries(componentsOf(world)).flatMap(([name, theirs]) => {
    const is = world.component(theirs);
    if (is === null || !provider.word || can.components !== "states") return [];
    const words = ["operational", "maintenance", "degraded", "partial-outage", "major-outage"] as const;
    return [
      [
        name,
        { is, words: Object.fromEntries(words.map((one) => [one, provider.word?.(one, {} as never) ?? ""])) },
      ] as const,
    ];
  });
  return {
    name: provider.name,
    timeline: can.timeline,
    shown: world.shown(),
    components: Object.fromEntries(components),
  };
}
