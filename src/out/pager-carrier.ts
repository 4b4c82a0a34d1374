import { z } from "zod";
import type { Clock } from "../base/clock.ts";
import type { Http } from "../base/http.ts";
import type { Log } from "../base/log.ts";
import { Secret } from "../base/secret.ts";
import { sitrep } from "../domain/actor.ts";
import type { Happening } from "../domain/events.ts";
import { pagerSlot } from "../domain/pager.ts";
import { pagerBackOffMs } from "./back-off.ts";
import { type Attempt, type Claimed, defineCarrier } from "./carrier.ts";
import { troubleOf } from "./ending.ts";
import { type Delivery, later, never } from "./outcome.ts";
import { type AnyPager, fingerprintOf, type Page, type PagerAction, type Sending, type Sent } from "./pager.ts";

/** A pager with its settings, ready to send. */
export interface OpenPager {
  /** Its own name in the configuration. */
  name: string;
  pager: AnyPager;
  settings: unknown;
  http: Http;
  /** By Slack user id: an address here, or who they are here. */
  people: Map<string, Secret>;
}

/** What the carrier needs to know, out of the store. */
export interface PagerRecords {
  remoteOf(slot: string): Promise<unknown>;
  /** True when something newer waits for this row's slot. */
  isOutdated(row: { id: number; slot: string }): Promise<boolean>;
}

export interface PagerCarrierSettings {
  pagers: readonly OpenPager[];
  records: PagerRecords;
  clock: Clock;
  log: Log;
  agent: string;
  random?: (() => number) | undefined;
  /** Where an incident's channel is read; null while there is none. */
  channelUrl(incident: string): Promise<string | null>;
  /** An address that acknowledges for this person when it is sent a POST; null where we cannot be reached. */
  ackUrl(key: string, person: string): string | null;
}

type Row = Claimed<"pager.trigger" | "pager.acknowledge" | "pager.resolve">;
type TriggerRow = Claimed<"pager.trigger">;

/** After so many failed tries the next pager of the chain is used as well (contracts: paging 1). */
const triesUntilLate = 3;
/** How long a page is tried at one pager. */
const triedForMs = 60 * 60_000;

/** What is kept of a page at its slot: where it was triggered, and whether it surely was. */
const standing = z.object({ fingerprint: z.string(), sure: z.boolean(), kept: z.unknown().optional() });
const switchedOff = z.object({ fingerprint: z.string(), at: z.number() });

/** Carries pages to pagers: one page, one attempt. Whoever is told what of its result, the incident decides. */
export function pagerCarrier({
  pagers,
  records,
  clock,
  log,
  agent,
  random = Math.random,
  channelUrl,
  ackUrl,
}: PagerCarrierSettings) {
  const byName = new Map(pagers.map((one) => [one.name, one]));
  const slotOf = ({ effect }: Row) => pagerSlot(effect.incident, effect.pager, effect.key);
  const offSlot = (name: string) => `pager-off/${name}`;

  async function attempt(row: Row): Promise<Attempt> {
    return row.effect.kind === "pager.trigger" ? trigger(row as TriggerRow) : end(row);
  }

  async function trigger(row: TriggerRow): Promise<Attempt> {
    const open = byName.get(row.effect.pager);
    if (!open) return told(row, never("it is not in the configuration any more"));
    const fingerprint = fingerprintOf(open.pager, open.settings);
    const off = switchedOff.safeParse(await records.remoteOf(offSlot(open.name))).data;
    if (off?.fingerprint === fingerprint)
      return told(row, never("it answered 410, gone, and is switched off until its settings change"));
    const known = standing.safeParse(await records.remoteOf(slotOf(row))).data;
    const sent = await call("trigger", row, open, known?.kept);
    // An earlier attempt may have got through: where the pager cannot be asked, this one's failure says nothing about that.
    const mayStand = row.doubtful && !open.pager.find;
    return settled(row, open, fingerprint, sent, mayStand);
  }

  function settled(row: TriggerRow, open: OpenPager, fingerprint: string, sent: Sent, mayStand = false): Attempt {
    const { keep, waits, ...ended } = sent;
    const delivery = mayStand && ended.outcome === "later" ? { ...ended, doubtful: true } : ended;
    const slot = slotOf(row);
    if (delivery.outcome === "never" && /\banswered 410\b/.test(delivery.why) && open.pager.name === "webhook")
      return {
        ...told(row, delivery, waits),
        remote: { slot: offSlot(open.name), ref: { fingerprint, at: clock.now() } },
      };
    const isKept = mayStand || delivery.outcome === "delivered" || keep !== undefined || isDoubtful(delivery);
    const ref = { fingerprint, sure: delivery.outcome === "delivered", kept: keep };
    return { ...told(row, delivery, waits), ...(isKept ? { remote: { slot, ref } } : {}) };
  }

  /** The attempt with what the incident is to hear of it. */
  function told(row: TriggerRow, delivery: Delivery, waits?: true): Attempt {
    if (delivery.outcome === "delivered") return { delivery, happenings: heard(row, "accepted", "") };
    if (delivery.outcome === "never")
      return { delivery, happenings: heard(row, "refused", delivery.why), untold: true };
    if (delivery.outcome !== "later") return { delivery };
    if (waits) return { delivery, counts: false };
    if (clock.now() - row.createdAt >= triedForMs && row.attempts > 0)
      return { delivery: never(delivery.why), happenings: heard(row, "given-up", delivery.why), untold: true };
    const at = delivery.at ?? clock.now() + pagerBackOffMs(row.attempts + 1, random());
    return {
      delivery: { ...delivery, at },
      counts: true,
      happenings: row.attempts + 1 >= triesUntilLate ? heard(row, "late", delivery.why) : [],
    };
  }

  function heard(row: TriggerRow, said: "accepted" | "late" | "refused" | "given-up", words: string): Happening[] {
    const { incident, pager, key } = row.effect;
    if (incident === null) return [{ type: "call.pager-said", pager, key, said, words, by: sitrep }];
    return [{ type: "incident.pager-said", incident, pager, key, said, words, by: sitrep }];
  }

  /** Acknowledges or resolves a page where it was triggered; where it never was, nothing is sent. */
  async function end(row: Row): Promise<Attempt> {
    const known = standing.safeParse(await records.remoteOf(slotOf(row))).data;
    if (!known) return { delivery: { outcome: "superseded" } };
    const open = placeOf(row, known.fingerprint);
    if (!open) {
      const why = `its settings are not those that the page was triggered with, so it cannot be reached there; do it in ${row.effect.shown} by hand`;
      return { delivery: never(why) };
    }
    if (!open.pager.ends) return { delivery: { outcome: "superseded" } };
    const action = row.effect.kind === "pager.resolve" ? "resolve" : "acknowledge";
    const { keep: _keep, waits: _waits, ...delivery } = await call(action, row, open, known.kept);
    if (delivery.outcome !== "later") return { delivery };
    if (clock.now() - row.createdAt >= triedForMs && row.attempts > 0) return { delivery: never(delivery.why) };
    return {
      delivery: { ...delivery, at: delivery.at ?? clock.now() + pagerBackOffMs(row.attempts + 1, random()) },
      counts: true,
    };
  }

  /** The pager as it was when it was triggered: of this name, or of any other with the same place. */
  function placeOf(row: Row, fingerprint: string): OpenPager | undefined {
    const own = byName.get(row.effect.pager);
    const all = own ? [own, ...pagers.filter((one) => one !== own)] : pagers;
    return all.find((one) => fingerprintOf(one.pager, one.settings) === fingerprint);
  }

  async function call(action: PagerAction, row: Row, open: OpenPager, kept: unknown): Promise<Sent> {
    const { page, sending } = await prepared(row, open, kept);
    try {
      return withoutSecrets(await open.pager.send(action, page, sending), open);
    } catch (error) {
      log.error({ err: nameOf(error), pager: open.name, action }, "a pager failed in an unforeseen way");
      return later("an unexpected error; see the log", { doubtful: true });
    }
  }

  async function prepared(
    row: Row,
    open: OpenPager,
    kept: unknown,
  ): Promise<{ page: Page; sending: Sending<unknown> }> {
    const { effect } = row;
    const [only] = effect.page.people;
    const single = effect.page.people.length === 1 && only !== undefined ? only : null;
    const page: Page = {
      ...effect.page,
      key: effect.key,
      by: effect.kind === "pager.trigger" ? null : effect.by,
      channelUrl: effect.incident === null ? null : await channelUrl(effect.incident),
      ackUrl: single === null || effect.page.test ? null : ackUrl(effect.key, single),
      address: open.pager.people === "address" && single !== null ? (open.people.get(single) ?? null) : null,
    };
    return { page, sending: { settings: open.settings, http: open.http, clock, kept, agent } };
  }

  /** Asked before a page is repeated that may be there. */
  async function find(row: Row): Promise<Attempt | null> {
    if (row.effect.kind !== "pager.trigger") return null;
    const open = byName.get(row.effect.pager);
    if (!open) return null;
    const fingerprint = fingerprintOf(open.pager, open.settings);
    const known = standing.safeParse(await records.remoteOf(slotOf(row))).data;
    if (open.pager.find) {
      const { page, sending } = await prepared(row, open, known?.kept);
      const found = await open.pager.find(page, sending).catch((error: unknown) => troubleOf(error));
      if (found) return settled(row as TriggerRow, open, fingerprint, withoutSecrets(found, open));
    }
    // It may be there, and what comes next ends it: that has to be sent there too.
    const slot = slotOf(row);
    if (!(await records.isOutdated({ id: row.id, slot }))) return null;
    return {
      delivery: { outcome: "superseded" },
      remote: { slot, ref: { fingerprint, sure: false, kept: known?.kept } },
    };
  }

  return defineCarrier<"pager.trigger" | "pager.acknowledge" | "pager.resolve">({
    kinds: ["pager.trigger", "pager.acknowledge", "pager.resolve"],
    attempt,
    find,
  });
}

function isDoubtful(delivery: Delivery): boolean {
  return delivery.outcome === "later" && delivery.doubtful;
}

/** What a destination said may repeat what it was sent: no secret of the settings stays in it. */
function withoutSecrets(sent: Sent, open: OpenPager): Sent {
  if (!("why" in sent)) return sent;
  const secrets = [...secretsIn(open.settings), ...open.people.values()].map((one) => one.reveal());
  const why = secrets.filter((one) => one.length >= 4).reduce((so, one) => so.replaceAll(one, "<secret>"), sent.why);
  return { ...sent, why };
}

function secretsIn(value: unknown): Secret[] {
  if (value instanceof Secret) return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(secretsIn);
}

/** An error of a pager's may hold what it sent; only its kind is logged. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
