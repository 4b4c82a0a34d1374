import { decided } from "../decision.ts";
import { readAllBack, readBackDue } from "../incident/providers.ts";
import { defineTimer } from "../timer.ts";

/** Reads back what the status providers show, for as long as the incident is public and open, and for a day after. */
export default defineTimer({
  kind: "read-back",
  next: readBackDue,
  wake: (incident, { at }, terms) =>
    decided({ ...incident, readBackAt: at }, { effects: readAllBack(incident, at, terms) }),
});
