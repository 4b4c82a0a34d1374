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
  [{ several: false }, "it shows one notice at a time, and this takes the place of the other"],
  [{ timeline: false }, "its earlier updates are not kept there, the newest text takes their place"],
  [{ stages: false }, "the stage stands in the text alone"],
  [{ titleMost: 10 }, "the title is cut after 10 of its 30 characters"],
  [{ textMost: 20 }, "the text is cut after 20 of its 42 characters"],
  [{ components: "none" }, "components have no status there"],
  [{ lossy: { "partial-outage": "degraded" } }, "partial-outage shows as degraded"],
])("%o is told", (own, loss) => {
  expect(lossesAt(can(own), post)).toEqual([loss]);
});

test("what it does not know, what has to be pasted and what only it cannot do are told", () => {
  const provider = aProvider("one", { components: [], byHand: true, cannot: ["It shows no times."] });
  expect(lossesAt(provider, post)).toEqual([
    "somebody has to paste the text there",
    "it does not know Gateway (HTTP liveness)",
    "It shows no times",
  ]);
});

test("a first post with nothing else open loses no earlier one", () => {
  expect(lossesAt(can({ several: false, timeline: false }), { ...post, again: false, others: 0 })).toEqual([]);
});
