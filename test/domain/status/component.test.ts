import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { overallStatuses, defaultPolicy as policy, severities } from "../../../src/domain/policy.ts";
import {
  type Board,
  type Counted,
  componentStatuses,
  overallStatus,
  statusOf,
} from "../../../src/domain/status/component.ts";
import type { Component } from "../../../src/domain/terms.ts";

const components: Component[] = [
  { name: "Gateway", internal: false },
  { name: "Keystore", internal: false },
  { name: "Trace DB", internal: true },
];

function incident(own: Partial<Counted> = {}): Counted {
  return {
    kind: "incident",
    private: false,
    published: true,
    severity: "SEV2",
    overallByHand: null,
    components: ["Gateway"],
    resolvedAt: null,
    closure: null,
    ...own,
  };
}

const boardOf = (incidents: readonly Counted[]): Board => ({ incidents, windows: [], byHand: [] });

const rank = (status: (typeof overallStatuses)[number]) => overallStatuses.indexOf(status);

describe("what one incident says of the service", () => {
  test.each([
    ["SEV1", "major-outage"],
    ["SEV2", "partial-outage"],
    ["SEV3", "degraded"],
    ["SEV4", null],
  ] as const)("%s: %s", (severity, status) => {
    expect(statusOf(incident({ severity }), policy)).toBe(status);
  });

  test("a worse status set by hand counts, a milder one does not", () => {
    const byHand = (status: (typeof overallStatuses)[number]) =>
      statusOf(incident({ overallByHand: { status, why: "" } }), policy);
    expect(byHand("major-outage")).toBe("major-outage");
    expect(byHand("degraded")).toBe("partial-outage");
  });

  test.each([
    ["private", { private: true }],
    ["a drill", { kind: "drill" as const }],
    ["not published", { published: false }],
    ["resolved", { resolvedAt: 1 }],
    ["merged away", { closure: { at: 1, how: "merged" as const, why: "", into: 2 } }],
  ])("%s: nothing", (_name, own) => {
    expect(statusOf(incident(own), policy)).toBeNull();
    expect(overallStatus(boardOf([incident(own)]), policy)).toBe("operational");
    expect(componentStatuses(boardOf([incident(own)]), components, policy).map((one) => one.status)).toEqual([
      "operational",
      "operational",
    ]);
  });
});

test("a component is as bad as the worst open incident that touches it; internal ones are not told of", () => {
  const open = [
    incident({ severity: "SEV3", components: ["Gateway", "Keystore", "Trace DB"] }),
    incident({ severity: "SEV1" }),
  ];
  expect(componentStatuses(boardOf(open), components, policy)).toEqual([
    { name: "Gateway", status: "major-outage" },
    { name: "Keystore", status: "degraded" },
  ]);
});

test("with nothing open all is operational, in the configured order", () => {
  expect(componentStatuses(boardOf([]), components, policy).map((one) => one.name)).toEqual(["Gateway", "Keystore"]);
  expect(overallStatus(boardOf([]), policy)).toBe("operational");
});

describe("whatever is open", () => {
  const some = fc.array(
    fc.record({
      severity: fc.constantFrom(...severities),
      published: fc.boolean(),
      private: fc.boolean(),
      kind: fc.constantFrom("incident" as const, "drill" as const),
      resolvedAt: fc.option(fc.constant(1)),
      components: fc.subarray(components.map((one) => one.name)),
    }),
  );

  test("no component is worse than the whole, and no order or repetition changes anything", () => {
    fc.assert(
      fc.property(some, (picks) => {
        const all = picks.map(incident);
        const whole = overallStatus(boardOf(all), policy);
        const parts = componentStatuses(boardOf(all), components, policy);
        for (const part of parts) expect(rank(part.status)).toBeLessThanOrEqual(rank(whole));
        expect(overallStatus(boardOf([...all, ...all.toReversed()]), policy)).toBe(whole);
        expect(componentStatuses(boardOf([...all.toReversed(), ...all]), components, policy)).toEqual(parts);
      }),
    );
  });

  test("one more incident never makes anything better, and one that is not public makes no difference", () => {
    fc.assert(
      fc.property(some, fc.constantFrom(...severities), (picks, severity) => {
        const all = picks.map(incident);
        const whole = overallStatus(boardOf(all), policy);
        expect(rank(overallStatus(boardOf([...all, incident({ severity })]), policy))).toBeGreaterThanOrEqual(
          rank(whole),
        );
        expect(overallStatus(boardOf([...all, incident({ severity, private: true })]), policy)).toBe(whole);
      }),
    );
  });
});
