import { expect, test } from "vitest";
import { refuse } from "../../src/domain/refusal.ts";
import { refusalCard } from "../../src/in/result.ts";

test("a refusal mentions the people that it speaks of, whom nobody knows by their ids", () => {
  const [block] = refusalCard(refuse("not-yours-to-take", { people: ["U012AB3CD", "U045EF6GH"] })).blocks;
  expect(JSON.stringify(block)).toContain('{"person":"U012AB3CD"},", ",{"person":"U045EF6GH"}');
  const [shift] = refusalCard(refuse("no-shift", { person: "U012AB3CD", role: "primary", when: "that day" })).blocks;
  expect(JSON.stringify(shift)).toContain('{"person":"U012AB3CD"}," has no shift');
});

test("names stay names, and what is code stays code", () => {
  expect(JSON.stringify(refusalCard(refuse("not-yours-to-take", { people: ["bob"] })).blocks)).not.toContain("person");
  expect(JSON.stringify(refusalCard(refuse("not-found", { what: "incident #9" })).blocks)).toContain('{"code":"list"}');
});
