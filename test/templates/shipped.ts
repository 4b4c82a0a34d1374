import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { loadTemplates } from "../../src/config/templates.ts";
import { guard } from "../../src/text/guard.ts";
import { renderUpdate, type UpdateFacts } from "../../src/text/update.ts";

/** The templates as they ship. */
export const shipped = await loadTemplates(fileURLToPath(new URL("../../templates", import.meta.url)));

/** What an incident of two components knows half an hour after its first signal. */
export const facts: UpdateFacts = {
  stage: "INVESTIGATING",
  severity: "SEV1",
  components: ["Gateway (OpenAI shape)", "Gateway (Anthropic shape)"],
  allComponents: ["Gateway (OpenAI shape)", "Gateway (Anthropic shape)", "Keystore (active keys)"],
  symptom: "Requests fail with 503",
  impact: "All completion requests fail",
  cause: "A release that refuses valid requests",
  action: "rolling back the release",
  overall: "major-outage",
  postedAt: Date.parse("2026-11-21T09:30:12.500Z"),
  nextUpdateBy: Date.parse("2026-11-21T10:00Z"),
  startedAt: Date.parse("2026-11-21T09:00Z"),
};

/** Renders an update that must be whole, and that the guard lets out. */
export function rendered(changes: Partial<UpdateFacts> = {}): string {
  const update = renderUpdate(shipped, { ...facts, ...changes });
  if ("missing" in update) throw new Error(`missing: ${update.missing.join(", ")}`);
  expect(guard(update.text, {})).toEqual({ ok: true, text: update.text });
  return update.text;
}

/** The fields an update is refused for. */
export function missing(changes: Partial<UpdateFacts>): string[] {
  const update = renderUpdate(shipped, { ...facts, ...changes });
  return "missing" in update ? update.missing : [];
}
