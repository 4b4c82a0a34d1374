import fc from "fast-check";
import { expect, test } from "vitest";
import type { Asked, Command } from "../../../src/in/command.ts";
import { chosenIn, sentAs } from "../../../src/in/options.ts";
import { type Choices, labelsOf, menuOf } from "../../../src/in/slack/options.ts";

const listed = (choices: Choices) =>
  "options" in choices ? choices.options : choices.option_groups.flatMap(({ options }) => options);

/** Names as people give them, many of them alike for long: of any script, with emoji, of any length. */
const piece = fc.string({ unit: "grapheme", maxLength: 60 });
const alike = fc.constantFrom(
  "",
  "Payments in all regions ".repeat(5),
  "サービス".repeat(20),
  "🟥".repeat(37),
  "x".repeat(75),
);
const names = fc.array(
  fc.tuple(alike, piece, alike).map((parts) => parts.join("")),
  { minLength: 1, maxLength: 30 },
);

/** A command with one menu of these values. */
const commandWith = (values: readonly string[]) =>
  ({
    fields: { component: { input: "choice", options: () => values.map((value) => ({ value, label: value })) } },
  }) as unknown as Command;

test("whatever the names: labels are told apart and short, and what is sent back is the very one", () => {
  fc.assert(
    fc.property(names, (given) => {
      const unique = [...new Set(given)].filter((name) => name !== "");
      const { choices, left } = menuOf(
        unique.map((value) => ({ value, label: value })),
        [],
      );
      const options = listed(choices);
      expect([options.length, left]).toEqual([unique.length, 0]);
      const labels = options.map(({ text }) => text.text);
      expect(new Set(labels).size).toBe(unique.length);
      for (const label of labels) expect(label.length > 0 && label.length <= 75 && label.isWellFormed()).toBe(true);
      const sent = options.map(({ value }) => value);
      expect(new Set(sent).size).toBe(unique.length);
      for (const one of sent) expect(one.length > 0 && one.length <= 75 && one.isWellFormed()).toBe(true);
      const back = sent.map((component) => chosenIn(commandWith(unique), { component }, {} as Asked).component);
      expect(back).toEqual(unique);
    }),
    { numRuns: 300 },
  );
});

test("the same label many times is numbered", () => {
  const labels = labelsOf(Array(20).fill("y".repeat(90)));
  expect(new Set(labels).size).toBe(20);
  expect(labels.every(({ length }) => length <= 75)).toBe(true);
  expect(labelsOf(["a", "a", "a (2)", "", " "])).toEqual(["a", "a (2)", "a (2) (2)", "(no name)", "(no name) (2)"]);
});

test("a difference far behind is shown, and a name that is alone keeps its beginning", () => {
  const start = "The gateway of all our customers in every region of the world, by its long name: ";
  expect(labelsOf([`${start}read`, `${start}write`, `Mail ${"x".repeat(90)}`])).toEqual([
    "The gateway of all our c… every region of the world, by its long name: read",
    "The gateway of all our c…every region of the world, by its long name: write",
    `Mail ${"x".repeat(69)}…`,
  ]);
});

test("what is short is sent as it is; what nobody offers stays what was typed", () => {
  expect(sentAs("Gateway")).toBe("Gateway");
  const command = commandWith(["Gateway", "z".repeat(80)]);
  const meant = (component: string | string[]) => chosenIn(command, { component, other: "x" }, {} as Asked);
  expect(meant("Gate")).toEqual({ component: "Gate", other: "x" });
  expect(meant([sentAs("z".repeat(80)), "Gateway"])).toEqual({ component: ["z".repeat(80), "Gateway"], other: "x" });
});

test("a thousand go into groups of a hundred; beyond what a form may weigh, what is chosen comes first", () => {
  const menu = (count: number, chosen: string[]) =>
    menuOf(
      Array.from({ length: count }, (_, index) => ({ value: `Component ${index}`, label: `Component ${index}` })),
      chosen,
    );
  const thousand = menu(1_000, []);
  expect(thousand.left).toBe(0);
  expect("option_groups" in thousand.choices && thousand.choices.option_groups.length).toBe(10);
  const tooMany = menu(9_000, ["Component 8999"]);
  expect(tooMany.left).toBeGreaterThan(0);
  expect(tooMany.of("Component 8999")?.value).toBe("Component 8999");
  expect(listed(tooMany.choices).at(-1)?.value).toBe("Component 8999");
  expect(Buffer.byteLength(JSON.stringify(tooMany.choices))).toBeLessThan(200_000);
  expect("options" in menu(100, []).choices).toBe(true);
});
