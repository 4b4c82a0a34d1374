import { deadlineTimer } from "../timer.ts";

/** Reminds until the incident is resolved. */
export default deadlineTimer({
  kind: "resolution",
  owed: () => "Resolution",
  ask: () => "Is it over, or does it need more people?",
  buttons: (incident) => [{ label: "Resolve", verb: "resolve", words: `#${incident.number}`, style: "primary" }],
});
