import { describe, expect, test } from "vitest";
import type { Incident, Update } from "../../../src/domain/incident/state.ts";
import { syncsOf } from "../../../src/domain/publishing/sync.ts";
import { aProvider } from "../../kit/providers.ts";
import { someTerms } from "../../kit/terms.ts";
import { anIncident } from "../../store/incident.ts";

const terms = someTerms({ providers: [aProvider("one"), aProvider("two")] });
const told = [{ audience: "public" } as Update];
const published = (own: Partial<Incident> = {}) => anIncident(7, { published: true, ...own });

describe("providers hear of an incident", () => {
  test("when the public is told something", () => {
    expect(syncsOf(published(), published(), told, [], terms)).toMatchObject([
      { kind: "provider.sync", provider: "one", subject: "incident/inc7" },
      { kind: "provider.sync", provider: "two", subject: "incident/inc7" },
    ]);
  });

  test.each<[string, Partial<Incident>]>([
    ["its severity changed", { severity: "SEV2" }],
    ["its components changed", { components: ["Keystore (active keys)"] }],
    ["it is over", { resolvedAt: 5 }],
    ["its status was set by hand", { overallByHand: { status: "major-outage", why: "w" } }],
  ])("when %s", (_what, change) => {
    expect(syncsOf(published(), published(change), [], [], terms)).toHaveLength(2);
  });
});

test("a correction is something told", () => {
  expect(syncsOf(published(), published(), [], [{}], terms)).toHaveLength(2);
});

describe("they do not hear of it", () => {
  test.each<[string, Partial<Incident>]>([
    ["private", { private: true }],
    ["a drill", { kind: "drill" }],
    ["not published", { published: false }],
  ])("while it is %s", (_what, own) => {
    const one = anIncident(7, { published: true, ...own });
    expect(syncsOf(one, { ...one, severity: "SEV2" }, told, [], terms)).toEqual([]);
  });

  test("when nothing changed that the public reads", () => {
    expect(syncsOf(published(), published({ roles: { lead: "U9" }, version: 9 }), [], [], terms)).toEqual([]);
    expect(syncsOf(published(), published(), [{ audience: "internal" } as Update], [], terms)).toEqual([]);
  });

  test("when there are none", () => {
    expect(syncsOf(published(), published(), told, [], someTerms())).toEqual([]);
  });
});
