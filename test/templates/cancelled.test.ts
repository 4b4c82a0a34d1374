import { expect, test } from "vitest";
import { lacking, notice } from "./maintenance.ts";

test("says that it will not take place", () => {
  const text = notice("cancelled", { stage: "CANCELLED", overall: "operational" });
  expect(text).toContain(
    "The maintenance announced for 2026-11-24T02:00Z to 2026-11-24T03:00Z has been cancelled and will not take place.",
  );
  expect(text).not.toContain("stopped");
});

test("says of one that was under way that it was stopped", () => {
  const endedAt = Date.parse("2026-11-24T02:20Z");
  expect(notice("cancelled", { stage: "CANCELLED", stopped: true, endedAt })).toContain(
    "The maintenance was stopped at 2026-11-24T02:20Z and will not be finished in this window.",
  );
});

test("is refused when it does not say what is cancelled", () =>
  expect(lacking("cancelled", { what: "" })).toEqual(["what"]));
