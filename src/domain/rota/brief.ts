import { utcMinute } from "../../text/instant.ts";
import { type Incident, isOpen } from "../incident/state.ts";
import { standing } from "../incident/view.ts";
import { calledOutside, nameOf } from "../overdue.ts";
import type { Brief } from "./hand-over.ts";

/** What whoever comes should know: the incidents, newest first, and what to watch. A private one is named by its number only. */
export function briefOn(incidents: Incident[], watch: Omit<Brief, "incidents">): Brief {
  return {
    ...watch,
    incidents: incidents.filter(isOpen).map((incident) => ({
      called: calledOutside(incident),
      standing: `${standing(incident)}${incident.acknowledged || incident.retrospective ? "" : ", not acknowledged"}`,
      promise: promiseOf(incident),
      channel: incident.private ? null : incident.channel.id,
    })),
  };
}

/** The promise that is due first. */
function promiseOf({ deadlines }: Incident): string | null {
  const [next] = deadlines.filter(({ state }) => state === "running").toSorted((a, b) => a.dueAt - b.dueAt);
  return next ? `${nameOf(next.kind).toLowerCase()} by ${utcMinute(next.dueAt)}` : null;
}
