import { approveButton } from "../incident/draft.ts";
import { updateButton } from "../incident/view.ts";
import { deadlineTimer } from "../timer.ts";

/** Reminds until the public has heard of the incident for the first time. */
export default deadlineTimer({
  kind: "first-update",
  owed: (incident) => (incident.private || incident.kind === "drill" ? "The first update" : "The first public update"),
  ask: ({ draft }) => (draft ? "A draft waits for approval." : "What do customers see?"),
  buttons: (incident) => [
    ...(incident.draft ? [approveButton(incident)] : []),
    { ...updateButton(incident), style: "primary" },
  ],
  // Until somebody has acknowledged, people are paged for that; once more for a text would be noise.
  wakes: (incident) => incident.acknowledged !== null,
});
