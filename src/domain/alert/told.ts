import type { Actor } from "../actor.ts";
import type { Happening } from "../events.ts";
import { countedAs } from "./episode.ts";
import type { AlertNews } from "./news.ts";
import { type Alert, countsOf, isHeld } from "./state.ts";

/** What has become of an alert, beside how it was and how it is. */
export interface Turn {
  what: AlertNews["what"];
  by: Actor;
  page?: boolean | undefined;
  detail?: string | undefined;
}

/**
 * What the incidents hear of an alert that has become another: the one it belongs to, and, where that is another than before,
 * the one it belonged to. An incident hears of what it counts, so nothing is counted twice or left behind.
 */
export function tell(before: Alert | null, after: Alert, { what, by, page = false, detail }: Turn): Happening[] {
  const { title, runbookUrl } = after;
  // Of one that a maintenance mutes, nothing is made.
  const severity = after.muted ? null : after.severity;
  const news = { title, by, counted: countedAs(after), group: after.group, severity, runbookUrl, page, detail };
  const left = before?.incident && before.incident !== after.incident && isHeld(before) ? before : null;
  const stays = before !== null && before.incident === after.incident;
  const heard: Happening[] = [];
  if (left?.incident) {
    const gone = { what: "calm", before: countsOf(left), after: countsOf(null), total: 0, quiet: true } as const;
    heard.push({ type: "incident.alerts", incident: left.incident, by, news: [{ ...news, ...gone }] });
  }
  if (after.incident) {
    const quiet = after.flapping && before?.flapping === true && what !== "calm";
    const counts = { before: countsOf(stays ? before : null), after: countsOf(after) };
    const total = stays ? 0 : 1;
    heard.push({
      type: "incident.alerts",
      incident: after.incident,
      by,
      news: [{ ...news, ...counts, what, total, quiet }],
    });
  }
  return heard;
}
