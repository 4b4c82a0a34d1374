import { updateButton } from "../incident/view.ts";
import { deadlineTimer } from "../timer.ts";

/** The soft one: asks once whether the cause is known by now. */
export default deadlineTimer({
  kind: "identified",
  owed: "The cause",
  ask: () => "Is it identified by now? If it is, say so to the public.",
  buttons: (incident) => [updateButton(incident, "Identified")],
  soft: true,
});
