import type { Maintenance } from "../../../src/domain/maintenance/state.ts";
import { alice } from "../../kit/room.ts";

const at = Date.parse("2026-11-21T09:00Z");

/** A maintenance for the page to show: announced, with one notice, and what the test wants otherwise. */
export function aMaintenance(number: number, own: Partial<Maintenance> = {}): Maintenance {
  const what = own.what ?? "the database is upgraded";
  const text = `[SCHEDULED] Gateway (HTTP liveness) — ${what}\nPosted: 2026-11-21T09:00Z\nRequests may queue for a minute.`;
  return {
    id: `01HZX0000000MAINTENANCE000${number}`,
    number,
    what,
    components: ["Gateway (HTTP liveness)"],
    impact: "brief degradation",
    window: { startsAt: at + 3 * 24 * 60 * 60_000, endsAt: at + 3 * 24 * 60 * 60_000 + 2 * 60 * 60_000 },
    stage: "SCHEDULED",
    shortNotice: null,
    series: null,
    createdAt: at,
    createdBy: alice,
    startedAt: null,
    endedAt: null,
    updates: [{ id: `01HZX00000000UPDATE00000${number}`, stage: "SCHEDULED", text, postedAt: at, by: alice }],
    reminded: [],
    providers: {},
    version: 1,
    ...own,
  };
}
