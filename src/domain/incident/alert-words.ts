import { type Line, line } from "../../text/card.ts";
import type { AlertNews } from "../alert/news.ts";
import type { Entry } from "../decision.ts";
import type { Effect } from "../effects.ts";
import { type Incident, isOpen } from "./state.ts";
import { buttons, note } from "./view.ts";

/*
 * What is said of an incident's alerts, one by one while they are few. Once they are many, those that come and go are
 * counted together and told with the next summary.
 */

/** How many alerts of an incident are told of one by one. */
const fewAlerts = 20;
/** How many of one kind in one decision have an entry each. */
const fewAtOnce = 3;
/** How many are named where several are told of together. */
const mostNamed = 5;

/** What comes and goes so often in a storm that it is told in sums. */
const pooled = new Set<AlertNews["what"]>(["joined", "again", "resolved"]);

/** The entries of the timeline. */
export function entriesOf(was: Incident, news: AlertNews[], at: number): Entry[] {
  const told = news.filter((one) => isTold(one) && !isPooled(was, one));
  const kinds = [...new Set(told.map(({ what }) => what))];
  return kinds.flatMap((what): Entry[] => {
    const same = told.filter((one) => one.what === what);
    const [first] = same;
    if (!first) return [];
    if (same.length > fewAtOnce) {
      const titles = same.map(({ title }) => title);
      return [{ kind: "alert", at, by: first.by, text: `${same.length} alerts ${manyWords[what]}: ${listed(titles)}` }];
    }
    return same.map((one) => ({ kind: "alert", at, by: one.by, text: oneWords[what](one) }));
  });
}

/** How many came and went that are told of with the next summary, these included. */
export function poolsOf(was: Incident, news: AlertNews[]): Incident["alerts"]["untold"] {
  const pool = news.filter((one) => isTold(one) && isPooled(was, one));
  const ended = pool.filter(({ what }) => what === "resolved").length;
  const { began, over } = was.alerts.untold;
  return { began: began + pool.length - ended, over: over + ended };
}

function isTold({ quiet }: AlertNews): boolean {
  return !quiet;
}

function isPooled(was: Incident, { what }: AlertNews): boolean {
  return pooled.has(what) && was.alerts.total >= fewAlerts;
}

const oneWords: Record<AlertNews["what"], (news: AlertNews) => string> = {
  joined: ({ title }) => `Alert joined: ${title}`,
  again: ({ title }) => `Alert fired again: ${title}`,
  resolved: ({ title }) => `Alert resolved: ${title}`,
  unknown: ({ title, detail }) => `Alert not heard of since ${detail}, so nobody knows whether it fires: ${title}`,
  "left-out": ({ title }) => `Alert left out of its sender's message, so nobody knows whether it fires: ${title}`,
  "heard-again": ({ title }) => `Alert heard of again, and firing: ${title}`,
  closed: ({ title, detail }) => `Alert not heard of since ${detail}, and taken as resolved: ${title}`,
  worse: ({ title }) => `Alert found graver than before: ${title}`,
  flapping: ({ title }) => `Alert flaps, and is counted silently until it is quiet: ${title}`,
  calm: ({ title }) => `Alert no longer flaps: ${title}`,
  acknowledged: ({ title, detail }) => `Alert acknowledged at its sender${detail ? ` by ${detail}` : ""}: ${title}`,
  "given-back": ({ title }) => `Alert no longer acknowledged at its sender: ${title}`,
  "moved-in": ({ title, by }) => `${by.name} moved an alert here: ${title}`,
  "moved-out": ({ title, by }) => `${by.name} took an alert away: ${title}`,
};

const manyWords: Record<AlertNews["what"], string> = {
  joined: "joined",
  again: "fired again",
  resolved: "resolved",
  unknown: "not heard of any more, so nobody knows whether they fire",
  "left-out": "left out of their sender's message, so nobody knows whether they fire",
  "heard-again": "heard of again, and firing",
  closed: "not heard of any more, and taken as resolved",
  worse: "found graver than before",
  flapping: "flap, and are counted silently until they are quiet",
  calm: "no longer flap",
  acknowledged: "acknowledged at their sender",
  "given-back": "no longer acknowledged at their sender",
  "moved-in": "moved here",
  "moved-out": "taken away",
};

/** What stands in the channel while alerts are unknown or flap: each one message, closed when that is over. */
export function notices(was: Incident, now: Incident, news: AlertNews[]): Effect[] {
  if (!isOpen(was)) return [];
  const effects: Effect[] = [];
  const lost = news.filter(({ what }) => what === "unknown" || what === "left-out");
  if (lost.length > 0) effects.push(saidUnknown(now, lost));
  else if (was.alerts.unknown > 0 && now.alerts.unknown === 0)
    effects.push(closed(now, "alerts-unknown", "No alert is unknown any more."));
  const flaps = news.filter(({ what }) => what === "flapping");
  if (flaps.length > 0) effects.push(saidFlapping(now, flaps));
  else if (was.alerts.flapping > 0 && now.alerts.flapping === 0)
    effects.push(closed(now, "alerts-flapping", "No alert flaps any more."));
  return effects;
}

function saidUnknown(incident: Incident, lost: AlertNews[]): Effect {
  const count = incident.alerts.unknown;
  const summary = count === 1 ? "1 alert is unknown" : `${count} alerts are unknown`;
  const leftOut = lost.some(({ what }) => what === "left-out");
  const why = leftOut
    ? "Their sender ended the group and left them out of its message. Set max_alerts: 0 at its receiver."
    : `Nothing was heard of ${lost.length === 1 ? "it" : "them"} since ${lost[0]?.detail}.`;
  const text = line`❔ ${{ bold: summary }}: ${listed(lost.map(({ title }) => title))}. ${why} Whether they still fire, their sender must say.`;
  return standing(incident, "alerts-unknown", summary, text, "message.renew");
}

function saidFlapping(incident: Incident, flaps: AlertNews[]): Effect {
  const count = incident.alerts.flapping;
  const summary = count === 1 ? "1 alert flaps" : `${count} alerts flap`;
  const last = count > flaps.length ? "the last of them " : "";
  const text = line`〰️ ${{ bold: summary }}: ${last}${listed(flaps.map(({ title }) => title))}. What comes and goes is counted silently, and the end is not proposed, until it is quiet.`;
  return standing(incident, "alerts-flapping", summary, text, "message.show");
}

function standing(
  incident: Incident,
  name: string,
  summary: string,
  text: Line,
  kind: "message.show" | "message.renew",
): Effect {
  const slot = `${incident.id}/${name}`;
  const show = { label: "Show alarms", verb: "alarms", words: `#${incident.number}` };
  const card = { summary, blocks: [{ type: "text" as const, line: text }, buttons([show])] };
  return { kind, to: { incident: incident.id }, card, slot, lane: slot, urgency: "reminder" };
}

function closed(incident: Incident, name: string, text: string): Effect {
  const slot = `${incident.id}/${name}`;
  return {
    kind: "message.settle",
    to: { incident: incident.id },
    slot,
    lane: slot,
    card: { summary: text, blocks: [note(text)] },
  };
}

function listed(titles: string[]): string {
  const distinct = [...new Set(titles)];
  const named = distinct.slice(0, mostNamed).join(", ");
  return distinct.length > mostNamed ? `${named} and ${distinct.length - mostNamed} more` : named;
}
