import { expect, test } from "vitest";
import { lacking, notice } from "./maintenance.ts";

const was = { startsAt: Date.parse("2026-11-23T02:00Z"), endsAt: Date.parse("2026-11-23T03:00Z") };

test("says which window no longer holds, and which does", () => {
  expect(notice("moved", { was, stage: "SCHEDULED" })).toContain(
    "It was announced for 2026-11-23T02:00Z to 2026-11-23T03:00Z, which no longer holds.\nWindow: 2026-11-24T02:00Z to 2026-11-24T03:00Z",
  );
});

test("is refused without the window that was announced", () =>
  expect(lacking("moved", { was: null })).toEqual(["was_starts_at", "was_ends_at"]));
