import { describe, expect, test } from "vitest";
import { movedBy, tidied } from "../../../src/domain/publishing/correction.ts";

const text = `[RESOLVED] Gateway — slow
Posted: 2026-11-24T10:00Z

Resolved as of 2026-11-24T10:00Z. Duration: 00:30. Root cause: A cache. Post-mortem by 2026-12-01. Service-credit claims per SLA at https://example.com/sla.

Overall status set to: operational
Affected components: Gateway`;

describe("a correction may change words", () => {
  test.each([
    ["in a sentence", text.replace("A cache", "A cold cache")],
    ["in the first line", text.replace("slow", "very slow")],
    ["or add some", text.replace("A cache.", "A cache. It is warm again.")],
  ])("%s", (_what, after) => expect(movedBy(text, after)).toEqual([]));
});

describe("it leaves the stage and what was promised", () => {
  test.each([
    ["[RESOLVED]", text.replace("[RESOLVED]", "[MITIGATING]"), "[RESOLVED]"],
    [
      "when it was posted",
      text.replace("Posted: 2026-11-24T10:00Z", "Posted: 2026-11-24T09:00Z"),
      "Posted: 2026-11-24T10:00Z",
    ],
    [
      "since when it is over",
      text.replace("of 2026-11-24T10:00Z", "of 2026-11-24T09:00Z"),
      "Resolved as of 2026-11-24T10:00Z.",
    ],
    ["how long it took", text.replace("00:30", "00:03"), "Duration: 00:30."],
    ["the label of the cause", text.replace("Root cause:", "Cause:"), "Root cause:"],
    ["the post-mortem", text.replace("2026-12-01", "2027-12-01"), "Post-mortem by 2026-12-01."],
    ["the status", text.replace("operational", "degraded"), "Overall status set to: operational"],
    ["the components", text.replace("components: Gateway", "components: none"), "Affected components: Gateway"],
    ["and promises nothing new", `${text}\nNext update by 2026-11-24T12:00Z`, "Next update by 2026-11-24T12:00Z"],
  ])("%s", (_what, after, moved) => expect(movedBy(text, after)).toContain(moved));
});

test("other line ends and white space are no change", () => {
  expect(tidied(`${text.replaceAll("\n", "  \r\n")}\n\n`)).toBe(text);
});
