import { utcClock } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { Event, EventOf, IncidentHappening } from "../events.ts";
import type { Terms } from "../terms.ts";
import { inTrouble, settleTrouble } from "./page-trouble.ts";
import { factsOf, shownOf, targetOf, withPage } from "./pages.ts";
import { type Incident, isOpen, type PagerPage } from "./state.ts";
import { settleAllUnheard } from "./undelivered.ts";
import { plain, say } from "./view.ts";

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
      const kind = wanted === "resolved" ? "pager.resolve" : "pager.acknowledge";
      effects.push(closing(kind, now, page, event.by.name, terms));
    }
    if (before && (before.state === "late" || before.state === "failed") && page.closed === null) {
      effects.push(...settleTrouble(now, page, `The page that did not go through is not needed any more: ${how}.`));
    }
    return { ...page, closed: wanted };
  });
  const changed = pages.some((page, index) => page !== settled.pages[index]);
  return { state: changed ? { ...settled, pages } : settled, effects };
}

function closing(
  kind: "pager.acknowledge" | "pager.resolve",
  now: Incident,
  page: PagerPage,
  by: string,
  terms: Terms,
): Effect {
  const { pager, key } = page;
  return { kind, incident: now.id, pager, shown: shownOf(page, terms), key, page: factsOf(now, page), by };
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
  // A trigger whose answer was lost would otherwise be asked for again, and open a second alert.
  const doubtful = told === "resolved" && page.state !== "accepted" && page.state !== "failed";
  return decided(now, {
    timeline: [{ kind: "page", at, by, text }],
    effects: [
      ...(doubtful ? [closing("pager.resolve", now, page, by.name, terms)] : []),
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
