import { expect, test } from "vitest";
import { lacking, notice } from "./maintenance.ts";

const was = { startsAt: Date.parse("2026-11-24T02:00Z"), endsAt: Date.parse("2026-11-24T02:30Z") };

test("says which end no longer holds, and which does", () => {
  const text = notice("extended", { was });
  expect(text).toContain(
    "it was to end at 2026-11-24T02:30Z, and now ends at 2026-11-24T03:00Z.\nWindow: 2026-11-24T02:00Z to 2026-11-24T03:00Z",
  );
  expect(text).not.toContain("short notice");
});

test("is refused without the end that was announced", () =>
  expect(lacking("extended", { was: null })).toEqual(["was_ends_at"]));
