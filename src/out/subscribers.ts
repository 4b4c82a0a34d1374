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
import type { OpenMedium, Sent, SubscriberMedium } from "./subscribers-medium.ts";

/** What is known of subscribers and of what there is to tell them, out of the store. */
export interface SubscriberRecords {
  toAsk(medium: Medium, looking: Looking): Promise<Subscriber[]>;
  toTell(medium: Medium, last: number, looking: Looking): Promise<Listener[]>;
  lastNumber(): Promise<number>;
  after(number: number, limit: number): Promise<Publication[]>;
  nextTryAt(medium: Medium): Promise<Instant | null>;
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

/** How many are told, and for how long, ms, before the effect is put back in line: others wait for the same few ways out. */
const mostAtATime = 200;
const mostRoundMs = 10_000;
/** What is older is told to nobody any more: the page has it, and whoever hears of it a day late takes it for new. */
const newsForMs = 24 * 60 * 60_000;
/** How far behind somebody is told in one go. */
const mostPublications = 20;

/**
 * Tells subscribers what they have not heard yet: everybody in their own order, each as far as they are, remembered as it
 * happens. It is one effect for each medium, however many subscribers there are, so that they hold up nothing else. Those to
 * whom something does not get through are tried apart from the others, at their time.
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
    return {
      delivery: later("some of them are tried again", { doubtful: false, at: Math.max(next, clock.now() + 1_000) }),
      happenings,
    };
  }

  async function goRound(medium: Medium, use: SubscriberMedium, looking: Looking): Promise<Round> {
    const last = await records.lastNumber();
    const asked = await records.toAsk(medium, looking);
    const told = await records.toTell(medium, last, looking);
    const round: Round = { happenings: [], down: null, more: false };
    const isFull = asked.length + told.length >= looking.limit;
    if (asked.length + told.length === 0) return round;
    const until = looking.now + mostRoundMs;
    const isOver = () => {
      round.more ||= clock.now() >= until;
      return round.down !== null || round.more;
    };
    const open = await use.open();
    const keep = openKeeper(records.rememberTold);
    try {
      await sideBySide(asked, use.atOnce, async (subscriber) => {
        if (!isOver()) judge(round, subscriber, "question", await ask(open, subscriber));
      });
      const known = openArchive(records, last);
      await sideBySide(told, use.atOnce, async (listener) => {
        if (isOver()) return;
        const sent = await tellOne(open, listener, await known(listener.told), last, keep);
        judge(round, listener.subscriber, "update", sent);
      });
    } finally {
      open.close();
    }
    round.more ||= isFull;
    return round;
  }

  /** What somebody has not heard, in order, up to the first that does not get through. */
  async function tellOne(
    open: OpenMedium,
    { subscriber, told }: Listener,
    publications: Told[],
    last: number,
    remember: (progress: Progress) => Promise<void>,
  ): Promise<Sent> {
    let reached = told;
    const recovered = subscriber.failing !== null;
    for (const { publication, notice } of publications) {
      const update = notice?.updates.find(({ id }) => id === publicId(publication.update));
      const isNews = clock.now() - publication.at < newsForMs;
      if (notice && update && isNews && hears(subscriber, publication)) {
        const pageUrl = `${url}/${notice.kind === "incident" ? "incidents" : "maintenance"}/${notice.id}`;
        const endUrl = `${url}/unsubscribe/${subscriber.token}`;
        const sent = await open.tell({ subscriber, notice, update, pageUrl, endUrl });
        heard?.(subscriber.medium, sent.kind === "sent" ? "sent" : "failed");
        if (sent.kind !== "sent") return sent;
      }
      reached = publication.number;
      await remember({ id: subscriber.id, told: reached, recovered });
    }
    // What lies between was forgotten since: nobody waits for it.
    if (publications.length < mostPublications && reached < last)
      await remember({ id: subscriber.id, told: last, recovered });
    return { kind: "sent" };
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

  function judge(round: Round, { id, medium, asked }: Subscriber, of: "question" | "update", sent: Sent): void {
    if (sent.kind === "down") round.down = sent.why;
    if (sent.kind === "answered" && asked)
      round.happenings.push({ type: "subscription.confirm", token: asked.token, by: sitrep });
    if (sent.kind !== "failed") return;
    const { why, gone } = sent;
    log.info({ subscriber: id, medium, of, why, gone }, "a subscriber was not reached");
    round.happenings.push({ type: "subscription.failed", subscriber: id, of, why, gone, by: sitrep });
  }

  return defineCarrier<"subscribers.tell">({ kinds: ["subscribers.tell"], attempt });
}

interface Round {
  happenings: Happening[];
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

/** Remembers things as they come; what comes while one is being written is written together. Resolves when it is written. */
function openKeeper<Item>(write: (items: readonly Item[]) => Promise<void>): (item: Item) => Promise<void> {
  let waiting: Item[] = [];
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  const flush = async () => {
    await writing.catch(() => {});
    const items = waiting;
    waiting = [];
    next = null;
    writing = write(items);
    await writing;
  };
  return (item) => {
    waiting.push(item);
    next ??= flush();
    return next;
  };
}
