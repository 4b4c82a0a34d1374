import { describe, expect, test } from "vitest";
import { summaries } from "../../../src/web/status-page/summary.ts";
import { at, gateway, incident, keystore, maintenance, site, snapshot, update } from "./snapshots.ts";

// biome-ignore lint/suspicious/noExplicitAny: read as any reader of the JSON does; what is not there fails the test.
type Json = any;
const read = (known: Parameters<typeof summaries>[1], name: string): Json =>
  JSON.parse(JSON.stringify(summaries(site, known).get(name)?.()));

describe("scheduled maintenance", () => {
  const running = maintenance({
    id: "rrrrrrrrrrrr",
    stage: "IN_PROGRESS",
    updates: [
      ...maintenance().updates,
      update("uuuuuuuuuum2", "2026-11-25T02:00Z", {
        stage: "IN_PROGRESS",
        components: [keystore],
        overall: "maintenance",
      }),
    ],
  });
  const over = maintenance({
    id: "cccccccccccc",
    stage: "CANCELLED",
    open: false,
    endedAt: at("2026-11-22T00:00Z"),
    publishedAt: at("2026-11-20T00:00Z"),
  });
  const known = snapshot({ maintenance: { ahead: [running, maintenance()], past: [over] } });
  const ids = (name: string) => read(known, name).scheduled_maintenances.map(({ id }: Json) => id);

  test("stands in the lists that its readers know", () => {
    expect(ids("summary.json")).toEqual(["rrrrrrrrrrrr", "mmmmmmmmmmmm"]);
    expect(ids("scheduled-maintenances/upcoming.json")).toEqual(["mmmmmmmmmmmm"]);
    expect(ids("scheduled-maintenances/active.json")).toEqual(["rrrrrrrrrrrr"]);
    expect(ids("scheduled-maintenances.json")).toEqual(["rrrrrrrrrrrr", "mmmmmmmmmmmm", "cccccccccccc"]);
    expect(read(known, "incidents.json").incidents).toEqual([]);
  });

  test("has its window, its stage in their words, and its components", () => {
    const [active, upcoming] = read(known, "summary.json").scheduled_maintenances;
    expect(upcoming).toMatchObject({
      status: "scheduled",
      impact: "maintenance",
      scheduled_for: "2026-11-25T02:00:00.000Z",
      scheduled_until: "2026-11-25T04:00:00.000Z",
      resolved_at: null,
      shortlink: "https://status.example.com/maintenance/mmmmmmmmmmmm",
      components: [{ name: keystore }],
      incident_updates: [{ status: "scheduled" }],
    });
    expect(active).toMatchObject({ status: "in_progress" });
    expect(active.incident_updates[0].affected_components).toEqual([
      { code: active.components[0].id, name: keystore, old_status: "operational", new_status: "under_maintenance" },
    ]);
    expect(read(known, "scheduled-maintenances.json").scheduled_maintenances[2]).toMatchObject({
      status: "completed",
      resolved_at: "2026-11-22T00:00:00.000Z",
    });
  });

  test("an incident has no window", () => {
    const [one] = read(snapshot({ open: [incident()] }), "summary.json").incidents;
    expect(Object.keys(one)).not.toContain("scheduled_for");
  });
});

test("a corrected update was updated then, and posted when it was", () => {
  const corrected = update("uuuuuuuuuuu1", "2026-11-21T09:10Z", { correctedAt: at("2026-11-21T09:12Z") });
  const [one] = read(snapshot({ open: [incident({ updates: [corrected] })] }), "summary.json").incidents;
  expect(one.incident_updates[0]).toMatchObject({
    display_at: "2026-11-21T09:10:00.000Z",
    updated_at: "2026-11-21T09:12:00.000Z",
  });
});

describe("groups of components", () => {
  const grouped = snapshot({
    components: [
      { name: gateway, status: "degraded", group: "API" },
      { name: "API", status: "operational", group: null },
      { name: keystore, status: "major-outage", group: "API" },
    ],
  });

  test("stand before their own, are as bad as the worst of them, and name them", () => {
    const { components } = read(grouped, "components.json");
    expect(components.map(({ name, group, position, status }: Json) => [name, group, position, status])).toEqual([
      ["API", true, 1, "major_outage"],
      [gateway, false, 2, "degraded_performance"],
      [keystore, false, 3, "major_outage"],
      ["API", false, 4, "operational"],
    ]);
    const [group, ...own] = components;
    expect(group.components).toEqual([own[0].id, own[1].id]);
    expect(own.map(({ group_id }: Json) => group_id)).toEqual([group.id, group.id, null]);
    expect(new Set(components.map(({ id }: Json) => id)).size).toBe(4);
  });

  test("without any group there is none", () => {
    const { components } = read(snapshot(), "components.json");
    expect(components.map(({ group, group_id }: Json) => [group, group_id])).toEqual([
      [false, null],
      [false, null],
    ]);
    expect(Object.keys(components[0])).not.toContain("components");
  });
});
