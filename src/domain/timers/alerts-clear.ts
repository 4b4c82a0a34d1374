import { decided } from "../decision.ts";
import { over, overAt } from "../incident/over.ts";
import { defineTimer } from "../timer.ts";

/** All alerts of the incident have been over for as long as is configured: its end is proposed, or comes by itself. */
export default defineTimer({
  kind: "alerts-clear",
  next: overAt,
  wake(incident, event, terms) {
    const due = overAt(incident, terms);
    return due === null || due > event.at ? decided(incident) : over(incident, event, terms);
  },
});
