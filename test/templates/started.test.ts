import { expect, test } from "vitest";
import { lacking, notice } from "./maintenance.ts";

test("says that it has started, until when, what is felt, and that an update follows", () => {
  expect(notice("started")).toBe(`[IN PROGRESS] Keystore and 1 more — Database upgrade
Posted: 2026-11-24T02:00Z

The maintenance has started.
Window: 2026-11-24T02:00Z to 2026-11-24T03:00Z
Expected impact: brief unavailability
During the window, requests to Keystore and 1 more may fail or return 503.
We will post an update when the maintenance is complete.

Overall status set to: maintenance
Affected components: Keystore, Gateway`);
});

test("says what is odd about it: early, late, on short notice, and what a person adds", () => {
  const text = notice("started", { early: true, late: true, shortNotice: true, text: "Writes queue.", impact: "none" });
  expect(text).toContain("The maintenance has started earlier than announced.");
  expect(text).toContain("This notice comes late: the window began at 2026-11-24T02:00Z.");
  expect(text).toContain("Requests to Keystore and 1 more are expected to succeed throughout the window.");
  expect(text).toContain("\n\nWrites queue.\n\nThis was announced on short notice.\n\nOverall status set to:");
});

test("is refused without a component", () => expect(lacking("started", { components: [] })).toContain("component"));
