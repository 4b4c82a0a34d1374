import { describe, expect, test } from "vitest";
import { openHttp } from "../../../src/base/http.ts";
import { openMemory, workFor } from "../../../src/out/provider-work.ts";
import statuspage from "../../../src/out/providers/statuspage.ts";
import { keepTemplates } from "../../../src/out/statuspage-templates.ts";
import { namedExports } from "../../../src/text/saved-templates.ts";
import { storyClock } from "../../kit/clock.ts";
import { shipped } from "../../templates/shipped.ts";
import { providerContract } from "./contract.ts";
import { aMaintenanceNotice, anIncidentNotice, anUpdate, deskBeside, minute, openDesk, start } from "./desk.ts";
import { openFake } from "./fake.ts";
import { credential, type Incident, openStatuspageWorld, type Update, type Ways } from "./statuspage-world.ts";

providerContract(statuspage, openStatuspageWorld, { credential });

const opened = async (ways: Ways = {}, own: Record<string, unknown> = {}) =>
  deskBeside(statuspage, await openStatuspageWorld(ways, own));

describe.each<[string, Ways]>([
  ["resolving resets components", { resolvingResets: true }],
  ["resolving leaves components as they are", { resolvingResets: false }],
  ["what is not named is unlinked, oldest update first", { unlinks: true, newestFirst: false }],
])("where %s", (_what, ways) => {
  test("a component that another incident holds stays broken, and one that none holds is operational", async () => {
    await using s = await opened(ways);
    await s.show(anIncidentNotice(1));
    const over = anIncidentNotice(5);
    await s.show({ ...over, components: [{ name: "Gateway", status: "partial-outage", impact: "operational" }] });
    expect(s.world.states.get("c-gateway")).toBe("partial_outage");
    await s.show(over);
    expect(s.world.states.get("c-gateway")).toBe("operational");
    expect(s.world.incidents[0]).toMatchObject({ status: "resolved", component_ids: ["c-gateway"] });
  });

  test("of what is over a component is told that is left behind, not one that something else has taken on", async () => {
    await using s = await opened(ways);
    await s.show(anIncidentNotice(1));
    const over = anIncidentNotice(5);
    await s.show(over);
    s.world.tamper("component");
    expect(await s.desk.check(over.id)).toMatchObject({ said: "differs", words: expect.stringContaining("c-gateway") });
    s.desk.know({ ...over, components: [{ name: "Gateway", status: "degraded", impact: "operational" }] });
    expect(await s.desk.check(over.id)).toMatchObject({ said: "checked" });
  });

  test("each update is told apart, and read back as it is", async () => {
    await using s = await opened(ways);
    await s.show(anIncidentNotice(3));
    expect(await s.desk.check(anIncidentNotice(3).id)).toMatchObject({ said: "checked", words: "" });
  });
});

test("the impact is one word off from ours, and is given by hand", async () => {
  await using s = await opened();
  for (const [ours, theirs] of [
    ["degraded", "minor"],
    ["partial-outage", "major"],
    ["major-outage", "critical"],
  ] as const) {
    await s.show(anIncidentNotice(1, { impact: ours, components: [{ name: "Gateway", status: ours, impact: ours }] }));
    expect(s.world.incidents[0]?.impact_override).toBe(theirs);
  }
  expect(s.world.incidents).toHaveLength(1);
  expect(s.world.told()).toBe(1);
});

test("MITIGATING is monitoring, or identified where that is asked for", async () => {
  for (const stage of ["monitoring", "identified"]) {
    await using s = await opened({}, stage === "monitoring" ? {} : { mitigating: stage });
    await s.show(anIncidentNotice(3));
    expect(s.world.incidents[0]?.status).toBe(stage);
    expect(await s.desk.check(anIncidentNotice(3).id)).toMatchObject({ said: "checked" });
  }
});

test("what it is to do by itself is left to Sitrep, and its reminder can be turned off", async () => {
  await using s = await opened({}, { remind: false });
  await s.show(aMaintenanceNotice(1));
  expect(s.world.incidents[0]).toMatchObject({
    status: "scheduled",
    impact_override: "maintenance",
    scheduled_for: "2026-11-23T09:30:00.000Z",
    scheduled_until: "2026-11-23T10:30:00.000Z",
    scheduled_remind_prior: false,
    scheduled_auto_in_progress: false,
    scheduled_auto_completed: false,
    auto_transition_to_maintenance_state: false,
    auto_transition_to_operational_state: false,
  });
  // A maintenance that is only announced changes no component.
  expect(s.world.asked.filter(({ method }) => method === "POST").map(({ json }) => json.incident.components)).toEqual([
    undefined,
  ]);
});

test("a window that moves is moved there, told once and with its text", async () => {
  await using s = await opened();
  await s.show(aMaintenanceNotice(2));
  expect(s.world.states.get("c-gateway")).toBe("under_maintenance");
  const told = s.world.told() ?? 0;
  const longer = aMaintenanceNotice(2);
  const extended = anUpdate("mnt3", "IN_PROGRESS", 2_900, { text: "[IN_PROGRESS] Gateway — storage upgrade\nLonger." });
  const window = { startsAt: start + 48 * 60 * minute, endsAt: start + 50 * 60 * minute };
  await s.show({ ...longer, window, updates: [...longer.updates, extended] });
  expect(s.world.incidents[0]).toMatchObject({ status: "in_progress", scheduled_until: "2026-11-23T11:30:00.000Z" });
  expect(s.world.told()).toBe(told + 1);
});

test("a maintenance that is called off ends there, and its text says why", async () => {
  await using s = await opened();
  await s.show(aMaintenanceNotice(1));
  const off = aMaintenanceNotice(1);
  const words = anUpdate("mnt2", "CANCELLED", 60, { text: "[CANCELLED] Gateway — storage upgrade\nIt is called off." });
  await s.show({ ...off, open: false, stage: "CANCELLED", updates: [...off.updates, words] });
  expect(s.world.shown()).toMatchObject([{ open: false, texts: [expect.any(String), words.text] }]);
});

test("an update whose text was changed there is not posted again after a lost answer", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1));
  s.world.faults(["lost"]);
  s.desk.know(anIncidentNotice(2));
  await s.desk.once(anIncidentNotice(2).id);
  s.world.tamper("text");
  await s.desk.once(anIncidentNotice(2).id, { doubtful: true });
  expect(s.world.shown()[0]?.texts).toHaveLength(2);
});

test("what was deleted there and comes back in two goes has every update once", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(3));
  s.world.tamper("delete");
  // The new one is made, but nobody hears of it.
  s.world.faults(["lost"]);
  await s.desk.settle(anIncidentNotice(3).id, { repair: true });
  expect(s.world.shown()).toMatchObject([{ texts: anIncidentNotice(3).updates.map(({ text }) => text) }]);
});

test("only what bears our key is ours: the same title of somebody else is left alone", async () => {
  await using s = await opened();
  const theirs = { sitrep: { incident: "sitrep-somebody-else", revision: "1" } };
  await s.show(anIncidentNotice(1, { id: "another1" }));
  (s.world.incidents[0] as Incident).metadata = theirs;
  s.desk.know(anIncidentNotice(1));
  await s.desk.once(anIncidentNotice(1).id, { doubtful: true });
  expect(s.world.incidents.map(({ metadata }) => metadata)).toEqual([
    theirs,
    { sitrep: { incident: `sitrep-${anIncidentNotice(1).id}`, revision: "1" } },
  ]);
});

test("an open one is found behind a hundred newer ones", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1));
  const mine = s.world.incidents[0] as Incident;
  for (let at = 0; at < 100; at++)
    s.world.incidents.push({ ...mine, id: `x${at}`, status: "resolved", metadata: {}, incident_updates: [] });
  const again = await openDesk(statuspage, s.world);
  again.know(anIncidentNotice(2));
  await again.once(anIncidentNotice(2).id, { doubtful: true });
  await again.close();
  expect(s.world.incidents).toHaveLength(101);
  expect(mine.incident_updates).toHaveLength(2);
});

test("ours is found in a list of several megabytes", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1));
  const mine = s.world.incidents[0] as Incident;
  const long = { ...(mine.incident_updates[0] as Update), body: "x".repeat(25_000) };
  for (let at = 0; at < 99; at++)
    s.world.incidents.push({ ...mine, id: `x${at}`, status: "resolved", metadata: {}, incident_updates: [long] });
  const again = await openDesk(statuspage, s.world);
  again.know(anIncidentNotice(2));
  // Several tries, because so much may take a busy machine longer than a test waits for an answer.
  const tries = [];
  for (let left = 5; left > 0 && tries.at(-1) !== "delivered"; left--)
    tries.push((await again.once(anIncidentNotice(2).id, { doubtful: true })).outcome);
  expect(tries.at(-1)).toBe("delivered");
  await again.close();
  expect(mine.incident_updates).toHaveLength(2);
});

test("a title that somebody changed stays until ours changes", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1));
  s.world.tamper("title");
  await s.show(anIncidentNotice(2));
  expect(s.world.incidents[0]?.name).toBe("Something else");
  await s.show(anIncidentNotice(3, { title: "Gateway — slow" }));
  expect(s.world.incidents[0]?.name).toBe("Gateway — slow");
});

test("a change of facts writes over no text that somebody changed", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(2));
  s.world.tamper("text");
  await s.show(anIncidentNotice(2, { severity: "SEV1", impact: "major-outage" }));
  expect(s.world.incidents[0]).toMatchObject({ impact_override: "critical" });
  expect(s.world.shown()[0]?.texts.at(-1)).toBe("All is well.");
});

test("an update added by hand is told; a repair makes ours the newest, once, and tells nobody", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(2));
  const [incident] = s.world.incidents as [Incident];
  incident.incident_updates.push({
    id: "foreign",
    status: "identified",
    body: "Nothing to see here.",
    created_at: new Date(start + 3_600_000).toISOString(),
    deliver_notifications: true,
  });
  expect(await s.desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "differs" });
  const told = s.world.told();
  await s.desk.settle(anIncidentNotice(2).id, { repair: true });
  Object.assign(incident.incident_updates.at(-1) as Update, { created_at: new Date(start + 3_700_000).toISOString() });
  expect(await s.desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "checked" });
  await s.desk.settle(anIncidentNotice(2).id, { repair: true });
  expect(incident.incident_updates).toHaveLength(4);
  expect(s.world.told()).toBe(told);
});

test("a post-mortem that was published there is no difference", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(5));
  const [incident] = s.world.incidents as [Incident];
  incident.status = "postmortem";
  incident.incident_updates.push({
    id: "pm",
    status: "postmortem",
    body: "What happened, at length.",
    created_at: new Date(start + 86_400_000).toISOString(),
    deliver_notifications: false,
  });
  expect(await s.desk.check(anIncidentNotice(5).id)).toMatchObject({ said: "checked" });
});

describe("its public page", () => {
  /** What it shows, and what it was asked with. */
  const openPage = async () => {
    const shown: Record<string, unknown> = {};
    return { shown, ...(await openFake(() => ({ status: 200, json: { page: { id: "p1" }, ...shown } }))) };
  };

  test("is read back once it has had the time, and never hears the key", async () => {
    const page = await openPage();
    await using s = await opened({}, { page_url: page.url });
    await s.show(anIncidentNotice(1));
    expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
    expect(page.asked).toEqual([]);
    await s.desk.pass(11 * minute);
    const missing = { said: "differs", words: "its public page does not show it" };
    expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject(missing);
    page.shown.incidents = [{ id: s.world.incidents[0]?.id }];
    expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
    expect(page.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ["/api/v2/summary.json", undefined],
      ["/api/v2/summary.json", undefined],
    ]);
    await page.close();
  });

  test("is not asked where nobody said where it is", async () => {
    await using s = await opened({}, { page_url: undefined });
    await s.show(anIncidentNotice(1));
    await s.desk.pass(60 * minute);
    s.world.publicly?.shows(false);
    expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
    expect(s.world.asked.some(({ path }) => path.startsWith("/public"))).toBe(false);
  });

  test("that still shows what is over is told", async () => {
    const page = await openPage();
    await using s = await opened({}, { page_url: page.url });
    await s.show(aMaintenanceNotice(3, { changedAt: start }));
    await s.desk.pass(11 * minute);
    page.shown.scheduled_maintenances = [{ id: s.world.incidents[0]?.id }];
    const still = { said: "differs", words: "its public page still shows it" };
    expect(await s.desk.check(aMaintenanceNotice(3).id)).toMatchObject(still);
    await page.close();
  });
});

test.each([420, 429])("%i without a hint is waited out for a minute", async (status) => {
  await using s = await opened();
  s.world.faults([{ status, json: { error: "Too many requests" } }]);
  s.desk.know(anIncidentNotice(1));
  expect(await s.desk.once(anIncidentNotice(1).id)).toMatchObject({ outcome: "later", at: start + 60_000 });
});

test("sixty calls a minute, and no more", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1));
  for (let left = 70; left > 0; left--) await s.desk.check(anIncidentNotice(1).id);
  expect(s.world.asked).toHaveLength(60);
  await s.desk.pass(minute);
  expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
});

test("a limit that is met after the post has taken effect does not post it again", async () => {
  await using s = await opened({ resolvingResets: true });
  await s.show(anIncidentNotice(4));
  const over = anIncidentNotice(5);
  s.desk.know({ ...over, components: [{ name: "Gateway", status: "degraded", impact: "operational" }] });
  // The resolving call takes effect and resets the component; the one that sets it again is put off.
  s.world.limited.path = /^\/components/;
  expect(await s.desk.once(over.id)).toMatchObject({ outcome: "later", doubtful: true });
  await s.desk.pass(minute);
  await s.desk.once(over.id, { doubtful: true });
  expect(s.world.shown()[0]?.texts).toHaveLength(5);
  expect(s.world.states.get("c-gateway")).toBe("degraded_performance");
});

test("a 422 is told in its own words, be they one or several", async () => {
  for (const error of ["Name is wrong", ["Name is wrong", "Body is empty"]]) {
    await using s = await opened();
    s.world.faults([{ status: 422, json: { error } }]);
    await s.show(anIncidentNotice(1));
    expect(s.desk.said.at(-1)?.words).toContain([error].flat().join("; "));
  }
});

describe("templates", () => {
  const named = namedExports(shipped);
  const keep = async (world: Awaited<ReturnType<typeof openStatuspageWorld>>) => {
    const { http, close } = openHttp({ allowPrivate: true });
    const settings = statuspage.settings.parse(world.settings);
    const { name, shown } = statuspage;
    const memory = openMemory();
    const work = workFor(
      {
        name,
        shown,
        provider: statuspage,
        settings,
        http,
        queue: "q",
        line: { allowPrivate: true, timeoutMs: 150 },
        components: new Map(),
        memory,
      },
      { key: "", pageUrl: null },
      { clock: storyClock(start), agent: "Sitrep/test", allow() {} },
    );
    const kept = await keepTemplates(named, ["c-gateway", "c-other"], work);
    await close();
    return kept;
  };

  test("what is missing is made, once", async () => {
    const world = await openStatuspageWorld();
    expect((await keep(world)).map(({ said }) => said)).toEqual(["created", "created", "created"]);
    expect((await keep(world)).map(({ said }) => said)).toEqual(["there", "there", "there"]);
    expect(world.templates.map(({ name, component_ids }) => [name, component_ids])).toEqual([
      ["metis-sev1-major-outage", ["c-gateway", "c-other"]],
      ["metis-sev2-partial-outage", []],
      ["metis-sev3-degraded", []],
    ]);
    await world.close();
  });

  test("one with other words is left as it is, and told with the text to paste", async () => {
    const world = await openStatuspageWorld();
    await keep(world);
    Object.assign(world.templates[1] as object, { body: "Old words." });
    const kept = await keep(world);
    expect(kept.map(({ said }) => said)).toEqual(["there", "differs", "there"]);
    expect(kept[1]?.words).toContain(named[1]?.body);
    expect(kept[1]?.words).toContain("impact: major");
    expect(world.templates).toHaveLength(3);
    await world.close();
  });

  test("one on the second page is found", async () => {
    const world = await openStatuspageWorld();
    for (let at = 0; at < 100; at++) world.templates.push({ name: `other ${at}`, title: "t", body: "b" });
    await keep(world);
    expect((await keep(world)).map(({ said }) => said)).toEqual(["there", "there", "there"]);
    expect(world.templates).toHaveLength(103);
    await world.close();
  });
});
