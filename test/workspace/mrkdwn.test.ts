import fc from "fast-check";
import { expect, test } from "vitest";
import { escapedCommand, escapeForeign, typed } from "../../src/workspace/mrkdwn.ts";
import type { Channel, User } from "../../src/workspace/things.ts";

const names = {
  users: [{ id: "U1", name: "bob" }] as User[],
  channels: [{ id: "C1", name: "general" }] as Channel[],
};

test("mentions, special words and links stay, everything else is escaped", () => {
  const kept = "<@U1> <#C1|general> <!here> <!subteam^S1> <https://a.example/?x=1|a> <!date^1^{date}|then>";
  expect(escapeForeign(kept)).toBe(kept);
  expect(escapeForeign("a<b> & <script> 1>0")).toBe("a&lt;b&gt; &amp; &lt;script&gt; 1&gt;0");
});

test("escaping twice is escaping once", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const once = escapeForeign(text);
      expect(escapeForeign(once)).toBe(once);
    }),
  );
});

test("no text a person types can leave a bare angle bracket that is part of no mention", () => {
  const word = fc.constantFrom("<", ">", "&", "@bob", "@nobody", "#general", " ", "x", "!here", "|");
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const rest = typed(words.join(""), names).replace(/<(?:@U1|#C1|!here)[^<>]*>/g, "");
      expect(rest).not.toMatch(/[<>]/);
    }),
  );
});

test("a person's names become mentions, and only those that exist", () => {
  expect(typed("@bob, #general (@bob) @here me@bob @nobody", names)).toBe(
    "<@U1>, <#C1|> (<@U1>) <!here> me@bob @nobody",
  );
});

test("a command with should_escape carries ids with their names, and links in brackets", () => {
  expect(escapedCommand("ask @bob in #general #12 https://a.example & <b>", names)).toBe(
    "ask <@U1|bob> in <#C1|general> #12 <https://a.example> & <b>",
  );
});
