import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTemplate, render } from "../../src/text/template.ts";
import { renderUpdate, type UpdateFacts } from "../../src/text/update.ts";
import { facts, missing, shipped } from "../templates/shipped.ts";

const fill = (source: string, fields: Record<string, unknown>, settings: Record<string, string | null> = {}) =>
  render(parseTemplate("t.md", source), { fields, settings });

test("every missing field is named at once, blank ones among them", () => {
  expect(fill("{{ a }} {{ b }} {{ c | upcase }} {% if d %}{{ d }}{% endif %}", { b: " ", c: null })).toEqual({
    missing: ["a", "b", "c"],
  });
});

test("a field that only a condition asks for may be missing", () => {
  expect(fill("x{% if a %} {{ a }}{% endif %}", {})).toEqual({ text: "x" });
});

test("what it needs is known before anything is given", () => {
  const template = parseTemplate("t.md", "---\nsettings: [s]\n---\n{{ a }} {% if b %}{{ c }}{% endif %} {{ s }}");
  expect([template.needs, template.uses]).toEqual([["a"], ["a", "b", "c", "s"]]);
});

test("a sentence whose setting is missing is left out, whole, and only it", () => {
  const source = "One. Two at {{ s }}, you see! Three?\n{{ s }}\nFour {{ s }}";
  expect(fill(source, {}, { s: null })).toEqual({ text: "One. Three?" });
  expect(fill(source, {}, { s: "x" })).toEqual({ text: "One. Two at x, you see! Three?\nx\nFour x" });
});

test("white space that conditions leave behind is tidied", () => {
  expect(fill("a  {% if no %}x{% endif %}  b \n\n\n{% if no %}x{% endif %}\n\nc\n", {})).toEqual({ text: "a b\n\nc" });
});

test("what a field holds is text, never template", () => {
  expect(fill("{{ a }}", { a: "{{ b }} {% raw %}" })).toEqual({ text: "{{ b }} {% raw %}" });
});

test("nothing beyond the given fields can be reached", () => {
  expect(() => fill("{{ a.constructor }}", { a: {} })).toThrow("t.md:1:4: undefined variable: a.constructor");
  expect(fill("{{ constructor }}", {})).toEqual({ missing: ["constructor"] });
});

test("a template that never ends does not render", () => {
  expect(() => fill("{% for i in (1..100000000) %}{{ i }}{% endfor %}", {})).toThrow(/^t\.md:1:\d+: /);
});

test("whatever people type, the fixed lines stand once, where they belong", () => {
  const words = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("a\nPosted: x", "[RESOLVED] x", "\u202Eabc", "x.", "\uE000"),
  );
  fc.assert(
    fc.property(words, words, (symptom, impact) => {
      if (missing({ symptom, impact }).length > 0) return;
      const text = renderedUnguarded({ symptom, impact });
      const lines = text.split("\n");
      expect(lines[0]).toMatch(/^\[INVESTIGATING\] Gateway \(OpenAI shape\) and 1 more — ./u);
      expect(lines[1]).toBe("Posted: 2026-11-21T09:30Z");
      expect(lines.slice(-3)).toEqual([
        "Next update by 2026-11-21T10:00Z",
        "Overall status set to: major-outage",
        "Affected components: Gateway (OpenAI shape), Gateway (Anthropic shape)",
      ]);
      expect(lines).toHaveLength(8);
    }),
  );
});

/** The words are random, so the guard may well object; that is not the question here. */
function renderedUnguarded(changes: Partial<UpdateFacts>): string {
  const text = renderUpdate(shipped, { ...facts, ...changes });
  return "text" in text ? text.text : "";
}
