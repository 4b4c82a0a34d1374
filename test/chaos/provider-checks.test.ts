import { expect, test } from "vitest";
import { providers } from "../../scripts/chaos/checks/published.ts";
import type { Scene } from "../../scripts/chaos/checks/scene.ts";
import type { ProviderRecord } from "../../scripts/chaos/providers.ts";

const texts = ["[INVESTIGATING] Gateway zq1x", "[RESOLVED] Gateway zq2x"];
const words = { operational: "up", "major-outage": "down" };

/** One incident that is over, at a provider with a timeline and at one with a single text: all is well. */
function well(): Scene {
  const incident = { number: 1, published: true, resolvedAt: 5, closure: null };
  const shown = (own: string[]) => [{ kind: "incident" as const, title: "Gateway", open: false, texts: own }];
  const list: ProviderRecord = {
    name: "list",
    timeline: true,
    shown: shown([...texts]),
    components: { Gateway: { is: "up", words } },
  };
  const single: ProviderRecord = {
    name: "single",
    timeline: false,
    shown: shown([texts.toReversed().join("\n")]),
    components: {},
  };
  return {
    incidents: [{ incident, updates: texts.map((text) => ({ audience: "public", text })), timeline: [] }],
    providers: [list, single],
    page: new Map([["Gateway", "operational"]]),
  } as unknown as Scene;
}

const wrong = (mishap: (list: ProviderRecord, single: ProviderRecord, scene: Scene) => void) => {
  const scene = well();
  mishap(scene.providers[0] as ProviderRecord, scene.providers[1] as ProviderRecord, scene);
  return providers(scene)
    .flatMap(({ violations }) => violations)
    .join("\n");
};

test("where all is well, nothing is found", () => {
  expect(wrong(() => {})).toBe("");
  expect(providers(well()).filter(({ looked }) => looked > 0)).toHaveLength(5);
});

test.each<[string, Parameters<typeof wrong>[0], RegExp]>([
  ["an update is lost", (list) => void list.shown[0]?.texts.pop(), /^lost: .* #1 stands 0 times at list/],
  ["a notice stands twice", (list) => void list.shown.push(...list.shown), /^doubled: .* 2 times at list/],
  ["an update stands twice", (list) => void list.shown[0]?.texts.unshift(texts[0] ?? ""), /^out of order: #1 has 3/],
  ["updates are out of order", (list) => void list.shown[0]?.texts.reverse(), /^out of order: #1 has 2/],
  ["it was left open", (list) => void Object.assign(list.shown[0] ?? {}, { open: true }), /#1 is open at list/],
  [
    "the newest text is missing",
    (_list, single) => void Object.assign(single.shown[0] ?? {}, { texts: [texts[0]] }),
    /^lost: .* at single/,
  ],
  [
    "a component was left behind",
    (list) => void Object.assign(list.components, { Gateway: { is: "down", words } }),
    /Gateway is down at list, and operational on the page/,
  ],
  [
    "something is there that nobody published",
    (list) => void list.shown.push({ kind: "incident", title: "Secret", open: false, texts: ["words of a room"] }),
    /nobody published "Secret" at list/,
  ],
])("it is found that %s", (_what, mishap, words) => {
  expect(wrong(mishap)).toMatch(words);
});
