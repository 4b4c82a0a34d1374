import { expect } from "vitest";
import { guard } from "../../src/text/guard.ts";
import { type MaintenanceFacts, type MaintenanceNews, renderMaintenance } from "../../src/text/maintenance.ts";
import { shipped } from "./shipped.ts";

const facts: MaintenanceFacts = {
  stage: "IN PROGRESS",
  components: ["Keystore", "Gateway"],
  what: "Database upgrade.",
  impact: "brief unavailability",
  startsAt: Date.parse("2026-11-24T02:00Z"),
  endsAt: Date.parse("2026-11-24T03:00Z"),
  was: null,
  startedAt: Date.parse("2026-11-24T02:00Z"),
  endedAt: null,
  postedAt: Date.parse("2026-11-24T02:00:12Z"),
  overall: "maintenance",
  text: null,
  shortNotice: false,
  early: false,
  late: false,
  stopped: false,
};

/** A notice of a maintenance that must be whole, and that the guard lets out. */
export function notice(news: MaintenanceNews, changes: Partial<MaintenanceFacts> = {}): string {
  const rendered = renderMaintenance(shipped, news, { ...facts, ...changes });
  if ("missing" in rendered) throw new Error(`missing: ${rendered.missing.join(", ")}`);
  expect(guard(rendered.text, {})).toMatchObject({ ok: true });
  return rendered.text;
}

/** The fields that a notice is refused for. */
export function lacking(news: MaintenanceNews, changes: Partial<MaintenanceFacts>): string[] {
  const rendered = renderMaintenance(shipped, news, { ...facts, ...changes });
  return "missing" in rendered ? rendered.missing : [];
}
