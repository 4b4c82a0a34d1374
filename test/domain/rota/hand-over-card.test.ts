import { expect, test } from "vitest";
import { handOverCard } from "../../../src/domain/rota/hand-over-card.ts";

const at = Date.parse("2026-11-23T09:00Z");

function shown(comes: string[], secondary: string | null): string {
  const brief = { incidents: [], fired: [], flapping: [], unknown: [], dismissed: 0 };
  const handOver = { id: "H", dueAt: at, at, goes: ["U-bob"], comes, brief, taken: null, reminded: false, plan: "p" };
  return JSON.stringify(handOverCard(handOver, secondary, null));
}

test("names the secondary, and says where that is the same person again", () => {
  expect(shown(["U-carol"], "U-dave")).toContain('"Secondary: ",{"person":"U-dave"}');
  expect(shown(["U-carol"], "U-carol")).toContain('{"person":"U-carol"}," is the secondary, too."');
  expect(shown(["U-carol"], null)).not.toMatch(/secondary/i);
});
