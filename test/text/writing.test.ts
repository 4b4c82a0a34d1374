import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type WritingWarning, writingWarnings } from "../../src/text/writing.ts";
import { facts, rendered } from "../templates/shipped.ts";

type Facts = Parameters<typeof writingWarnings>[1];

const next = "\nNext update by 2026-11-21T10:00Z";
const warned = (text: string, given: Facts = { stage: "IDENTIFIED" }): WritingWarning[] =>
  writingWarnings(`${text}${next}`, given);
const rulesOf = (text: string, given?: Facts) => [...new Set(warned(text, given).map(({ rule }) => rule))];

/** What each rule warns of. */
const warnsOf: Record<string, string[]> = {
  "repair-time-promised": [
    "It will be fixed by 10:00.",
    "Service will be restored shortly.",
    "We expect everything to be back to normal within the hour.",
    "It should be resolved in 10 minutes.",
    "The service is going to be up again in about two hours.",
    "We'll fix this today.",
    "ETA: 30 min.",
    "Full recovery in 20 minutes.",
  ],
  blame: [
    "There is an outage at AWS.",
    "This is due to Cloudflare.",
    "Our cloud provider's outage goes on.",
    "OpenAI is currently down.",
    "A third-party issue affects requests.",
    "It was a human error.",
    "An engineer deleted the wrong table.",
    "This was beyond our control.",
  ],
  jargon: [
    "The pods ran into OOM.",
    "Elevated 5xx on our ingress.",
    "p99 is high.",
    "We failed over the DB.",
    "Upstream dependencies are impacted.",
    "The replication lag grows.",
  ],
  cliche: [
    "We are sorry for any inconvenience this may have caused.",
    "We apologize for the inconvenience.",
    "Thank you for your patience.",
    "Rest assured that we work on it.",
    "We take security very seriously.",
    "A small number of users may see errors.",
    "We are working tirelessly.",
    "At this time, requests fail.",
  ],
  "long-sentence": [
    "We have found that the newest release of the gateway refuses some of the requests that it should accept and so we are now taking it back everywhere at once.",
  ],
  shouting: ["The gateway is DOWN.", "Requests fail!!", "THIS IS URGENT AND BAD", "Really?!"],
};

describe.each(Object.entries(warnsOf))("%s", (rule, texts) => {
  test.each(texts)("warns of: %s", (text) => {
    const warnings = warned(text);
    expect(warnings.map((one) => one.rule)).toContain(rule);
    for (const { why, suggestion } of warnings) {
      expect(why).toMatch(/^[A-Z].*[.”]$/);
      expect(suggestion).toMatch(/^[A-Z].*[.”]$/);
    }
  });
});

test("a next update that is more than a day ahead is worth a second look", () => {
  const text = (next: string) => `[MITIGATING] Gateway — slow\nPosted: 2026-11-21T22:32Z\nNext update by ${next}`;
  const far = (next: string) =>
    writingWarnings(text(next), { stage: "MITIGATING" }).filter(({ rule }) => rule === "next-update-far");
  expect(far("2026-11-30T00:00Z")).toMatchObject([{ found: "Next update by 2026-11-30T00:00Z", at: { line: 3 } }]);
  expect(far("2026-11-22T22:32Z")).toEqual([]);
  expect(far("noon")).toEqual([]);
});

describe("a cause", () => {
  const text = "Requests fail because of a faulty release.";

  test("is too early while it is looked for", () => {
    expect(warned(text, { stage: "INVESTIGATING" })).toEqual([
      expect.objectContaining({
        rule: "cause-too-early",
        found: "because of a faulty release",
        at: { line: 1, column: 15 },
      }),
    ]);
    for (const words of [
      "It is caused by load.",
      "This is due to a release.",
      "The cause is a release.",
      "It stems from load.",
    ])
      expect(rulesOf(words, { stage: "INVESTIGATING" })).toContain("cause-too-early");
  });

  test("may be named once it is known", () => {
    expect(rulesOf(text, { stage: "IDENTIFIED" })).toEqual([]);
    expect(rulesOf(text, { stage: "INVESTIGATING", causeKnown: true })).toEqual([]);
    expect(rulesOf(text, { stage: "MITIGATING", causeKnown: false })).toEqual(["cause-too-early"]);
    expect(rulesOf("The window is due to begin at noon.", { stage: "SCHEDULED" })).toEqual([]);
  });
});

describe("the next update", () => {
  test("is missed where none is promised", () => {
    expect(writingWarnings("Requests fail.", { stage: "INVESTIGATING" })).toEqual([
      expect.objectContaining({ rule: "no-next-update", found: "", at: { line: 1, column: 1 } }),
    ]);
  });

  test("is not missed where there is one, or nothing more to say", () => {
    expect(rulesOf("Requests fail.", { stage: "INVESTIGATING" })).toEqual([]);
    expect(writingWarnings("It is over.", { stage: "RESOLVED" })).toEqual([]);
    expect(writingWarnings("We replace a disk.", { stage: "SCHEDULED" })).toEqual([]);
  });
});

/** Good words in the fields of an update. */
const good = {
  symptom: [
    "Requests fail with 503",
    "Slow responses",
    "Sign-in fails for some customers",
    "The API answers with errors",
  ],
  impact: ["Completion requests fail", "2 % of requests time out", "New keys cannot be made"],
  cause: ["A release that refuses valid requests", "A full disk on a database", "A certificate that ran out"],
  action: ["rolling back the release", "moving traffic to another region", "adding room to the database"],
  eta: ["about an hour", "in 40 minutes", "today by 12:00 UTC"],
  text: [
    "There is nothing you have to do.",
    "Retries succeed. POST and GET requests are the same.",
    "We are sorry that your requests failed.",
  ],
};

test("good words in the shipped templates need no warning", () => {
  const field = (name: keyof typeof good) => fc.constantFrom(...good[name]);
  fc.assert(
    fc.property(
      fc.record({
        stage: fc.constantFrom("INVESTIGATING", "IDENTIFIED", "MITIGATING", "RESOLVED"),
        severity: fc.constantFrom("SEV1", "SEV2", "SEV3"),
        symptom: field("symptom"),
        impact: field("impact"),
        cause: field("cause"),
        rootCause: field("cause"),
        action: field("action"),
        eta: fc.option(field("eta")),
        text: fc.option(field("text")),
        resolvedAt: fc.constant(facts.postedAt),
      }),
      (changes) => {
        const text = rendered(changes);
        expect(writingWarnings(text, { stage: changes.stage }), text).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});

describe("a warning", () => {
  test("says where its words stand, and clips long ones", () => {
    const [long, loud] = warned(`Fine.\n${warnsOf["long-sentence"]?.[0]}\nAll is DOWN.`);
    expect(long).toMatchObject({ rule: "long-sentence", at: { line: 2, column: 1 } });
    expect(long?.found.length).toBeLessThanOrEqual(60);
    expect(loud).toMatchObject({ rule: "shouting", found: "DOWN", at: { line: 3, column: 8 } });
  });

  test("comes once for each place, in the order of the words", () => {
    const text = "It will be fixed in 10 minutes, thank you for your patience. The pods are DOWN!!";
    const warnings = warned(text);
    const columns = warnings.map(({ at }) => at.column);
    expect(columns).toEqual(columns.toSorted((one, other) => one - other));
    expect(warnings.map(({ rule }) => rule)).toEqual([
      "repair-time-promised",
      "cliche",
      "jargon",
      "shouting",
      "shouting",
    ]);
  });

  test("is about words of people, not about the lines of a template or an address", () => {
    expect(
      rulesOf("[IDENTIFIED] Gateway — errors\nPosted: 2026-11-21T09:30Z\nAffected components: DB replica, ingress"),
    ).toEqual([]);
    expect(rulesOf("See https://status.example.com/p99/DOWN")).toEqual([]);
  });
});

test("whatever the text, it is answered quickly and in place", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 10 }),
    fc.constantFrom(...Object.values(warnsOf).flat(), "\n", "will ", "be "),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      const lines = text.split("\n");
      for (const { at } of writingWarnings(text, { stage: "INVESTIGATING" })) {
        expect(at.line).toBeLessThanOrEqual(lines.length);
        expect(at.column).toBeLessThanOrEqual([...(lines[at.line - 1] ?? "")].length + 1);
      }
    }),
    { numRuns: 300 },
  );
  for (const part of ["a", "A ", "will be ", "fix ", "thank you for ", "!", "because "])
    writingWarnings(part.repeat(20_000 / part.length), { stage: "INVESTIGATING" });
}, 5_000);
