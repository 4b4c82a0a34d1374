import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { levelOf, numberOfKey, pageKey, pagerSlot } from "../../src/domain/pager.ts";

describe("the key of a page", () => {
  test("is made of the instance, the incident and the episode, and says which incident it is about", () => {
    expect(pageKey("ab3x", 12, 1)).toBe("sitrep-ab3x-12-1");
    expect(pageKey("ab3x", 12, 3, "U012AB3CD")).toBe("sitrep-ab3x-12-3-U012AB3CD");
    expect(numberOfKey("sitrep-ab3x-12-3-U012AB3CD", "ab3x")).toBe(12);
  });

  test("is nobody else's: another instance's, a call's or a foreign one speaks of no incident", () => {
    for (const key of ["sitrep-other-12-1", "sitrep-ab3x-call-4", "sitrep-ab3x-12", "12-1", "", "sitrep-ab3x--1"])
      expect(numberOfKey(key, "ab3x")).toBeNull();
  });

  test("is taken by every pager, whatever a person is called, and is another for each page", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.nat(9_999), fc.nat(99), fc.option(fc.stringMatching(/^[A-Z0-9]{9}$/), { nil: undefined })),
          {
            minLength: 1,
            maxLength: 20,
          },
        ),
        fc.string({ maxLength: 400 }),
        (pages, odd) => {
          const keys = pages.map(([number, episode, person]) => pageKey("ab3x", number, episode, person));
          expect(new Set(keys).size).toBe(new Set(pages.map((page) => page.join())).size);
          for (const [index, key] of keys.entries()) expect(numberOfKey(key, "ab3x")).toBe(pages[index]?.[0]);
          expect(pageKey("ab3x", 1, 1, odd)).toMatch(/^[A-Za-z0-9._-]{1,200}$/);
        },
      ),
    );
  });
});

test("a severity is a word, one step down for a drill, and never below info", () => {
  expect(["SEV1", "SEV2", "SEV3", "SEV4"].map((one) => levelOf(one as "SEV1"))).toEqual([
    "critical",
    "error",
    "warning",
    "info",
  ]);
  expect([levelOf("SEV1", true), levelOf("SEV4", true)]).toEqual(["error", "info"]);
});

test("each page stands at a place of its own", () => {
  expect(pagerSlot("I1", "pd", "k")).not.toBe(pagerSlot("I1", "pd", "l"));
  expect(pagerSlot(null, "pd", "k")).toBe("call/pager/pd/k");
});
