import { decided } from "../decision.ts";
import { unheard } from "../incident/page-trouble.ts";
import { type Incident, isOpen, type PagerPage } from "../incident/state.ts";
import { pagerPatienceMs } from "../pager.ts";
import { defineTimer } from "../timer.ts";

/**
 * Loses patience with a pager that has not taken a page for a minute, whatever the reason: the next pager of the chain is
 * used as well, and people are told.
 */
export default defineTimer({
  kind: "pager-patience",
  next(incident) {
    const since = waiting(incident).map(({ askedAt }) => askedAt + pagerPatienceMs);
    return since.length > 0 ? Math.min(...since) : null;
  },
  wake(incident, { at, by }, terms) {
    const due = waiting(incident).filter(({ askedAt }) => askedAt + pagerPatienceMs <= at);
    return due.length > 0 ? unheard(incident, due, { at, by }, terms) : decided(incident);
  },
});

/** The pages that are on their way, and that somebody still waits for. */
function waiting(incident: Incident): PagerPage[] {
  if (!isOpen(incident)) return [];
  return incident.pages.filter(({ state, closed }) => state === "asked" && closed === null);
}
