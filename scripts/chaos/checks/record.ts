import { verifyTimeline } from "../../../src/store/timeline.ts";
import { type Check, check, type Scene } from "./scene.ts";

/** What is created this shortly before the stop may still wait, in real ms. */
const justDecidedMs = 2_000;

/** The hash chain is whole, and incidents are numbered without a gap. */
export function chains({ incidents }: Scene): Check[] {
  const entries = incidents.reduce((sum, { timeline }) => sum + timeline.length, 0);
  const broken = check("chains", incidents, ({ incident, timeline }) => {
    const fault = verifyTimeline(timeline, incident.chain);
    return fault && `the timeline of #${incident.number}: ${fault.why}`;
  });
  return [
    { what: "timeline entries, their hash chains whole", looked: entries, violations: broken.violations },
    check("incidents, numbered without a gap", incidents.entries(), ([index, { incident }]) =>
      incident.number === index + 1
        ? null
        : `incident number ${index + 1} is missing: #${incident.number} stands in its place`,
    ),
  ];
}

/** Nothing failed that nobody caused, and nothing is left that could have been delivered. */
export function outbox({ outbox: rows, stoppedAt, speed }: Scene): Check[] {
  const decidedBefore = stoppedAt - justDecidedMs * speed;
  return [
    check("effects, none failed or left", rows, ({ id, kind, state, lane, error, created_at }) => {
      if (state === "failed") return `the effect ${id} (${kind}, ${lane}) failed: ${error}`;
      if (state === "waiting" && created_at < decidedBefore)
        return `the effect ${id} (${kind}, ${lane}) still waits: ${error}`;
      return null;
    }),
  ];
}
