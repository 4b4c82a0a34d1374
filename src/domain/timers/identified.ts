import { deadlineTimer } from "../timer.ts";

/** The soft one: asks once whether the cause is known by now. Its button opens the update that says so. */
export default deadlineTimer({
  kind: "identified",
  owed: () => "The cause has not been named yet",
  ask: (incident) =>
    `Is it identified by now? If it is, ${incident.private || incident.kind === "drill" ? "say so in an update" : "tell the public"}.`,
  buttons: ({ number }) => [{ label: "Identified", verb: "update", words: `#${number} identified` }],
  soft: true,
});
