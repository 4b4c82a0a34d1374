import { expect, test } from "vitest";
import { lacking, notice } from "./maintenance.ts";

test("says that it is complete sooner than it was announced to be", () => {
  expect(notice("completed-early", { endedAt: Date.parse("2026-11-24T02:20Z") })).toContain(
    "The maintenance is complete as of 2026-11-24T02:20Z, earlier than announced. Duration: 00:20.",
  );
});

test("is refused while nobody knows its end", () =>
  expect(lacking("completed-early", { endedAt: null })).toEqual(["ended_at", "duration"]));
