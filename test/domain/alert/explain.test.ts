import { expect, test } from "vitest";
import { readInWords } from "../../../src/domain/alert/explain.ts";
import { aSignal, noon } from "./signal.ts";

const firedAt = Date.parse("2026-11-21T10:00Z");

test.each([
  ["fires", {}, "firing"],
  ["fires since then", { startedAt: firedAt }, "firing since 2026-11-21T10:00Z"],
  ["is over", { status: "resolved" as const }, "resolved"],
  [
    "is over since its end, and not since its beginning",
    { status: "resolved" as const, startedAt: firedAt, endedAt: noon },
    "resolved at 2026-11-21T12:00Z, after it fired since 2026-11-21T10:00Z",
  ],
  ["was taken", { acknowledged: { by: "Ann" } }, "firing, and acknowledged at its sender by Ann"],
  ["was taken by somebody", { acknowledged: { by: null } }, "firing, and acknowledged at its sender"],
  ["was given back", { acknowledged: "given-back" as const }, "firing, and acknowledged by nobody any more"],
])("what %s is read so", (_name, own, words) => {
  expect(readInWords(aSignal(own))).toBe(
    `Read as ${words}: GatewayDown. It is the same alert whenever its identity is alertmanager:60b3.`,
  );
});
