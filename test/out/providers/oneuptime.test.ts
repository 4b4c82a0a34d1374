import { describe, expect, test } from "vitest";
import oneuptime from "../../../src/out/providers/oneuptime.ts";
import { providerContract } from "./contract.ts";
import { aMaintenanceNotice, anIncidentNotice, anUpdate, type Desk, deskBeside, minute, start } from "./desk.ts";
import { credential, type OneuptimeWorld, openOneuptime, type Variant } from "./oneuptime-world.ts";

describe.each<[string, Variant]>([
  ["custom fields that are kept", {}],
  [
    "custom fields that are lost, wrapped ids, and states without flags",
    { keepsCustom: false, wraps: true, flags: false },
  ],
])("with %s", (_name, variant) => {
  providerContract(oneuptime, () => openOneuptime(variant), { credential });
});

async function using(
  run: (world: OneuptimeWorld, desk: Desk) => Promise<void>,
  settings: object = {},
  variant: Variant = {},
) {
  const world = await openOneuptime(variant);
  await using beside = await deskBeside(oneuptime, { ...world, settings: { ...world.settings, ...settings } });
  await run(world, beside.desk);
}
const one = anIncidentNotice(1).id;
const works = aMaintenanceNotice(1).id;
const incident = (world: OneuptimeWorld) => world.tables["/incident"]?.[0];
const maintenance = (world: OneuptimeWorld) => world.tables["/scheduled-maintenance"]?.[0];

test("an incident is on the pages it is limited to, through its monitors, and is public", () =>
  using(
    async (world, desk) => {
      desk.know(anIncidentNotice(1));
      await desk.settle(one);
      expect(incident(world)).toMatchObject({
        monitors: [{ _id: "mon-1" }],
        statusPages: [{ _id: "sp-1" }, { _id: "2" }],
        isVisibleOnStatusPage: true,
        incidentSeverityId: "sv2",
        changeMonitorStatusToId: "mo2",
        declaredAt: new Date(start - minute).toISOString(),
        customFields: { sitrep: `sitrep-${one}` },
      });
    },
    { pages: ["sp-1", 2] },
  ));

test("subscribers hear of each update once, and not of the state beside it", () =>
  using(async (world, desk) => {
    for (const count of [1, 2, 5]) {
      desk.know(anIncidentNotice(count));
      await desk.settle(one);
    }
    expect(world.told()).toBe(5);
    for (const { path, json } of world.asked.filter(
      ({ path, method }) => method === "POST" && !path.includes("get-"),
    )) {
      const switches = Object.keys(json.data).filter((name) => name.startsWith("shouldStatusPageSubscribers"));
      expect(switches.length, path).toBe(1);
    }
    desk.know(aMaintenanceNotice(3));
    await desk.settle(works);
    expect(world.told()).toBe(8);
  }));

test("its states follow the stages, and are only asked for once", () =>
  using(async (world, desk) => {
    const seen: string[] = [];
    for (const count of [1, 2, 3, 5]) {
      desk.know(anIncidentNotice(count));
      await desk.settle(one);
      seen.push(incident(world)?.currentIncidentStateId);
    }
    expect(seen).toEqual(["is1", "is2", "is2", "is3"]);
    expect(world.asked.filter(({ path }) => path.endsWith("/incident-state/get-list"))).toHaveLength(1);
  }));

test("catching up moves it once, to where it stands", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(5));
    await desk.settle(one);
    expect(world.tables["/incident-state-timeline"]).toMatchObject([{ incidentStateId: "is3" }]);
    expect(incident(world)).not.toHaveProperty("changeMonitorStatusToId");
  }));

test("what of the project's own each is can be told, by name or id", () =>
  using(
    async (world, desk) => {
      world.tables["/incident-state"]?.splice(1, 0, { _id: "own", name: "Fixing", order: 1.5 });
      desk.know(anIncidentNotice(3, { severity: "SEV1", impact: "major-outage" }));
      await desk.settle(one);
      expect(incident(world)).toMatchObject({
        incidentSeverityId: "sv3",
        currentIncidentStateId: "own",
        changeMonitorStatusToId: "mo2",
      });
    },
    {
      severities: { SEV1: "sv3" },
      states: { MITIGATING: "fixing" },
      monitor_statuses: { "major-outage": "Degraded" },
    },
  ));

test("what the project has not is told to a person, and asked for anew after that", () =>
  using(
    async (world, desk) => {
      desk.know(anIncidentNotice(1));
      expect(await desk.once(one)).toMatchObject({ outcome: "never" });
      expect(desk.said.at(-1)?.words).toBe(
        "OneUptime has no incident severity Huge. Known: Critical Incident, Major Incident, Minor Incident",
      );
      world.tables["/incident-severity"]?.push({ _id: "sv9", name: "Huge", order: 9 });
      expect(await desk.settle(one)).toMatchObject({ outcome: "delivered" });
      expect(incident(world)?.incidentSeverityId).toBe("sv9");
    },
    { severities: { SEV2: "Huge" } },
  ));

test("monitors can be left alone, and follow the severity otherwise", async () => {
  await using(
    async (world, desk) => {
      desk.know(anIncidentNotice(1));
      await desk.settle(one);
      expect(incident(world)).not.toHaveProperty("changeMonitorStatusToId");
    },
    { change_monitors: false },
  );
  await using(async (world, desk) => {
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    const told = world.told();
    const components = [{ name: "Gateway", status: "major-outage" as const, impact: "major-outage" as const }];
    desk.know(anIncidentNotice(1, { severity: "SEV1", impact: "major-outage", components }));
    await desk.settle(one);
    expect(incident(world)).toMatchObject({ incidentSeverityId: "sv1", changeMonitorStatusToId: "mo3" });
    expect(world.told()).toBe(told);
  });
});

test("what somebody moved further there is not moved back", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    Object.assign(incident(world) ?? {}, { currentIncidentStateId: "is3" });
    desk.know(anIncidentNotice(2));
    expect(await desk.settle(one)).toMatchObject({ outcome: "delivered" });
    expect(world.tables["/incident-state-timeline"] ?? []).toEqual([]);
    expect(await desk.check(one)).toMatchObject({ said: "differs", words: "it is closed there already" });
  }));

test("an incident that is reopened goes on in notes, and is as it should be", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(5));
    await desk.settle(one);
    const updates = [...anIncidentNotice(5).updates, anUpdate("upd6", "INVESTIGATING", 60)];
    desk.know(anIncidentNotice(1, { updates }));
    expect(await desk.settle(one)).toMatchObject({ outcome: "delivered" });
    expect(world.shown()[0]?.texts).toHaveLength(6);
    expect(await desk.check(one)).toMatchObject({ said: "checked" });
  }));

test("an update is known by its key, also when somebody changed its text before the answer came", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    world.faults(["lost"]);
    desk.know(anIncidentNotice(2));
    await desk.once(one);
    const [note] = world.tables["/incident-public-note"] ?? [];
    expect(note?.postedFromSlackMessageId).toBe("sitrep:upd2");
    Object.assign(note ?? {}, { note: "Somebody was quicker." });
    await desk.once(one, { doubtful: true });
    expect(world.tables["/incident-public-note"]).toHaveLength(1);
  }));

test("a twin is not adopted: not by its title, and not with the key of another", () =>
  using(async (world, desk) => {
    const { title, updates } = anIncidentNotice(1);
    const twin = { title, createdAt: "1970-01-01T00:00:00.000Z", currentIncidentStateId: "is3", monitors: [] };
    world.tables["/incident"] = [
      { ...twin, _id: "a", description: "Somebody wrote this.", customFields: {} },
      { ...twin, _id: "b", description: updates[0]?.text, customFields: { sitrep: "sitrep-other" } },
    ];
    world.faults(["lost"]);
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    expect(world.tables["/incident"]).toHaveLength(3);
  }));

test("a maintenance keeps its window, runs, and is complete", () =>
  using(async (world, desk) => {
    desk.know(aMaintenanceNotice(1));
    await desk.settle(works);
    const window = { startsAt: start + 50 * 60 * minute, endsAt: start + 52 * 60 * minute };
    desk.know(aMaintenanceNotice(1, { window, startedAt: window.startsAt }));
    await desk.settle(works);
    expect(maintenance(world)).toMatchObject({
      startsAt: new Date(window.startsAt).toISOString(),
      endsAt: new Date(window.endsAt).toISOString(),
      currentScheduledMaintenanceStateId: "ms1",
    });
    const states = [];
    for (const count of [2, 3]) {
      desk.know(aMaintenanceNotice(count));
      await desk.settle(works);
      states.push(maintenance(world)?.currentScheduledMaintenanceStateId);
    }
    expect(states).toEqual(["ms2", "ms4"]);
  }));

test("a maintenance that is called off is complete, with the text", () =>
  using(async (world, desk) => {
    const before = aMaintenanceNotice(1);
    desk.know(before);
    await desk.settle(works);
    const updates = [...before.updates, anUpdate("mnt2", "CANCELLED", 60)];
    desk.know({ ...before, stage: "CANCELLED", open: false, endedAt: start + 60 * minute, updates });
    await desk.settle(works);
    expect(maintenance(world)).toMatchObject({
      currentScheduledMaintenanceStateId: "ms4",
      endsAt: new Date(start + 60 * minute).toISOString(),
    });
    expect(world.shown()[0]?.texts.at(-1)).toContain("will not take place");
    expect(await desk.check(works)).toMatchObject({ said: "checked" });
  }));

test("more notes than one page of them are read", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(2));
    await desk.settle(one);
    const notes = world.tables["/incident-public-note"] ?? [];
    for (let index = 0; index < 120; index++)
      notes.push({
        _id: `n${index}`,
        incidentId: incident(world)?._id,
        note: `Note ${index}`,
        createdAt: "2026-11-22",
      });
    expect(await desk.check(one)).toMatchObject({ said: "checked" });
  }));

test("what is Markdown by chance is shown as it was written", () =>
  using(async (world, desk) => {
    const text = `${anIncidentNotice(1).updates[0]?.heading}\n# <b>*all*</b> is_well`;
    desk.know(anIncidentNotice(1, { updates: [anUpdate("upd1", "INVESTIGATING", 0, { text })] }));
    await desk.settle(one);
    expect(incident(world)?.description).toContain("\\# \\<b\\>\\*all\\*");
    expect(await desk.check(one)).toMatchObject({ said: "checked" });
  }));

test.each([{ severities: { SEV9: "x" } }, { states: { SCHEDULED: "x" } }, { monitor_statuses: { down: "x" } }])(
  "%j is refused",
  async (wrong) => {
    const world = await openOneuptime();
    expect(oneuptime.settings.safeParse(world.settings).success).toBe(true);
    expect(oneuptime.settings.safeParse({ ...world.settings, ...wrong }).success).toBe(false);
    await world.close();
  },
);
