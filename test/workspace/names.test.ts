import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameProblem } from "../../src/workspace/names.ts";
import { api, people, workspace } from "./kit.ts";

describe("the name of a channel", () => {
  test("of lower-case letters, digits, - and _ is fine, up to 80 characters", () => {
    const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789");
    const inner = fc.string({ unit: fc.constantFrom(..."abcxyz019-_"), maxLength: 79 });
    fc.assert(fc.property(letter, inner, (first, rest) => nameProblem(first + rest) === null));
  });

  test("with anything else in it is refused", () => {
    const foreign = fc.constantFrom(..."ABZ .,:;!?/\\#@&<>()'\"+*\t");
    fc.assert(fc.property(foreign, (one) => nameProblem(`inc${one}1`) === "invalid_name_specials"));
  });

  test("is checked in Slack's order: empty, too long, only punctuation, other characters", () => {
    expect(nameProblem("")).toBe("invalid_name_required");
    expect(nameProblem("   ")).toBe("invalid_name_required");
    expect(nameProblem("A".repeat(81))).toBe("invalid_name_maxlength");
    expect(nameProblem("_-_")).toBe("invalid_name_punctuation");
    expect(nameProblem("A")).toBe("invalid_name_specials");
  });

  test("may be of any script that has no capitals", () => {
    for (const name of ["störung", "障害-1", "инцидент"]) expect(nameProblem(name)).toBeNull();
  });

  test("is taken by people, reserved words, and private channels that the bot does not see", async () => {
    const slack = await workspace();
    await people(slack).post("channels", { as: "alice", name: "secret", action: "create", is_private: true });
    for (const name of ["alice", "here", "secret", "general"])
      expect((await api(slack)("conversations.create", { name })).error).toBe("name_taken");
  });
});
