import { approveButton } from "../incident/draft.ts";
import { noChangeButton, updateButton } from "../incident/view.ts";
import { deadlineTimer } from "../timer.ts";

/** Reminds whoever owes the next update: posting it changes the state, and that alone stops the reminder. */
export default deadlineTimer({
  kind: "next-update",
  owed: () => "The next update",
  ask: ({ severity, draft }) => (draft ? "A draft waits for approval." : `Is it still ${severity}?`),
  buttons: (incident) => [
    ...(incident.draft ? [approveButton(incident)] : []),
    { ...updateButton(incident), style: "primary" },
    noChangeButton(incident),
  ],
});
