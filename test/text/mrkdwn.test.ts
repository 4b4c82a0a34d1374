import fc from "fast-check";
import { expect, test } from "vitest";
import { bold, channel, code, group, italic, line, link, person } from "../../src/text/card.ts";
import { toMrkdwn } from "../../src/text/mrkdwn.ts";

test("a line in all its pieces", () => {
  const said = line`${bold("SEV1")} ${italic("now")} ${code("a < b")} by ${person("U1")} of ${group("S1")} in ${channel("C1")}, round ${3}: ${link("page", "https://ok.test/a|b")}`;
  expect(toMrkdwn(said, 500)).toBe(
    "*SEV1* _now_ `a &lt; b` by <@U1> of <!subteam^S1> in <#C1>, round 3: <https://ok.test/a%7Cb|page>",
  );
});

test("what does not fit is cut outside of entities, and styles are closed", () => {
  const said = ["ab ", person("U123"), " & ", bold("cd ef")];
  const whole = toMrkdwn(said, 100);
  expect(whole).toBe("ab <@U123> &amp; *cd ef*");
  const cuts = Array.from({ length: whole.length + 1 }, (_, most) => toMrkdwn(said, most));
  expect([0, 1, 3, 10, 11, 15, 17, 18, 20, 22, 24].map((most) => cuts[most])).toEqual([
    "",
    "…",
    "ab…",
    "ab…",
    "ab <@U123>…",
    "ab <@U123>…",
    "ab <@U123> &amp;…",
    "ab <@U123> &amp;…",
    "ab <@U123> &amp;…",
    "ab <@U123> &amp; *cd*…",
    whole,
  ]);
});

test("a cut leaves whole characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(40), (text, most) => {
      const cut = toMrkdwn(text, most);
      expect(cut.length).toBeLessThanOrEqual(most);
      expect(cut.isWellFormed()).toBe(true);
    }),
  );
});

test("control characters and halves of characters are left out", () => {
  expect(toMrkdwn("a\u0000b\u0007\tc\r\nd\uD800", 100)).toBe("ab c\nd\uFFFD");
});
