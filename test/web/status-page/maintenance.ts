import type { Maintenance, MaintenanceStage } from "../../../src/domain/maintenance/state.ts";
import { utcMinute } from "../../../src/text/instant.ts";
import { alice } from "../../kit/room.ts";

const at = Date.parse("2026-11-21T09:00Z");
const hour = 60 * 60_000;

/** A maintenance for the page to show: announced three days before, told of at each stage, and what the test wants otherwise. */
export function aMaintenance(number: number, own: Partial<Maintenance> = {}): Maintenance {
  const what = own.what ?? "the database is upgraded";
  const [component = ""] = own.components ?? ["Gateway (HTTP liveness)"];
  const window = own.window ?? { startsAt: at + 72 * hour, endsAt: at + 74 * hour };
  const tell = (stage: MaintenanceStage, postedAt: number, words: string) => ({
    id: `01HZX00000000UPDATE0000${number}${stage[0]}`,
    stage,
    text: `[${stage}] ${component} — ${what}\nPosted: ${utcMinute(postedAt)}\n\n${words}`,
    postedAt,
    by: alice,
  });
  const planned = `Window: ${utcMinute(window.startsAt)} to ${utcMinute(window.endsAt)}\nExpected impact: brief degradation. Requests may queue for a minute.`;
  return {
    id: `01HZX0000000MAINTENANCE000${number}`,
    number,
    what,
    components: [component],
    impact: "brief degradation",
    window,
    stage: "SCHEDULED",
    shortNotice: null,
    series: null,
    createdAt: at,
    createdBy: alice,
    startedAt: null,
    endedAt: null,
    updates: [
      tell("SCHEDULED", window.startsAt - 72 * hour, planned),
      ...(own.startedAt ? [tell("IN_PROGRESS", own.startedAt, "The maintenance has begun.")] : []),
      ...(own.endedAt && own.stage ? [tell(own.stage, own.endedAt, "This maintenance is over.")] : []),
    ],
    reminded: [],
    providers: {},
    version: 1,
    ...own,
  };
}
