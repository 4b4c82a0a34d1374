import { describe, expect, test } from "vitest";
import type { Update } from "../../../src/domain/incident/state.ts";
import { noticeOf, publicId, publicNames } from "../../../src/domain/publishing/notice.ts";
import type { Board } from "../../../src/domain/status/component.ts";
import { someTerms } from "../../kit/terms.ts";
import { ada, anIncident } from "../../store/incident.ts";

const terms = someTerms();
const gateway = "Gateway (HTTP liveness)";
const keystore = "Keystore (active keys)";

function update(id: string, own: Partial<Update> = {}): Update {
  return {
    id: `01ARZ3NDEKTSV4RRFFQ69G5F${id}`,
    stage: "INVESTIGATING",
    severity: "SEV2",
    audience: "public",
    text: `[INVESTIGATING] ${gateway} — no answers\nPosted: 2026-11-21T09:30Z\nWe are looking (${id}).`,
    components: [gateway],
    overall: "partial-outage",
    postedAt: 1_000,
    nextUpdateBy: 9_000,
    by: ada,
    correctedAt: null,
    ...own,
  };
}

const incident = anIncident(7, {
  id: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  title: "Secret words of the room",
  severity: "SEV2",
  published: true,
  components: [gateway, "Trace DB"],
});
const board = (...incidents: Board["incidents"]): Board => ({ incidents, windows: [], byHand: [] });

describe("a notice", () => {
  test("is named by its newest update, never by the incident's own title or number", () => {
    const notice = noticeOf(
      incident,
      [update("01"), update("02", { stage: "IDENTIFIED", postedAt: 2_000 })],
      board(incident),
      terms,
    );
    expect(notice).toMatchObject({
      id: publicId(incident.id),
      title: `${gateway} — no answers`,
      stage: "IDENTIFIED",
      open: true,
      impact: "partial-outage",
      publishedAt: 1_000,
      changedAt: 2_000,
      nextUpdateBy: 9_000,
    });
    const bytes = JSON.stringify(notice);
    expect(bytes).not.toContain("Secret");
    expect(bytes).not.toContain("Trace DB");
  });

  test("holds public updates alone, oldest first", () => {
    const notice = noticeOf(
      incident,
      [update("01"), update("02", { audience: "internal", text: "inside" }), update("03")],
      board(),
      terms,
    );
    expect(notice?.updates.map(({ words }) => words.split("(")[1])).toEqual(["01).", "03)."]);
  });

  test("says of each component what all makes of it, and what this one does", () => {
    const other = anIncident(8, { severity: "SEV1", published: true, components: [gateway] });
    const over = { ...incident, resolvedAt: 5_000 };
    const notice = noticeOf(over, [update("01")], board(other), terms);
    expect(notice?.components).toEqual([{ name: gateway, status: "major-outage", impact: "operational" }]);
    expect(notice).toMatchObject({
      open: false,
      stage: "RESOLVED",
      endedAt: 5_000,
      nextUpdateBy: null,
      overall: "major-outage",
    });
  });

  test("tells when it was corrected", () => {
    const notice = noticeOf(incident, [update("01", { correctedAt: 7_000 })], board(), terms);
    expect(notice).toMatchObject({ changedAt: 7_000, updates: [{ correctedAt: 7_000 }] });
  });

  test.each([
    ["private", { private: true }],
    ["a drill", { kind: "drill" as const }],
    ["not published", { published: false }],
  ])("there is none of what is %s", (_what, own) => {
    expect(noticeOf({ ...incident, ...own }, [update("01")], board(), terms)).toBeNull();
  });

  test("there is none without a public update", () => {
    expect(noticeOf(incident, [update("01", { audience: "internal" })], board(), terms)).toBeNull();
  });
});

test("public names are those that are not internal, in the configured order", () => {
  expect(publicNames([keystore, "Trace DB", gateway, "no such"], terms)).toEqual([gateway, keystore]);
});

test("a public id is twelve letters and digits, and holds no time", () => {
  expect(publicId("01ARZ3NDEKTSV4RRFFQ69G5FAV")).toMatch(/^[0-9a-z]{12}$/);
});
