import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { everyoneCalled, type KnownPerson, whoIs } from "../../src/in/persons.ts";

const known: KnownPerson[] = [
  { id: "U1", names: ["bob", "Bob Fischer"] },
  { id: "U2", names: ["dana.k", "Dana Kovač"] },
  { id: "U3", names: ["dana.w", "Dana Weiß"] },
  { id: "U4", names: ["bobby", "Robert Stein"] },
  { id: "U5", names: ["erin@example.com"] },
];
const problemOf = (said: string) => {
  const found = whoIs(said, known);
  return typeof found === "string" ? `${found} is meant` : found.problem;
};

describe("a name", () => {
  test.each([
    ["bob", "U1"],
    ["@bob", "U1"],
    [" BOB ", "U1"],
    ["Bob Fischer", "U1"],
    ["bob  fischer", "U1"],
    ["dana.k", "U2"],
    ["dana kovač", "U2"],
    ["Robert", "U4"],
    ["erin", "U5"],
    ["erin@example.com", "U5"],
  ])("%s is a person", (said, id) => {
    expect(whoIs(said, known)).toBe(id);
  });

  test("of several names them, and is nobody's", () => {
    expect(problemOf("dana")).toBe(
      '"dana" may be @dana.k (Dana Kovač) or @dana.w (Dana Weiß). Mention the one you mean with @.',
    );
    const crowd = Array.from({ length: 8 }, (_, n) => ({ id: `U${n}`, names: [`kim${n}`, "Kim Lee"] }));
    expect(whoIs("kim", crowd)).toMatchObject({
      problem: expect.stringContaining("@kim4 (Kim Lee), or one of 3 more."),
    });
  });

  test("of nobody offers who may have been meant, and otherwise says what to do", () => {
    expect(problemOf("fischr")).toContain("is nobody that Sitrep knows by name. Mention the person with @");
    expect(problemOf("bobx")).toContain("Did you mean `bob`? Mention the person with @, or say `me`.");
    expect(problemOf("x".repeat(500)).length).toBeLessThan(200);
  });

  test("is found for everybody who is called by one that nobody else has", () => {
    const name = fc.stringMatching(/^[a-z]{2,8}( [a-z]{2,8})?$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), (names) => {
        const people = names.map((one, n) => ({ id: `U${n}`, names: [one] }));
        for (const [n, one] of names.entries()) expect(whoIs(one.toUpperCase(), people)).toBe(`U${n}`);
        const elsewhere = whoIs(`${names.join("")}-`, people);
        expect(elsewhere).not.toBeTypeOf("string");
      }),
    );
  });
});

test("names of the configuration are added to those that Slack knows", () => {
  const called = new Map([
    ["robert@example.com", "U4"],
    ["zoe", "U9"],
  ]);
  const all = everyoneCalled(known, called);
  expect(all).toHaveLength(known.length + 1);
  expect(whoIs("robert@example.com", all)).toBe("U4");
  expect(whoIs("zoe", all)).toBe("U9");
  expect(everyoneCalled(known)).toEqual(known);
});
