import { expect, test } from "vitest";
import { mendingOf } from "../../src/out/mending.ts";
import { anIncidentNotice } from "./providers/desk.ts";

const notice = anIncidentNotice(2);
const [first, second] = notice.updates as [(typeof notice.updates)[number], (typeof notice.updates)[number]];
const posts = [
  { update: first.id, theirs: "a" },
  { update: second.id, theirs: "b" },
];
const how = { render: ({ text }: { text: string }) => text, canRewrite: true };
const there = (...texts: [string, string][]) => texts.map(([id, text]) => ({ id, text }));

test("what stands as it should needs nothing, whatever became of its white space", () => {
  const theirs = there(["a", first.text], ["b", `  ${second.text.replaceAll("\n", " ")}`]);
  expect(mendingOf(notice, { posts }, theirs, how)).toEqual({ rewrite: [], again: false });
});

test("texts that somebody changed are rewritten, each where it stands", () => {
  const theirs = there(["a", "Other words."], ["b", "All is well."]);
  expect(mendingOf(notice, { posts }, theirs, how)).toEqual({
    rewrite: [
      { update: first, theirs: "a" },
      { update: second, theirs: "b" },
    ],
    again: false,
  });
});

test.each<[string, [string, string][]]>([
  ["deleted", [["a", first.text]]],
  [
    "no longer the newest",
    [
      ["a", first.text],
      ["b", second.text],
      ["c", "Ours."],
    ],
  ],
  ["gone with all others", []],
])("a newest one that is %s is posted again", (_what, texts) => {
  expect(mendingOf(notice, { posts }, there(...texts), how)).toEqual({ rewrite: [], again: true });
});

test("where texts cannot be changed, only the newest is posted again", () => {
  const changed = { ...how, canRewrite: false };
  const theirs = there(["a", "Other words."], ["b", second.text]);
  expect(mendingOf(notice, { posts }, theirs, changed)).toEqual({ rewrite: [], again: false });
  const both = there(["a", first.text], ["b", "All is well."]);
  expect(mendingOf(notice, { posts }, both, changed)).toEqual({ rewrite: [], again: true });
});
