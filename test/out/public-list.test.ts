import { describe, expect, test } from "vitest";
import { isListed } from "../../src/out/public-list.ts";
import { anIncidentNotice, anUpdate } from "./providers/desk.ts";

const open = anIncidentNotice(1);
const over = anIncidentNotice(5);

describe("what a public page lists", () => {
  test("is known by its id, open or over, whatever its title", () => {
    const list = [{ id: "i1", title: "Something else" }];
    expect(isListed(list, open, "i1")).toBe(true);
    expect(isListed(list, over, "i1")).toBe(true);
    expect(isListed(list, open, "i2")).toBe(false);
    expect(isListed([], over, "i1")).toBe(false);
  });

  test("is known by a title, also by one that it had, or that somebody gave it there", () => {
    const before = anUpdate("upd0", "INVESTIGATING", 0, { heading: "[INVESTIGATING] Gateway — slow" });
    const renamed = anIncidentNotice(1, { updates: [before] });
    expect(isListed([{ id: null, title: "Gateway —  requests fail" }], open, "i1")).toBe(true);
    expect(isListed([{ id: "public-7", title: "Gateway — slow" }], renamed, "i1")).toBe(true);
    expect(isListed([{ id: null, title: "All new" }], open, "i1", "All new")).toBe(true);
    expect(isListed([{ id: null, title: "All new" }], open, "i1")).toBe(false);
  });

  test("is not held against what is over when only the title is the same", () => {
    expect(isListed([{ id: "i9", title: over.title }], over, "i1")).toBeNull();
  });
});
