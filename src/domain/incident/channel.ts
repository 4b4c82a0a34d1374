import { type Card, code, type Line, line, person } from "../../text/card.ts";
import { utcClock, utcDate } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import { type Effect, pageSlot } from "../effects.ts";
import type { EventOf } from "../events.ts";
import type { Terms } from "../terms.ts";
import { bringRemindersBack } from "../timer.ts";
import { proposeUpdate } from "./proposal.ts";
import { type Incident, isOpen } from "./state.ts";
import { note, plain, say, shown } from "./view.ts";

/** The channel exists: everything that waited for it goes in, and the first public update is proposed. */
export function channelOpened(
  was: Incident,
  event: EventOf<"incident.channel-opened">,
  terms: Terms,
): Decided<Incident> {
  const { at, by, channel } = event;
  if (was.channel.id !== null) return decided(was);
  const now: Incident = { ...was, channel: { ...channel, state: "open" } };
  return decided(now, {
    timeline: [{ kind: "channel", at, by, text: `The channel #${channel.name} was opened` }],
    effects: was.lastUpdate ? [] : proposeUpdate(now, "The public is owed a first update.", at, terms),
  });
}

/** People change things in Slack; the incident and its clocks go on. Said once, and taken back once we can speak there again. */
export function channelChanged(
  was: Incident,
  event: EventOf<"incident.channel-changed">,
  terms: Terms,
): Decided<Incident> {
  const { at, by, change, name } = event;
  const channel = { ...was.channel, name: name ?? was.channel.name, state: stateAfter(was, change) };
  if (channel.name === was.channel.name && channel.state === was.channel.state) return decided(was);
  const now: Incident = { ...was, channel };
  const text =
    change === "renamed"
      ? `The channel was renamed to #${channel.name}`
      : changeInWords(change, `the channel #${channel.name}`);
  // The channel's name is made of the title, which a private incident keeps to itself.
  const outside = was.private ? changeInWords(change, "its channel") : text;
  const effects: Effect[] = [];
  if (channel.state !== "open" && was.channel.state === "open") effects.push(noticeOf(now, outside));
  if (channel.state === "open" && was.channel.state !== "open") effects.push(...backIn(was, now, outside, terms));
  return decided(now, { timeline: [{ kind: "channel", at, by, text }], effects });
}

/** `what` is how the channel is called here, as the end of a sentence. */
function changeInWords(change: EventOf<"incident.channel-changed">["change"], what: string): string {
  if (change === "bot-removed") return `Sitrep was removed from ${what}`;
  if (change === "unarchived") return `Sitrep is back in ${what}`;
  return `Somebody ${change} ${what}`;
}

const noticeSlot = (incident: Incident) => `${incident.id}/channel-notice`;

function noticeOf(incident: Incident, what: string): Effect {
  const slot = noticeSlot(incident);
  const said = line`#${incident.number}: ${what}. The incident and its clocks go on; reminders of it come here until Sitrep is invited there again.`;
  const card = plain(`#${incident.number}: ${what}`, said);
  return { kind: "message.show", to: { announcement: true }, card, slot, lane: slot, urgency: "rest" };
}

/** What could not be shown while the channel was closed to us is shown now; what stood outside of it goes back in. */
function backIn(was: Incident, now: Incident, what: string, terms: Terms): Effect[] {
  const slot = noticeSlot(now);
  const card: Card = { summary: what, blocks: [note(`#${now.number}: ${what}.`)] };
  return [
    { kind: "message.settle", to: { announcement: true }, slot, lane: slot, card },
    ...bringRemindersBack(was, now),
    ...shown(null, now, terms).filter(({ kind }) => kind !== "message.pin"),
  ];
}

function stateAfter(
  was: Incident,
  change: EventOf<"incident.channel-changed">["change"],
): Incident["channel"]["state"] {
  if (change === "renamed") return was.channel.state;
  if (change === "unarchived") return "open";
  return change === "archived" ? "archived" : "gone";
}

/** Something could not be delivered. It blocks nothing; the channel is told once, with a way to try again. */
export function effectFailed(was: Incident, event: EventOf<"incident.effect-failed">): Decided<Incident> {
  const { at, by, effect, error, retry, page } = event;
  const text = `Could not deliver ${effect}: ${error}`;
  if (page && (was.unheard.includes(page.person) || !isOpen(was))) return decided(was);
  return decided(page ? { ...was, unheard: [...was.unheard, page.person] } : was, {
    timeline: [{ kind: "failure", at, by, text }],
    effects:
      was.channel.state === "open"
        ? [
            {
              ...say(
                was,
                plain(
                  text,
                  line`Could not deliver ${withPeople(effect)}: ${error}`,
                  page?.tried ? [] : [{ label: "Retry", verb: "retry", words: retry }],
                ),
                page ? { slot: unheardSlot(page.person), urgency: "reminder" } : {},
              ),
              // Where Slack itself was away, this would be read when it is not true any more.
              ...(page?.tried ? { onlyWhile: { kind: "page", slot: pageSlot(was.id, page.person) } } : {}),
            } as Effect,
          ]
        : [],
  });
}

/** The slot of the line that says that a person's direct message does not go through. */
const unheardSlot = (person: string) => `unheard/${person}`;

/** The direct message is there after all: what was said about it is taken back. */
export function pageArrived(was: Incident, event: EventOf<"incident.page-arrived">): Decided<Incident> {
  const { at, by, person: whom } = event;
  if (!was.unheard.includes(whom)) return decided(was);
  const text = `The page to ${whom} went through after all`;
  return decided(withoutUnheard(was, [whom]), {
    timeline: [{ kind: "page", at, by, text }],
    effects: [settleUnheard(was, whom, line`The page to ${person(whom)} went through after all, at ${utcClock(at)}.`)],
  });
}

/** Takes back what was said about direct messages that did not go through, because nobody waits for them any more. */
export function settleAllUnheard(was: Incident, text: string): { state: Incident; effects: Effect[] } {
  if (was.unheard.length === 0) return { state: was, effects: [] };
  const effects = was.unheard.map((one) =>
    settleUnheard(was, one, line`The page to ${person(one)} did not go through, and is not needed any more: ${text}`),
  );
  return { state: withoutUnheard(was, was.unheard), effects };
}

function settleUnheard(incident: Incident, whom: string, text: Line): Effect {
  const slot = `${incident.id}/${unheardSlot(whom)}`;
  const card: Card = { summary: `The page to ${whom}`, blocks: [note(text)] };
  return { kind: "message.settle", to: { incident: incident.id }, slot, lane: slot, card };
}

function withoutUnheard(incident: Incident, people: string[]): Incident {
  return { ...incident, unheard: incident.unheard.filter((one) => !people.includes(one)) };
}

/** Words with the ids of people in them, as mentions. */
export function withPeople(text: string): Line {
  return text.split(/\b([UW][A-Z0-9]{7,})\b/).map((part, index) => (index % 2 === 1 ? person(part) : part));
}

/** The draft is written; the channel gets the way to it. */
export function postmortemDrafted(was: Incident, event: EventOf<"incident.postmortem-drafted">): Decided<Incident> {
  const { at, by, path } = event;
  if (was.postmortem.path === path) return decided(was);
  const now: Incident = { ...was, postmortem: { ...was.postmortem, path } };
  const owed = now.deadlines.find((deadline) => deadline.kind === "post-mortem" && deadline.state === "running");
  const due = owed ? ` It is due by ${utcDate(owed.dueAt)}.` : "";
  const text = `The post-mortem draft is written: ${path}.${due}`;
  return decided(now, {
    timeline: [{ kind: "postmortem", at, by, text: `The post-mortem draft was written: ${path}` }],
    effects: [
      say(
        now,
        plain(text, line`The post-mortem draft is written: ${code(path)}.${due}`, [
          { label: "Show it", verb: "postmortem", words: `#${now.number} show` },
        ]),
      ),
    ],
  });
}
