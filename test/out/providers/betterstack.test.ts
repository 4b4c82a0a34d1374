import { describe, expect, test } from "vitest";
import betterstack from "../../../src/out/providers/betterstack.ts";
import { credential, openBetterstackWorld, type Report, type Variant, type World } from "./betterstack-world.ts";
import { providerContract } from "./contract.ts";
import { aMaintenanceNotice, anIncidentNotice, anUpdate, minute, openDesk, secretOf, start } from "./desk.ts";

const variants: [string, Variant][] = [
  ["a report that stays open by itself", {}],
  [
    "a report that ends by itself, and creations that do not name their update",
    { endsByItself: true, includes: false },
  ],
];
describe.each(variants)("with %s", (_name, variant) => {
  providerContract(betterstack, () => openBetterstackWorld(variant), { credential });
});

async function using(
  run: (world: World, desk: Awaited<ReturnType<typeof openDesk>>) => Promise<void>,
  variant?: Variant,
) {
  const world = await openBetterstackWorld(variant);
  const desk = await openDesk(betterstack, world);
  try {
    await run(world, desk);
  } finally {
    await desk.close();
    await world.close();
  }
}
const one = anIncidentNotice(1).id;

test("whether subscribers hear of it is always said", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(2));
    await desk.settle(one);
    const posts = world.asked.filter(({ method }) => method === "POST");
    expect(posts.map(({ json }) => json.notify_subscribers)).toEqual([true, true]);
  }));

test("a partial outage is degraded there, a major one downtime", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    expect(world.component("88")).toBe("degraded");
    const [worse] = anIncidentNotice(1).components;
    desk.know(
      anIncidentNotice(1, {
        severity: "SEV1",
        impact: "major-outage",
        components: [{ name: worse?.name ?? "", status: "major-outage", impact: "major-outage" }],
      }),
    );
    const told = world.told();
    await desk.settle(one);
    expect(world.component("88")).toBe("downtime");
    expect(world.reports[0]?.updates).toHaveLength(1);
    expect(world.told()).toBe(told);
  }));

test("catching up with one that turned out to be none says so at its end alone", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(5, { impact: "operational" }));
    await desk.settle(one);
    const states = world.reports[0]?.updates.map((update) => update.affected_resources[0]?.status);
    expect(states).toEqual(["degraded", "degraded", "degraded", "degraded", "resolved"]);
  }));

test("catching up never says that all is well before the last update does", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(5));
    await desk.settle(one);
    const states = world.reports[0]?.updates.map((update) => update.affected_resources[0]?.status);
    expect(states).toEqual(["degraded", "degraded", "degraded", "degraded", "resolved"]);
    expect(world.reports[0]?.updates.map(({ published_at }) => published_at)).toEqual(
      anIncidentNotice(5).updates.map(({ postedAt }) => new Date(postedAt).toISOString()),
    );
  }));

test("it ends when it was resolved, and an end that is there already stays", async () => {
  await using(async (world, desk) => {
    desk.know(anIncidentNotice(5));
    await desk.settle(one);
    expect(world.reports[0]?.ends_at).toBe(new Date(start + 40 * minute).toISOString());
  });
  await using(
    async (world, desk) => {
      desk.know(anIncidentNotice(5));
      await desk.settle(one);
      expect(world.shown()).toMatchObject([{ open: false }]);
      expect(world.asked.filter(({ method }) => method === "PATCH")).toEqual([]);
    },
    { endsByItself: true },
  );
});

test("a 429 to closing the report posts nothing a second time, and it is closed later", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(4));
    await desk.settle(one);
    desk.know(anIncidentNotice(5));
    world.faults(["none", { status: 429, json: {} }]);
    expect(await desk.settle(one)).toMatchObject({ outcome: "delivered" });
    expect(world.left()).toBe(0);
    expect(world.reports[0]?.updates).toHaveLength(5);
    expect(world.shown()).toMatchObject([{ open: false }]);
  }));

test("an end whose call was lost is caught up with, also without components", () =>
  using(async (world, _desk) => {
    const desk = await openDesk(betterstack, { ...world, components: {} });
    desk.know(anIncidentNotice(4));
    await desk.settle(one);
    desk.know(anIncidentNotice(5));
    // The text of the end is posted and its answer is lost; the report is still to be closed.
    world.faults(["lost"]);
    await desk.settle(one);
    expect(world.shown()).toMatchObject([{ open: false }]);
    expect(world.reports[0]?.updates).toHaveLength(5);
    await desk.close();
  }));

test("an incident that is reopened stands open there again", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(5));
    await desk.settle(one);
    const over = anIncidentNotice(5);
    const again = anUpdate("upd6", "INVESTIGATING", 60);
    desk.know({ ...anIncidentNotice(1), updates: [...over.updates, again] });
    await desk.settle(one);
    expect(world.shown()).toMatchObject([{ open: true }]);
    expect(world.component("88")).toBe("degraded");
  }));

test("a report of its own monitors, or one of somebody else, is never adopted", () =>
  using(async (world, desk) => {
    const { title, updates } = anIncidentNotice(1);
    const foreign = (id: string, report_type: string, message: string): Report => ({
      id,
      title,
      report_type,
      starts_at: new Date(start).toISOString(),
      ends_at: null,
      affected_resources: [],
      updates: [{ id: "70", message, published_at: new Date(start).toISOString(), affected_resources: [] }],
    });
    world.reports.push(
      foreign("71", "automatic", updates[0]?.text ?? ""),
      foreign("72", "manual", "Somebody wrote this by hand."),
    );
    world.faults(["lost"]);
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    expect(world.reports).toHaveLength(3);
    desk.know(anIncidentNotice(2));
    await desk.settle(one);
    expect(world.reports.map(({ updates }) => updates.length)).toEqual([1, 1, 2]);
  }));

test("it is found on a later page, whatever the order, under the title it was opened with, and on no other host", () =>
  using(
    async (world, desk) => {
      for (let index = 0; index < 5; index++)
        world.reports.push({
          id: `6${index}`,
          title: `Another ${index}`,
          report_type: "manual",
          starts_at: new Date(start).toISOString(),
          ends_at: null,
          affected_resources: [],
          updates: [],
        });
      world.faults(["lost"]);
      desk.know(anIncidentNotice(1));
      expect(await desk.once(one)).toMatchObject({ outcome: "later", doubtful: true });
      const renamed = anUpdate("upd2", "IDENTIFIED", 10, {
        heading: "[IDENTIFIED] Gateway, Keystore — no answers",
        text: "[IDENTIFIED] Gateway, Keystore — no answers\nCause: a certificate ran out.",
      });
      const now = anIncidentNotice(2, { title: "Gateway, Keystore — no answers" });
      desk.know({ ...now, updates: [...anIncidentNotice(1).updates, renamed] });
      await desk.once(one, { doubtful: true });
      expect(world.reports).toHaveLength(6);
      expect(world.reports.at(-1)).toMatchObject({ title: "Gateway, Keystore — no answers", updates: [{}, {}] });
    },
    { pageSize: 2 },
  ));

test("a change of severity writes over no title and no text that somebody changed; a repair does", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(2));
    await desk.settle(one);
    world.tamper("title");
    world.tamper("text");
    desk.know(anIncidentNotice(2, { severity: "SEV3" }));
    await desk.settle(one);
    expect(world.reports[0]?.title).toBe("Something else");
    expect(world.reports[0]?.updates.at(-1)?.message).toBe("All is well.");
    await desk.settle(one, { repair: true });
    expect(world.reports[0]?.title).toBe(anIncidentNotice(2).title);
    expect(await desk.check(one)).toMatchObject({ said: "checked" });
  }));

test("an update that somebody deleted is told, and comes back with a repair, in silence", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(2));
    await desk.settle(one);
    world.reports[0]?.updates.pop();
    expect(await desk.check(one)).toMatchObject({ said: "differs" });
    const told = world.told();
    await desk.settle(one, { repair: true });
    expect(world.told()).toBe(told);
    expect(await desk.check(one)).toMatchObject({ said: "checked" });
  }));

test("a component that somebody changed in a report is told, and put right by a repair", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(2));
    await desk.settle(one);
    world.tamper("component");
    expect(await desk.check(one)).toMatchObject({
      said: "differs",
      words: "the component 88 is resolved there, not degraded",
    });
    const told = world.told();
    await desk.settle(one, { repair: true });
    expect(world.component("88")).toBe("degraded");
    expect(world.told()).toBe(told);
    expect(await desk.check(one)).toMatchObject({ said: "checked" });
  }));

test("the window of a maintenance moves, and everything in it is under maintenance", () =>
  using(async (world, desk) => {
    desk.know(aMaintenanceNotice(1));
    await desk.settle(aMaintenanceNotice(1).id);
    const window = { startsAt: start + 50 * 60 * minute, endsAt: start + 52 * 60 * minute };
    desk.know(aMaintenanceNotice(1, { window, startedAt: window.startsAt }));
    await desk.settle(aMaintenanceNotice(1).id);
    expect(world.reports).toMatchObject([
      {
        starts_at: new Date(window.startsAt).toISOString(),
        ends_at: new Date(window.endsAt).toISOString(),
        affected_resources: [{ status_page_resource_id: "88", status: "maintenance" }],
        updates: [{}],
      },
    ]);
  }));

test("a maintenance that is called off before it began ends now, with the text", () =>
  using(async (world, desk) => {
    desk.know(aMaintenanceNotice(1));
    await desk.settle(aMaintenanceNotice(1).id);
    const called = anUpdate("mnt2", "CANCELLED", 60);
    const endedAt = start + 60 * minute;
    const before = aMaintenanceNotice(1);
    desk.know({ ...before, stage: "CANCELLED", open: false, endedAt, updates: [...before.updates, called] });
    expect(await desk.settle(before.id)).toMatchObject({ outcome: "delivered" });
    expect(world.reports[0]?.ends_at).toBe(new Date(endedAt).toISOString());
    expect(world.reports[0]?.updates.at(-1)?.message).toContain("will not take place");
    expect(world.shown().filter(({ open }) => open)).toEqual([]);
    await desk.pass(90 * minute);
    expect(await desk.check(before.id)).toMatchObject({ said: "checked" });
  }));

test("its errors are a sentence in a string, and people read it", () =>
  using(async (world, desk) => {
    world.faults([{ status: 422, json: { errors: "Affected resources are not valid" } }]);
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    expect(desk.said.at(-1)?.words).toBe("Better Stack answered 422: Affected resources are not valid");
  }));

test("capitals in what is read make no difference", () =>
  using(async (world, desk) => {
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    const [report] = world.reports;
    if (report) report.affected_resources = [{ status_page_resource_id: "88", status: "Degraded" }];
    expect(await desk.check(one)).toMatchObject({ said: "checked" });
  }));

test("the host is the vendor's unless another one is named", () => {
  const settings = betterstack.settings.parse({ page: 7, token: secretOf("x") });
  expect(betterstack.reach?.(settings).url).toBe("https://uptime.betterstack.com/api/v2/status-pages/7");
  expect(betterstack.settings.safeParse({ page: 7 }).success).toBe(false);
});
