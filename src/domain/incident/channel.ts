import { code, type Line, line, person } from "../../text/card.ts";
import { utcDate } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { EventOf } from "../events.ts";
import type { Terms } from "../terms.ts";
import { bringRemindersBack } from "../timer.ts";
import { proposeUpdate } from "./proposal.ts";
import type { Incident } from "./state.ts";
import { plain, say } from "./view.ts";

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

/** People change things in Slack; the incident and its clocks go on. Said once. */
export function channelChanged(was: Incident, event: EventOf<"incident.channel-changed">): Decided<Incident> {
  const { at, by, change, name } = event;
  const channel = { ...was.channel, name: name ?? was.channel.name, state: stateAfter(was, change) };
  if (channel.name === was.channel.name && channel.state === was.channel.state) return decided(was);
  const text =
    change === "renamed"
      ? `The channel was renamed to #${channel.name}`
      : `The channel #${channel.name} was ${change.replace("-", " ")}`;
  const gone = channel.state !== "open" && was.channel.state === "open";
  const back = channel.state === "open" && was.channel.state !== "open";
  // The channel's name is made of the title, which a private incident keeps to itself.
  const what = was.private ? `Its channel was ${change.replace("-", " ")}` : text;
  const notice = plain(
    `#${was.number}: ${what}`,
    line`#${was.number}: ${what}. The incident and its clocks go on; reminders of it come here.`,
  );
  const now: Incident = { ...was, channel };
  return decided(now, {
    timeline: [{ kind: "channel", at, by, text }],
    effects: gone
      ? [
          {
            kind: "message.show",
            to: { announcement: true },
            card: notice,
            slot: `${was.id}/channel-notice`,
            lane: `${was.id}/channel-notice`,
            urgency: "rest",
          },
        ]
      : back
        ? bringRemindersBack(was, now)
        : [],
  });
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
  const { at, by, effect, error, retry } = event;
  const text = `Could not deliver ${effect}: ${error}`;
  return decided(was, {
    timeline: [{ kind: "failure", at, by, text }],
    effects:
      was.channel.state === "open"
        ? [
            say(
              was,
              plain(text, line`Could not deliver ${withPeople(effect)}: ${error}`, [
                { label: "Retry", verb: "retry", words: retry },
              ]),
            ),
          ]
        : [],
  });
}

/** Words with the ids of people in them, as mentions. */
function withPeople(text: string): Line {
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
