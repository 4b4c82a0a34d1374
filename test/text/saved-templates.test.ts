import { expect, test } from "vitest";
import { namedExports } from "../../src/text/saved-templates.ts";
import { unsetSettings } from "../../src/text/template.ts";
import { shipped } from "../templates/shipped.ts";

test("the three templates that providers keep, each with its impact and components", () => {
  expect(namedExports(shipped).map(({ name, impact, components }) => [name, impact, components])).toEqual([
    ["metis-sev1-major-outage", "Major", "all"],
    ["metis-sev2-partial-outage", "Partial", "affected"],
    ["metis-sev3-degraded", "Minor", "affected"],
  ]);
});

test("bear the installation's own prefix, and places to fill in", () => {
  const [first] = namedExports(shipped, "acme");
  expect(first?.name).toBe("acme-sev1-major-outage");
  expect(first?.title).toBe("[INVESTIGATING] <component> — <symptom>");
  expect(first?.body).toContain("Next update by <next_update_by>\nOverall status set to: <overall_status>");
  expect(first?.body).not.toContain("no change");
});

test("a setting that is shown but not set is reported, and no other", () => {
  expect(unsetSettings(shipped, { sla_url: null, status_url: null }).map(({ setting }) => setting)).toEqual([
    "sla_url",
  ]);
  expect(unsetSettings(shipped, { sla_url: "https://example.com/sla", status_url: null })).toEqual([]);
});
