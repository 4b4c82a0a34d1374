import type { Instant } from "../../base/clock.ts";
import { type Block, bold, type Card, type Line, line } from "../../text/card.ts";
import { utcMinute } from "../../text/instant.ts";
import { sitrep } from "../actor.ts";
import { topOf } from "../alert/digest.ts";
import { cardEveryMs } from "../alert/proposal.ts";
import { type Decision, decided, type Entry } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { Incident } from "./state.ts";
import { buttons, note } from "./view.ts";

/*
 * The one live summary of an incident's alerts: a message that is edited, never a message for each alert. Of a single alert
 * the card says enough. Counts that people see change together with it, at most once in `cardEveryMs`, so that ten thousand
 * alerts in a minute are a dozen edits.
 */

/** How many names, sources and components it shows. */
const mostShown = { names: 5, sources: 4, components: 3 };

/** When the next summary is owed; null = people see how it stands. */
export function summaryAt({ alerts }: Incident): Instant | null {
  const { shown, untold } = alerts;
  if (shown === null) return null;
  const same =
    shown.firing === alerts.firing &&
    shown.unknown === alerts.unknown &&
    shown.flapping === alerts.flapping &&
    shown.total === alerts.total;
  return same && untold.began === 0 && untold.over === 0 ? null : shown.at + cardEveryMs;
}

/** Shows the summary, if it is owed by now; `atOnce` if it is owed at all. */
export function withSummary(incident: Incident, at: Instant, atOnce = false): Decision<Incident> {
  const due = incident.alerts.shown === null ? at : summaryAt(incident);
  // What comes in one transaction is one edit.
  const sameTime = incident.alerts.shown?.at === at;
  if (due === null || (due > at && !atOnce && !sameTime)) return decided(incident);
  const { firing, unknown, flapping, total, untold, shown: before } = incident.alerts;
  const now: Incident = {
    ...incident,
    alerts: { ...incident.alerts, shown: { firing, unknown, flapping, total, at }, untold: { began: 0, over: 0 } },
  };
  const isWorth = total > 1 || (before !== null && before.total > 1);
  return decided(now, { timeline: sums(untold, at), effects: isWorth ? [summaryEffect(now)] : [] });
}

/** What came and went since the last one, in one entry. */
function sums({ began, over }: Incident["alerts"]["untold"], at: Instant): Entry[] {
  if (began === 0 && over === 0) return [];
  const parts = [began > 0 ? `${many(began)} joined` : "", over > 0 ? `${many(over)} resolved` : ""];
  return [{ kind: "alert", at, by: sitrep, text: parts.filter((part) => part !== "").join(", ") }];
}

function many(count: number): string {
  return count === 1 ? "1 alert" : `${count} alerts`;
}

/** The message itself, as it stands now. */
export function summaryEffect(incident: Incident): Effect {
  const slot = `${incident.id}/alerts`;
  const card = summaryCard(incident);
  return { kind: "message.show", to: { incident: incident.id }, card, slot, lane: slot, urgency: "card" };
}

function summaryCard({ number, alerts }: Incident): Card {
  const { firing, unknown, flapping, total, digest } = alerts;
  const over = Math.max(0, total - firing - unknown);
  const parts = [
    firing > 0 ? `${firing} firing` : "",
    unknown > 0 ? `${unknown} unknown` : "",
    over > 0 ? `${over === total ? "all " : ""}${over} resolved` : "",
    flapping > 0 ? `${flapping} flapping` : "",
  ].filter((part) => part !== "");
  const summary = `Alerts: ${parts.join(", ")}`;
  const { top, rest } = topOf(digest.names, mostShown.names);
  const names = top.map(([name, count]): Line => (count > 1 ? line`${name} × ${count}` : name));
  const origins = [
    inWords(digest.sources, mostShown.sources, "from "),
    inWords(digest.components, mostShown.components, ""),
  ];
  const first = utcMinute(digest.firstAt);
  const last = utcMinute(digest.lastAt);
  const times = first === last ? `at ${first}` : `first ${first}, last ${last}`;
  const show = { label: "Show alarms", verb: "alarms", words: `#${number}` };
  const blocks: Block[] = [
    { type: "text", line: line`${firing > 0 ? "🔔" : "🔕"} ${bold(summary)}` },
    { type: "list", items: rest > 0 ? [...names, `and ${rest} more`] : names },
    note([...origins.filter((one) => one !== ""), times].join(" · ")),
    buttons([show]),
  ];
  return { summary, blocks: names.length > 0 ? blocks : blocks.filter(({ type }) => type !== "list") };
}

/** Of a single kind its name is enough: how many there are is said already. */
function inWords(kinds: Record<string, number>, most: number, before: string): string {
  const { top, rest } = topOf(kinds, most);
  const [only] = top;
  if (!only) return "";
  if (top.length === 1 && rest === 0) return before + only[0];
  const said = top.map(([name, count]) => `${name} ${count}`).join(", ");
  return before + (rest > 0 ? `${said}, others ${rest}` : said);
}
