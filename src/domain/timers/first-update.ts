import { updateButton } from "../incident/view.ts";
import { deadlineTimer } from "../timer.ts";

/** Reminds until the public has heard of the incident for the first time. */
export default deadlineTimer({
  kind: "first-update",
  owed: "The first public update",
  ask: () => "What do customers see?",
  buttons: (incident) => [{ ...updateButton(incident), style: "primary" }],
});
