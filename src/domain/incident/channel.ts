import { type Card, code, line } from "../../text/card.ts";
import { utcDate } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf } from "../events.ts";
import type { Terms } from "../terms.ts";
import { bringRemindersBack } from "../timer.ts";
import { leadIn } from "./paged.ts";
import { proposeUpdate } from "./proposal.ts";
import { moveStandings } from "./providers.ts";
import type { Incident } from "./state.ts";
import { note, plain, say, shown } from "./view.ts";

/** The channel exists: everything that waited for it goes in, and the first public update is proposed. */
export function channelOpened(
  was: Incident,
  event: EventOf<"incident.channel-opened">,
  terms: Terms,
): Decided<Incident> {
  const { at, by, channel } = event;
  if (was.channel.id !== null) return decided(was);
  const { pagedBlind = [], ...rest } = was;
  const now: Incident = { ...rest, channel: { ...channel, state: "open" } };
  return decided(now, {
    timeline: [{ kind: "channel", at, by, text: `The channel #${channel.name} was opened` }],
    effects: [
      ...leadIn(now, pagedBlind),
      ...(was.lastUpdate ? [] : proposeUpdate(now, "The public is owed a first update.", at, terms)),
    ],
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
  effects.push(...moveStandings(was, now, at, terms));
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
