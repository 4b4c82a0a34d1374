import { decided } from "../decision.ts";
import { checkAll } from "../incident/providers.ts";
import { isOpen } from "../incident/state.ts";
import { isPublic } from "../status/component.ts";
import { defineTimer } from "../timer.ts";

/** How often what status providers show of an open incident is read back, ms: somebody may have edited it there. */
const everyMs = 15 * 60_000;

/** Reads back what the status providers show, for as long as the incident is open and public. */
export default defineTimer({
  kind: "read-back",
  next: (incident, { providers }) =>
    incident.readBackAt !== null && isOpen(incident) && isPublic(incident) && providers.some(({ can }) => can.readsBack)
      ? incident.readBackAt + everyMs
      : null,
  wake: (incident, { at }, terms) =>
    decided({ ...incident, readBackAt: at }, { effects: checkAll(incident, at, terms) }),
});
