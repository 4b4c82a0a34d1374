import { expect, test } from "vitest";
import { plainWords } from "../../../src/in/slack/plain-words.ts";

test.each([
  ["lead <@U123|bob>", "lead <@U123|bob>"],
  ["see <#C123|general> and <#C9>", "see #general and #C9"],
  ["ask <!subteam^S1|@sre> or <!here>", "ask @sre or @here"],
  ["open <https://x.example/a?b=1|x.example> or <https://y.example>", "open x.example or https://y.example"],
  ["a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"],
  ["&lt;@U123&gt; is text", "<@U123> is text"],
  ["1 < 2 > 0 <file> <b|c>", "1 < 2 > 0 <file> <b|c>"],
])("%s", (given, plain) => {
  expect(plainWords(given)).toBe(plain);
});
