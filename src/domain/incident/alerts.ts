import { line } from "../../text/card.ts";
import { withCounted } from "../alert/digest.ts";
import type { AlertNews } from "../alert/news.ts";
import { isQuiet, recounted } from "../alert/state.ts";
import { type Decided, type Decision, decided, type Entry } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf } from "../events.ts";
import { rank, type Severity } from "../policy.ts";
import type { Terms } from "../terms.ts";
import { withSummary } from "./alert-summary.ts";
import { entriesOf, notices, poolsOf } from "./alert-words.ts";
import { firingAgain } from "./cleared.ts";
import { over } from "./over.ts";
import { proposeUpdate } from "./proposal.ts";
import { withSeverity } from "./reclassify.ts";
import { type Incident, isOpen } from "./state.ts";
import { plain, say } from "./view.ts";

/**
 * What became of alerts of the incident, in one decision however many they are. A firing one may raise the severity, and
 * never lowers it. When the last one is over, so may the incident be; one that fires before that is settled takes it back.
 */
export function alertsChanged(was: Incident, event: EventOf<"incident.alerts">, terms: Terms): Decided<Incident> {
  const { news, at } = event;
  const changed = raised(counts(was, news), was, news, at, terms);
  const settled = isOpen(was) ? turned(was, changed.incident, event, terms) : decided(changed.incident);
  const turns = isQuiet(was.alerts) !== isQuiet(changed.incident.alerts);
  const summed = withSummary(settled.state, at, turns);
  return decided(summed.state, {
    updates: settled.updates,
    followUps: settled.followUps,
    timeline: [...entriesOf(was, news, at), ...changed.timeline, ...settled.timeline, ...summed.timeline],
    effects: [...changed.effects, ...notices(was, changed.incident, news), ...settled.effects, ...summed.effects],
  });
}

/** What follows when the last alert is over, or when the first is on again. */
function turned(was: Incident, now: Incident, event: EventOf<"incident.alerts">, terms: Terms): Decision<Incident> {
  const { news, at } = event;
  if (!isQuiet(now.alerts)) {
    const wasAsked = isQuiet(was.alerts) && was.alerts.total > 0 && was.alerts.overSince === null;
    const first = wasAsked ? news.find(({ after }) => !isQuiet(after)) : undefined;
    return decided(withOver(now, null), { effects: first ? [firingAgain(now, first.title)] : [] });
  }
  if (isQuiet(was.alerts) || now.alerts.total === 0) return decided(now);
  return terms.alerts.clearAfterMs > 0 ? decided(withOver(now, at)) : over(now, event, terms);
}

function withOver(incident: Incident, overSince: number | null): Incident {
  return { ...incident, alerts: { ...incident.alerts, overSince } };
}

function counts(was: Incident, news: AlertNews[]): Incident {
  let { digest, groups, total } = was.alerts;
  let standing = { firing: was.alerts.firing, unknown: was.alerts.unknown, flapping: was.alerts.flapping };
  for (const one of news) {
    standing = recounted(standing, one.before, one.after);
    total = Math.max(0, total + one.total);
    if (one.total !== 0) digest = withCounted(digest, one.counted, one.total);
    const owned = groups.includes(one.group);
    if (one.owns === false) groups = groups.filter((key) => key !== one.group);
    else if (!owned && one.total >= 0) groups = [...groups, one.group];
  }
  const untold = poolsOf(was, news);
  return { ...was, alerts: { ...was.alerts, ...standing, total, digest, groups, untold } };
}

/** What firing alerts change beside the counts. What a person moves here changes nothing: they see for themselves. */
function raised(
  counted: Incident,
  was: Incident,
  news: AlertNews[],
  at: number,
  terms: Terms,
): { incident: Incident; effects: Effect[]; timeline: Entry[] } {
  const firing = news.filter(({ what }) => stirs.has(what));
  const effects: Effect[] = [];
  const timeline: Entry[] = [];
  let incident = counted;
  const runbook = firing.find(({ runbookUrl }) => runbookUrl !== null)?.runbookUrl;
  if (was.runbookUrl === null && runbook) {
    incident = { ...incident, runbookUrl: runbook };
    effects.push({ kind: "channel.bookmark", incident: was.id, title: "Runbook", url: runbook });
  }
  if (!isOpen(was)) return { incident, effects, timeline };

  const [gravest] = firing
    .flatMap((one) => (one.severity === null ? [] : [{ ...one, severity: one.severity }]))
    .toSorted((a, b) => rank(a.severity) - rank(b.severity));
  if (gravest && rank(gravest.severity) < rank(was.severity)) {
    incident = withSeverity(incident, gravest.severity, at);
    effects.push(saidRaised(incident, was.severity, gravest.severity, gravest.title));
    const why = `The severity is now ${gravest.severity}; the public is owed an update.`;
    effects.push(...proposeUpdate(incident, why, at, terms));
    const text = `The alert raised the severity from ${was.severity} to ${gravest.severity}`;
    timeline.push({ kind: "severity", at, by: gravest.by, text });
  }
  if (firing.some(({ page }) => page) && !was.pagesAtAnyHour)
    incident = { ...incident, pagesAtAnyHour: true, severeSince: at };
  return { incident, effects, timeline };
}

const stirs = new Set<AlertNews["what"]>(["joined", "again", "heard-again", "worse", "flapping"]);

/** One message, however often it is raised by alerts. */
function saidRaised(incident: Incident, from: Severity, to: Severity, title: string): Effect {
  const text = line`The alert ${title} raised the severity: ${from} → ${to}.`;
  return say(incident, plain(`Raised to ${to}`, text), { slot: "raised-by-alert" });
}
