import { describe, expect, test } from "vitest";
import type { ProviderStanding } from "../../../src/domain/maintenance/state.ts";
import { publicId } from "../../../src/domain/publishing/notice.ts";
import { deliveriesOf } from "../../../src/in/rest/deliveries.ts";
import type { HeldUpdate } from "../../../src/store/read/held-updates.ts";

const id = "01HZZZZZZZZZZZZZZZZZZZZZZ1";
const [postedAt, hadAt, now] = [1_000, 2_000, 9_000];
const update = { id, audience: "public" as const, postedAt, correctedAt: null as number | null };
const has = (own: Partial<HeldUpdate> = {}): HeldUpdate => ({
  update: publicId(id),
  at: hadAt,
  corrected: null,
  ...own,
});

/** Where the update is at one provider, as `state at error`. */
function at(
  said: ProviderStanding["said"],
  {
    held = [] as HeldUpdate[],
    newest = true,
    words = "why",
    correctedAt = null as number | null,
    pastedUpTo = undefined as number | undefined,
  } = {},
): string {
  const providers = { acme: { said, words, url: null, at: now, pastedUpTo } };
  const [page, acme] = deliveriesOf({ ...update, correctedAt }, newest, { providers }, { acme: held });
  expect(page).toEqual({ provider: "status-page", state: "delivered", at: postedAt, error: null });
  return `${acme?.state} ${acme?.at}${acme?.error ? ` ${acme.error}` : ""}`;
}

describe("an update that the provider has", () => {
  test.each(["waiting", "late", "refused", "there", "checked", "unknown"] as const)(
    "is delivered since then, also while a later one is %s",
    (said) => {
      expect(at(said, { held: [has()], newest: false })).toBe(`delivered ${hadAt}`);
      expect(at(said, { held: [has()] })).toBe(`delivered ${hadAt}`);
    },
  );

  test("from before times were kept, since what was last heard", () => {
    expect(at("there", { held: [has({ at: undefined })] })).toBe(`delivered ${now}`);
  });

  test("differs where it is the newest; one before it stands as it was", () => {
    expect(at("differs", { held: [has()] })).toBe(`differs ${now} why`);
    expect(at("differs", { held: [has()], newest: false })).toBe(`delivered ${hadAt}`);
    expect(at("left", { held: [has()], newest: false })).toBe(`delivered ${hadAt}`);
  });

  test("is gone with its notice, whether that may stay so or not", () => {
    expect(at("missing", { held: [has()], newest: false, words: "" })).toBe(`missing ${now}`);
    expect(at("left", { held: [has()], newest: false, words: "" })).toBe(`left ${now}`);
  });

  test("and whose correction it has not, waits", () => {
    expect(at("waiting", { held: [has()], correctedAt: 5_000, newest: false })).toBe(`waiting ${now}`);
    expect(at("refused", { held: [has()], correctedAt: 5_000 })).toBe(`refused ${now} why`);
    expect(at("late", { held: [has({ corrected: 5_000 })], correctedAt: 5_000 })).toBe(`delivered ${hadAt}`);
  });

  test("without ever having had room there, was superseded", () => {
    expect(at("there", { held: [has({ leftOut: true })], newest: false })).toBe(`superseded ${hadAt}`);
  });
});

describe("an update that the provider has not", () => {
  test.each(["waiting", "late", "refused", "by-hand", "missing"] as const)("is %s like its notice", (said) => {
    for (const newest of [true, false])
      expect(at(said, { newest })).toBe(`${said} ${now}${said === "waiting" ? "" : " why"}`);
  });

  test("was pasted, when a person said so of what was published by then", () => {
    expect(at("by-hand", { pastedUpTo: postedAt })).toBe(`delivered ${postedAt}`);
    expect(at("by-hand", { pastedUpTo: postedAt - 1 })).toBe(`by-hand ${now} why`);
    expect(at("by-hand", { pastedUpTo: 4_000, correctedAt: 5_000 })).toBe(`by-hand ${now} why`);
  });
});

test("what is internal is nowhere", () => {
  expect(deliveriesOf({ ...update, audience: "internal" }, true, { providers: {} }, {})).toEqual([]);
});
