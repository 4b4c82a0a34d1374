import { describe, expect, test } from "vitest";
import { findNames, isVague, namesOf } from "../../../src/text/guard/names.ts";

const looked = (names: string[], text: string, ordinary: string[] = []) =>
  findNames(
    text,
    namesOf(
      names.map((name) => ({ name, replacement: "x", why: "y" })),
      new Set(ordinary),
    ),
  ).map(({ start, end }) => text.slice(start, end));

describe("a name is found", () => {
  test.each([
    ["trace-db", "trace-db trace_db Trace DB TRACEDB traceDb trace.db trace - db", 7],
    ["TraceDB", "trace-db trace_db Trace DB tracedb", 4],
    ["trace-db", "myTraceDbClient trace_db_size x-trace-db", 3],
    ["trace-db", "trace-dbs trace-db-2 trace-db01 trace-db's", 4],
    ["AT&T", "AT&T at-t A.T.&T.", 3],
    ["O'Neil", "O'Neil oneil O’Neil".replace("’", "'"), 3],
    ["Zürich Werke", "Zurich-Werke zuerst", 1],
    ["初音商事", "今日は初音商事です", 1],
    ["Acme", "AcmeCorp, acme, ACME; (Acme) acme/eu", 5],
  ])("%s in %s", (name, text, times) => expect(looked([name], text)).toHaveLength(times));

  test("the longest at each place", () => {
    expect(looked(["Acme", "Acme Labs"], "Acme Labs and Acme")).toEqual(["Acme Labs", "Acme"]);
  });

  test("with the number of its instance, and not with a time or an amount behind it", () => {
    expect(looked(["trace-db"], "trace-db-12 trace-db 12 trace-db-12:30")).toEqual([
      "trace-db-12",
      "trace-db",
      "trace-db",
    ]);
  });
});

describe("a name is not found", () => {
  test.each([
    ["trace-db", "retrace db, trace dbase, traced by, a trace. DB is up"],
    ["tracedb", "a trace db"],
    ["Hub", "GitHub, thub, hubs5x"],
    ["Acme", "Acmeology, macme, acne"],
    ["AT&T", "we looked at T cells"],
    ["X", "X marks the spot"],
    ["Next", "Next update. What comes next? NEXT\nNext - Next: Next"],
    ["初", "初音"],
  ])("%s in %s", (name, text) => expect(looked([name], text)).toEqual([]));
});

describe("an ordinary word", () => {
  test("is a name where it is written as one", () => {
    expect(looked(["Next"], "Shops of Next and (at Next) fail")).toEqual(["Next", "Next"]);
    expect(looked(["next"], "Shops of Next fail")).toEqual(["Next"]);
    expect(looked(["GAP"], "Shops of GAP fail, mind the gap")).toEqual(["GAP"]);
  });

  test("may be one of the operator's own templates", () => {
    expect(looked(["Zebra"], "a zebra and a Zebra")).toHaveLength(2);
    expect(looked(["Zebra"], "a zebra and a Zebra", ["zebra"])).toEqual(["Zebra"]);
  });

  test("or a short one is vague; a longer name with it is not", () => {
    const vague = (name: string) => isVague(name, new Set());
    expect(["Will", "HP", "next", "X"].filter(vague)).toEqual(["Will", "HP", "next", "X"]);
    expect(["Will Smith", "Acme", "jdoe", "初音"].filter(vague)).toEqual([]);
  });
});

test("thousands of names cost no more than one", () => {
  const names = Array.from({ length: 5_000 }, (_, index) => `Tenant ${index.toString(36)}zq`);
  const text = "Tenants tenanted a tenant, and tenant-1zq was one of them. ".repeat(300);
  expect(looked(names, text)).toHaveLength(300);
}, 3_000);
