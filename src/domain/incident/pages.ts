import type { Instant } from "../../base/clock.ts";
import { type Line, line, person } from "../../text/card.ts";
import type { Actor } from "../actor.ts";
import type { Entry } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { PageTarget } from "../page-target.ts";
import { levelOf, type PageFacts, type PagerTerms, pageKey } from "../pager.ts";
import type { Terms } from "../terms.ts";
import { firstFor, fits, reaches } from "./pager-choice.ts";
import type { Incident, PagerPage } from "./state.ts";

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

/** New pages of one episode, with their triggers. */
export function ask(
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

/** What a pager is told of the incident: of a private one no title, no component, no reason. */
export function factsOf(
  incident: Incident,
  { target, people, why }: Pick<Calling, "target" | "people" | "why">,
): PageFacts {
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

/** The incident with this page as it is now. */
export function withPage(incident: Incident, page: PagerPage): Incident {
  return {
    ...incident,
    pages: incident.pages.map((one) => (one.pager === page.pager && one.key === page.key ? page : one)),
  };
}

/** The pager of a page, as people read it. */
export function shownOf({ pager }: PagerPage, { paging }: Terms): string {
  return paging.pagers.find(({ name }) => name === pager)?.shown ?? pager;
}

/** Whom a page is for, in a sentence of the record. */
export function targetOf({ target, people }: Pick<PagerPage, "target" | "people">): string {
  const who = people.join(", ");
  if (target === "person") return who;
  return `${target === "everyone" ? "everyone on the escalation list" : `the ${target}`} (${who})`;
}

/** `A, B and C` */
export function listed(names: string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** People as mentions, with commas between them. */
export function mentions(people: readonly string[]): Line {
  return people.flatMap((one, index) => [...(index > 0 ? [", "] : []), person(one)] as Line[]).flat();
}
