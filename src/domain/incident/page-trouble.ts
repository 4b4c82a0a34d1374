import type { Instant } from "../../base/clock.ts";
import { type Card, line } from "../../text/card.ts";
import type { Actor } from "../actor.ts";
import { decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import { calledOutside } from "../overdue.ts";
import { type PagerTerms, pagerSlot } from "../pager.ts";
import type { Terms } from "../terms.ts";
import { fits, reaches } from "./pager-choice.ts";
import { ask, listed, shownOf, targetOf, withPage } from "./pages.ts";
import { type Incident, isOpen, type PagerPage } from "./state.ts";
import { withPeople } from "./undelivered.ts";
import { plain, say } from "./view.ts";

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

/** A page that its pager does not take: the next one of the chain is used as well, and people are told, once. */
export function inTrouble(
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
  const instead = !next
    ? ""
    : next.asked.length > 0
      ? usedAsWell(next.asked)
      : nothingFurther(was, page, next.past, terms);
  const further = said === "late" ? ` Sitrep keeps trying ${shown} for an hour.` : "";
  const text = `${what}.${instead}${further}`;
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
  const after = chain.slice(from + 1);
  const past = after.filter((pager) => !page.people.some((one) => reaches(pager, one)));
  for (const one of page.people) {
    const next = after.find(
      (pager) =>
        reaches(pager, one) &&
        !was.pages.some((other) => other.pager === pager.name && other.closed === null && other.state !== "accepted"),
    );
    if (next) chosen.set(next, [...(chosen.get(next) ?? []), one]);
  }
  const out = ask(was, [...chosen], { ...page, at, by }, was.episodes + 1, terms);
  return { ...out, asked: [...chosen.keys()].map(({ shown }) => shown), past: past.map(({ shown }) => shown) };
}

function usedAsWell(asked: string[]): string {
  return ` ${listed(asked)} ${asked.length === 1 ? "is" : "are"} used as well.`;
}

/** That the chain is at its end: which pagers were passed over for want of an address, and what stands beside Slack. */
function nothingFurther(was: Incident, page: PagerPage, past: string[], terms: Terms): string {
  const others = was.pages.filter(
    (other) =>
      other.pager !== page.pager &&
      other.closed === null &&
      (other.state === "asked" || other.state === "accepted") &&
      page.people.some((one) => other.people.includes(one)),
  );
  const beside = [...new Set(others.map((other) => shownOf(other, terms)))];
  const none = past.length === 0 ? "" : ` ${listed(past)} ${past.length === 1 ? "has" : "have"} no address for them.`;
  return beside.length === 0
    ? `${none} There is no further pager: only the direct message in Slack stands.`
    : `${none} There is no further pager: the direct message in Slack stands, and ${listed(beside)}.`;
}

/** Whoever should know that a page did not go through: the channel, and the announcement in case nobody is in there. */
function tellTrouble(incident: Incident, page: PagerPage, text: string, whileTried: boolean): Effect[] {
  const waits = whileTried
    ? { onlyWhile: { kind: "pager.trigger" as const, slot: pagerSlot(incident.id, page.pager, page.key) } }
    : {};
  const slot = troubleSlot(incident, page);
  const outside = `${slot}/outside`;
  return [
    {
      ...say(incident, plain(text, line`⚠️ ${withPeople(text)}`)),
      slot,
      lane: slot,
      urgency: "reminder",
      ...waits,
    } as Effect,
    {
      kind: "message.show",
      to: { announcement: true },
      card: plain(`${calledOutside(incident)}: ${text}`, line`⚠️ ${calledOutside(incident)}: ${withPeople(text)}`),
      slot: outside,
      lane: outside,
      urgency: "reminder",
      ...waits,
    },
  ];
}

const troubleSlot = (incident: Incident, page: PagerPage) => `${pagerSlot(incident.id, page.pager, page.key)}/trouble`;

/** Takes back what was said of a page that did not go through. */
export function settleTrouble(incident: Incident, page: PagerPage, text: string): Effect[] {
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
