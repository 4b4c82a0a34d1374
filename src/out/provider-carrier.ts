import { z } from "zod";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { sitrep } from "../domain/actor.ts";
import type { Happening, ProviderNews } from "../domain/events.ts";
import { overallStatuses } from "../domain/policy.ts";
import type { Notice } from "../domain/publishing/notice.ts";
import { providerSlot, type Subject } from "../domain/publishing/providers.ts";
import type { ComponentStatus } from "../domain/status/component.ts";
import { type Attempt, type Claimed, defineCarrier } from "./carrier.ts";
import { delivered } from "./outcome.ts";
import { ByHand, fingerprint, Trouble } from "./provider.ts";
import {
  bring,
  differences,
  type Known,
  knownSchema,
  lookUp,
  stoodOf,
  type Task,
  wrongComponents,
} from "./provider-post.ts";
import { type OpenProvider, openAllowance, troubled, workFor } from "./provider-work.ts";

/** What the carrier needs to know, out of the store. */
export interface ProviderRecords {
  remoteOf(slot: string): Promise<unknown>;
  /** True while something for this slot is on its way to the provider. */
  isBusy(slot: string): Promise<boolean>;
  /** What the public reads of a subject now; null = nothing. */
  notice(subject: Subject): Promise<Notice | null>;
  /** How every component that is not internal is now. */
  components(): Promise<ComponentStatus[]>;
}

export interface ProviderCarrierSettings {
  providers: readonly OpenProvider[];
  records: ProviderRecords;
  clock: Clock;
  log: Log;
  agent: string;
  /** The address of a notice on our own page; null where that cannot be reached from outside. */
  pageUrl(notice: Notice): string | null;
}

type SyncRow = Claimed<"provider.sync">;
type CheckRow = Claimed<"provider.check">;
type Row = SyncRow | CheckRow;

/** After so many failed tries people are told that it is late. */
const triesUntilLate = 3;
/** When it names the time to go on, people are told once that goes beyond this, ms: a limit of a minute is no news. */
const waitUntilLateMs = 2 * 60_000;
/** How long the caches in front of a public page may show what was, ms. */
const cachesMs = 10 * 60_000;
/** By their ids there: the status that components were last set to. */
const sentSchema = z.record(z.string(), z.enum(overallStatuses));
const offSchema = z.object({ place: z.string() });

/**
 * Brings status providers in line with the public record. It reads the record at delivery, so one that was away gets the
 * newest state, in order, once; after a doubtful attempt it asks there first what stands. One attempt makes all calls that
 * are missing, and keeps how far it came.
 */
export function providerCarrier({ providers, records, clock, log, agent, pageUrl }: ProviderCarrierSettings) {
  const byName = new Map(providers.map((one) => [one.name, one]));
  const allow = openAllowance(clock, (queue) => providers.find((one) => one.queue === queue)?.provider.limit ?? null);

  async function attempt(row: Row): Promise<Attempt> {
    return row.effect.kind === "provider.sync" ? sync(row as SyncRow, row.doubtful) : check(row as CheckRow);
  }

  async function sync(row: SyncRow, doubtful: boolean): Promise<Attempt> {
    const open = byName.get(row.effect.provider);
    if (!open) return { delivery: delivered() };
    const { subject } = row.effect;
    const remotes: { slot: string; ref: unknown }[] = [];
    try {
      const notice = subject === "components" ? null : await records.notice(subject);
      const told = notice ? await show(row, open, notice, doubtful, remotes) : null;
      await setComponents(open, row.effect.repair === true, remotes);
      return { delivery: delivered(), remotes, happenings: told ? news(row, told) : [] };
    } catch (error) {
      return failed(row, open, error, remotes);
    }
  }

  async function show(
    row: SyncRow,
    open: OpenProvider,
    notice: Notice,
    doubtful: boolean,
    remotes: { slot: string; ref: unknown }[],
  ): Promise<ProviderNews> {
    const task = taskOf(open, notice, doubtful, row.effect.repair === true);
    const slot = providerSlot(open.name, row.effect.subject);
    const off = offSchema.safeParse(await records.remoteOf(offSlot(open))).data;
    if (off?.place === task.place) return { said: "refused", words: "it answered 410, gone, and is switched off" };
    const ref = await records.remoteOf(slot);
    const before = known(ref, task.place);
    const keep = (now: Known) => put(remotes, slot, now);
    const isUnsure = doubtful || task.repair || (ref !== null && before === null);
    const found = isUnsure ? await lookUp(task, before) : before;
    if (found) keep(found);
    // Somebody deleted it there: it comes back only when a person says so.
    else if (before && !task.repair) return { said: "missing", words: "" };
    const { known: now, held } = await bring(task, found, keep);
    if (held) {
      const what = differences((now.expected ?? {}) as object, held).join("; ");
      return { said: "differs", words: `${what}, so the update was not written over it`, url: now.url ?? undefined };
    }
    return {
      said: "there",
      words: lostWords(task),
      url: now.url ?? undefined,
      checkAt: clock.now() + open.provider.settlesMs,
    };
  }

  /** Components that have states of their own follow from all that is going on, not from one notice. */
  async function setComponents(
    open: OpenProvider,
    repair: boolean,
    remotes: { slot: string; ref: unknown }[],
  ): Promise<void> {
    const { provider } = open;
    if (!provider.setComponent) return;
    const slot = providerSlot(open.name, "components");
    const sent = { ...sentSchema.safeParse(await records.remoteOf(slot)).data };
    const work = workOf(open, "components", null);
    // Of a repair all are set: what they were last set to says nothing about what they are.
    for (const { theirs, status } of wrongComponents(await wantedOf(open), repair ? {} : sent)) {
      await provider.setComponent(theirs, status, work);
      sent[theirs] = status;
      put(remotes, slot, { ...sent });
    }
  }

  async function wantedOf({ components }: OpenProvider) {
    const all = await records.components();
    return all.flatMap(({ name, status }) => {
      const theirs = components.get(name);
      return theirs === undefined ? [] : [{ theirs, status }];
    });
  }

  async function check(row: CheckRow): Promise<Attempt> {
    const open = byName.get(row.effect.provider);
    const { subject } = row.effect;
    if (!open?.provider.read) return { delivery: delivered() };
    try {
      const notice = await records.notice(subject);
      const task = notice && taskOf(open, notice, false, false);
      const before = task && known(await records.remoteOf(providerSlot(open.name, subject)), task.place);
      const isBehind = notice?.updates.some(({ id }) => !before?.posts.some(({ update }) => update === id));
      // What is not there yet, or is on its way, is read back after it.
      const slot = providerSlot(open.name, subject);
      if (!task || !before || isBehind || (await records.isBusy(slot))) return { delivery: delivered() };
      const shown = await open.provider.read(task.notice, stoodOf(before), task.work);
      const wrong = shown
        ? [...differences((before.expected ?? {}) as object, shown), ...(await leftBehind(open, task))]
        : [];
      if (shown) wrong.push(...(await unseen(task, before, wrong.length > 0)));
      if (await records.isBusy(slot)) return { delivery: delivered() };
      if (!shown) return { delivery: delivered(), happenings: news(row, { said: "missing", words: "" }) };
      const said = wrong.length === 0 ? "checked" : "differs";
      return { delivery: delivered(), happenings: news(row, { said, words: wrong.join("; ") }) };
    } catch (error) {
      const { delivery } = troubled(error);
      if (delivery.outcome === "later") return { delivery };
      const why = "why" in delivery ? delivery.why : "";
      return { delivery: delivered(), happenings: news(row, { said: "unknown", words: why }) };
    }
  }

  /** What everybody reads is looked at as well, once caches had time. Where it cannot be, that hides nothing that is wrong. */
  async function unseen({ provider, notice, work }: Task, before: Known, isWrong: boolean): Promise<string[]> {
    const since = Math.max(notice.changedAt, before.writtenAt ?? 0);
    if (!provider.seen || clock.now() - since < cachesMs) return [];
    const seen = await provider.seen(notice, stoodOf(before), work).catch((error: unknown) => {
      if (!isWrong) throw ofPublicPage(error);
      return null;
    });
    if (seen === null || seen === notice.open) return [];
    return [notice.open ? "its public page does not show it" : "its public page still shows it"];
  }

  /** Components that are not as they were last set. Of what is over only its own, and those that nothing else has taken on. */
  async function leftBehind(open: OpenProvider, { work, notice }: Task): Promise<string[]> {
    const { readComponents, setComponent, word } = open.provider;
    if (!readComponents || !word) return [];
    const there = await readComponents(work);
    const sent = sentSchema.safeParse(await records.remoteOf(providerSlot(open.name, "components"))).data ?? {};
    // Where they follow from notices alone, nothing is sent of them: they are held against the record.
    const ours = setComponent
      ? Object.entries(sent)
      : (await wantedOf(open)).map((one) => [one.theirs, one.status] as const);
    const own = new Set(
      notice.components.flatMap(({ name, status }) => (status === "operational" ? [open.components.get(name)] : [])),
    );
    const asked = notice.open ? ours : ours.filter(([theirs]) => own.has(theirs));
    return asked.flatMap(([theirs, status]) => {
      const [is, wanted] = [there.get(theirs), word(status, work)];
      return is === undefined || is === wanted ? [] : [`the component ${theirs} is ${is} there, not ${wanted}`];
    });
  }

  function failed(
    row: SyncRow,
    open: OpenProvider,
    error: unknown,
    remotes: { slot: string; ref: unknown }[],
  ): Attempt {
    if (error instanceof ByHand)
      return {
        delivery: delivered(),
        remotes,
        happenings: news(row, { said: "by-hand", words: `${error.ask}\n${error.text}` }),
      };
    const { delivery } = thrown(error, open);
    if (delivery.outcome === "superseded") return { delivery, remotes };
    if (delivery.outcome === "never") {
      const isGone = open.provider.name === "webhook" && /\banswered 410\b/.test(delivery.why);
      if (isGone) put(remotes, offSlot(open), { place: placeOf(open) });
      return { delivery, remotes, untold: true, happenings: news(row, { said: "refused", words: delivery.why }) };
    }
    // One that says when it can be tried again is no failed try, so it is told by the time that it takes.
    const lateAt = row.createdAt + waitUntilLateMs;
    const isLate =
      delivery.at === undefined ? row.attempts + 1 === triesUntilLate : clock.now() < lateAt && delivery.at >= lateAt;
    return { delivery, remotes, happenings: isLate ? news(row, { said: "late", words: delivery.why }) : [] };
  }

  function thrown(error: unknown, { shown, name }: OpenProvider): Trouble {
    try {
      return troubled(error);
    } catch (unexpected) {
      log.error({ err: unexpected, provider: name }, "a status provider failed in a way that nobody expected");
      return new Trouble({ outcome: "later", why: `${shown}: an unexpected error; see the log`, doubtful: true });
    }
  }

  function taskOf(open: OpenProvider, notice: Notice, doubtful: boolean, repair: boolean): Task {
    return {
      provider: open.provider,
      can: open.provider.can(open.settings),
      place: placeOf(open),
      notice,
      work: workOf(open, notice.id, notice),
      components: open.components,
      doubtful,
      repair,
    };
  }

  function workOf(open: OpenProvider, id: string, notice: Notice | null) {
    return workFor(open, { key: `sitrep-${id}`, pageUrl: notice && pageUrl(notice) }, { clock, agent, allow });
  }

  return defineCarrier<"provider.sync" | "provider.check">({
    kinds: ["provider.sync", "provider.check"],
    attempt,
    // Never "it is there already": what stands is looked up, and the rest is brought.
    find: async (row) => (row.effect.kind === "provider.sync" ? sync(row as SyncRow, true) : null),
  });
}

function offSlot({ name }: OpenProvider): string {
  return `provider-off/${name}`;
}

function placeOf({ provider, settings }: OpenProvider): string {
  return fingerprint(provider.name, provider.place(settings));
}

function put(remotes: { slot: string; ref: unknown }[], slot: string, ref: unknown): void {
  const at = remotes.findIndex((one) => one.slot === slot);
  if (at < 0) remotes.push({ slot, ref });
  else remotes[at] = { slot, ref };
}

function known(ref: unknown, place: string): Known | null {
  const read = knownSchema.safeParse(ref).data;
  return read?.place === place ? read : null;
}

/** A trouble with what everybody reads, as it is told. */
function ofPublicPage(error: unknown): unknown {
  if (!(error instanceof Trouble) || error.delivery.outcome === "superseded") return error;
  return new Trouble({ ...error.delivery, why: `its public page: ${error.delivery.why}` }, error.status);
}

/** What could not be expressed there, for the line that says that it has it. */
function lostWords({ can, notice }: Task): string {
  const corrected = notice.updates.some(({ correctedAt }) => correctedAt !== null);
  return corrected && can.timeline && !can.corrects ? "it cannot correct what it showed before" : "";
}

/** The news as the room of the subject hears them. */
function news({ effect: { provider, subject } }: Row, told: ProviderNews): Happening[] {
  const [room, id = ""] = subject.split("/");
  if (room === "incident") return [{ type: "incident.provider-said", incident: id, provider, by: sitrep, ...told }];
  if (room === "maintenance")
    return [{ type: "maintenance.provider-said", maintenance: id, provider, by: sitrep, ...told }];
  return [];
}
