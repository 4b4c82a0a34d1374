import { describe, expect, test } from "vitest";
import { peopleIn, strangerIn } from "../../src/out/who-is-who.ts";

const known = new Map([
  ["alice@example.com", "U0ALICE00"],
  ["p1abc", "U0BOB0000"],
  ["anna", "U0ANNA000"],
  ["anna maria", "U0MARIA00"],
]);
const inSlack = async (email: string) => (email.toLowerCase() === "zoe@example.com" ? "U0ZOE0000" : null);
const who = (names: string[], text?: string) =>
  peopleIn({ role: "primary", names, text, from: 0, until: 1 }, known, inSlack);

describe("who a shift names", () => {
  test.each([
    [["Alice@Example.com", "P9"], "U0ALICE00"],
    [["nobody@example.com", "P1ABC"], "U0BOB0000"],
    [["P9", "U012AB3CD"], "U012AB3CD"],
    [["P9", "zoe@example.com"], "U0ZOE0000"],
  ])("by its names %j", async (names, id) => {
    expect(await who(names)).toEqual([id]);
  });

  test.each([
    ["On call: Anna", ["U0ANNA000"]],
    ["anna maria", ["U0MARIA00"]],
    ["Anna Maria, and Anna", ["U0MARIA00", "U0ANNA000"]],
    ["Ops_main: alice@example.com", ["U0ALICE00"]],
    ["zoe@example.com (L1)", ["U0ZOE0000"]],
    ["shift of U012AB3CD", ["U012AB3CD"]],
  ])("by its words %j", async (text, ids) => {
    expect(await who([], text)).toEqual(ids);
  });

  test.each(["Annabel", "hannah", "xalice@example.com", "alice@example.com.au", "somebody else", ""])(
    "is nobody for %j: it is never guessed",
    async (text) => {
      expect(await who([], text)).toEqual([]);
      expect(await who([text])).toEqual([]);
    },
  );

  test("a stranger is called by the first name, cut to what can be shown", () => {
    const shift = { role: "primary" as const, from: 0, until: 1 };
    expect(strangerIn({ ...shift, names: ["dave@example.com", "P1"] })).toBe("dave@example.com");
    expect(strangerIn({ ...shift, names: [], text: "x".repeat(99) })).toHaveLength(60);
    expect(strangerIn({ ...shift, names: [] })).toBe("somebody without a name");
  });
});
