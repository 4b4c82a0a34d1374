import { ackButton } from "../incident/view.ts";
import { deadlineTimer } from "../timer.ts";

/** Reminds until somebody has acknowledged. Who is woken meanwhile is `page-on-call`'s business. */
export default deadlineTimer({
  kind: "ack",
  owed: () => "The acknowledgement",
  ask: () => "Who has it?",
  buttons: (incident) => [ackButton(incident)],
  wakes: () => false,
});
