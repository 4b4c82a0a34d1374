import { deadlineTimer } from "../timer.ts";

/** Reminds until customer impact has stopped, and of the order in which to try. */
export default deadlineTimer({
  kind: "mitigation",
  owed: () => "Mitigation",
  ask: () =>
    "Revert first: roll back, switch provider, restart, turn traffic away. No fixing forward in the first hour.",
  buttons: (incident) => [{ label: "Mitigated", verb: "mitigated", words: `#${incident.number}`, style: "primary" }],
});
