import type { Instant } from "../../base/clock.ts";
import { type Block, type Card, type Line, line, person } from "../../text/card.ts";
import { inWords, utcMinute } from "../../text/instant.ts";
import { named } from "../incident/view.ts";
import type { Brief, HandOver } from "./hand-over.ts";

/** What is shown of a hand-over. `over`: another one followed at that time, and nobody had said "I have it". */
type Shown = HandOver & { brief: Brief; over?: Instant };

/** The most lines of a kind: whoever reads it has just got up. */
const mostLines = 5;
/** From when a hand-over that comes late says so, ms. */
const lateFromMs = 60_000;

/** The hand-over in the announcement channel. The secondary and the end of the shift are said where they are known. */
export function handOverCard(shown: Shown, secondary: string | null, until: Instant | null): Card {
  const { goes, comes, dueAt, at, brief } = shown;
  const lateMs = at - dueAt;
  const from: Line = goes.length > 0 ? line` from ${people(goes)}` : "";
  const what: Line =
    comes.length > 0
      ? line`🔁 On call: ${people(comes)} takes over${from}.`
      : line`⚠️ Nobody is on call as primary any more: the duty of ${people(goes)} has ended. A page goes to the secondary, then to the escalation list.`;
  const more: Line[] = [
    ...(lateMs >= lateFromMs ? [`Said ${inWords(lateMs)} late: it was due ${utcMinute(dueAt)}.`] : []),
    ...secondaryOf(secondary, shown.comes),
    ...(until ? [`Until ${utcMinute(until)}.`] : []),
  ];
  const summary = comes.length > 0 ? "The on-call duty is handed over" : "Nobody is on call as primary any more";
  return {
    summary,
    blocks: [
      { type: "text", line: more.reduce<Line>((all, one) => line`${all} ${one}`, what) },
      { type: "list", items: briefing(brief) },
      ...standing(shown),
    ],
  };
}

function standing({ id, comes, taken, over }: Shown): Block[] {
  if (taken) return [{ type: "note", line: line`✅ ${named(taken.by)} has it, since ${utcMinute(taken.at)}.` }];
  if (over !== undefined)
    return [{ type: "note", line: `Nobody had said that they have it when it passed on at ${utcMinute(over)}.` }];
  return comes.length === 0 ? [] : [{ type: "buttons", buttons: [haveIt(id)] }];
}

const haveIt = (id: string) => ({ label: "I have it", verb: "oncall", words: `have ${id}`, style: "primary" as const });

/** What is said to those who come, alone, when they have not said that they have it. */
export function reminderCard({ id, dueAt }: HandOver): Card {
  const text = `You are on call as primary since ${utcMinute(dueAt)}, and have not said that you have it.`;
  return {
    summary: text,
    blocks: [
      { type: "text", line: text },
      { type: "buttons", buttons: [haveIt(id)] },
    ],
  };
}

/** Who comes after the primary; somebody who is both is no second to wake. */
function secondaryOf(secondary: string | null, comes: string[]): Line[] {
  if (secondary === null) return [];
  return comes.includes(secondary)
    ? [line`⚠️ ${person(secondary)} is the secondary, too.`]
    : [line`Secondary: ${person(secondary)}.`];
}

/** Open incidents, then what to watch. */
function briefing({ incidents, fired, flapping, unknown, dismissed }: Brief): Line[] {
  const open = incidents.map(({ called, standing: where, promise, channel }): Line => {
    const room: Line = channel ? line` · ${{ channel }}` : "";
    return line`${{ bold: called }} · ${where}${promise ? ` · ${promise}` : ""}${room}`;
  });
  return [
    ...(open.length > 0 ? open.slice(0, mostLines) : ["No incident is open."]),
    ...(open.length > mostLines ? [`… and ${open.length - mostLines} more that are open.`] : []),
    ...listed("Came most in the last shift", fired.map(counted)),
    ...listed("Came and went again and again", flapping.map(counted)),
    ...listed("Unknown, their sender is silent", unknown),
    ...(dismissed > 0
      ? [`Noise: ${dismissed} ${dismissed === 1 ? "proposal was" : "proposals were"} no incident.`]
      : []),
  ];
}

const counted = ({ title, count }: { title: string; count: number }) => `${title} (${count}×)`;

function listed(label: string, things: string[]): Line[] {
  if (things.length === 0) return [];
  const left = things.length - mostLines;
  return [`${label}: ${things.slice(0, mostLines).join(", ")}${left > 0 ? ` and ${left} more` : ""}.`];
}

function people(ids: string[]): Line {
  return ids.flatMap((id, index) => [index === 0 ? "" : " and ", person(id)]).filter((span) => span !== "");
}
