import { expect, test } from "vitest";
import { bold, channel, code, group, italic, line, link, person } from "../../src/text/card.ts";
import { toPlain, toPlainLine } from "../../src/text/plain.ts";

test("a card as plain text, with names for ids where they are known", () => {
  const names: Record<string, string> = { U1: "ada", C1: "inc-1" };
  const text = toPlain(
    {
      summary: "unused",
      blocks: [
        { type: "heading", text: "#12 · SEV1" },
        {
          type: "text",
          line: line`${bold(["a ", italic("b")])} ${code("<c>")} ${person("U1")} ${channel("C1")} ${group("S1")}`,
        },
        { type: "divider" },
        { type: "facts", facts: [{ label: "Stage", value: "IDENTIFIED" }] },
        { type: "list", items: ["one", link("two", "https://ok.test")] },
        { type: "quote", text: "said\nso" },
        { type: "code", text: "$ ls" },
        { type: "note", line: " " },
        {
          type: "buttons",
          buttons: [
            { label: "Ack", verb: "ack" },
            { label: "Page", url: "https://ok.test" },
          ],
        },
      ],
    },
    (id) => names[id] ?? id,
  );
  expect(text).toBe(
    "#12 · SEV1\na b <c> @ada #inc-1 @S1\nStage: IDENTIFIED\n- one\n- two (https://ok.test)\nsaid\nso\n$ ls\nPage: https://ok.test",
  );
});

test("an empty card is its summary; signs that reorder a line are left out everywhere", () => {
  expect(toPlain({ summary: "Still \u202Ehere", blocks: [] })).toBe("Still here");
  expect(toPlainLine(["a\u2066", code("\u202Eb"), link("", "https://ok.test")])).toBe("abhttps://ok.test");
});
