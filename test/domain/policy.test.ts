import fc from "fast-check";
import { expect, test } from "vitest";
import { spanInWords } from "../../src/domain/duration.ts";
import {
  deadlineKinds,
  defaultPolicy,
  overallOf,
  overallStatuses,
  rank,
  severities,
  targetOf,
  worse,
} from "../../src/domain/policy.ts";

test("the targets that ship are those of the table", () => {
  const table = severities.map((severity) =>
    deadlineKinds.map((kind) => spanInWords(targetOf(defaultPolicy, severity, kind))),
  );
  expect(table).toEqual([
    ["15 min", "15 min", "30 min", "1 h", "4 h", "1 h", "1 week", "never"],
    ["1 h", "1 h", "30 min", "4 h", "1 business day", "1 h", "1 week", "never"],
    ["1 business day", "1 business day", "4 h", "3 business days", "1 week", "never", "1 week", "never"],
    ["best effort", "never", "never", "best effort", "next sprint", "never", "never", "never"],
  ]);
});

test("a changed row changes the target and the status", () => {
  const { SEV3 } = defaultPolicy.severities;
  const ours = {
    ...defaultPolicy,
    severities: {
      ...defaultPolicy.severities,
      SEV3: { ...SEV3, acknowledge: { kind: "elapsed", ms: 1 } as const, overall: null },
    },
  };
  expect(targetOf(ours, "SEV3", "ack")).toEqual({ kind: "elapsed", ms: 1 });
  expect(overallOf(ours, "SEV3")).toBeNull();
});

test("severities rank from 1, the worst, and imply an overall status", () => {
  expect(severities.map(rank)).toEqual([1, 2, 3, 4]);
  expect(severities.map((severity) => overallOf(defaultPolicy, severity))).toEqual([
    "major-outage",
    "partial-outage",
    "degraded",
    null,
  ]);
});

test("only SEV1 wakes at once, only SEV4 is never published", () => {
  expect(severities.map((severity) => defaultPolicy.severities[severity].paging)).toEqual([
    "always",
    "business-hours",
    "queue",
    "queue",
  ]);
  expect(severities.filter((severity) => !defaultPolicy.severities[severity].published)).toEqual(["SEV4"]);
});

test("the worse of two statuses does not depend on who is asked first, and trouble counts over maintenance", () => {
  const status = fc.constantFrom(...overallStatuses);
  fc.assert(
    fc.property(status, status, status, (a, b, c) => {
      expect(worse(a, b)).toBe(worse(b, a));
      expect(worse(a, a)).toBe(a);
      expect(worse(worse(a, b), c)).toBe(worse(a, worse(b, c)));
    }),
  );
  expect(worse("maintenance", "degraded")).toBe("degraded");
  expect(worse("operational", "maintenance")).toBe("maintenance");
});
