import { describe, expect, test } from "vitest";
import uptimerobot from "../../../src/out/providers/uptimerobot.ts";
import { providerContract } from "./contract.ts";
import { aMaintenanceNotice, anIncidentNotice, anUpdate, type Desk, deskBeside, minute, start } from "./desk.ts";
import { credential, openUptimeRobotWorld, type Variant, type World } from "./uptimerobot-world.ts";

describe.each<[string, Variant]>([
  ["states in title case", {}],
  ["states in upper case, and a list of many pages", { upperCase: true, size: 1 }],
])("with %s", (_name, variant) => {
  providerContract(uptimerobot, () => openUptimeRobotWorld(variant), { credential });
});

async function using(run: (world: World, desk: Desk) => Promise<void>, variant: Variant = {}, settings: object = {}) {
  const world = await openUptimeRobotWorld(variant);
  await using beside = await deskBeside(uptimerobot, { ...world, settings: { ...world.settings, ...settings } });
  await run(world, beside.desk);
}
const one = anIncidentNotice(1).id;
const works = aMaintenanceNotice(1).id;

test("an incident is a published issue, pinned, and archived at its end", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(2));
    await desk.settle(one);
    expect(world.announcements).toMatchObject([{ type: "Issue", status: "Published", endDate: null }]);
    expect(world.announcements[0]?.content).toBe(
      anIncidentNotice(2)
        .updates.map(({ text }) => text)
        .toReversed()
        .join("\n\n---\n\n"),
    );
    expect(world.pinned()).toBe(world.announcements[0]?.id);
    desk.know(anIncidentNotice(5));
    await desk.settle(one);
    expect(world.announcements).toMatchObject([
      { status: "Archived", endDate: new Date(start + 40 * minute).toISOString() },
    ]);
    expect(world.pinned()).toBeNull();
  }));

test("the pin of another is not taken back, and pin: false takes none", async () => {
  await using(async (world, desk) => {
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    desk.know(anIncidentNotice(1, { id: "z9y8x7w6v5u4", title: "Another" }));
    await desk.settle("z9y8x7w6v5u4");
    const other = world.announcements[1]?.id;
    desk.know(anIncidentNotice(5));
    await desk.settle(one);
    expect(world.pinned()).toBe(other);
  });
  await using(
    async (world, desk) => {
      desk.know(anIncidentNotice(5));
      await desk.settle(one);
      expect(world.asked.some(({ path }) => path.endsWith("pin"))).toBe(false);
    },
    {},
    { pin: false },
  );
});

test("a pin that is refused or late leaves one announcement", () =>
  using(async (world, desk) => {
    for (const status of [404, 429]) {
      world.faults(["none", { status, json: {} }]);
      desk.know(anIncidentNotice(1));
      expect(await desk.settle(one)).toMatchObject({ outcome: "delivered" });
      expect(world.announcements).toHaveLength(1);
    }
  }));

test("the oldest updates are left out of a text that is too long, and are not posted again", () =>
  using(async (world, desk) => {
    const updates = Array.from({ length: 6 }, (_, index) =>
      anUpdate(`upd${index}`, "IDENTIFIED", index, { text: `[IDENTIFIED] Gateway\n${index} ${"word ".repeat(120)}` }),
    );
    desk.know(anIncidentNotice(1, { updates: updates.slice(0, 5) }));
    world.faults(["lost"]);
    await desk.settle(one);
    const writes = world.writes();
    await desk.settle(one);
    await desk.once(one, { doubtful: true });
    expect(world.writes()).toBe(writes);
    desk.know(anIncidentNotice(1, { updates }));
    await desk.settle(one);
    const [{ content } = { content: "" }] = world.announcements;
    expect(content.length).toBeLessThanOrEqual(2_000);
    expect(content).toMatch(/^\[IDENTIFIED\] Gateway\n5 .*Earlier updates are left out here\.$/s);
    expect(await desk.check(one)).toMatchObject({ said: "checked" });
  }));

test("one update that fills everything still leaves room to say that earlier ones are missing", () =>
  using(async (world, desk) => {
    const long = (id: string, minutes: number) =>
      anUpdate(id, "IDENTIFIED", minutes, { text: `[IDENTIFIED] Gateway\n${"word ".repeat(500)}` });
    desk.know(anIncidentNotice(1, { updates: [long("upd1", 0), long("upd2", 1)] }));
    expect(await desk.settle(one)).toMatchObject({ outcome: "delivered" });
    expect(world.announcements[0]?.content).toMatch(/left out here\.\n\n---\n\nEarlier updates are left out here\.$/);
  }));

test("a maintenance is pending, published, archived; its window moves", () =>
  using(async (world, desk) => {
    desk.know(aMaintenanceNotice(1));
    await desk.settle(works);
    expect(world.announcements).toMatchObject([{ type: "Maintenance", status: "Pending" }]);
    expect(world.pinned()).toBeNull();
    const window = { startsAt: start + 50 * 60 * minute, endsAt: start + 52 * 60 * minute };
    desk.know(aMaintenanceNotice(1, { window, startedAt: window.startsAt }));
    await desk.settle(works);
    expect(world.announcements).toMatchObject([
      { startDate: new Date(window.startsAt).toISOString(), endDate: new Date(window.endsAt).toISOString() },
    ]);
    desk.know(aMaintenanceNotice(2));
    await desk.settle(works);
    expect(world.announcements).toMatchObject([{ status: "Published" }]);
    expect(world.pinned()).toBe(world.announcements[0]?.id);
    desk.know(aMaintenanceNotice(3));
    await desk.settle(works);
    expect(world.announcements).toMatchObject([{ status: "Archived" }]);
  }));

test("a pending maintenance that was published by the clock is as it should be", () =>
  using(async (world, desk) => {
    desk.know(aMaintenanceNotice(1));
    await desk.settle(works);
    const [made] = world.announcements;
    if (made) made.status = "Published";
    expect(await desk.check(works)).toMatchObject({ said: "checked" });
  }));

test("a maintenance that is called off is archived, with the text", () =>
  using(async (world, desk) => {
    const before = aMaintenanceNotice(1);
    desk.know(before);
    await desk.settle(works);
    const updates = [...before.updates, anUpdate("mnt2", "CANCELLED", 60)];
    desk.know({ ...before, stage: "CANCELLED", open: false, endedAt: start + 60 * minute, updates });
    expect(await desk.settle(works)).toMatchObject({ outcome: "delivered" });
    expect(world.announcements).toMatchObject([{ status: "Archived" }]);
    expect(world.announcements[0]?.content).toContain("will not take place");
  }));

test("a plan or a key that may not write hands the whole text to a person, at each update", () =>
  using(
    async (world, desk) => {
      for (const count of [1, 2]) {
        desk.know(anIncidentNotice(count));
        expect(await desk.settle(one)).toMatchObject({ outcome: "delivered" });
        const said = desk.said.at(-1);
        expect(said?.said).toBe("by-hand");
        expect(said?.words).toMatch(
          /^does not let this key write announcements: paste this on status page 31, as "Gateway/,
        );
        for (const { text } of anIncidentNotice(count).updates) expect(said?.words).toContain(text);
        expect(said?.words).not.toContain(credential);
      }
      expect(world.writes()).toBe(0);
    },
    { refused: true },
  ));

test("a twin by its title is not adopted", () =>
  using(async (world, desk) => {
    world.announcements.push({
      id: 1,
      title: anIncidentNotice(1).title,
      content: "Somebody wrote this by hand.",
      status: "Published",
      type: "Issue",
      startDate: new Date(start).toISOString(),
      endDate: null,
    });
    world.faults(["lost"]);
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    expect(world.announcements.map(({ content }) => content.slice(0, 8))).toEqual(["Somebody", "[INVESTI"]);
  }));

test("a limit that is told in epoch seconds is waited for", () =>
  using(async (world, desk) => {
    const reset = Math.floor(start / 1_000) + 40;
    world.faults([{ status: 429, json: { message: ["Too many"] }, headers: { "x-ratelimit-reset": String(reset) } }]);
    desk.know(anIncidentNotice(1));
    expect(await desk.once(one)).toMatchObject({ outcome: "later", at: reset * 1_000 });
  }));
