import { describe, expect, test } from "vitest";
import { pageModule } from "./module.ts";

interface Offer {
  from: number;
  to: number;
  items: { insert: string; label: string }[];
  help?: string;
}
const { commandOffer, wordOffer, usagesOf } = (await pageModule("completions.js")) as {
  commandOffer: (text: string, commands: object[]) => Offer | undefined;
  wordOffer: (text: string, caret: number, known: object) => Offer | undefined;
  usagesOf: (command: object) => string[];
};

const incident = {
  command: "/incident",
  description: "Declare and run incidents",
  usage_hint: "declare sev1|sev2 <title> | ack | update | resolve <root cause>",
};
const inserts = (text: string) => commandOffer(text, [incident])?.items.map(({ insert }) => insert);

describe("slash commands", () => {
  test("a hint is parted where its bars stand free, and everywhere where none does", () => {
    expect(usagesOf(incident)).toEqual(["declare sev1|sev2 <title>", "ack", "update", "resolve <root cause>"]);
    expect(usagesOf({ ...incident, usage_hint: "status|list" })).toEqual(["status", "list"]);
  });

  test("what is typed narrows the offer, in any case; only what can be typed as it stands is put in", () => {
    expect(inserts("/")).toEqual(["/incident declare ", "/incident ack ", "/incident update ", "/incident resolve "]);
    expect(inserts("/INCIDENT De")).toEqual(["/incident declare "]);
  });

  test("beyond the known words it shows the usage, and offers nothing to put in", () => {
    expect(commandOffer("/incident declare sev1 Gateway", [incident])).toMatchObject({
      items: [],
      help: "/incident declare sev1|sev2 <title>",
    });
  });

  test("it stays quiet for other commands, plain text and several lines", () => {
    expect(commandOffer("/poll", [incident])).toBeUndefined();
    expect(commandOffer("incident", [incident])).toBeUndefined();
    expect(commandOffer("/incident note a\nb", [incident])).toBeUndefined();
  });
});

describe("names", () => {
  const known = {
    people: [{ name: "alice", real_name: "Alice Martin" }],
    channels: [{ name: "incidents" }],
    emoji: { fire: "F" },
  };
  test("people, channels and emoji at the caret", () => {
    expect(wordOffer("ask @al", 7, known)).toMatchObject({ from: 4, to: 7, items: [{ insert: "@alice " }] });
    expect(wordOffer("see #inc", 8, known)?.items).toMatchObject([{ insert: "#incidents " }]);
    expect(wordOffer(":fi", 3, known)?.items).toMatchObject([{ insert: ":fire: " }]);
  });
  test("not inside a word, nor for a single letter after a colon", () => {
    expect(wordOffer("mail@al", 7, known)).toBeUndefined();
    expect(wordOffer(":f", 2, known)).toBeUndefined();
    expect(wordOffer("at 12:30", 8, known)).toBeUndefined();
  });
});
