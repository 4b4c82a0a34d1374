import type { Instant } from "../../base/clock.ts";
import { type Card, type Line, line, person } from "../../text/card.ts";
import { utcClock } from "../../text/instant.ts";
import type { Actor } from "../actor.ts";
import { type Decided, decided, type Entry } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { Event, EventOf, IncidentHappening } from "../events.ts";
import { calledOutside } from "../overdue.ts";
import type { PageTarget } from "../page-target.ts";
import { levelOf, type PageFacts, type PagerTerms, pageKey, pagerSlot } from "../pager.ts";
import type { Terms } from "../terms.ts";
import { settleAllUnheard, withPeople } from "./channel.ts";
import { type Incident, isOpen, type PagerPage } from "./state.ts";
import { plain, say } from "./view.ts";

/*
 * Pages through pagers, from the first word to the last. A page is
 *
 * - **asked** when it was decided on: its trigger is on its way;
 * - **accepted** when the pager took it;
 * - **late** when it did not for three tries or a minute: the next pager of the chain is used as well, and this one is still tried;
 * - **failed** when the pager refused it, or an hour of trying has passed.
 *
 * Beside that it is closed at its pager once somebody acknowledged, and for good when the incident is over.
 */

/** Whom to page, and why, as a clause. */
export interface Calling {
  target: PageTarget;
  people: string[];
  why: string;
  at: Instant;
  by: Actor;
}

/** What came of choosing pagers: the incident with its new pages, and what to send. */
export interface PagedOut {
  state: Incident;
  effects: Effect[];
  timeline: Entry[];
  /** What the channel is told beside who was paged; null when no pager is configured. */
  told: Line | null;
}

/**
 * Pages people through the first pager of the chain that can reach them, and through those that are always used. The direct
 * message in Slack is not among these: it goes out in any case.
 */
export function pageOut(was: Incident, calling: Calling, terms: Terms): PagedOut {
  const { pagers } = terms.paging;
  const fitting = pagers.filter((pager) => fits(pager, was, calling.target));
  if (fitting.length === 0) return { state: was, effects: [], timeline: [], told: null };

  const chosen = new Map<PagerTerms, string[]>();
  const unreached: string[] = [];
  let covered: PagerTerms | null = null;
  for (const one of calling.people) {
    const found = firstFor(fitting, was, one, calling.target);
    if (found === null && !fitting.some((pager) => pager.always && reaches(pager, one))) unreached.push(one);
    else if (found?.rings) covered = found.pager;
    else if (found) chosen.set(found.pager, [...(chosen.get(found.pager) ?? []), one]);
  }
  for (const pager of fitting.filter(({ always }) => always)) {
    const people = calling.people.filter((one) => reaches(pager, one));
    if (people.length > 0) chosen.set(pager, people);
  }

  const out = ask(was, [...chosen], calling, was.episodes + 1, terms);
  const asked = [...chosen.keys()].map(({ shown }) => shown);
  const told: Line[] = [
    asked.length > 0 ? ` ${listed(asked)} ${asked.length === 1 ? "is" : "are"} asked to ring.` : "",
    covered ? ` ${covered.shown} rings on by itself.` : "",
    unreached.length > 0
      ? line` No pager has an address for ${mentions(unreached)}: only Slack tells them, and that cannot ring through do-not-disturb.`
      : "",
  ];
  return { ...out, told: told.flatMap((part) => (part === "" ? [] : part)).flat() };
}

/** The pagers among these that a page of this incident may use. */
function fits(pager: PagerTerms, incident: Incident, target: PageTarget): boolean {
  if (incident.kind === "drill" && !pager.drills) return false;
  if (!pager.severities.includes(incident.severity)) return false;
  return pager.targets === null || target === "person" || pager.targets.includes(target);
}

function reaches(pager: PagerTerms, one: string): boolean {
  return pager.people === null || pager.people.includes(one);
}

/**
 * The first pager of the chain for a person; null = none reaches them. One that is known to be in trouble comes last, and for
 * somebody who is meant by name those come first that have their address. `rings` = it is at it already.
 */
function firstFor(
  fitting: PagerTerms[],
  incident: Incident,
  one: string,
  target: PageTarget,
): { pager: PagerTerms; rings: boolean } | null {
  const chain = fitting.filter((pager) => !pager.always && reaches(pager, one));
  const live = (pager: PagerTerms) =>
    incident.pages.filter((page) => page.pager === pager.name && page.closed === null);
  const inTrouble = (pager: PagerTerms) => live(pager).some(({ state }) => state === "late" || state === "failed");
  const [pager] = chain.toSorted(
    (a, b) =>
      Number(inTrouble(a)) - Number(inTrouble(b)) ||
      (target === "person" ? Number(b.perPerson) - Number(a.perPerson) : 0),
  );
  if (!pager) return null;
  const rings = pager.targets === null && target !== "person" && !inTrouble(pager) && live(pager).length > 0;
  return { pager, rings };
}

/** New pages of one episode, with their triggers. */
function ask(
  was: Incident,
  chosen: [PagerTerms, string[]][],
  calling: Calling,
  episode: number,
  terms: Terms,
): Omit<PagedOut, "told"> {
  const pages: PagerPage[] = [];
  const effects: Effect[] = [];
  for (const [pager, people] of chosen) {
    for (const group of pager.perPerson ? people.map((one) => [one]) : [people]) {
      const own = pager.perPerson ? group[0] : undefined;
      const key = pageKey(terms.paging.instance, was.number, episode, own);
      pages.push({
        key,
        pager: pager.name,
        target: calling.target,
        people: group,
        why: calling.why,
        askedAt: calling.at,
        state: "asked",
        anew: was.acknowledged !== null,
        closed: null,
      });
      effects.push({
        kind: "pager.trigger",
        incident: was.id,
        pager: pager.name,
        shown: pager.shown,
        key,
        page: factsOf(was, { ...calling, people: group }),
      });
    }
  }
  if (pages.length === 0) return { state: was, effects, timeline: [] };
  return {
    state: { ...was, episodes: episode, pages: [...was.pages, ...pages] },
    effects,
    timeline: pages.map((page) => ({
      kind: "page",
      at: calling.at,
      by: calling.by,
      text: `Asked ${shownOf(page, terms)} to page ${targetOf(page)}`,
    })),
  };
}

function factsOf(incident: Incident, { target, people, why }: Pick<Calling, "target" | "people" | "why">): PageFacts {
  const isPrivate = incident.private;
  const drill = incident.kind === "drill";
  return {
    number: incident.number,
    title: isPrivate ? `private incident #${incident.number}` : incident.title,
    severity: incident.severity,
    level: levelOf(incident.severity, drill),
    stage: incident.stage,
    components: isPrivate ? [] : incident.components,
    why: isPrivate ? "" : why,
    detectedAt: incident.detectedAt,
    alerts: { firing: incident.alerts.firing, total: incident.alerts.total },
    runbookUrl: isPrivate ? null : incident.runbookUrl,
    drill,
    private: isPrivate,
    test: false,
    target,
    people,
  };
}

/** What a pager said of a page. The second word of the same kind changes nothing. */
export function pagerSaid(was: Incident, event: EventOf<"incident.pager-said">, terms: Terms): Decided<Incident> {
  const { at, by, pager, key, said, words } = event;
  const page = was.pages.find((one) => one.pager === pager && one.key === key);
  if (!page) return decided(was);
  if (said === "accepted") {
    if (page.state === "accepted") return decided(was);
    const text = `${shownOf(page, terms)} accepted the page of ${targetOf(page)}`;
    return decided(withPage(was, { ...page, state: "accepted" }), {
      timeline: [{ kind: "page", at, by, text }],
      effects: page.state === "asked" ? [] : settleTrouble(was, page, `${text} after all, at ${utcClock(at)}.`),
    });
  }
  if (said === "late" && page.state !== "asked") return decided(was);
  if (page.state === "failed") return decided(was);
  return inTrouble(was, page, said, words, { at, by }, terms);
}

/** Pages that no pager has taken for too long: the next ones of the chain are used as well. */
export function unheard(was: Incident, pages: PagerPage[], when: { at: Instant; by: Actor }, terms: Terms) {
  return pages.reduce((so, page) => {
    const next = inTrouble(so.state, page, "late", "it has not answered for a minute", when, terms);
    return decided(next.state, {
      timeline: [...so.timeline, ...next.timeline],
      effects: [...so.effects, ...next.effects],
    });
  }, decided(was));
}

function inTrouble(
  was: Incident,
  page: PagerPage,
  said: "late" | "refused" | "given-up",
  words: string,
  when: { at: Instant; by: Actor },
  terms: Terms,
) {
  const shown = shownOf(page, terms);
  const marked = withPage(was, { ...page, state: said === "late" ? "late" : "failed" });
  // The next pager was used already when this one first did not answer.
  const isNews = page.state === "asked" && page.closed === null && isOpen(was);
  const next = isNews ? nextAfter(marked, page, when, terms) : null;
  const why = words.replace(/\.$/, "");
  const what =
    said === "late"
      ? `${shown} has not taken the page of ${targetOf(page)}: ${why}`
      : said === "refused"
        ? `${shown} refused the page of ${targetOf(page)}: ${why}`
        : `${shown} was tried for an hour and never took the page of ${targetOf(page)}: ${why}`;
  const instead = !isNews ? "" : insteadOf(next?.asked ?? []);
  const further = said === "late" ? ` Sitrep keeps trying ${shown} for an hour.` : "";
  const text = `⚠️ ${what}.${instead}${further}`;
  return decided(next?.state ?? marked, {
    timeline: [{ kind: "failure", at: when.at, by: when.by, text: `${what}.${instead}` }, ...(next?.timeline ?? [])],
    effects: [...(next?.effects ?? []), ...tellTrouble(was, page, text, said === "late")],
  });
}

/** The next pagers of the chain for the people of a page, one for each. */
function nextAfter(was: Incident, page: PagerPage, { at, by }: { at: Instant; by: Actor }, terms: Terms) {
  const chain = terms.paging.pagers.filter((pager) => !pager.always && fits(pager, was, page.target));
  const from = chain.findIndex(({ name }) => name === page.pager);
  const chosen = new Map<PagerTerms, string[]>();
  for (const one of page.people) {
    const next = chain
      .slice(from + 1)
      .find(
        (pager) =>
          reaches(pager, one) &&
          !was.pages.some((other) => other.pager === pager.name && other.closed === null && other.state !== "accepted"),
      );
    if (next) chosen.set(next, [...(chosen.get(next) ?? []), one]);
  }
  const out = ask(was, [...chosen], { ...page, at, by }, was.episodes + 1, terms);
  return { ...out, asked: [...chosen.keys()].map(({ shown }) => shown) };
}

function insteadOf(asked: string[]): string {
  return asked.length > 0
    ? ` ${listed(asked)} ${asked.length === 1 ? "is" : "are"} used as well.`
    : " There is no further pager: only the direct message in Slack stands.";
}

/** Whoever should know that a page did not go through: the channel, and the announcement in case nobody is in there. */
function tellTrouble(incident: Incident, page: PagerPage, text: string, whileTried: boolean): Effect[] {
  const waits = whileTried
    ? { onlyWhile: { kind: "pager.trigger" as const, slot: pagerSlot(incident.id, page.pager, page.key) } }
    : {};
  const slot = troubleSlot(incident, page);
  const outside = `${slot}/outside`;
  return [
    { ...say(incident, plain(text, withPeople(text))), slot, lane: slot, urgency: "reminder", ...waits } as Effect,
    {
      kind: "message.show",
      to: { announcement: true },
      card: plain(`${calledOutside(incident)}: ${text}`, line`${calledOutside(incident)}: ${withPeople(text)}`),
      slot: outside,
      lane: outside,
      urgency: "reminder",
      ...waits,
    },
  ];
}

const troubleSlot = (incident: Incident, page: PagerPage) => `${pagerSlot(incident.id, page.pager, page.key)}/trouble`;

function settleTrouble(incident: Incident, page: PagerPage, text: string): Effect[] {
  const slot = troubleSlot(incident, page);
  const outside = `${slot}/outside`;
  const card = (words: string): Card => ({ summary: words, blocks: [{ type: "note", line: withPeople(words) }] });
  return [
    { kind: "message.settle", to: { incident: incident.id }, slot, lane: slot, card: card(text) },
    {
      kind: "message.settle",
      to: { announcement: true },
      slot: outside,
      lane: outside,
      card: card(`${calledOutside(incident)}: ${text}`),
    },
  ];
}

/**
 * Brings the pagers in line after every decision: once somebody has it, each page is acknowledged at its pager; once it is
 * over, each is resolved. What came from a pager is not sent back to it.
 */
export function keepPages(
  was: Incident | null,
  now: Incident,
  event: Event<IncidentHappening>,
  terms: Terms,
): { state: Incident; effects: Effect[] } {
  const over = !isOpen(now);
  if (!over && !now.acknowledged) return { state: now, effects: [] };
  const how = now.acknowledged ? `${now.acknowledged.by.name} acknowledged` : "it is over";
  const { state: settled, effects } = settleAllUnheard(now, `${how}.`);
  const from = event.type === "incident.ack" ? event.answered : undefined;
  const pages = settled.pages.map((page): PagerPage => {
    const wanted = over ? "resolved" : page.anew ? null : "acknowledged";
    if (wanted === null || page.closed === wanted || page.closed === "resolved") return page;
    const before = was?.pages.find((one) => one.pager === page.pager && one.key === page.key);
    if (page.state !== "failed" && !(page.pager === from?.pager && page.key === from.key)) {
      const kind = wanted === "resolved" ? ("pager.resolve" as const) : ("pager.acknowledge" as const);
      effects.push({
        kind,
        incident: now.id,
        pager: page.pager,
        shown: shownOf(page, terms),
        key: page.key,
        page: factsOf(now, page),
        by: event.by.name,
      });
    }
    if (before && (before.state === "late" || before.state === "failed") && page.closed === null) {
      effects.push(...settleTrouble(now, page, `The page that did not go through is not needed any more: ${how}.`));
    }
    return { ...page, closed: wanted };
  });
  const changed = pages.some((page, index) => page !== settled.pages[index]);
  return { state: changed ? { ...settled, pages } : settled, effects };
}

/** Something was done at a pager that changes nothing here by itself: the channel is told, and asked. */
export function pagerTold(was: Incident, event: EventOf<"incident.pager-told">, terms: Terms): Decided<Incident> {
  const { at, by, pager, key, told } = event;
  const page = was.pages.find((one) => one.pager === pager && one.key === key);
  if (!page || page.closed === "resolved" || !isOpen(was)) return decided(was);
  const shown = shownOf(page, terms);
  const text =
    told === "resolved"
      ? `${by.name} resolved the page in ${shown}`
      : `${by.name} took the acknowledgement in ${shown} back`;
  const resolves = told === "resolved" && terms.paging.resolvedThere === "resolve";
  const next =
    told === "resolved" ? " The incident itself goes on until it is resolved here." : " Here it stays acknowledged.";
  // What is resolved there has no alert any more that could be closed.
  const now = told === "resolved" ? withPage(was, { ...page, closed: "resolved" }) : was;
  return decided(now, {
    timeline: [{ kind: "page", at, by, text }],
    effects: [
      say(
        now,
        plain(text, `${text}.${resolves ? "" : next}`, [
          ...(told === "resolved" && !resolves ? [{ label: "Resolve", verb: "resolve", words: `#${now.number}` }] : []),
        ]),
      ),
    ],
    followUps: resolves ? [{ type: "incident.resolve", incident: now.id, by }] : [],
  });
}

function withPage(incident: Incident, page: PagerPage): Incident {
  return {
    ...incident,
    pages: incident.pages.map((one) => (one.pager === page.pager && one.key === page.key ? page : one)),
  };
}

function shownOf({ pager }: PagerPage, { paging }: Terms): string {
  return paging.pagers.find(({ name }) => name === pager)?.shown ?? pager;
}

/** Whom a page is for, in a sentence of the record. */
export function targetOf({ target, people }: Pick<PagerPage, "target" | "people">): string {
  const who = people.join(", ");
  if (target === "person") return who;
  return `${target === "everyone" ? "everyone on the escalation list" : `the ${target}`} (${who})`;
}

function listed(names: string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** People as mentions, with commas between them. */
export function mentions(people: readonly string[]): Line {
  return people.flatMap((one, index) => [...(index > 0 ? [", "] : []), person(one)] as Line[]).flat();
}
