import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { condition, path, worth } from "../../src/in/mapping.ts";

const body = {
  team: "shop",
  events: [
    {
      name: "Disk",
      host: { name: "db-1", "odd key": "x" },
      tags: ["a", "b"],
      size: 91.5,
      up: false,
      id: "1",
      leftover: "{{ .x }}",
      none: null,
    },
    { name: "Net" },
  ],
};
const part = { $: body.events[0], $body: body };
const words = (
  one: { safeParse(value: unknown): { error?: { issues: { message: string }[] } | undefined } },
  value: unknown,
) => one.safeParse(value).error?.issues[0]?.message;

describe("a path", () => {
  test.each<[string, unknown]>([
    ["$", body.events[0]],
    ["$.name", "Disk"],
    ["$.host.name", "db-1"],
    ['$.host["odd key"]', "x"],
    ["$.tags[1]", "b"],
    ["$.tags[9]", undefined],
    ["$.tags.length", undefined],
    ["$.name.length", undefined],
    ["$.constructor", undefined],
    ["$.__proto__.x", undefined],
    ["$.nobody.nothing", undefined],
    ["$body.team", "shop"],
    ["$body.events[1].name", "Net"],
  ])("%s finds what stands there", (written, value) => {
    expect(path.parse(written)(part)).toEqual(value);
  });

  test.each(["name", "$name", "$.", "$.a..b", "$[x]", "$.a[", "$ .a", "$bodyx", "$.a b"])("%s is none", (written) => {
    expect(words(path, written)).toContain("is not a path");
  });
});

describe("what a thing comes to", () => {
  test.each<[unknown, string | null]>([
    ["$.name", "Disk"],
    ["$.size", "91.5"],
    ["$.up", "false"],
    ["$.tags", "a, b"],
    ["$.leftover", null],
    ["$.none", null],
    ["$.nothing", null],
    ["shop", "shop"],
    [5, "5"],
    ["{$.host.name}: {$.name}", "db-1: Disk"],
    ["{$.nothing}: {$.name}", ": Disk"],
    ["{$.nothing}{$.none}", null],
    ["{$body.team}/{$.tags[0]}", "shop/a"],
    ["{not a path} {$.name}", "{not a path} Disk"],
    ["costs {$.size} $", "costs 91.5 $"],
  ])("%j is %j", (written, value) => {
    expect(worth.parse(written)(part)).toBe(value);
  });

  test("what begins like a path has to be one", () => {
    expect(words(worth, "$nam")).toContain("is not a path");
    expect(words(worth, "$5 more")).toContain("is not a path");
  });
});

describe("a condition", () => {
  test.each<[unknown, boolean]>([
    [{ path: "$.name", in: "disk" }, true],
    [{ path: "$.name", in: ["net", "DISK"] }, true],
    [{ path: "$.up", in: [false] }, true],
    [{ path: "$.size", in: [91.5] }, true],
    [{ path: "$.name", in: ["dis"] }, false],
    [{ path: "$.nothing", in: ["undefined", "null"] }, false],
  ])("%j is %j", (written, holds) => {
    expect(condition.parse(written)(part)).toBe(holds);
  });

  test("needs a path and words", () => {
    expect(condition.safeParse({ path: "$.a" }).success).toBe(false);
    expect(condition.safeParse({ path: "$.a", in: [] }).success).toBe(false);
    expect(condition.safeParse({ path: "a", in: ["x"] }).success).toBe(false);
    expect(condition.safeParse({ path: "$.a", in: ["x"], is: "x" }).success).toBe(false);
  });
});

test("whatever a sender writes, a mapping finds text or nothing, and does not break", () => {
  const finders = ["$.a", "$.a.b", "$.a[0]", "{$.a} {$body.a.b}"].map((written) => worth.parse(written));
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), ($, $body) => {
      for (const find of finders) {
        const found = find({ $, $body });
        expect(found === null || typeof found === "string").toBe(true);
      }
    }),
  );
});
