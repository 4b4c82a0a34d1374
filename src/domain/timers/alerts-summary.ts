import { summaryAt, withSummary } from "../incident/alert-summary.ts";
import { defineTimer } from "../timer.ts";

/** Shows how the alerts stand by now, a few seconds after the last time: what changed in between is one edit. */
export default defineTimer({
  kind: "alerts-summary",
  next: summaryAt,
  wake: (incident, { at }) => withSummary(incident, at),
});
