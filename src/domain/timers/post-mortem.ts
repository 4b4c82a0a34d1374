import { deadlineTimer } from "../timer.ts";

/** Reminds of the post-mortem whose date was published with the resolution. */
export default deadlineTimer({
  kind: "post-mortem",
  owed: () => "The post-mortem",
  ask: () => "Its date was published.",
  buttons: (incident) => [{ label: "Show the draft", verb: "postmortem", words: `#${incident.number} show` }],
  // A page wakes people; this can wait for the morning, however late it is.
  wakes: () => false,
});
