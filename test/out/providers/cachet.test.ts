import { describe, expect, test } from "vitest";
import cachet from "../../../src/out/providers/cachet.ts";
import { type CachetWorld, credential, openCachet2, openCachet3 } from "./cachet-world.ts";
import { providerContract } from "./contract.ts";
import { aMaintenanceNotice, anIncidentNotice, anUpdate, minute, openDesk, start } from "./desk.ts";
import { openFake } from "./fake.ts";

const versions: [string, () => Promise<CachetWorld>][] = [
  ["Cachet 2.4, whose incidents follow their updates and show what was kept", () => openCachet2()],
  ["Cachet 2.4, where neither is so", () => openCachet2({ metaReads: false, follows: false })],
  ["Cachet 3", () => openCachet3()],
  ["Cachet 3 that cannot be asked by what was kept", () => openCachet3({ byMeta: false })],
];
describe.each(versions)("%s", (_name, open) => {
  providerContract(cachet, open, { credential });
});

async function using(
  open: () => Promise<CachetWorld>,
  run: (world: CachetWorld, desk: Awaited<ReturnType<typeof openDesk>>) => Promise<void>,
  settings: object = {},
) {
  const world = await open();
  const desk = await openDesk(cachet, { ...world, settings: { ...world.settings, ...settings } });
  try {
    await run(world, desk);
  } finally {
    await desk.close();
    await world.close();
  }
}
const one = anIncidentNotice(1).id;
const work = aMaintenanceNotice(1).id;
const calledOff = () => {
  const before = aMaintenanceNotice(1);
  const updates = [...before.updates, anUpdate("mnt2", "CANCELLED", 60)];
  return aMaintenanceNotice(1, { stage: "CANCELLED", open: false, endedAt: start + 60 * minute, updates });
};

test.each([
  [2, openCachet2],
  [3, openCachet3],
] as const)("it asks once whether it is Cachet %i, and not where that is told", async (version, open) => {
  const asked = (world: CachetWorld) => world.asked.filter(({ path }) => path.endsWith("/version")).length;
  await using(open, async (world, desk) => {
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    const before = asked(world);
    expect(before).toBe(version === 2 ? 2 : 1);
    desk.know(anIncidentNotice(2));
    await desk.settle(one);
    expect(asked(world)).toBe(before);
  });
  await using(
    open,
    async (world, desk) => {
      desk.know(anIncidentNotice(1));
      await desk.settle(one);
      expect(asked(world)).toBe(0);
      expect(world.things).toHaveLength(1);
    },
    { version },
  );
});

test.each([
  [404, "never"],
  [200, "later"],
] as const)("what answers %i with a web page is no Cachet", async (status, outcome) => {
  const other = await openFake(() => ({ status, text: "<!doctype html><h1>Welcome</h1>" }));
  await using(
    openCachet2,
    async (_world, desk) => {
      desk.know(anIncidentNotice(1));
      expect(await desk.once(one)).toMatchObject({ outcome, why: expect.stringContaining("version: 2 or version: 3") });
    },
    { url: other.url },
  );
  await other.close();
});

test.each([401, 403])("one that answers %i to everybody tells nothing of what they read", (status) =>
  using(openCachet3, async (world, desk) => {
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    await desk.pass(60 * minute);
    world.publicly?.answers?.({ status, json: { message: "Unauthenticated." } });
    expect(await desk.check(one)).toMatchObject({ said: "checked" });
  }),
);

test("2.4: an incident that somebody hid from everybody is told", () =>
  using(openCachet2, async (world, desk) => {
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    await desk.pass(60 * minute);
    for (const thing of world.things) thing.visible = false;
    expect(await desk.check(one)).toMatchObject({ said: "differs", words: "its public page does not show it" });
  }));

test("2.4: visible and notify are said with every write, because they fall back to true", () =>
  using(openCachet2, async (world, desk) => {
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    const notice = anIncidentNotice(2, { title: "Gateway, Keystore — no answers" });
    desk.know(notice);
    await desk.settle(one);
    const writes = world.asked.filter(({ method, path }) => method !== "GET" && /\/incidents(\/\d+)?$/.test(path));
    expect(writes.map(({ method, json }) => [method, json.visible, json.notify])).toEqual([
      ["POST", 1, true],
      ["PUT", 1, false],
    ]);
    expect(world.things[0]).toMatchObject({ name: notice.title, visible: true });
  }));

test("2.4: an incident whose stage does not follow its update is brought to it", () =>
  using(
    () => openCachet2({ follows: false }),
    async (world, desk) => {
      desk.know(anIncidentNotice(2));
      await desk.settle(one);
      expect(world.things[0]?.status).toBe(2);
      world.faults(["none", { status: 429, json: {} }]);
      desk.know(anIncidentNotice(5));
      await desk.settle(one);
      expect(world.things[0]).toMatchObject({ status: 4, updates: [{}, {}, {}, {}] });
    },
  ));

test("2.4: a maintenance has the times of the site, to the minute, and moves with its window", () =>
  using(
    openCachet2,
    async (world, desk) => {
      desk.know(aMaintenanceNotice(1));
      await desk.settle(work);
      expect(world.things[0]).toMatchObject({ starts: "2026-11-23 10:30", ends: "2026-11-23 11:30", status: 0 });
      const window = { startsAt: Date.parse("2027-07-01T01:00Z"), endsAt: Date.parse("2027-07-01T02:00Z") };
      desk.know(aMaintenanceNotice(1, { window, startedAt: window.startsAt }));
      await desk.settle(work);
      expect(world.things[0]).toMatchObject({ starts: "2027-07-01 03:00", ends: "2027-07-01 04:00" });
    },
    { timezone: "Europe/Berlin" },
  ));

test("2.4: the text of a maintenance grows on top, and keeps what somebody wrote into it", () =>
  using(openCachet2, async (world, desk) => {
    desk.know(aMaintenanceNotice(1));
    await desk.settle(work);
    const [thing] = world.things;
    if (thing) thing.message += " Somebody added this.";
    desk.know(aMaintenanceNotice(2));
    await desk.settle(work);
    const [text] = world.shown()[0]?.texts ?? [];
    expect(text).toMatch(
      /^\[IN_PROGRESS\][\s\S]*The work has begun\.\n\n---\n\n\[SCHEDULED\][\s\S]*Somebody added this\.$/,
    );
    expect(world.things[0]?.status).toBe(1);
  }));

test("2.4: a correction of a maintenance changes its own part alone", () =>
  using(openCachet2, async (world, desk) => {
    desk.know(aMaintenanceNotice(2));
    await desk.settle(work);
    const notice = aMaintenanceNotice(2);
    const [first, second] = notice.updates;
    if (!first || !second) return;
    const corrected = { ...first, text: first.text.replace("brief", "no"), correctedAt: start + minute };
    desk.know({ ...notice, updates: [corrected, second] });
    await desk.settle(work);
    const [text] = world.shown()[0]?.texts ?? [];
    expect(text).toMatch(/^\[IN_PROGRESS\][\s\S]*---[\s\S]*no degradation/);
    expect(text).not.toContain("brief");
  }));

test.each([
  ["2.4", openCachet2],
  ["3", openCachet3],
])("%s: a maintenance that is called off is over, with the text", (_name, open) =>
  using(open, async (world, desk) => {
    desk.know(aMaintenanceNotice(1));
    await desk.settle(work);
    desk.know(calledOff());
    expect(await desk.settle(work)).toMatchObject({ outcome: "delivered" });
    expect(world.shown()).toMatchObject([{ open: false }]);
    expect(world.shown()[0]?.texts.join("\n")).toContain("will not take place");
    expect(await desk.check(work)).toMatchObject({ said: "checked" });
    const [thing] = world.things;
    expect((thing?.starts ?? "") < (thing?.ends ?? "")).toBe(true);
  }),
);

test("3: the end of a maintenance is said when it is over, and not before", () =>
  using(openCachet3, async (world, desk) => {
    desk.know(aMaintenanceNotice(2));
    await desk.settle(work);
    expect(world.asked.some(({ json }) => json?.completed_at)).toBe(false);
    desk.know(aMaintenanceNotice(3));
    await desk.settle(work);
    expect(world.things[0]?.ends).toBe(new Date(start + 49 * 60 * minute).toISOString());
  }));

test("3: it is asked for by our key, and a twin of that name is not taken for ours", () =>
  using(openCachet3, async (world, desk) => {
    const { title, updates } = anIncidentNotice(1);
    const twin = { kind: "incident" as const, name: title, message: updates[0]?.text ?? "", status: 1, visible: true };
    world.things.push({ ...twin, id: 1, starts: null, ends: null, meta: { sitrep: "sitrep-other" }, updates: [] });
    world.faults(["lost"]);
    desk.know(anIncidentNotice(2));
    await desk.settle(one);
    expect(world.things.map(({ meta, updates }) => [meta?.sitrep, updates.length])).toEqual([
      ["sitrep-other", 0],
      [`sitrep-${one}`, 1],
    ]);
    const [asked] = world.asked.filter(({ query }) => query.has("filter[meta][sitrep]"));
    expect(asked?.query.get("filter[meta][sitrep]")).toBe(`sitrep-${one}`);
  }));

test.each([
  ["2.4", openCachet2, "1"],
  ["3", openCachet3, "6"],
])("%s: what each status of a component is there", (_name, open, underWork) =>
  using(open, async (world, desk) => {
    desk.know(anIncidentNotice(1));
    for (const [status, number] of [
      ["degraded", "2"],
      ["partial-outage", "3"],
      ["major-outage", "4"],
      ["maintenance", underWork],
      ["operational", "1"],
    ] as const) {
      desk.setComponent("Gateway", status);
      await desk.settle(one);
      expect(world.component("3"), status).toBe(number);
      expect(await desk.check(one), status).toMatchObject({ said: "checked" });
    }
  }),
);

test("3: a lower impact in the middle of an incident lets its component get better", () =>
  using(openCachet3, async (world, desk) => {
    desk.know(anIncidentNotice(1));
    await desk.settle(one);
    expect(world.component("3")).toBe("3");
    const components = [{ name: "Gateway", status: "degraded" as const, impact: "degraded" as const }];
    desk.know(anIncidentNotice(2, { severity: "SEV3", impact: "degraded", components }));
    await desk.settle(one);
    expect(world.component("3")).toBe("2");
  }));

test.each([
  ["monitoring", 3],
  ["identified", 2],
] as const)("MITIGATING is %s", (mitigating, status) =>
  using(
    openCachet3,
    async (world, desk) => {
      desk.know(anIncidentNotice(3));
      await desk.settle(one);
      expect(world.things[0]?.updates.at(-1)?.status).toBe(status);
      expect(await desk.check(one)).toMatchObject({ said: "checked" });
    },
    { mitigating },
  ),
);

test("a text that is Markdown by chance is shown as it was written, and found again", () =>
  using(openCachet2, async (world, desk) => {
    const words = "# not a heading\n- [x](javascript:alert(1)) <b>*all* is_well</b>\n1. one";
    const notice = anIncidentNotice(1);
    const text = `${notice.updates[0]?.heading}\n${words}`;
    world.faults(["lost"]);
    desk.know({ ...notice, updates: [{ ...anUpdate("upd1", "INVESTIGATING", 0), text, words }] });
    await desk.settle(one);
    expect(world.things).toHaveLength(1);
    expect(world.things[0]?.message).toContain("\\<b\\>\\*all\\* is\\_well");
    expect(await desk.check(one)).toMatchObject({ said: "checked" });
  }));

test("an update that somebody deleted comes back with a repair", () =>
  using(openCachet3, async (world, desk) => {
    desk.know(anIncidentNotice(2));
    await desk.settle(one);
    world.things[0]?.updates.pop();
    expect(await desk.check(one)).toMatchObject({ said: "differs" });
    await desk.settle(one, { repair: true });
    expect(world.things[0]?.updates).toHaveLength(1);
    expect(await desk.check(one)).toMatchObject({ said: "checked" });
  }));

test.each([{ timezone: "Berlin" }, { version: 4 }, { mitigating: "watching" }, { colour: "red" }])(
  "%j is refused",
  async (wrong) => {
    const world = await openCachet3();
    expect(cachet.settings.safeParse(world.settings).success).toBe(true);
    expect(cachet.settings.safeParse({ ...world.settings, ...wrong }).success).toBe(false);
    await world.close();
  },
);
