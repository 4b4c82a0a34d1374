import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sitrep } from "../../../src/domain/actor.ts";
import type { Effect } from "../../../src/domain/effects.ts";
import type { PagerTerms } from "../../../src/domain/pager.ts";
import { aPager } from "../../kit/pagers.ts";
import { alice, bob, Room } from "../../kit/room.ts";

const paging = (...pagers: PagerTerms[]) => ({
  paging: { instance: "test", pagers, resolvedThere: "ask" as const, selfTest: null },
});

function declared(pagers: PagerTerms[], own: object = {}, at = "2026-11-21T03:00Z"): Room {
  return new Room(at, paging(...pagers))
    .do("incident.declare", { declaration: { severity: "SEV1", title: "Gateway is down", ...own } })
    .pass(0);
}

type ToPager = Extract<Effect, { kind: "pager.trigger" | "pager.acknowledge" | "pager.resolve" }>;

/** What went to pagers, in order: `trigger pd 1-1`. */
const sent = (room: Room) =>
  room.told
    .map(({ effect }) => effect)
    .filter((effect): effect is ToPager => effect.kind.startsWith("pager."))
    .map(({ kind, pager, key }) => `${kind.slice(6)} ${pager} ${key.replace("sitrep-test-", "")}`);

const said = (
  room: Room,
  pager: string,
  key: string,
  what: "accepted" | "late" | "refused" | "given-up",
  words = "503",
) => room.do("incident.pager-said", { pager, key: `sitrep-test-${key}`, said: what, words }, sitrep);

const texts = (room: Room) => room.timeline.map(({ text }) => text);

describe("a page", () => {
  test("goes to the first pager of the chain, and to those that are always used", () => {
    const room = declared([aPager("one"), aPager("two"), aPager("light", { always: true })]);
    expect(sent(room)).toEqual(["trigger one 1-1", "trigger light 1-1"]);
    expect(texts(room)).toContain("Asked ONE to page the primary (U-bob)");
    expect(room.shows("/paged")).toContain("ONE and LIGHT are asked to ring.");
  });

  test("of the next step is another one, under a key of its own", () => {
    const room = declared([aPager("one")]).until("03:21");
    expect(sent(room)).toEqual(["trigger one 1-1", "trigger one 1-2", "trigger one 1-3"]);
  });

  test("is not repeated at a pager that rings on by itself, until that one is in trouble", () => {
    const chain = [aPager("pd", { targets: null }), aPager("ntfy")];
    expect(sent(said(declared(chain), "pd", "1-1", "accepted").until("03:16"))).toEqual(["trigger pd 1-1"]);
    const room = said(said(declared(chain), "pd", "1-1", "late"), "ntfy", "1-2", "accepted").until("03:16");
    expect(sent(room)).toEqual(["trigger pd 1-1", "trigger ntfy 1-2", "trigger ntfy 1-3"]);
  });

  test("goes to each person's own address, and past whom it has none of", () => {
    const own = aPager("sms", { perPerson: true, people: ["U-carol"] });
    const room = declared([own]);
    expect(sent(room)).toEqual([]);
    expect(room.shows("/paged")).toContain("No pager has an address for");
    expect(sent(room.until("03:16"))).toEqual(["trigger sms 1-1-U-carol"]);
    expect(sent(declared([own, aPager("pd")]))).toEqual(["trigger pd 1-1"]);
  });

  test("is only for the severities and the steps it is meant for", () => {
    expect(sent(declared([aPager("pd", { severities: ["SEV2"] })]))).toEqual([]);
    expect(sent(declared([aPager("pd", { targets: ["secondary"] })]).until("03:16"))).toEqual(["trigger pd 1-1"]);
    expect(sent(declared([aPager("pd")], { severity: "SEV3" }))).toEqual([]);
  });

  test("of a drill rings only where that is asked for", () => {
    expect(sent(declared([aPager("pd")], { drill: true }).until("04:00"))).toEqual([]);
    const room = declared([aPager("pd", { drills: true }), aPager("other")], { drill: true });
    expect(sent(room)).toEqual(["trigger pd 1-1"]);
    const [trigger] = room.told.flatMap(({ effect }) => (effect.kind === "pager.trigger" ? [effect] : []));
    expect(trigger?.page).toMatchObject({ drill: true, level: "error" });
  });

  test("of a private incident holds no word of it", () => {
    const room = declared([aPager("pd")], {
      private: true,
      symptom: "keys leaked",
      components: ["Gateway (HTTP liveness)"],
    });
    const [trigger] = room.told.flatMap(({ effect }) => (effect.kind === "pager.trigger" ? [effect] : []));
    expect(trigger?.page).toMatchObject({
      title: "private incident #1",
      components: [],
      runbookUrl: null,
      private: true,
    });
    expect(JSON.stringify(trigger)).not.toMatch(/Gateway|leaked|down/);
  });

  test("that a rule asks for goes out at any hour, whatever the severity", () => {
    const room = declared([aPager("pd")], { severity: "SEV3", page: true });
    expect(sent(room)).toEqual(["trigger pd 1-1"]);
    expect(room.pages()).toEqual(["03:00 U-bob"]);
    expect(texts(room)).toContain("Paged the primary (U-bob): its alert's rule pages at any hour");
    expect(sent(declared([aPager("pd")], { severity: "SEV4", page: true }))).toEqual(["trigger pd 1-1"]);
  });
});

describe("a pager that does not take a page", () => {
  const chain = [aPager("one"), aPager("two"), aPager("three")];

  test("is backed by the next one, once, and people are told in both places", () => {
    const room = said(declared(chain), "one", "1-1", "late", "one answered 503");
    expect(sent(room)).toEqual(["trigger one 1-1", "trigger two 1-2"]);
    const told = room.told.flatMap(({ effect }) =>
      effect.kind === "message.show" && effect.onlyWhile ? [effect] : [],
    );
    expect(told.map(({ to }) => to)).toEqual([{ incident: "I1" }, { announcement: true }]);
    expect(told[0]?.card.summary).toContain("two".toUpperCase());
    expect(told[0]?.onlyWhile).toEqual({ kind: "pager.trigger", slot: "I1/pager/one/sitrep-test-1-1" });
    said(room, "one", "1-1", "late");
    expect(sent(room)).toHaveLength(2);
    // and when it is given up, that is said, and nothing further rings
    said(room, "one", "1-1", "given-up");
    expect(texts(room).at(-1)).toContain("ONE was tried for an hour and never took the page");
    expect(sent(room)).toHaveLength(2);
  });

  test("is backed after a minute without a word, whatever it does", () => {
    const room = declared(chain);
    expect(sent(room.pass(0.9))).toHaveLength(1);
    room.pass(1);
    expect(sent(room)).toEqual(["trigger one 1-1", "trigger two 1-2"]);
    // and so on through the chain
    room.pass(1);
    expect(sent(room).at(-1)).toBe("trigger three 1-3");
    room.pass(1);
    expect(texts(room).at(-1)).toContain("There is no further pager: only the direct message in Slack stands.");
    expect(sent(room)).toHaveLength(3);
  });

  test("whose chain is at its end is told with what was passed over, and with what stands beside Slack", () => {
    const own = [aPager("pd"), aPager("sms", { perPerson: true, people: ["U-carol"] })];
    const alone = said(declared(own), "pd", "1-1", "refused", "PD answered 400");
    expect(texts(alone).join()).toContain(
      "PD answered 400. SMS has no address for them. There is no further pager: only the direct message in Slack stands.",
    );
    const lit = said(declared([...own, aPager("light", { always: true })]), "pd", "1-1", "refused", "PD answered 400");
    expect(texts(lit).join()).toContain("There is no further pager: the direct message in Slack stands, and LIGHT.");
    // and one that failed before is not counted on
    const dark = said(declared([...own, aPager("light", { always: true })]), "light", "1-1", "refused");
    expect(texts(said(dark, "pd", "1-1", "refused")).at(-1)).toContain("only the direct message in Slack stands.");
  });

  test("is backed at once where it refuses, and has nothing to close later", () => {
    const room = said(declared(chain), "one", "1-1", "refused", "one answered 401");
    expect(sent(room)).toEqual(["trigger one 1-1", "trigger two 1-2"]);
    expect(texts(room).join()).toContain(
      "ONE refused the page of the primary (U-bob): one answered 401. TWO is used as well.",
    );
    room.do("incident.ack", {}, bob);
    expect(sent(room).slice(2)).toEqual(["acknowledge two 1-2"]);
  });

  test("takes back what was said of it when it takes the page after all", () => {
    const room = said(said(declared(chain), "one", "1-1", "late"), "one", "1-1", "accepted");
    expect(room.shows("1-1/trouble")).toContain("ONE accepted the page of the primary (U-bob) after all");
    expect(room.shows("1-1/trouble/outside")).toContain("after all");
    said(room, "one", "1-1", "accepted");
    expect(texts(room).filter((text) => text.startsWith("ONE accepted"))).toHaveLength(1);
  });

  test("does not matter any more once somebody has it", () => {
    const room = said(declared(chain), "one", "1-1", "late").do("incident.ack", {}, bob);
    expect(room.shows("1-1/trouble")).toContain("not needed any more: bob acknowledged");
    room.pass(10);
    expect(sent(room)).toEqual(["trigger one 1-1", "trigger two 1-2", "acknowledge one 1-1", "acknowledge two 1-2"]);
  });
});

describe("an answer", () => {
  test("goes to every pager that was asked, once, and the end too", () => {
    const room = declared([aPager("one"), aPager("light", { always: true })]).do("incident.ack", {}, bob);
    room.do("incident.note", { text: "looking" });
    room.do("incident.cancel", { why: "false alarm" });
    room.do("incident.note", { text: "looked" });
    expect(sent(room)).toEqual([
      "trigger one 1-1",
      "trigger light 1-1",
      "acknowledge one 1-1",
      "acknowledge light 1-1",
      "resolve one 1-1",
      "resolve light 1-1",
    ]);
  });

  test("from a pager is not sent back to it, and counts from when it was given", () => {
    const room = declared([aPager("one"), aPager("light", { always: true })]).until("03:10");
    const answered = { pager: "one", key: "sitrep-test-1-1", at: Date.parse("2026-11-21T03:08Z") };
    room.do("incident.ack", { answered }, { kind: "pager", id: "one", name: "Carol Jones" });
    expect(sent(room).slice(2)).toEqual(["acknowledge light 1-1"]);
    expect(texts(room).at(-1)).toBe("Carol Jones acknowledged in ONE");
    expect(room.incident.acknowledged?.at).toBe(answered.at);
    expect(room.refused("incident.ack", { answered }, bob).refused).toBe("already-acknowledged");
  });

  test("never counts from before the incident, or from the future", () => {
    for (const at of [0, Date.parse("2027-01-01T00:00Z")]) {
      const room = declared([aPager("one")]);
      room.do("incident.ack", { answered: { pager: "one", key: "sitrep-test-1-1", at } }, bob);
      expect(room.incident.acknowledged?.at).toBe(room.now);
    }
  });

  test("does not close what is sent afterwards for another reason: only the end does", () => {
    const room = declared([aPager("one")])
      .do("incident.ack", {}, alice)
      .until("03:26");
    expect(sent(room)).toEqual(["trigger one 1-1", "acknowledge one 1-1", "trigger one 1-2"]);
    room.do("incident.cancel", { why: "false alarm" });
    expect(sent(room).slice(3)).toEqual(["resolve one 1-1", "resolve one 1-2"]);
  });

  test("does not come from a page that was resolved at its pager: the channel is asked, once", () => {
    const room = declared([aPager("one")]);
    const carol = { kind: "pager", id: "one", name: "Carol Jones" } as const;
    room.do("incident.pager-said", { pager: "one", key: "sitrep-test-1-1", said: "accepted", words: "" }, sitrep);
    room.do("incident.pager-told", { pager: "one", key: "sitrep-test-1-1", told: "resolved" }, carol);
    room.do("incident.pager-told", { pager: "one", key: "sitrep-test-1-1", told: "resolved" }, carol);
    expect(texts(room).filter((text) => text.includes("Carol Jones resolved the page in ONE"))).toHaveLength(1);
    expect(room.incident.resolvedAt).toBeNull();
    room.do("incident.cancel", { why: "false alarm" });
    expect(sent(room)).toEqual(["trigger one 1-1"]);
  });

  test("does come from one whose answer was never heard: a trigger under way would open it again", () => {
    const room = declared([aPager("one")]);
    const carol = { kind: "pager", id: "one", name: "Carol Jones" } as const;
    room.do("incident.pager-told", { pager: "one", key: "sitrep-test-1-1", told: "resolved" }, carol);
    room.do("incident.cancel", { why: "false alarm" });
    expect(sent(room)).toEqual(["trigger one 1-1", "resolve one 1-1"]);
  });
});

describe("/incident page", () => {
  test("pages whom it names, at any hour, by their own address where there is one", () => {
    const room = declared([aPager("pd", { targets: null }), aPager("ntfy", { perPerson: true, people: ["U-dave"] })], {
      severity: "SEV3",
    });
    room.do("incident.page", { target: "person", person: "U-dave", message: "the database is yours" });
    expect(sent(room)).toEqual(["trigger ntfy 1-1-U-dave"]);
    expect(room.pages()).toEqual(["03:00 U-dave"]);
    expect(room.incident.called).toContain("U-dave");
    expect(texts(room)).toContain("alice paged U-dave: the database is yours");
    room.do("incident.page", { target: "secondary" });
    expect(room.pages().at(-1)).toBe("03:00 U-carol");
  });

  test("says so when nobody holds the place", () => {
    const room = new Room("2026-11-21T03:00Z", { rota: { primary: null, secondary: null, escalation: [] } });
    room.do("incident.declare", { declaration: { severity: "SEV3", title: "x" } });
    expect(room.refused("incident.page", { target: "secondary" }).refused).toBe("nobody-to-page");
  });
});

test("reopening rings again under a key that was never used", () => {
  const room = declared([aPager("one", { targets: null })]);
  room.do("incident.cancel", { why: "false alarm" }).do("incident.reopen", { why: "it was none" }).pass(0);
  expect(sent(room)).toEqual(["trigger one 1-1", "resolve one 1-1", "trigger one 1-2"]);
});

test("whatever happens, a key is triggered once, ends in order, and nothing comes after the end", () => {
  const deed = fc.constantFrom(
    "wait",
    "accepted",
    "late",
    "refused",
    "given-up",
    "ack",
    "cancel",
    "reopen",
    "page",
    "there",
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(deed, fc.nat(3), fc.nat(12)), { maxLength: 25 }), (deeds) => {
      const room = declared([
        aPager("pd", { targets: null }),
        aPager("sms", { perPerson: true, people: ["U-bob", "U-carol"] }),
        aPager("light", { always: true }),
      ]);
      for (const [what, which, minutes] of deeds) {
        const page = room.incident.pages.at(which - 4);
        if (what === "wait") room.pass(minutes);
        else if (what === "ack") room.attempt("incident.ack", {}, bob);
        else if (what === "cancel") room.attempt("incident.cancel", { why: "x" });
        else if (what === "reopen") room.attempt("incident.reopen", { why: "x" });
        else if (what === "page") room.attempt("incident.page", { target: "primary" });
        else if (page && what === "there") {
          const answered = { pager: page.pager, key: page.key };
          room.attempt("incident.ack", { answered }, { kind: "pager", id: page.pager, name: "x" });
        } else if (page)
          room.attempt(
            "incident.pager-said",
            { pager: page.pager, key: page.key, said: what as "late", words: "x" },
            sitrep,
          );
      }
      room.attempt("incident.cancel", { why: "the end" });
      const of = new Map<string, string[]>();
      for (const one of sent(room)) {
        const [kind = "", pager = "", key = ""] = one.split(" ");
        of.set(`${pager} ${key}`, [...(of.get(`${pager} ${key}`) ?? []), kind]);
      }
      for (const [key, kinds] of of) expect(`${key} ${kinds.join()}`).toMatch(/ trigger(,acknowledge)?(,resolve)?$/);
      // and none is left open that was not given up
      for (const page of room.incident.pages) expect(page.closed).toBe("resolved");
    }),
    { numRuns: 200 },
  );
});
