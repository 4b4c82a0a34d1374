import type { Clock } from "./base/clock.ts";
import { openHttp } from "./base/http.ts";
import type { Log } from "./base/log.ts";
import { loadMembers } from "./base/members.ts";
import type { Config } from "./config/config.ts";
import type { Kind } from "./config/kinds.ts";
import type { ProviderTerms } from "./domain/publishing/providers.ts";
import type { Terms } from "./domain/terms.ts";
import { callLimits } from "./out/ending.ts";
import type { Rounds } from "./out/heartbeat.ts";
import { type AnyProvider, fingerprint, isProvider } from "./out/provider.ts";
import { providerCarrier } from "./out/provider-carrier.ts";
import { keepTellingProviders } from "./out/provider-rounds.ts";
import { type OpenProvider, openMemory } from "./out/provider-work.ts";
import { standingOf } from "./store/outbox.ts";
import { readComponentStatuses, readNotice } from "./store/read/notice.ts";
import { remoteOf } from "./store/remote.ts";
import type { Store } from "./store/store.ts";

/* Everything about status providers that is put together at the start: what decisions know, and what sends. */

export interface Publishing {
  terms: readonly ProviderTerms[];
  /** Carries to the providers; `terms` are all that decisions know, these providers included. */
  carrier(terms: Terms): ReturnType<typeof providerCarrier>;
  /** Says again and again what components are, where silence means something, until it is stopped. */
  rounds(terms: Terms): Rounds;
  close(): Promise<void>;
}

/** What status providers find in their logs. */
export const agent = "Sitrep/1";

const loadProviders = () => loadMembers(new URL("./out/providers/", import.meta.url), isProvider, ({ name }) => name);

/** The kinds of status providers there are, for the configuration to be checked against. */
export async function providerKinds(): Promise<readonly Kind[]> {
  return loadProviders();
}

/** Makes the status providers ready. Rejects with words for the operator when a provider's settings cannot be used. */
export async function openPublishing(parts: {
  config: Config;
  store: Store;
  clock: Clock;
  log: Log;
}): Promise<Publishing> {
  const { config, store, clock, log } = parts;
  const { open, close } = await openProviders(config);

  return {
    terms: allTerms(open, config),
    carrier: (terms) =>
      providerCarrier({
        providers: open,
        records: {
          remoteOf: (slot) => remoteOf(store.read, slot),
          isBusy: async (slot) => (await standingOf(store.read, { kind: "provider.sync", slot })) !== "over",
          notice: (subject) => readNotice(store.read, subject, terms),
          components: () => readComponentStatuses(store.read, terms),
        },
        clock,
        log,
        agent,
        pageUrl: ({ id, kind }) =>
          isLoopback(config.statusPage.url)
            ? null
            : `${config.statusPage.url}/${kind === "incident" ? "incidents" : "maintenance"}/${id}`,
      }),
    rounds: (terms) =>
      keepTellingProviders({
        providers: open,
        components: () => readComponentStatuses(store.read, terms),
        clock,
        log,
        agent,
      }),
    close,
  };
}

/** What decisions know of the configured providers. Rejects as {@link openPublishing} does. */
export async function providerTerms(config: Config): Promise<readonly ProviderTerms[]> {
  const { open, close } = await openProviders(config);
  await close();
  return allTerms(open, config);
}

function allTerms(open: readonly OpenProvider[], { providers }: Config): readonly ProviderTerms[] {
  return open.map((one, index) => termsOf(one, providers[index]?.maintenance ?? true));
}

/** The configured providers, ready to work; `close` ends what they hold open. Rejects as {@link openPublishing} does. */
export async function openProviders(config: Config): Promise<{ open: OpenProvider[]; close(): Promise<void> }> {
  const kinds = config.providers.length === 0 ? [] : await loadProviders();
  const outside = openHttp({ allowPrivate: false });
  const anywhere = openHttp({ allowPrivate: true });
  const memories = config.providers.map(() => openMemory());

  const open = config.providers.map((given, index): OpenProvider => {
    const provider = kinds.find(({ name }) => name === given.use);
    if (!provider) throw new Error(`There is no status provider ${given.use}.`);
    const read = provider.settings.safeParse(given.settings);
    if (!read.success)
      throw new Error(
        `The status provider ${given.name} cannot be used. ${read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join(" ")}`,
      );
    return {
      name: given.name,
      shown: shownOf(provider, given.name),
      provider,
      settings: read.data,
      http: given.allowPrivate ? anywhere.http : outside.http,
      queue: fingerprint(provider.name, provider.credential(read.data)),
      components: new Map(Object.entries(given.components)),
      memory: memories[index] as OpenProvider["memory"],
      line: { allowPrivate: given.allowPrivate, timeoutMs: callLimits.timeoutMs },
    };
  });

  return {
    open,
    async close() {
      for (const memory of memories) memory.close();
      await Promise.all([outside.close(), anywhere.close()]);
    },
  };
}

function termsOf(
  { name, shown, provider, settings, queue, components }: OpenProvider,
  maintenance: boolean,
): ProviderTerms {
  const can = provider.can(settings);
  return {
    name,
    kind: provider.name,
    shown,
    queue,
    can: { ...can, maintenance: can.maintenance && maintenance },
    components: [...components.keys()],
    byHand: provider.name === "manual",
    cannot: provider.cannot(settings),
  };
}

function shownOf({ shown, name: kind }: AnyProvider, name: string): string {
  return name === kind ? shown : `${shown} (${name})`;
}

function isLoopback(url: string): boolean {
  return /^(localhost|127\.|\[::1\])/.test(new URL(url).hostname);
}
