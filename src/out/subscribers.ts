import type { Clock, Instant } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { sitrep } from "../domain/actor.ts";
import type { Happening } from "../domain/events.ts";
import { type Notice, publicId } from "../domain/publishing/notice.ts";
import { hears, type Medium, type Publication, type Subscriber } from "../domain/subscription/state.ts";
import type { Listener, Looking, Progress } from "../store/subscribers.ts";
import { type Attempt, type Claimed, defineCarrier } from "./carrier.ts";
import { delivered, later } from "./outcome.ts";
import { sideBySide } from "./side-by-side.ts";
import { openProgress, type ProgressKeeper } from "./subscriber-progress.ts";
import type { OpenMedium, Sent, SubscriberMedium } from "./subscribers-medium.ts";

/** What is known of subscribers and of what there is to tell them, out of the store. */
export interface SubscriberRecords {
  toAsk(medium: Medium, looking: Looking): Promise<Subscriber[]>;
  toTell(medium: Medium, last: number, looking: Looking): Promise<Listener[]>;
  lastNumber(): Promise<number>;
  after(number: number, limit: number): Promise<Publication[]>;
  nextTryAt(medium: Medium): Promise<Instant | null>;
  /** A subscriber as it stands now; null = it hears nothing any more. */
  active(id: string): Promise<Subscriber | null>;
  /** What the public reads of a subject now; null = nothing. */
  notice(subject: Publication["subject"]): Promise<Notice | null>;
  rememberTold(progress: readonly Progress[]): Promise<void>;
  rememberAsked(id: string, token: string): Promise<void>;
}

export interface SubscriberCarrierSettings {
  media: Partial<Record<Medium, SubscriberMedium>>;
  records: SubscriberRecords;
  clock: Clock;
  log: Log;
  /** The address of the page, without a slash at its end. */
  url: string;
  /** Counts what was sent, for the metrics. */
  heard?: ((medium: Medium, outcome: "sent" | "failed") => void) | undefined;
}

/** How many are looked up at a time, and for how long they are told, ms, before the effect is put back in line: others wait for the same few ways out. */
const mostAtATime = 1_000;
const mostRoundMs = 10_000;
/** How many may fail before that is stored: all of it is one transaction, and people wait for the store. */
const mostFailures = 50;
/** What was told is remembered so soon, ms: what may be told twice after a crash. */
const rememberEveryMs = 100;
/** The longest until those who fail are looked at again, ms: who begins to fail has to wait for no other one's time. */
const longestNapMs = 60_000;
/** What is older is told to nobody any more: the page has it, and whoever hears of it a day late takes it for new. */
const newsForMs = 24 * 60 * 60_000;
/** How far behind somebody is told in one go. */
const mostPublications = 20;

/**
 * Tells subscribers what they have not heard yet: everybody in their own order, each as far as they are, remembered soon
 * after it happens. It is one effect for each medium, however many subscribers there are, so that they hold up nothing else.
 * Those to whom something does not get through are tried apart from the others, at their time.
 */
export function subscriberCarrier({ media, records, clock, log, url, heard }: SubscriberCarrierSettings) {
  async function attempt({ effect }: Claimed<"subscribers.tell">): Promise<Attempt> {
    const { medium } = effect;
    const failing = effect.from !== undefined;
    const use = media[medium];
    if (!use) return { delivery: delivered() };
    const round = await goRound(medium, use, { failing, now: clock.now(), limit: mostAtATime });
    const happenings = round.happenings;
    // Nobody of this kind can be reached: what was done is kept, and all of it waits like anything that fails.
    if (round.down !== null) return { delivery: later(round.down, { doubtful: false }), counts: true, happenings };
    if (round.more)
      return { delivery: later("more of them are to be told", { doubtful: false, at: clock.now() }), happenings };
    const next = failing ? await records.nextTryAt(medium) : null;
    if (next === null) return { delivery: delivered(), happenings };
    const at = Math.min(Math.max(next, clock.now() + 1_000), clock.now() + longestNapMs);
    return { delivery: later("some of them are tried again", { doubtful: false, at }), happenings };
  }

  async function goRound(medium: Medium, use: SubscriberMedium, looking: Looking): Promise<Round> {
    const last = await records.lastNumber();
    const asked = await records.toAsk(medium, looking);
    const told = await records.toTell(medium, last, looking);
    const round: Round = { happenings: [], unproven: [], down: null, more: false };
    const isFull = asked.length + told.length >= looking.limit;
    if (asked.length + told.length === 0) return round;
    const until = looking.now + mostRoundMs;
    const progress = openProgress(records.rememberTold, { clock, everyMs: rememberEveryMs });
    const isOver = () => {
      round.more ||= clock.now() >= until || round.happenings.length >= mostFailures;
      return round.down !== null || round.more || progress.isBroken();
    };
    const open = await use.open();
    try {
      await sideBySide(asked, use.atOnce, async (subscriber) => {
        if (!isOver()) judge(round, use, subscriber, "question", await ask(open, subscriber));
      });
      const known = openArchive(records, last);
      await sideBySide(told, use.atOnce, async (listener) => {
        if (isOver()) return;
        const sent = await tellOne(open, listener, await known(listener.told), last, progress);
        judge(round, use, listener.subscriber, "update", sent);
      });
    } finally {
      open.close();
      await progress.flush();
    }
    round.down ??= round.unproven[0]?.why ?? null;
    round.more ||= isFull;
    return round;
  }

  /** What somebody has not heard, in order, up to the first that does not get through. Null = nothing was sent. */
  async function tellOne(
    open: OpenMedium,
    { subscriber: { id, failing }, told }: Listener,
    publications: Told[],
    last: number,
    progress: ProgressKeeper,
  ): Promise<Sent | null> {
    let sent: Sent | null = null;
    let reached = told;
    for (const { publication, notice } of publications) {
      const update = notice?.updates.find(({ id: own }) => own === publicId(publication.update));
      if (notice && update && clock.now() - publication.at < newsForMs) {
        // They may have ended it since they were looked up: who was answered that it is over hears nothing any more.
        const subscriber = await records.active(id);
        if (!subscriber) return sent;
        if (hears(subscriber, publication)) {
          sent = await open.tell({ subscriber, notice, update, ...linksOf(subscriber, notice) });
          heard?.(subscriber.medium, sent.kind === "sent" ? "sent" : "failed");
          if (sent.kind !== "sent") return sent;
        }
      }
      reached = publication.number;
      progress.note({ id, told: reached, recovered: false });
    }
    // What lies between was forgotten since: nobody waits for it.
    if (publications.length < mostPublications) reached = last;
    if (reached > told) progress.note({ id, told: reached, recovered: failing !== null });
    return sent;
  }

  function linksOf({ token }: Subscriber, { kind, id }: Notice): { pageUrl: string; endUrl: string } {
    const place = kind === "incident" ? "incidents" : "maintenance";
    return { pageUrl: `${url}/${place}/${id}`, endUrl: `${url}/unsubscribe/${token}` };
  }

  async function ask(open: OpenMedium, subscriber: Subscriber): Promise<Sent> {
    const { asked } = subscriber;
    if (!asked) return { kind: "sent" };
    const { token, secret, components } = asked;
    if (asked.until <= clock.now()) return { kind: "failed", why: "it was not asked in time", gone: true };
    const confirmUrl = `${url}/subscribe/confirm/${token}`;
    const sent = await open.ask({ subscriber, confirmUrl, token, secret, components });
    if (sent.kind === "sent") await records.rememberAsked(subscriber.id, token);
    return sent;
  }

  /** A message that alone does not get through, while those after it do, is its subscriber's trouble and not everybody's. */
  function judge(
    round: Round,
    { atOnce }: SubscriberMedium,
    subscriber: Subscriber,
    of: "question" | "update",
    sent: Sent | null,
  ): void {
    if (sent === null) return;
    if (sent.kind === "down") {
      round.unproven.push({ subscriber, of, why: sent.why });
      if (round.unproven.length >= atOnce) round.down = sent.why;
      return;
    }
    if (sent.kind === "failed") {
      fail(round, { subscriber, of, ...sent });
      return;
    }
    for (const one of round.unproven.splice(0)) fail(round, { ...one, gone: false });
    if (sent.kind === "answered" && subscriber.asked)
      round.happenings.push({ type: "subscription.confirm", token: subscriber.asked.token, by: sitrep });
  }

  function fail(
    { happenings }: Round,
    { subscriber: { id, medium }, of, why, gone }: Failure & { gone: boolean },
  ): void {
    log.info({ subscriber: id, medium, of, why, gone }, "a subscriber was not reached");
    happenings.push({ type: "subscription.failed", subscriber: id, of, why, gone, by: sitrep });
  }

  return defineCarrier<"subscribers.tell">({ kinds: ["subscribers.tell"], attempt });
}

interface Failure {
  subscriber: Subscriber;
  of: "question" | "update";
  why: string;
}

interface Round {
  happenings: Happening[];
  /** What did not get through, and nothing since has shown that others do. */
  unproven: Failure[];
  /** Why nobody of this kind can be reached; null = they can. */
  down: string | null;
  more: boolean;
}

/** Something to tell, and what the public reads of it now. */
interface Told {
  publication: Publication;
  notice: Notice | null;
}

/** What there is to tell, looked up once for all who are equally far. */
function openArchive(records: SubscriberRecords, last: number): (told: number) => Promise<Told[]> {
  const notices = new Map<string, Promise<Notice | null>>();
  const lists = new Map<number, Promise<Told[]>>();
  const noticeOf = (subject: Publication["subject"]) => {
    const known = notices.get(subject) ?? records.notice(subject);
    notices.set(subject, known);
    return known;
  };
  const listAfter = async (told: number): Promise<Told[]> => {
    const found = (await records.after(told, mostPublications)).filter(({ number }) => number <= last);
    return Promise.all(
      found.map(async (publication) => ({ publication, notice: await noticeOf(publication.subject) })),
    );
  };
  return (told) => {
    const known = lists.get(told) ?? listAfter(told);
    lists.set(told, known);
    return known;
  };
}
