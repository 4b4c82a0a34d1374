import { openHttp } from "../../../src/base/http.ts";
import { silentLog } from "../../../src/base/log.ts";
import { Secret } from "../../../src/base/secret.ts";
import type { ProviderNews } from "../../../src/domain/events.ts";
import type { OverallStatus } from "../../../src/domain/policy.ts";
import type { Notice, NoticeUpdate } from "../../../src/domain/publishing/notice.ts";
import type { Attempt } from "../../../src/out/carrier.ts";
import type { AnyProvider } from "../../../src/out/provider.ts";
import { providerCarrier } from "../../../src/out/provider-carrier.ts";
import { openMemory } from "../../../src/out/provider-work.ts";
import { storyClock } from "../../kit/clock.ts";

/** What an adapter's test brings: a server that behaves as the contract says. */
export interface ProviderWorld {
  /** As the configuration gives them, secrets wrapped. */
  settings: Record<string, unknown>;
  /** By the public name (Gateway, Keystore): the id there. */
  components: Record<string, string>;
  /** What the next writing calls meet. */
  faults(list: readonly import("./fake.ts").Fault[]): void;
  /** How many faults were not met yet. */
  left(): number;
  /** How many writing calls took effect. */
  writes(): number;
  /** How often subscribers were told; null where the provider tells nobody or cannot be asked. */
  told(): number | null;
  /** Everything that is shown or was shown there, oldest first. */
  shown(): ShownThere[];
  /** The state of a component by its id there, in the provider's words; null where there is none. */
  component(id: string): string | null;
  /** The page that everybody reads, where it can be asked. */
  publicly?: import("./fake.ts").Publicly;
  /** Somebody changes it by hand; false where that cannot be. */
  tamper(how: "title" | "text" | "delete" | "component"): boolean;
  close(): Promise<void>;
}

export interface ShownThere {
  kind: "incident" | "maintenance";
  title: string;
  open: boolean;
  /** Oldest first; one where there is no timeline. */
  texts: string[];
}

export const secretOf = (text: string) => new Secret(text);
export const start = Date.parse("2026-11-21T09:30:00.000Z");
export const minute = 60_000;

/** How long a call may take here, ms: those that are to hang wait it out, and all others end long before, also on a busy machine. */
const patienceMs = 500;

export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** A carrier with one provider and a store in memory: what delivery would do with it, without waiting. */
export async function openDesk(provider: AnyProvider, world: ProviderWorld) {
  const clock = storyClock(start);
  const { http, close } = openHttp({ allowPrivate: true });
  const remote = new Map<string, unknown>();
  const notices = new Map<string, Notice>();
  const components = new Map<string, OverallStatus>();
  const memory = openMemory();
  const said: ProviderNews[] = [];
  const read = provider.settings.parse(world.settings);
  const carrier = providerCarrier({
    providers: [
      {
        name: provider.name,
        shown: provider.shown,
        provider,
        settings: read,
        http: (call) => http({ ...call, timeoutMs: patienceMs }),
        queue: "q",
        components: new Map(Object.entries(world.components)),
        memory,
        line: { allowPrivate: true, timeoutMs: patienceMs },
      },
    ],
    records: {
      remoteOf: async (slot) => remote.get(slot) ?? null,
      isBusy: async () => false,
      notice: async (subject) => notices.get(subject) ?? null,
      components: async () => [...components].map(([name, status]) => ({ name, status })),
    },
    clock,
    log: silentLog,
    agent: "Sitrep/test",
    pageUrl: ({ id }) => `https://status.example.com/incidents/${id}`,
  });

  let id = 0;
  const take = (attempt: Attempt) => {
    for (const { slot, ref } of attempt.remotes ?? []) remote.set(slot, JSON.parse(JSON.stringify(ref)));
    for (const one of attempt.happenings ?? [])
      if (one.type === "incident.provider-said" || one.type === "maintenance.provider-said")
        said.push({ said: one.said, words: one.words, url: one.url, checkAt: one.checkAt });
    return attempt.delivery;
  };
  const row = (kind: "provider.sync" | "provider.check", subject: `incident/${string}`, rest: object = {}) => ({
    id: ++id,
    claim: 1,
    key: `k${id}`,
    effect: { kind, provider: provider.name, shown: provider.shown, queue: "q", subject, from: 0, ...rest },
    createdAt: clock.now(),
    attempts: 0,
    doubtful: false,
  });

  return {
    clock,
    said,
    can: provider.can(read),
    /** Lets time pass. */
    pass: (ms: number) => clock.passTo(clock.now() + ms, async () => {}),
    /** Sets the record of what the public reads, and what its components are. */
    know(notice: Notice) {
      notices.set(`incident/${notice.id}`, notice);
      for (const { name, status } of notice.components) components.set(name, status);
    },
    setComponent: (name: string, status: OverallStatus) => components.set(name, status),
    /** One attempt of a new effect, as delivery would make it. */
    async once(noticeId: string, { repair = false, doubtful = false } = {}) {
      const one = row("provider.sync", `incident/${noticeId}`, repair ? { repair: true } : {});
      // biome-ignore lint/suspicious/noExplicitAny: the row is as the outbox hands it out
      const claimed = { ...one, doubtful } as any;
      return take((doubtful ? await carrier.find(claimed) : null) ?? (await carrier.attempt(claimed)));
    },
    /** Tries until it is through or given up, as delivery does, time passing as it asks. The last outcome. */
    async settle(noticeId: string, { repair = false, most = 12 } = {}) {
      // biome-ignore lint/suspicious/noExplicitAny: the row is as the outbox hands it out
      const one = row("provider.sync", `incident/${noticeId}`, repair ? { repair: true } : {}) as any;
      for (let left = most; ; left--) {
        const delivery = take((one.doubtful ? await carrier.find(one) : null) ?? (await carrier.attempt(one)));
        if (delivery.outcome !== "later" || left === 0) return delivery;
        one.doubtful ||= delivery.doubtful;
        one.attempts += 1;
        await clock.passTo(Math.max(clock.now() + 1_000, delivery.at ?? 0), async () => {});
      }
    },
    /** Reads back what is there; the news of it. */
    async check(noticeId: string): Promise<ProviderNews | undefined> {
      const before = said.length;
      // biome-ignore lint/suspicious/noExplicitAny: the row is as the outbox hands it out
      take(await carrier.attempt(row("provider.check", `incident/${noticeId}`) as any));
      return said.length > before ? said.at(-1) : undefined;
    },
    async close() {
      memory.close();
      await close();
    },
  };
}

/** A desk beside its world, both closed by the test that opened them. */
export async function deskBeside<World extends ProviderWorld>(provider: AnyProvider, world: World) {
  const desk = await openDesk(provider, world);
  return {
    world,
    desk,
    /** Lets the public read this, and brings it there. */
    async show(notice: Notice) {
      desk.know(notice);
      return desk.settle(notice.id);
    },
    async [Symbol.asyncDispose]() {
      await desk.close();
      await world.close();
    },
  };
}

const texts = {
  INVESTIGATING: "We are investigating why requests to the gateway fail.\nNext update by 2026-11-21T10:00Z",
  IDENTIFIED: "Cause: a certificate ran out.\nWe are renewing it.\nNext update by 2026-11-21T10:30Z",
  MITIGATING: "We are rolling out the new certificate. Half of the traffic is back.\nNext update by 2026-11-21T11:00Z",
  RESOLVED: "Resolved as of 2026-11-21T10:40Z. Duration: 01:10. Root cause: an expired certificate.",
  SCHEDULED: "Window: 2026-11-25T02:00Z to 2026-11-25T03:00Z\nExpected impact: brief degradation.",
  IN_PROGRESS: "The work has begun.",
  COMPLETED: "The work is done.",
  CANCELLED: "The work will not take place.",
};

/** An update as it was posted. */
export function anUpdate(
  id: string,
  stage: NoticeUpdate["stage"],
  minutes: number,
  own: Partial<NoticeUpdate> = {},
): NoticeUpdate {
  const heading = `[${stage}] Gateway — requests fail`;
  const words = `Posted: ${new Date(start + minutes * minute).toISOString().slice(0, 16)}Z\n${texts[stage]}`;
  return {
    id,
    stage,
    text: `${heading}\n${words}`,
    heading,
    words,
    postedAt: start + minutes * minute,
    correctedAt: null,
    components: ["Gateway"],
    overall: "partial-outage",
    ...own,
  };
}

const course = ["INVESTIGATING", "IDENTIFIED", "MITIGATING", "MITIGATING", "RESOLVED"] as const;

/** An incident after so many updates: five is resolved. */
export function anIncidentNotice(count: number, own: Partial<Notice> = {}): Notice {
  const updates = course.slice(0, count).map((stage, index) => anUpdate(`upd${index + 1}`, stage, index * 10));
  const over = course[count - 1] === "RESOLVED";
  const status = over ? ("operational" as const) : ("partial-outage" as const);
  return {
    id: "k3v9a1b2c3d4",
    kind: "incident",
    title: "Gateway — requests fail",
    open: !over,
    stage: course[count - 1] ?? "INVESTIGATING",
    severity: "SEV2",
    impact: "partial-outage",
    overall: status,
    components: [{ name: "Gateway", status, impact: status }],
    startedAt: start - minute,
    publishedAt: start,
    changedAt: start + (count - 1) * 10 * minute,
    endedAt: over ? start + 40 * minute : null,
    window: null,
    nextUpdateBy: over ? null : start + count * 30 * minute,
    updates,
    ...own,
  };
}

const works = ["SCHEDULED", "IN_PROGRESS", "COMPLETED"] as const;

/** A maintenance after so many notices: scheduled, running, completed. */
export function aMaintenanceNotice(count: number, own: Partial<Notice> = {}): Notice {
  const stage = works[count - 1] ?? "SCHEDULED";
  const status = stage === "IN_PROGRESS" ? ("maintenance" as const) : ("operational" as const);
  return {
    ...anIncidentNotice(1),
    id: "m7x8y9z0a1b2",
    kind: "maintenance",
    title: "Gateway — storage upgrade",
    open: stage !== "COMPLETED",
    stage,
    severity: null,
    impact: status,
    overall: status,
    components: [{ name: "Gateway", status, impact: status }],
    startedAt: start + 48 * 60 * minute,
    endedAt: stage === "COMPLETED" ? start + 49 * 60 * minute : null,
    window: { startsAt: start + 48 * 60 * minute, endsAt: start + 49 * 60 * minute },
    nextUpdateBy: null,
    updates: works.slice(0, count).map((one, index) =>
      anUpdate(`mnt${index + 1}`, one, index * 48 * 60, {
        text: `[${one}] Gateway — storage upgrade\n${texts[one]}`,
        heading: `[${one}] Gateway — storage upgrade`,
        words: texts[one],
      }),
    ),
    ...own,
  };
}
