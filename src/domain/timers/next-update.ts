import { noChangeButton, updateButton } from "../incident/view.ts";
import { deadlineTimer } from "../timer.ts";

/** Reminds whoever owes the next update: posting it changes the state, and that alone stops the reminder. */
export default deadlineTimer({
  kind: "next-update",
  owed: () => "The next update",
  ask: (incident) => `Is it still ${incident.severity}?`,
  buttons: (incident) => [{ ...updateButton(incident), style: "primary" }, noChangeButton(incident)],
});
