import { describe, expect, test } from "vitest";
import type { Effect } from "../../../src/domain/effects.ts";
import type { ProviderStanding } from "../../../src/domain/maintenance/state.ts";
import type { ProviderTerms, Standings } from "../../../src/domain/publishing/providers.ts";
import { asStart, awaited, checkOf, heard, inWords, tellStandings } from "../../../src/domain/publishing/standing.ts";
import { syncs } from "../../../src/domain/publishing/sync.ts";
import { aProvider } from "../../kit/providers.ts";

const at = Date.parse("2026-11-21T09:30:00Z");
const about = { to: { announcement: true } as const, slots: "m1", name: "M3", subject: "maintenance/m1" as const };

function standing(said: ProviderStanding["said"], words = "", own: Partial<ProviderStanding> = {}): ProviderStanding {
  return { said, words, url: null, at, ...own };
}

const providers: ProviderTerms[] = [aProvider("one"), aProvider("two")];
const shown = (effects: Effect[]) =>
  effects.map((effect) => ("slot" in effect ? `${effect.kind} ${effect.slot}` : effect.kind));
const wordsIn = (effects: Effect[]) => JSON.stringify(effects);

describe("what a provider says", () => {
  test("is kept, with its address", () => {
    const now = heard({}, "one", { said: "there", words: "", url: "https://there.example.com" }, at);
    expect(now).toEqual({ one: standing("there", "", { url: "https://there.example.com" }) });
  });

  test("the same again is no news, and keeps the address", () => {
    const was: Standings = { one: standing("there", "", { url: "https://there.example.com" }) };
    expect(heard(was, "one", { said: "there", words: "" }, at + 1)).toBeNull();
    expect(heard(was, "one", { said: "checked", words: "" }, at + 1)?.one?.url).toBe("https://there.example.com");
  });

  test("a difference that a person left is not told again, another one is", () => {
    const was: Standings = { one: standing("left", "its title there is another") };
    expect(heard(was, "one", { said: "differs", words: "its title there is another" }, at)).toBeNull();
    expect(heard(was, "one", { said: "differs", words: "its text there was changed" }, at)).not.toBeNull();
  });
});

test("one that is late stays late until it has it", () => {
  const was: Standings = { one: standing("late", "answered 503") };
  expect(awaited(was, syncs("maintenance/m1", providers.slice(0, 1)), at + 5).one).toBe(was.one);
});

test("whoever is to paste a text is not given the same one again", () => {
  const was: Standings = { one: standing("by-hand", "paste this\nThe text") };
  const now = awaited(was, syncs("maintenance/m1", providers.slice(0, 1)), at + 5);
  expect(heard(now, "one", { said: "by-hand", words: "paste this\nThe text" }, at + 5)).toBeNull();
  const other = heard(now, "one", { said: "by-hand", words: "paste this\nAnother text" }, at + 5) ?? {};
  expect(shown(tellStandings(about, now, other, providers))).toContain("message.renew m1/provider/one");
});

test("what is sent is waited for, and nothing else", () => {
  const was: Standings = { one: standing("there"), two: standing("there") };
  const now = awaited(was, syncs("maintenance/m1", providers.slice(0, 1)), at + 5);
  expect(now.one).toEqual({ ...standing("waiting"), at: at + 5 });
  expect(now.two).toBe(was.two);
  expect(awaited(was, [], at)).toBe(was);
});

describe("what people see", () => {
  test("outside of its channel only what needs somebody, under its name", () => {
    const now: Standings = { one: standing("differs", "it is still open there"), two: standing("there") };
    const outside = { ...about, name: "#12", outside: true as const };
    const effects = tellStandings(outside, {}, now, providers);
    expect(shown(effects)).toEqual(["message.renew m1/provider/one"]);
    expect(wordsIn(effects)).toContain('"#12 · ONE shows something else: it is still open there"');
    expect(tellStandings(outside, {}, { two: standing("checked") }, providers)).toEqual([]);
  });

  test("one live message with a line for each; nothing when nothing changed", () => {
    const now: Standings = { one: standing("there"), two: standing("waiting") };
    const effects = tellStandings(about, {}, now, providers);
    expect(shown(effects)).toEqual(["message.show m1/public"]);
    expect(wordsIn(effects)).toContain("has had it since 09:30Z");
    expect(wordsIn(effects)).toContain("is being told");
    expect(tellStandings(about, now, now, providers)).toEqual([]);
  });

  test.each([
    ["refused", "no such page", ["Retry"]],
    ["differs", "its title there is another", ["Repair", "Leave"]],
    ["missing", "", ["Repair", "Leave"]],
    ["by-hand", "is kept by hand: paste this\nThe text", ["Pasted"]],
    ["late", "answered 503", ["Retry"]],
  ] as const)("%s is a message of its own, with the way out", (said, words, labels) => {
    const now: Standings = { one: standing(said, words), two: standing("there") };
    const effects = tellStandings(about, { one: standing("waiting"), two: standing("there") }, now, providers);
    expect(shown(effects)).toEqual(["message.show m1/public", "message.renew m1/provider/one"]);
    for (const label of labels) expect(wordsIn(effects)).toContain(`"label":"${label}"`);
    if (labels[0]) expect(wordsIn(effects)).toContain(`M3 ${labels[0].toLowerCase()} one`);
  });

  test("says what it is about where many are spoken of, and not in a room of its own", () => {
    const now: Standings = { one: standing("refused", "no such page") };
    expect(wordsIn(tellStandings(about, {}, now, providers))).toMatch(/reads of M3:.*M3 · ONE did not take it/);
    const room = { ...about, to: { incident: "i1" }, name: "#7" };
    expect(wordsIn(tellStandings(room, {}, now, providers))).not.toContain("#7 ·");
  });

  test("and is settled once it is well again", () => {
    const was: Standings = { one: standing("late", "answered 503") };
    const now: Standings = { one: standing("there", "", { at: at + 60_000 }) };
    const effects = tellStandings(about, was, now, providers);
    expect(shown(effects)).toEqual(["message.show m1/public", "message.settle m1/provider/one"]);
    expect(wordsIn(effects)).toContain('"line":"M3 · ONE has had it since 09:31Z."');
  });

  test("the same trouble in other words stays where it is; a new text to paste comes up again", () => {
    const told = (was: ProviderStanding, now: ProviderStanding) =>
      shown(tellStandings(about, { one: was }, { one: now }, providers))[1];
    expect(told(standing("late", "answered 503"), standing("late", "no answer"))).toBe("message.show m1/provider/one");
    expect(told(standing("by-hand", "paste\na"), standing("by-hand", "paste\nb"))).toBe(
      "message.renew m1/provider/one",
    );
  });

  test("its own name in what it answered is not said twice", () => {
    const now: Standings = { one: standing("refused", "ONE answered 422: no such page") };
    const effects = tellStandings(about, {}, now, providers);
    expect(wordsIn(effects)).toContain("did not take it: it answered 422: no such page");
    expect(wordsIn(effects)).not.toContain("ONE answered");
  });

  test("a provider that is not configured any more is not spoken of", () => {
    expect(tellStandings(about, {}, { gone: standing("there") }, providers)).toEqual([]);
  });
});

test("what a person had tried again says how it ended", () => {
  const now: Standings = { one: standing("there", "", { at: at + 60_000 }) };
  const effects = tellStandings(about, { one: standing("waiting") }, now, providers);
  expect(wordsIn(effects.filter(({ kind }) => kind === "message.settle"))).toContain("ONE has had it since 09:31Z.");
});

test("a sentence that ends in somebody's words has one stop", () => {
  const now: Standings = { one: standing("differs", 'its text there was changed: "All is well."') };
  expect(wordsIn(tellStandings(about, {}, now, providers)).replaceAll("\\", "")).not.toContain('well.".');
});

test("names of products begin a sentence as their makers write them", () => {
  expect(asStart("cState")).toBe("cState");
  expect(asStart("incident.io")).toBe("incident.io");
  expect(asStart("the webhook")).toBe("The webhook");
});

test("the text to paste stands apart from what is asked", () => {
  const effects = tellStandings(
    about,
    {},
    { one: standing("by-hand", "is kept by hand: paste this\n[RESOLVED] x") },
    providers,
  );
  expect(wordsIn(effects)).toContain('{"type":"code","text":"[RESOLVED] x"}');
  expect(wordsIn(effects.slice(0, 1))).not.toContain("[RESOLVED]");
});

test("it is read back where it can be, and when the news say so", () => {
  const one = providers[0];
  expect(checkOf({ said: "there", words: "", checkAt: at }, one, "maintenance/m1")).toMatchObject([
    { kind: "provider.check", provider: "one", from: at },
  ]);
  expect(checkOf({ said: "there", words: "" }, one, "maintenance/m1")).toEqual([]);
  const blind = aProvider("one", { can: { ...aProvider("one").can, readsBack: false } });
  expect(checkOf({ said: "there", words: "", checkAt: at }, blind, "maintenance/m1")).toEqual([]);
});

test("what is of another day is said with its day", () => {
  const was = standing("checked");
  expect(inWords(was, at + 60_000)).toBe("has it, read back 09:30Z");
  expect(inWords(was, at + 8 * 86_400_000)).toBe("has it, read back 2026-11-21T09:30Z");
});

test("every standing has words that end a sentence", () => {
  const all = [
    "waiting",
    "there",
    "checked",
    "late",
    "refused",
    "by-hand",
    "differs",
    "missing",
    "unknown",
    "left",
  ] as const;
  for (const said of all) expect(inWords(standing(said, "why")), said).toMatch(/^[a-z]/);
});
