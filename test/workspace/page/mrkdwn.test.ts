import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pageModule } from "./module.ts";

interface Piece {
  kind: string;
  text?: string;
  inside?: Piece[];
  [more: string]: unknown;
}
const { parseMrkdwn } = (await pageModule("mrkdwn.js")) as { parseMrkdwn: (text: string) => Piece[] };

const words = (pieces: Piece[]): string =>
  pieces.map((piece) => (piece.kind === "break" ? "\n" : (piece.text ?? words(piece.inside ?? [])))).join("");

describe("what Slack shows", () => {
  test("bold, italic and strike, also around links and code", () => {
    expect(parseMrkdwn("*a b* _c_ ~d~")).toEqual([
      { kind: "bold", inside: [{ kind: "text", text: "a b" }] },
      { kind: "text", text: " " },
      { kind: "italic", inside: [{ kind: "text", text: "c" }] },
      { kind: "text", text: " " },
      { kind: "strike", inside: [{ kind: "text", text: "d" }] },
    ]);
    expect(parseMrkdwn("*<https://example.org/a_b|x>*")).toEqual([
      { kind: "bold", inside: [{ kind: "link", url: "https://example.org/a_b", text: "x" }] },
    ]);
    expect(parseMrkdwn("*`x*y`*")).toEqual([{ kind: "bold", inside: [{ kind: "code", text: "x*y" }] }]);
  });

  test("marks inside of words, alone, or next to spaces stay what they are", () => {
    for (const text of ["snake_case_name", "2 * 3 * 4", "a*b*c", "**", "* a *", "~", "`"]) {
      expect(words(parseMrkdwn(text))).toBe(text);
      expect(parseMrkdwn(text).every(({ kind }) => kind === "text")).toBe(true);
    }
  });

  test("mentions, dates and emoji", () => {
    expect(parseMrkdwn("<@U1> <#C1|general> <!here> <!subteam^S1|@sre> :fire:")).toMatchObject([
      { kind: "user", id: "U1" },
      {},
      { kind: "channel", id: "C1", label: "general" },
      {},
      { kind: "broadcast", name: "here" },
      {},
      { kind: "group", id: "S1", label: "@sre" },
      {},
      { kind: "emoji", name: "fire" },
    ]);
    expect(parseMrkdwn("<!date^1795270800^{date_short} at {time}|soon>")).toEqual([
      { kind: "date", seconds: 1795270800, pattern: "{date_short} at {time}", url: undefined, fallback: "soon" },
    ]);
  });

  test("quotes end with their line, or hold all that follows", () => {
    expect(parseMrkdwn("&gt; a\nb")).toEqual([
      { kind: "quote", inside: [{ kind: "text", text: "a" }] },
      { kind: "text", text: "b" },
    ]);
    expect(parseMrkdwn("&gt;&gt;&gt;a\nb")).toHaveLength(1);
  });

  test("code shows what was typed, entities as their words", () => {
    expect(parseMrkdwn("```\na &lt;b&gt;\n  c```")).toEqual([{ kind: "pre", text: "a <b>\n  c" }]);
    expect(parseMrkdwn("`*no* :fire:`")).toEqual([{ kind: "code", text: "*no* :fire:" }]);
  });
});

describe("what must not happen", () => {
  test("an address that could run something is no link", () => {
    for (const url of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"])
      expect(parseMrkdwn(`<${url}|click>`)).toEqual([{ kind: "text", text: "click" }]);
  });

  test("no text of a person is lost or makes the page fall over", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."ab *_~`\n:.1é"), maxLength: 60 });
    fc.assert(
      fc.property(letters, (text) => {
        const bare = (one: string) => one.replace(/[*_~`\n:]/g, "");
        const shown = words(parseMrkdwn(text)) + parseMrkdwn(text).map(named).join("");
        expect([...bare(shown)].sort().join("")).toBe([...bare(text)].sort().join(""));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."<>@#!^|&;UC a*`"), maxLength: 40 }), (text) => {
        expect(Array.isArray(parseMrkdwn(text))).toBe(true);
      }),
    );
  });
});

/** The names of emoji, at any depth: `:a:` is shown as a picture and so holds no text. */
const named = (piece: Piece): string =>
  piece.kind === "emoji" ? String(piece.name) : (piece.inside ?? []).map(named).join("");
