import { describe, expect, test } from "vitest";
import openstatus from "../../../src/out/providers/openstatus.ts";
import { providerContract } from "./contract.ts";
import {
  aMaintenanceNotice,
  anIncidentNotice,
  anUpdate,
  deskBeside,
  minute,
  openDesk,
  type ProviderWorld,
  secretOf,
  start,
} from "./desk.ts";
import { type Answered, type Asked, openFake } from "./fake.ts";

const credential = "os_key_4711";

/** What differs between versions of the server. */
interface Ways {
  /** A change takes off every component it does not name, whatever it is told. */
  alwaysReplaces?: boolean;
  /** Impacts of an update after the first are not known, and ignored. */
  ignoresImpacts?: boolean;
}

interface Update {
  id: string;
  status: string;
  date: string;
  message: string;
  componentImpacts: { pageComponentId: string; impact: string }[];
}

interface There {
  id: string;
  kind: "incident" | "maintenance";
  title: string;
  status: string;
  message: string;
  from: string;
  to: string;
  pageComponentIds: string[];
  updates: Update[];
}

/** Every field a method knows. A misspelt one would do nothing on the real server, so here it breaks the test. */
const known: Record<string, string[]> = {
  CreateStatusReport: [
    "title",
    "status",
    "message",
    "date",
    "pageId",
    "pageComponentIds",
    "notify",
    "componentImpacts",
  ],
  AddStatusReportUpdate: ["statusReportId", "status", "message", "date", "notify", "componentImpacts"],
  UpdateStatusReport: ["id", "title", "pageComponentIds", "updatePageComponentIds"],
  GetStatusReport: ["id"],
  ListStatusReports: ["limit", "offset", "statuses"],
  CreateMaintenance: ["title", "message", "from", "to", "pageId", "pageComponentIds", "notify"],
  UpdateMaintenance: ["id", "title", "message", "from", "to", "pageComponentIds", "updatePageComponentIds"],
  GetMaintenance: ["id"],
  ListMaintenances: ["pageId", "limit", "offset"],
};
const stages = ["INVESTIGATING", "IDENTIFIED", "MONITORING", "RESOLVED"].map((name) => `STATUS_REPORT_STATUS_${name}`);
const impacts = ["OPERATIONAL", "DEGRADED_PERFORMANCE", "PARTIAL_OUTAGE", "MAJOR_OUTAGE"].map(
  (name) => `PAGE_COMPONENT_IMPACT_${name}`,
);
const onPage = ["3", "4"];
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** Without what is empty, as the server answers. */
function sparse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sparse);
  if (typeof value !== "object" || value === null) return value;
  const full = Object.entries(value).filter(
    ([, inner]) => inner !== "" && inner !== 0 && !(Array.isArray(inner) && inner.length === 0),
  );
  return Object.fromEntries(full.map(([name, inner]) => [name, sparse(inner)]));
}

async function openWorld(ways: Ways = {}, own: Record<string, unknown> = {}) {
  const all: There[] = [];
  /** The desk's clock: a maintenance is over when its time is. */
  const watch = { now: () => start };
  let ids = 0;
  let writes = 0;
  let told = 0;
  const no = (status: number, code: string, message = code): Answered => ({ status, json: { code, message } });
  const answer = (json: unknown): Answered => ({ status: 200, json: sparse(json) });
  const reportOf = ({ id, title, status, pageComponentIds, updates }: There, inList = false) => ({
    id,
    title,
    status,
    pageComponentIds,
    updates: inList ? [] : updates.toSorted((a, b) => b.date.localeCompare(a.date)),
  });
  const maintenanceOf = ({ id, title, message, from, to, pageComponentIds }: There) => ({
    id,
    title,
    message,
    from,
    to,
    pageComponentIds,
  });

  function wrongIn(json: Record<string, unknown>): Answered | null {
    const listed = (json.pageComponentIds ?? []) as string[];
    const made = (json.componentImpacts ?? []) as Update["componentImpacts"];
    if (listed.some((id) => !onPage.includes(id)))
      return no(400, "invalid_argument", "page component is of another page");
    if (made.some(({ pageComponentId, impact }) => !onPage.includes(pageComponentId) || !impacts.includes(impact)))
      return no(400, "invalid_argument", "impact is wrong");
    if (json.status !== undefined && !stages.includes(String(json.status)))
      return no(400, "invalid_argument", "status is wrong");
    if (["date", "from", "to"].some((name) => json[name] !== undefined && !time.test(String(json[name]))))
      return no(400, "invalid_argument", "time is wrong");
    if (json.message === "" || json.title === "") return no(400, "invalid_argument", "it is empty");
    if (json.from !== undefined && String(json.from) >= String(json.to))
      return no(400, "invalid_argument", "it ends before it begins");
    return null;
  }

  function add(there: There, json: Record<string, unknown>, isFirst: boolean): void {
    const status = String(json.status);
    const given = (isFirst || !ways.ignoresImpacts ? (json.componentImpacts ?? []) : []) as Update["componentImpacts"];
    const over = there.pageComponentIds.map((pageComponentId) => ({
      pageComponentId,
      impact: "PAGE_COMPONENT_IMPACT_OPERATIONAL",
    }));
    there.status = status;
    if (json.notify === true) told += 1;
    there.updates.push({
      id: String(++ids),
      status,
      // Stored to the second.
      date: `${String(json.date).slice(0, 19)}Z`,
      message: String(json.message),
      componentImpacts: status.endsWith("RESOLVED") ? over : given,
    });
  }

  function relink(there: There, json: Record<string, unknown>): void {
    if (json.updatePageComponentIds === true || ways.alwaysReplaces)
      there.pageComponentIds = (json.pageComponentIds ?? []) as string[];
  }

  const fake = await openFake(
    ({ method, path, headers, json }: Asked): Answered => {
      if (headers["x-openstatus-key"] !== credential) return no(401, "unauthenticated");
      const [, rpc, service = "", name = ""] = path.split("/");
      const isMaintenance = name.includes("Maintenance");
      const right = isMaintenance
        ? "openstatus.maintenance.v1.MaintenanceService"
        : "openstatus.status_report.v1.StatusReportService";
      if (method !== "POST" || rpc !== "rpc" || service !== right || !(name in known))
        return no(404, "not_found", "no such method");
      const strange = Object.keys(json).filter((field) => !known[name]?.includes(field));
      if (strange.length > 0) throw new Error(`${name} knows no ${strange.join(", ")}`);
      const wrong = wrongIn(json);
      if (wrong) return wrong;
      const there = all.find(
        (one) => one.id === (json.id ?? json.statusReportId) && (one.kind === "maintenance") === isMaintenance,
      );
      if (name.startsWith("List")) {
        const list = all.filter((one) => (one.kind === "maintenance") === isMaintenance).toReversed();
        const page = list.slice(json.offset ?? 0, (json.offset ?? 0) + Math.min(json.limit ?? 50, 100));
        return answer(
          isMaintenance
            ? { maintenances: page.map(maintenanceOf) }
            : { statusReports: page.map((one) => reportOf(one, true)) },
        );
      }
      if (name.startsWith("Create")) {
        if (json.pageId !== "7" || !json.title || !json.message) return no(400, "invalid_argument", "it is not whole");
        if (isMaintenance && json.title.length > 256) return no(400, "invalid_argument", "title is too long");
        const { title, from = "", to = "", pageComponentIds = [], message } = json;
        const one: There = {
          id: String(++ids),
          kind: isMaintenance ? "maintenance" : "incident",
          title,
          status: "",
          message,
          from,
          to,
          pageComponentIds,
          updates: [],
        };
        if (isMaintenance) told += json.notify === true ? 1 : 0;
        else add(one, json, true);
        all.push(one);
        writes += 1;
        return answer(isMaintenance ? { maintenance: maintenanceOf(one) } : { statusReport: reportOf(one) });
      }
      if (!there) return no(404, "not_found");
      if (name.startsWith("Get"))
        return answer(isMaintenance ? { maintenance: maintenanceOf(there) } : { statusReport: reportOf(there) });
      writes += 1;
      if (name === "AddStatusReportUpdate") add(there, json, false);
      else {
        relink(there, json);
        const { title = there.title, message = there.message, from = there.from, to = there.to } = json;
        Object.assign(there, { title, message, from, to });
      }
      return answer(isMaintenance ? { maintenance: maintenanceOf(there) } : { statusReport: reportOf(there) });
    },
    ({ path }) => !/\/(Get|List)/.test(path),
  );

  const newest = ({ updates }: There) => updates.toSorted((a, b) => a.date.localeCompare(b.date)).at(-1);
  const world: ProviderWorld = {
    settings: { page: 7, api_key: secretOf(credential), url: fake.url, ...own },
    components: { Gateway: "3" },
    faults: fake.faults,
    left: fake.left,
    writes: () => writes,
    told: () => told,
    shown: () =>
      all.map((one) => ({
        kind: one.kind,
        title: one.title,
        open: one.kind === "incident" ? !one.status.endsWith("RESOLVED") : Date.parse(one.to) > watch.now(),
        texts: one.kind === "incident" ? one.updates.map(({ message }) => message) : [one.message],
      })),
    component: (id) =>
      all
        .flatMap((one) => newest(one)?.componentImpacts ?? [])
        .find((made) => made.pageComponentId === id && !made.impact.endsWith("OPERATIONAL"))?.impact ??
      "PAGE_COMPONENT_IMPACT_OPERATIONAL",
    tamper(how) {
      const one = all.at(-1);
      if (how === "delete") all.length = 0;
      else if (how === "title" && one) one.title = "Something else";
      else if (how === "text" && one?.kind === "maintenance") one.message = "All is well.";
      else if (how === "text" && one) (newest(one) as Update).message = "All is well.";
      else if (one)
        (newest(one) as Update).componentImpacts = [
          { pageComponentId: "3", impact: "PAGE_COMPONENT_IMPACT_MAJOR_OUTAGE" },
        ];
      return true;
    },
    close: fake.close,
  };
  return { ...world, all, watch, asked: fake.asked };
}

// A maintenance there is over when its time is: the world needs no clock of its own to say so, as its end lies in the past of the desk.
providerContract(
  openstatus,
  async () => {
    const world = await openWorld();
    world.watch.now = () => start + 4 * 24 * 60 * minute;
    return world;
  },
  { credential },
);

/** A desk beside its world, whose clock the world follows. */
async function opened(ways: Ways = {}, own: Record<string, unknown> = {}) {
  const beside = await deskBeside(openstatus, await openWorld(ways, own));
  beside.world.watch.now = beside.desk.clock.now;
  return beside;
}

describe.each<[string, Ways]>([
  ["a change takes off what it does not name", { alwaysReplaces: true }],
  ["impacts after the first update are ignored", { ignoresImpacts: true }],
])("where %s", (_what, ways) => {
  test("an incident runs its course, keeps its components, and is read back as it should be", async () => {
    await using s = await opened(ways);
    for (const count of [1, 2, 3, 4, 5]) {
      await s.show(anIncidentNotice(count, count > 2 ? { title: "Gateway — slow answers" } : {}));
      expect(s.world.all[0]?.pageComponentIds).toEqual(["3"]);
      expect(await s.desk.check(anIncidentNotice(count).id)).toMatchObject({ said: "checked", words: "" });
    }
    expect(s.world.shown()).toMatchObject([{ title: "Gateway — slow answers", open: false, texts: { length: 5 } }]);
    expect(s.world.component("3")).toBe("PAGE_COMPONENT_IMPACT_OPERATIONAL");
  });
});

test("resolving names no component: the server makes them operational", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(4));
  await s.show(anIncidentNotice(5));
  const said = s.world.asked.filter(({ path }) => path.endsWith("AddStatusReportUpdate")).at(-1)?.json;
  expect(said.status).toBe("STATUS_REPORT_STATUS_RESOLVED");
  expect(said.componentImpacts).toBeUndefined();
});

test("each update stands at the time it was posted, to the second", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(3));
  expect(s.world.all[0]?.updates.map(({ date }) => date)).toEqual([
    "2026-11-21T09:30:00Z",
    "2026-11-21T09:40:00Z",
    "2026-11-21T09:50:00Z",
  ]);
});

test("whether subscribers hear of it is always said", async () => {
  await using s = await opened();
  s.world.faults(["hang"]);
  await s.show(anIncidentNotice(2));
  await s.show(anIncidentNotice(3));
  const said = s.world.asked.filter(({ path }) => /Create|Add/.test(path)).map(({ json }) => json.notify);
  // The first may have told them before its answer was lost.
  expect(said).toEqual([true, false, false, true]);
});

test("MITIGATING is monitoring, or identified where that is asked for", async () => {
  for (const stage of ["monitoring", "identified"]) {
    await using s = await opened({}, stage === "monitoring" ? {} : { mitigating: stage });
    await s.show(anIncidentNotice(3));
    expect(s.world.all[0]?.status).toBe(`STATUS_REPORT_STATUS_${stage.toUpperCase()}`);
  }
});

test("what people wrote is no Markdown there", async () => {
  await using s = await opened();
  const text = "[INVESTIGATING] Gateway\nPosted: now\n1. a list would vanish\n*all* of it";
  await s.show(anIncidentNotice(1, { updates: [anUpdate("upd1", "INVESTIGATING", 0, { text })] }));
  expect(s.world.shown()[0]?.texts).toEqual([
    "[INVESTIGATING] Gateway  \nPosted: now  \n1\\. a list would vanish  \n\\*all\\* of it",
  ]);
  expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
});

test("a change of the impact waits for the next update, and is no difference until then", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1));
  const writes = s.world.writes();
  const worse = { components: [{ name: "Gateway", status: "major-outage" as const, impact: "major-outage" as const }] };
  await s.show(anIncidentNotice(1, { severity: "SEV1", ...worse }));
  expect(s.world.writes()).toBe(writes);
  expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
  await s.show(anIncidentNotice(2, { severity: "SEV1", ...worse }));
  expect(s.world.component("3")).toBe("PAGE_COMPONENT_IMPACT_MAJOR_OUTAGE");
});

test("an impact that somebody changed is told, and a repair says the newest once more, to nobody", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(2));
  s.world.tamper("component");
  expect(await s.desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "differs" });
  await s.desk.pass(60 * minute);
  for (const _ of [1, 2]) await s.desk.settle(anIncidentNotice(2).id, { repair: true });
  expect(await s.desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "checked" });
  expect(s.world.all[0]?.updates).toHaveLength(3);
  expect(s.world.told()).toBe(2);
});

test("a component that is left out is operational again", async () => {
  await using s = await opened();
  const desk = await openDesk(openstatus, { ...s.world, components: { Gateway: "3", Other: "4" } });
  const part = (name: string) => ({ name, status: "degraded" as const, impact: "degraded" as const });
  desk.know(anIncidentNotice(1, { components: [part("Gateway"), part("Other")] }));
  await desk.settle(anIncidentNotice(1).id);
  desk.know(anIncidentNotice(2, { components: [part("Other")] }));
  await desk.settle(anIncidentNotice(1).id);
  expect(s.world.component("3")).toBe("PAGE_COMPONENT_IMPACT_OPERATIONAL");
  expect(s.world.component("4")).toBe("PAGE_COMPONENT_IMPACT_DEGRADED_PERFORMANCE");
  expect(s.world.all[0]?.pageComponentIds).toEqual(["4"]);
  await desk.close();
});

test("a component of another page is refused in the server's own words", async () => {
  await using s = await opened();
  const desk = await openDesk(openstatus, { ...s.world, components: { Gateway: "99" } });
  desk.know(anIncidentNotice(1));
  await desk.settle(anIncidentNotice(1).id);
  expect(desk.said.at(-1)).toMatchObject({
    said: "refused",
    words: "openstatus answered 400: page component is of another page",
  });
  await desk.close();
});

describe("a maintenance", () => {
  test("keeps one text, newest first, and runs by its times", async () => {
    await using s = await opened();
    await s.show(aMaintenanceNotice(1));
    expect(s.world.all[0]).toMatchObject({
      from: "2026-11-23T09:30:00Z",
      to: "2026-11-23T10:30:00Z",
      pageComponentIds: ["3"],
    });
    await s.desk.pass(48 * 60 * minute);
    await s.show(aMaintenanceNotice(2));
    expect(s.world.all[0]?.message).toMatch(/^\[IN_PROGRESS\][\s\S]*The work has begun\.\n\n---\n\n\[SCHEDULED\]/);
    expect(await s.desk.check(aMaintenanceNotice(1).id)).toMatchObject({ said: "checked", words: "" });
    await s.desk.pass(40 * minute);
    const early = aMaintenanceNotice(3, { endedAt: start + (48 * 60 + 40) * minute });
    await s.show(early);
    expect(s.world.shown()).toMatchObject([{ open: false }]);
    expect(s.world.all[0]?.to).toBe("2026-11-23T10:10:00Z");
    expect(await s.desk.check(aMaintenanceNotice(1).id)).toMatchObject({ said: "checked", words: "" });
    // Its subscribers hear of the announcement alone.
    expect(s.world.told()).toBe(1);
  });

  test("moves with its window, and a lost answer to that says nothing twice", async () => {
    await using s = await opened();
    await s.show(aMaintenanceNotice(1));
    const words = anUpdate("mnt2", "SCHEDULED", 60, { text: "[SCHEDULED] Gateway — storage upgrade\nAn hour later." });
    const window = { startsAt: start + 49 * 60 * minute, endsAt: start + 51 * 60 * minute };
    const moved = aMaintenanceNotice(1, { window, startedAt: window.startsAt });
    s.world.faults(["lost"]);
    await s.show({ ...moved, updates: [...moved.updates, words] });
    expect(s.world.all[0]).toMatchObject({ from: "2026-11-23T10:30:00Z", to: "2026-11-23T12:30:00Z" });
    expect(s.world.all[0]?.message.split("An hour later.")).toHaveLength(2);
  });

  test("that is called off before it began is over at once, and lasted no time to speak of", async () => {
    await using s = await opened();
    await s.show(aMaintenanceNotice(1));
    await s.desk.pass(60 * minute);
    const words = anUpdate("mnt2", "CANCELLED", 60, {
      text: "[CANCELLED] Gateway — storage upgrade\nIt is called off.",
    });
    const off = aMaintenanceNotice(1, { open: false, stage: "CANCELLED", endedAt: start + 60 * minute });
    await s.show({ ...off, updates: [...off.updates, words] });
    expect(s.world.shown()).toMatchObject([{ open: false }]);
    expect(s.world.all[0]).toMatchObject({ from: "2026-11-21T10:29:00Z", to: "2026-11-21T10:30:00Z" });
  });

  test("whose text somebody changed keeps their words below ours, until a repair", async () => {
    await using s = await opened();
    await s.show(aMaintenanceNotice(1));
    s.world.tamper("text");
    expect(await s.desk.check(aMaintenanceNotice(1).id)).toMatchObject({ said: "differs" });
    await s.desk.pass(48 * 60 * minute);
    await s.show(aMaintenanceNotice(2));
    expect(s.world.all[0]?.message).toMatch(/^\[IN_PROGRESS\][\s\S]*\n\n---\n\nAll is well\.$/);
    await s.desk.settle(aMaintenanceNotice(2).id, { repair: true });
    expect(s.world.all[0]?.message).not.toContain("All is well.");
    expect(await s.desk.check(aMaintenanceNotice(2).id)).toMatchObject({ said: "checked" });
  });
});

test("a report of somebody else with our title is left alone, and ours is found behind two hundred", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1));
  const mine = s.world.all[0] as There;
  for (let at = 0; at < 200; at++) {
    const title = at === 199 ? mine.title : `Other ${at}`;
    s.world.all.push({
      ...mine,
      id: `x${at}`,
      title,
      updates: [{ ...(mine.updates[0] as Update), message: "Theirs." }],
    });
  }
  const again = await openDesk(openstatus, s.world);
  again.know(anIncidentNotice(2));
  await again.once(anIncidentNotice(2).id, { doubtful: true });
  await again.close();
  expect(s.world.all).toHaveLength(201);
  expect(mine.updates).toHaveLength(2);
});

test("resource_exhausted is tried again, a missing key is final", async () => {
  await using s = await opened();
  s.world.faults([
    { status: 429, json: { code: "resource_exhausted", message: "slow down" } },
    { status: 401, json: { code: "unauthenticated", message: "no key" } },
  ]);
  s.desk.know(anIncidentNotice(1));
  expect(await s.desk.once(anIncidentNotice(1).id)).toMatchObject({ outcome: "later", doubtful: false });
  await s.desk.once(anIncidentNotice(1).id);
  expect(s.desk.said.at(-1)).toMatchObject({ said: "refused", words: "openstatus answered 401: no key" });
});
