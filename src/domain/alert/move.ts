import type { Instant } from "../../base/clock.ts";
import type { Actor } from "../actor.ts";
import type { Effect } from "../effects.ts";
import type { Happening } from "../events.ts";
import { type Incident, isOpen } from "../incident/state.ts";
import { standing } from "../incident/view.ts";
import { may, type Permissions } from "../permissions.ts";
import { rank } from "../policy.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { countedAs } from "./episode.ts";
import { emptyGroup, groupOfItsOwn, withAlert, withoutAlert } from "./group.ts";
import type { AlertNews } from "./news.ts";
import { closedAs, titleOf, withCard } from "./proposal.ts";
import { type Alert, type AlertGroup, alertMark, countsOf } from "./state.ts";

/** What a person takes hold of: one alert with its group, or a whole group with all alerts of its trouble. */
export interface Hold {
  group: AlertGroup;
  alerts: Alert[];
  whole: boolean;
}

/** What moves, for the engine to keep. */
export interface Moved {
  alerts: Alert[];
  groups: AlertGroup[];
  followUps: Happening[];
  effects: Effect[];
}

interface Deed {
  by: Actor;
  at: Instant;
}

interface Rights {
  permissions: Permissions;
  held: string;
}

/**
 * Puts alerts into an incident, hand-declared ones included. A whole group takes its later alerts along; an alert on its own
 * leaves its group, and what it does later follows it as well. `from` are the incidents they belong to now.
 */
export function decideMove(hold: Hold, to: Incident, from: Incident[], deed: Deed, rights: Rights): Moved | Refusal {
  const no = refusedFor([to, ...from], deed, rights);
  if (no) return no;
  if (!isOpen(to)) return refuse("already-over", { number: to.number, how: standing(to).toLowerCase() });
  if (hold.alerts.every(({ incident }) => incident === to.id) && (!hold.whole || hold.group.incident === to.id))
    return refuse("alert-is-there", { number: to.number });
  const said = `${deed.by.name} put it into #${to.number}: ${titleOf(hold.group)}.`;
  return hold.whole ? wholeTo(hold, to.id, said, deed) : aloneTo(hold, to.id, deed);
}

/** Takes alerts out of their incident. They are listed on their own, and what they do later is decided anew. */
export function decideDetach(hold: Hold, from: Incident[], deed: Deed, rights: Rights): Moved | Refusal {
  const no = refusedFor(from, deed, rights);
  if (no) return no;
  if (hold.alerts.every(({ incident }) => incident === null)) return refuse("alert-is-free", {});
  return hold.whole ? wholeTo(hold, null, `${deed.by.name} took it out.`, deed) : aloneTo(hold, null, deed);
}

/** Makes two groups one, with the incident of either. What comes for the first later belongs to the second. */
export function decideMerge(
  first: Hold,
  second: Hold,
  { incidents, open }: { incidents: Incident[]; open: (id: string | null) => boolean },
  deed: Deed,
  rights: Rights,
): Moved | Refusal {
  if (first.group.key === second.group.key) return refuse("same-alert-group", {});
  const no = refusedFor(incidents, deed, rights);
  if (no) return no;
  const incident = [second, first].map(({ group }) => group.incident).find(open) ?? null;
  const said = `${deed.by.name} merged ${titleOf(first.group)} with ${titleOf(second.group)}.`;
  const left = wholeTo(first, incident, said, deed);
  const stays = wholeTo(second, incident, said, deed);
  const ended = closedAs(left.groups[0] ?? first.group, "withdrawn", said);
  let into = stays.groups[0] ?? second.group;
  const alerts = left.alerts.map((alert) => ({ ...alert, group: into.key }));
  for (const alert of alerts) into = withAlert(into, null, alert, deed.at);
  if (incident === null) into = { ...into, proposal: proposedByBoth(first.group, second.group, deed.at) };
  const shown = withCard(into, deed.at);
  const emptied: AlertGroup = {
    ...emptyGroup(first.group, deed.at),
    into: into.key,
    proposal: ended.group.proposal,
  };
  return {
    alerts: [...alerts, ...stays.alerts],
    groups: [emptied, shown.group],
    followUps: [...left.followUps, ...stays.followUps],
    effects: [...left.effects, ...ended.effects, ...stays.effects, ...shown.effects],
  };
}

/** What two groups propose as one: the graver of the two, from the moment the first of them began. */
function proposedByBoth(from: AlertGroup, into: AlertGroup, at: Instant): AlertGroup["proposal"] {
  const [gone, stays] = [from.proposal, into.proposal];
  if (gone?.state !== "open") return stays;
  if (stays?.state !== "open") return { ...gone, at };
  const isGraver = rank(gone.severity) < rank(stays.severity);
  return {
    ...(isGraver ? gone : stays),
    // The message in which it is answered stays the one of the group that stays.
    at: stays.at,
    detectedAt: Math.min(gone.detectedAt, stays.detectedAt),
    private: gone.private || stays.private,
  };
}

function wholeTo(hold: Hold, incident: string | null, said: string, { by }: Deed): Moved {
  const alerts = hold.alerts.map((alert) => ({ ...alert, incident }));
  const followUps = tellMoves(hold.alerts, alerts, by, true);
  const group: AlertGroup = { ...hold.group, incident };
  // Taken out, it is left to itself for now: the person who did that is looking at it.
  const closed = incident === null ? { group, effects: [] } : closedAs(group, "declared", said);
  return { alerts, groups: [closed.group], followUps, effects: closed.effects };
}

function aloneTo({ group, alerts }: Hold, incident: string | null, { by, at }: Deed): Moved {
  const moved: Alert[] = [];
  const groups = new Map<string, AlertGroup>([[group.key, group]]);
  for (const alert of alerts) {
    const own = alert.apart ? { key: alert.group, about: group.about } : groupOfItsOwn(alert);
    const now: Alert = { ...alert, apart: true, group: own.key, incident };
    if (alert.apart) {
      groups.set(own.key, { ...group, incident });
    } else {
      groups.set(group.key, withoutAlert(groups.get(group.key) ?? group, alert));
      groups.set(own.key, { ...withAlert(emptyGroup(own, at), null, now, at), incident });
    }
    moved.push(now);
  }
  const shown = [...groups.values()].map((one) => withCard(one, at));
  return {
    alerts: moved,
    groups: shown.map((one) => one.group),
    followUps: tellMoves(alerts, moved, by, false),
    effects: shown.flatMap(({ effects }) => effects),
  };
}

/** What each incident hears of the alerts that left it, and of those that came. */
function tellMoves(before: Alert[], after: Alert[], by: Actor, whole: boolean): Happening[] {
  const heard = new Map<string, AlertNews[]>();
  const add = (incident: string, news: AlertNews) => heard.set(incident, [...(heard.get(incident) ?? []), news]);
  after.forEach((now, index) => {
    const was = before[index];
    if (!was || was.incident === now.incident) return;
    const { title, severity, runbookUrl } = now;
    const news = {
      title: `${title} (${alertMark(now)})`,
      by,
      counted: countedAs(now),
      severity,
      runbookUrl,
      page: false,
      quiet: false,
    };
    const counts = countsOf(now);
    const none = countsOf(null);
    if (was.incident) {
      const gone = { what: "moved-out", before: counts, after: none, total: -1, group: was.group } as const;
      add(was.incident, { ...news, ...gone, owns: whole ? false : undefined });
    }
    if (now.incident) {
      const come = { what: "moved-in", before: none, after: counts, total: 1, group: now.group } as const;
      add(now.incident, { ...news, ...come, owns: true });
    }
  });
  return [...heard].map(([incident, news]) => ({ type: "incident.alerts", incident, by, news }));
}

function refusedFor(incidents: Incident[], { by }: Deed, { permissions, held }: Rights): Refusal | null {
  const all = incidents.length === 0 ? [null] : incidents;
  return all.every((incident) => may(by, "respond", incident, permissions))
    ? null
    : refuse("not-allowed", { permission: "respond", held });
}
