import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold } from "../../../src/text/guard/fold.ts";
import { plainly, readings } from "../../../src/text/guard/normalise.ts";

const texts = (text: string) => readings(text).map((reading) => reading.text);

describe("a text is read", () => {
  test("as it stands, when nothing hides in it", () => {
    expect(texts("Requests fail (HTTP 503) — see x_y.")).toEqual(["Requests fail (HTTP 503) - see x_y."]);
  });

  test("without markup, and with gaps and addresses in its place", () => {
    expect(texts("a **b**c")).toEqual(["a bc", "a   b  c"]);
    expect(texts("x[tr](https://a.internal/)ace")).toEqual(["xtrace", "x[tr](https://a.internal/)ace"]);
    expect(texts("x<https://a.internal|tr>ace > 1")).toEqual(["xtrace > 1", "x<https://a.internal|tr>ace > 1"]);
    expect(texts('<b class="a.internal">tr</b>ace')).toEqual(["trace", '<b class="a.internal">tr</b>ace']);
    expect(texts("tr<!-- x -->ace")).toEqual(["trace", "tr<!-- x -->ace"]);
    expect(texts("tr\u200b\u00adace")).toEqual(["trace", "tr  ace"]);
  });

  test("across a single line break too, and not across a blank line", () => {
    expect(texts("tr\nace")).toEqual(["tr\nace", "trace"]);
    expect(texts("tr  \r\n> ace")).toEqual(["tr\nace", "trace"]);
    expect(texts("tr\n\nace")).toEqual(["tr\n\nace"]);
    expect(texts("\ntrace\n")).toEqual(["\ntrace\n"]);
  });

  test("with what stands for a character as that character", () => {
    expect(plainly("gk&#95;a &#x5f; &lowbar; &amp;#95; &amp;lowbar; %5F \\u005f \\_")).toBe("gk_a _ _ _ _ _ _ _");
    expect(plainly("&unknown; &#1; 5%25 100% &#1114112;")).toBe("&unknown;   5% 100% &#1114112;");
    expect(plainly("ｇｋ＿ 𝐠𝐤 ⓖⓚ gк ĝk̲ ٣ ½ ﬁ")).toBe("gk_ gk gk gk gk 3 1/2 fi");
  });

  test("and what is no markup stays", () => {
    expect(plainly("a < b > c, x[1] and [.] or 2 | 3, <@U1> <!here> #1")).toBe(
      "a < b > c, x[1] and [.] or 2 | 3, <@U1> <!here> #1",
    );
  });
});

test("far from a break nothing is read a second time", () => {
  const line = "word ".repeat(60);
  const [, glued] = texts(`${line}tr\nace ${line}\n\n${line}x\ny`);
  expect(glued).toContain("trace");
  expect(glued?.length).toBeLessThan(400);
});

test("each character knows where it came from", () => {
  const part = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 6 }),
    fc.constantFrom(
      "**",
      "\u200b",
      "<b>",
      "</b>",
      "&#95;",
      "[a](b)",
      "\n",
      "\r\n",
      "ﬁ",
      "ｇ",
      "word ",
      "<https://a.b|c>",
      "x".repeat(90),
    ),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
      const text = parts.join("");
      for (const reading of readings(text)) {
        let last = 0;
        for (let at = 0; at < reading.text.length; at++) {
          const start = reading.startOf(at);
          const end = reading.endOf(at + 1);
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = start;
          const piece = text.slice(start, end);
          if (piece.length === 1 && /[a-z]/.test(piece)) expect(reading.text[at]).toBe(piece);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test("plain characters are read as themselves", () => {
  for (let code = 0x20; code < 0x7f; code++) {
    const sign = String.fromCharCode(code);
    expect(fold(sign)).toBe(sign);
  }
});
