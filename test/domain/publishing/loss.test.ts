import { expect, test } from "vitest";
import { lossesAt, type ToPublish } from "../../../src/domain/publishing/loss.ts";
import type { Capabilities } from "../../../src/domain/publishing/providers.ts";
import { aProvider } from "../../kit/providers.ts";

const post: ToPublish = {
  text: "[INVESTIGATING] Gateway — slow\nPosted: now",
  components: [{ name: "Gateway (HTTP liveness)", status: "partial-outage" }],
  again: true,
  others: 1,
};
const can = (own: Partial<Capabilities>) => aProvider("one", { can: { ...aProvider("one").can, ...own } });

test("a provider that can do everything loses nothing", () => {
  expect(lossesAt(aProvider("one"), post)).toEqual([]);
});

test.each<[Partial<Capabilities>, string]>([
  [{ several: false }, "it shows one notice at a time, in which this stands together with the others of ours"],
  [{ timeline: false }, "its updates stand in one text there"],
  [{ stages: false }, "the stage stands in the text alone"],
  [{ titleMost: 10 }, "the title is cut after 10 of its 30 characters"],
  [{ textMost: 20 }, "the text is cut after 20 of its 42 characters"],
  [{ components: "none" }, "components have no status there"],
  [{ lossy: { "partial-outage": "degraded" } }, "partial-outage shows as degraded"],
])("%o is told", (own, loss) => {
  expect(lossesAt(can(own), post)).toEqual([loss]);
});

test("what it does not know is told; what only it cannot do with the first post alone, and once", () => {
  const cannot = ["It shows no times.", "Stages stand in the text alone.", "A maintenance is never cancelled there."];
  const provider = aProvider("one", { components: [], cannot, can: { ...aProvider("one").can, stages: false } });
  expect(lossesAt(provider, { ...post, again: false })).toEqual([
    "it does not know Gateway (HTTP liveness)",
    "it shows no times",
    "stages stand in the text alone",
  ]);
  expect(lossesAt(provider, post)).toEqual([
    "the stage stands in the text alone",
    "it does not know Gateway (HTTP liveness)",
  ]);
});

test("of many that it does not know three are named", () => {
  const components = ["A", "B", "C", "D", "E"].map((name) => ({ name, status: "degraded" }) as const);
  expect(lossesAt(aProvider("one", { components: [] }), { ...post, components })).toEqual([
    "it does not know A, B, C and 2 more",
  ]);
});

test("whoever pastes the text is told that, and how long it may be", () => {
  const can = { ...aProvider("one").can, stages: false, timeline: false, textMost: 20 };
  expect(lossesAt(aProvider("one", { byHand: true, components: [], can }), post)).toEqual([
    "somebody has to paste the text there",
    "the text is cut after 20 of its 42 characters",
  ]);
});

test("a first post with nothing else open loses no earlier one", () => {
  expect(lossesAt(can({ several: false, timeline: false }), { ...post, again: false, others: 0 })).toEqual([]);
});
