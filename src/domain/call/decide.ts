import type { Instant } from "../../base/clock.ts";
import { type Card, type Line, line } from "../../text/card.ts";
import { utcClock } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { CallEvent, CallEventOf } from "../events.ts";
import { heldBy } from "../incident/held.ts";
import { calledBy } from "../incident/page.ts";
import { mentions } from "../incident/pages.ts";
import { named } from "../incident/view.ts";
import { type PageFacts, type PagerTerms, pageKey } from "../pager.ts";
import { may } from "../permissions.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { nextTest } from "./schedule.ts";
import { type Call, type CallAsked, type Calls, mostCalls } from "./state.ts";

/** Decides on pages that are about no incident. What each pager made of one stands in the announcement channel, in one message. */
export function decideCall(event: CallEvent, was: Calls, terms: Terms): Decided<Calls> {
  if (!may(event.by, "respond", null, terms.permissions))
    return refuse("not-allowed", { permission: "respond", held: heldBy("respond", terms) });
  switch (event.type) {
    case "call.page":
      return page(event, was, terms);
    case "call.test":
      return test(event, was, terms);
    case "call.timer":
      return onTime(event, was, terms);
    case "call.pager-said":
      return pagerSaid(event, was, terms);
    case "call.ack":
      return acknowledge(event, was);
  }
}

/** When the pagers are to be tried; null = never unasked. */
export function testOwedAt({ testedAt }: Calls, { paging }: Terms): Instant | null {
  return paging.selfTest && testedAt !== null ? nextTest(paging.selfTest, testedAt) : null;
}

/** Wakes somebody, by direct message and by the first pager that reaches them. */
function page(event: CallEventOf<"call.page">, was: Calls, terms: Terms): Decided<Calls> {
  const { at, by, target, person: one, message = "" } = event;
  const people = calledBy({ target, person: one }, at, terms);
  if (people.length === 0) return refuse("nobody-to-page", { who: target });
  const number = was.count + 1;
  const pagers = terms.paging.pagers.toSorted((a, b) =>
    target === "person" ? Number(b.perPerson) - Number(a.perPerson) : 0,
  );
  const asked = choose(pagers, people).flatMap(([pager, whom]) =>
    (pager.perPerson ? whom.map((someone) => [someone]) : [whom]).map((group) =>
      asking(pager, number, group, at, terms),
    ),
  );
  const call: Call = { number, kind: "page", at, by, target, people, message, asked, acknowledged: null };
  const why = message === "" ? `${by.name} asks for you` : `${by.name} says: ${message}`;
  const direct = people.map((someone): Effect => {
    const slot = directSlot(number, someone);
    const card: Card = {
      summary: `You are paged: ${why}`,
      blocks: [{ type: "text", line: line`🚨 You are paged: ${why}. It is about no incident.` }],
    };
    return { kind: "message.show", to: { person: someone }, card, slot, lane: slot, urgency: "page" };
  });
  return decided(kept({ ...was, count: number }, call), {
    effects: [...direct, ...asked.map((one) => triggerOf(call, one)), report(call)],
  });
}

/** Tries every pager that there is, each with one page that says that it is a test, and ends it. */
function test(event: { at: Instant; by: Call["by"] }, was: Calls, terms: Terms): Decided<Calls> {
  const { at, by } = event;
  const number = was.count + 1;
  const asked = terms.paging.pagers.flatMap((pager) =>
    (pager.perPerson && pager.people !== null ? pager.people.map((one) => [one]) : [[]]).map((group) =>
      asking(pager, number, group, at, terms),
    ),
  );
  const message = "This is a test page. Nothing has happened, and nothing is to be done.";
  const call: Call = {
    number,
    kind: "test",
    at,
    by,
    target: "everyone",
    people: [],
    message,
    asked,
    acknowledged: null,
  };
  return decided(kept({ ...was, count: number, testedAt: at }, call), {
    effects: [...asked.map((one) => triggerOf(call, one)), report(call)],
  });
}

function onTime(event: CallEventOf<"call.timer">, was: Calls, terms: Terms): Decided<Calls> {
  if (!terms.paging.selfTest) return decided({ ...was, testedAt: null });
  if (was.testedAt === null) return decided({ ...was, testedAt: event.at });
  const owed = testOwedAt(was, terms);
  return owed !== null && owed <= event.at ? test(event, was, terms) : decided(was);
}

function pagerSaid(event: CallEventOf<"call.pager-said">, was: Calls, terms: Terms): Decided<Calls> {
  const { pager, key, said, words, at } = event;
  const call = was.calls.find(({ asked }) => asked.some((one) => one.pager === pager && one.key === key));
  const before = call?.asked.find((one) => one.pager === pager && one.key === key);
  if (!call || !before || before.said === said || isEnded(before)) return decided(was);
  const after: CallAsked = { ...before, said, words, at };
  const now: Call = { ...call, asked: call.asked.map((one) => (one === before ? after : one)) };
  // The next pager of the chain, once, for a page that wakes somebody: a test is to show that this one does not work.
  const next =
    call.kind === "page" && before.said === "asked" && said !== "accepted" ? nextOf(now, after, terms, at) : [];
  const whole: Call = { ...now, asked: [...now.asked, ...next] };
  const ends = call.kind === "test" && said === "accepted" ? [endOf(whole, after, "Sitrep")] : [];
  return decided(kept(was, whole), {
    effects: [...next.map((one) => triggerOf(whole, one)), ...ends, report(whole)],
  });
}

const isEnded = ({ said }: CallAsked) => said === "accepted" || said === "refused" || said === "given-up";

/** Somebody answered a call: here, by its link, or at a pager. It is over with that, because nothing else ends it. */
function acknowledge(event: CallEventOf<"call.ack">, was: Calls): Decided<Calls> {
  const call = was.calls.find(({ asked, kind }) => kind === "page" && asked.some(({ key }) => key === event.key));
  if (!call || call.acknowledged) return decided(was);
  const { at, by } = event;
  const now: Call = { ...call, acknowledged: { at, by } };
  return decided(kept(was, now), {
    effects: [
      ...now.asked.map((one) => endOf(now, one, by.name)),
      ...now.people.map((someone): Effect => {
        const slot = directSlot(now.number, someone);
        const card: Card = {
          summary: `${by.name} answered`,
          blocks: [{ type: "text", line: line`${named(by)} answered at ${utcClock(at)}.` }],
        };
        return { kind: "message.settle", to: { person: someone }, slot, lane: slot, card };
      }),
      report(now),
    ],
  });
}

/** The first pager of the chain for each, and those that are always used. */
function choose(pagers: readonly PagerTerms[], people: string[]): [PagerTerms, string[]][] {
  const chosen = new Map<PagerTerms, string[]>();
  const reaches = (pager: PagerTerms, one: string) => pager.people === null || pager.people.includes(one);
  for (const one of people) {
    const first = pagers.find((pager) => !pager.always && reaches(pager, one));
    for (const pager of pagers.filter((other) => other === first || (other.always && reaches(other, one))))
      chosen.set(pager, [...(chosen.get(pager) ?? []), one]);
  }
  return [...chosen];
}

function nextOf(call: Call, after: CallAsked, terms: Terms, at: Instant): CallAsked[] {
  const chain = terms.paging.pagers.filter(({ always }) => !always);
  const rest = chain.slice(chain.findIndex(({ name }) => name === after.pager) + 1);
  const unused = rest.filter(({ name }) => !call.asked.some(({ pager }) => pager === name));
  return choose(unused, after.people).flatMap(([pager, people]) =>
    (pager.perPerson ? people.map((one) => [one]) : [people]).map((group) =>
      asking(pager, call.number, group, at, terms),
    ),
  );
}

function asking(pager: PagerTerms, number: number, people: string[], at: Instant, { paging }: Terms): CallAsked {
  const key = pageKey(paging.instance, "call", number, pager.perPerson ? people[0] : undefined);
  return { pager: pager.name, shown: pager.shown, key, people, said: "asked", words: "", at };
}

function factsOf(call: Call, { people }: CallAsked): PageFacts {
  const isTest = call.kind === "test";
  return {
    number: null,
    title: isTest ? "This is a test page" : call.message || `${call.by.name} asks for you`,
    severity: isTest ? "SEV4" : "SEV1",
    level: isTest ? "info" : "critical",
    stage: "INVESTIGATING",
    components: [],
    why: isTest ? call.message : `${call.by.name} pages you; it is about no incident`,
    detectedAt: call.at,
    alerts: { firing: 0, total: 0 },
    runbookUrl: null,
    drill: false,
    private: false,
    test: isTest,
    target: call.target,
    people,
  };
}

function triggerOf(call: Call, asked: CallAsked): Effect {
  const { pager, shown, key } = asked;
  return { kind: "pager.trigger", incident: null, pager, shown, key, page: factsOf(call, asked) };
}

function endOf(call: Call, asked: CallAsked, by: string): Effect {
  const { pager, shown, key } = asked;
  return { kind: "pager.resolve", incident: null, pager, shown, key, page: factsOf(call, asked), by };
}

const directSlot = (number: number, someone: string) => `call/${number}/${someone}`;

/** What became of a call, in the announcement channel. */
function report(call: Call): Effect {
  const slot = `call/${call.number}/report`;
  const head: Line =
    call.kind === "test"
      ? line`🔔 Test page ${call.number}: ${call.by.kind === "sitrep" ? "on schedule" : line`by ${named(call.by)}`}.`
      : line`🚨 ${named(call.by)} paged ${mentions(call.people)}${call.message ? `: ${call.message}` : "."}`;
  const answered: Line[] = call.acknowledged
    ? [line`✅ ${named(call.acknowledged.by)} answered at ${utcClock(call.acknowledged.at)}.`]
    : [];
  const items: Line[] =
    call.asked.length > 0
      ? call.asked.map(inWords)
      : [
          call.kind === "test"
            ? "No pager is configured: only Slack pages."
            : "No pager reaches them: only Slack told them.",
        ];
  const card: Card = {
    summary: call.kind === "test" ? `Test page ${call.number}` : `${call.by.name} paged somebody`,
    blocks: [
      { type: "text", line: head },
      { type: "list", items: [...items, ...answered] },
    ],
  };
  return { kind: "message.show", to: { announcement: true }, card, slot, lane: slot, urgency: "reminder" };
}

function inWords({ shown, people, said, words, at }: CallAsked): Line {
  const whom: Line = people.length > 0 ? line` (${mentions(people)})` : "";
  const what = {
    asked: "is asked",
    accepted: `accepted it at ${utcClock(at)}`,
    late: `has not taken it yet: ${words}; Sitrep keeps trying`,
    refused: `refused it: ${words}`,
    "given-up": `was tried for an hour: ${words}`,
  }[said];
  return line`${shown}${whom} ${what}`;
}

function kept(was: Calls, call: Call): Calls {
  const others = was.calls.filter(({ number }) => number !== call.number);
  return { ...was, calls: [...others, call].toSorted((a, b) => a.number - b.number).slice(-mostCalls) };
}
