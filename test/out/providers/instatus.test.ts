import { describe, expect, test } from "vitest";
import instatus from "../../../src/out/providers/instatus.ts";
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
import { type Answered, type Asked, openFake, openPublicPage } from "./fake.ts";

const credential = "instatus-key-4711";

/** The facts that nobody established: each is tolerated either way. */
interface Ways {
  /** The path for updates of a maintenance is another one. */
  noMaintenanceUpdates?: boolean;
  /** Resolving puts the components back to operational by itself. */
  resolvingResets?: boolean;
  /** A new update is answered with itself, or with the whole notice. */
  answersWith?: "update" | "notice" | "neither";
  /** Lists show the updates of each. */
  listsUpdates?: boolean;
  /** Which stands first in what is read. */
  newestFirst?: boolean;
  /** An update can be changed. */
  rewrites?: boolean;
  /** The most a page of a list holds. */
  perPage?: number;
  /** What a change of a component leaves out is forgotten. */
  putReplaces?: boolean;
  /** What its public page says beside names: ids, and maintenance that is to come. */
  publicTells?: "ids" | "names";
}

interface Update {
  id: string;
  message: string;
  status: string;
  createdAt: string;
  started: string;
}

interface There {
  id: string;
  room: "incidents" | "maintenances";
  name: string;
  status: string;
  updates: Update[];
  [more: string]: unknown;
}

const stages = {
  incidents: ["INVESTIGATING", "IDENTIFIED", "MONITORING", "RESOLVED"],
  maintenances: ["NOTSTARTEDYET", "INPROGRESS", "COMPLETED"],
};
const states = [
  "OPERATIONAL",
  "UNDERMAINTENANCE",
  "DEGRADEDPERFORMANCE",
  "PARTIALOUTAGE",
  "MAJOROUTAGE",
  "MINOROUTAGE",
];

async function openWorld(ways: Ways = {}, own: Record<string, unknown> = {}) {
  const all: There[] = [];
  const components = new Map<string, Record<string, unknown>>(
    ["c-gateway", "c-other"].map((id) => [
      id,
      {
        id,
        name: `name of ${id}`,
        description: "What it does.",
        status: "OPERATIONAL",
        order: 3,
        group: { id: "g1", name: "Core" },
      },
    ]),
  );
  let ids = 0;
  let writes = 0;
  let told = 0;
  const no = (status: number, message: string): Answered => ({ status, json: { error: { code: "no", message } } });
  const shownOf = ({ room: _, updates, ...rest }: There, inList = false) => ({
    ...rest,
    ...(inList && ways.listsUpdates === false ? {} : { updates: ways.newestFirst ? updates.toReversed() : updates }),
  });

  function set(there: There, given: Record<string, unknown>): Answered | null {
    if (given.status !== undefined && !stages[there.room].includes(String(given.status))) return no(400, "Bad status");
    const list = (given.statuses ?? []) as { id: string; status: string }[];
    if (list.some(({ id, status }) => !components.has(id) || !states.includes(status))) return no(400, "Bad statuses");
    for (const name of ["name", "status", "start", "end", "duration"]) if (name in given) there[name] = given[name];
    if (Array.isArray(given.components)) there.components = given.components;
    for (const { id, status } of list) Object.assign(components.get(id) ?? {}, { status });
    if (ways.resolvingResets && given.status === "RESOLVED")
      for (const id of (there.components ?? []) as string[])
        Object.assign(components.get(id) ?? {}, { status: "OPERATIONAL" });
    if (typeof given.notify !== "boolean") return no(400, "Whether it notifies is not said");
    return null;
  }

  function add(there: There, given: Record<string, unknown>): Answered | null {
    if (!given.message) return no(400, "A message is required");
    const wrong = set(there, given);
    if (wrong) return wrong;
    if (given.notify) told += 1;
    const createdAt = new Date(start + ++ids * 1_000).toISOString();
    const update = {
      id: `u${ids}`,
      message: String(given.message),
      status: String(given.status),
      createdAt,
      started: String(given.started ?? createdAt),
    };
    there.updates.push(update);
    return null;
  }

  const page = openPublicPage();
  const summary = () => {
    const over = ["RESOLVED", "COMPLETED", ...(ways.publicTells === "names" ? ["NOTSTARTEDYET"] : [])];
    const open = page.isShown() ? all.filter(({ status }) => !over.includes(status)) : [];
    const listed = (room: string) => {
      const list = open.filter((one) => one.room === room);
      return list.map(({ id, name, status }) => ({ ...(ways.publicTells === "names" ? {} : { id }), name, status }));
    };
    const [activeIncidents, activeMaintenances] = [listed("incidents"), listed("maintenances")];
    return {
      page: { name: "Acme", url: "https://acme.instatus.com", status: open.length > 0 ? "HASISSUES" : "UP" },
      ...(activeIncidents.length > 0 ? { activeIncidents } : {}),
      ...(activeMaintenances.length > 0 ? { activeMaintenances } : {}),
    };
  };

  const fake = await openFake(({ method, path: whole, query, headers, json }: Asked): Answered => {
    if (whole === "/public/summary.json") return page.answer(headers, summary);
    if (headers.authorization !== `Bearer ${credential}`) return no(401, "Not authorized");
    const path = whole.replace("/v1/pg1", "");
    const [, room = "", id = "", inner, innerId] = path.split("/");
    if (room === "components") {
      if (id === "") return { status: 200, json: query.get("page") === "1" ? [...components.values()] : [] };
      const one = components.get(id);
      if (!one) return no(404, "No such component");
      if (method === "GET") return { status: 200, json: one };
      if (ways.putReplaces) for (const name of ["name", "description", "order", "group"]) delete one[name];
      Object.assign(one, json);
      writes += 1;
      return { status: 200, json: one };
    }
    if (room !== "incidents" && room !== "maintenances") return no(404, "Not found");
    if (id === "" && method === "GET") {
      const size = Math.min(Number(query.get("per_page")), ways.perPage ?? 100);
      const from = (Number(query.get("page")) - 1) * size;
      const list = all.filter((one) => one.room === room).toReversed();
      return { status: 200, json: list.slice(from, from + size).map((one) => shownOf(one, true)) };
    }
    if (id === "") {
      if (!json.name) return no(400, "A name is required");
      const there: There = { id: `i${++ids}`, room, name: "", status: "", updates: [] };
      const wrong = add(there, json);
      if (wrong) return wrong;
      for (const [name, value] of Object.entries(json)) if (/^(auto|notify)./.test(name)) there[name] = value;
      all.push(there);
      writes += 1;
      return { status: 200, json: shownOf(there) };
    }
    const there = all.find((one) => one.id === id && one.room === room);
    if (!there) return no(404, "Not found");
    if (inner === undefined) {
      if (method === "GET") return { status: 200, json: shownOf(there) };
      const wrong = set(there, json);
      if (wrong) return wrong;
      writes += 1;
      return { status: 200, json: shownOf(there) };
    }
    if (inner !== (room === "incidents" ? "incident-updates" : "maintenance-updates")) return no(404, "Not found");
    if (ways.noMaintenanceUpdates && room === "maintenances") return no(404, "Not found");
    if (method === "POST") {
      const wrong = add(there, json);
      if (wrong) return wrong;
      writes += 1;
      const { answersWith = "update" } = ways;
      if (answersWith === "neither") return { status: 200, json: { id: there.id } };
      return {
        status: 200,
        json: answersWith === "update" ? { ...there.updates.at(-1), incident: { id } } : shownOf(there),
      };
    }
    const update = there.updates.find((one) => one.id === innerId);
    if (!update) return no(404, "Not found");
    if (ways.rewrites === false) return { status: 405, json: {} };
    update.message = json.message;
    if (json.notify !== false) told += 1;
    writes += 1;
    return { status: 200, json: update };
  });

  const world: ProviderWorld = {
    settings: { page: "pg1", api_key: secretOf(credential), url: fake.url, page_url: `${fake.url}/public`, ...own },
    publicly: page.publicly,
    components: { Gateway: "c-gateway" },
    faults: fake.faults,
    left: fake.left,
    writes: () => writes,
    told: () => told,
    shown: () =>
      all.map(({ room, name, status, updates }) => ({
        kind: room === "incidents" ? ("incident" as const) : ("maintenance" as const),
        title: name,
        open: status !== "RESOLVED" && status !== "COMPLETED",
        texts: updates.map(({ message }) => message),
      })),
    component: (id) => String(components.get(id)?.status ?? "") || null,
    tamper(how) {
      const one = all.at(-1);
      if (how === "component") Object.assign(components.get("c-gateway") ?? {}, { status: "MAJOROUTAGE" });
      else if (how === "delete") all.length = 0;
      else if (how === "title" && one) one.name = "Something else";
      else if (one) (one.updates.at(-1) as Update).message = "All is well.";
      return true;
    },
    close: fake.close,
  };
  return { ...world, all, states: components, asked: fake.asked };
}

providerContract(instatus, openWorld, { credential });
describe("with a public page that tells names alone", () => {
  providerContract(instatus, () => openWorld({ publicTells: "names" }), { credential });
});

const opened = async (ways: Ways = {}, own: Record<string, unknown> = {}) =>
  deskBeside(instatus, await openWorld(ways, own));

describe.each<[string, Ways]>([
  [
    "resolving resets, the notice answers, newest first",
    { resolvingResets: true, answersWith: "notice", newestFirst: true },
  ],
  [
    "an answer shows no update, lists show none, and components forget",
    { answersWith: "neither", listsUpdates: false, putReplaces: true },
  ],
])("where %s", (_what, ways) => {
  test("an incident runs its course, and its components with it", async () => {
    await using s = await opened(ways);
    for (const count of [1, 2, 3, 4, 5]) {
      await s.show(anIncidentNotice(count));
      expect(await s.desk.check(anIncidentNotice(count).id)).toMatchObject({ said: "checked", words: "" });
      expect(s.world.component("c-gateway")).toBe(count === 5 ? "OPERATIONAL" : "PARTIALOUTAGE");
    }
    expect(s.world.shown()).toMatchObject([{ open: false, texts: { length: 5 } }]);
  });

  test("a component that another incident holds stays broken", async () => {
    await using s = await opened(ways);
    await s.show(anIncidentNotice(4));
    await s.show({
      ...anIncidentNotice(5),
      components: [{ name: "Gateway", status: "degraded", impact: "operational" }],
    });
    expect(s.world.component("c-gateway")).toBe("DEGRADEDPERFORMANCE");
  });

  test("a correction finds its update by the id it was given", async () => {
    await using s = await opened(ways);
    await s.show(anIncidentNotice(2));
    const notice = anIncidentNotice(2);
    const [first, second] = notice.updates as [(typeof notice.updates)[number], (typeof notice.updates)[number]];
    await s.show({
      ...notice,
      updates: [{ ...first, text: `${first.text}\nWith more.`, correctedAt: start + minute }, second],
    });
    expect(s.world.shown()[0]?.texts[0]).toContain("With more.");
    expect(s.world.shown()[0]?.texts).toHaveLength(2);
  });

  test("a lost answer is looked up", async () => {
    await using s = await opened(ways);
    s.world.faults(["lost"]);
    await s.show(anIncidentNotice(1));
    expect(s.world.shown()).toHaveLength(1);
  });

  test("setting a component changes nothing else of it", async () => {
    await using s = await opened(ways);
    await s.show(anIncidentNotice(1));
    s.desk.setComponent("Gateway", "major-outage");
    await s.desk.settle(anIncidentNotice(1).id);
    expect(s.world.states.get("c-gateway")).toMatchObject({
      status: "MAJOROUTAGE",
      name: "name of c-gateway",
      description: "What it does.",
      order: 3,
      group: "Core",
    });
  });
});

test("what people wrote is no Markdown there, and the stage is readable as it is", async () => {
  await using s = await opened();
  const text =
    "[INVESTIGATING] Gateway — *odd* <b>names</b>\nPosted: 2026-11-21T09:30Z\n# not a heading\n1. not a list";
  await s.show(anIncidentNotice(1, { updates: [anUpdate("upd1", "INVESTIGATING", 0, { text })] }));
  expect(s.world.shown()[0]?.texts[0]).toBe(
    "[INVESTIGATING] Gateway — \\*odd\\* \\<b\\>names\\</b\\>  \nPosted: 2026-11-21T09:30Z  \n\\# not a heading  \n1\\. not a list",
  );
  expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
});

test("word for word where it reads no Markdown", async () => {
  await using s = await opened({}, { markdown: false });
  await s.show(anIncidentNotice(1));
  expect(s.world.shown()[0]?.texts[0]).toBe(anIncidentNotice(1).updates[0]?.text);
});

test("MITIGATING is monitoring, or identified where that is asked for", async () => {
  for (const stage of ["monitoring", "identified"]) {
    await using s = await opened({}, stage === "monitoring" ? {} : { mitigating: stage });
    await s.show(anIncidentNotice(3));
    expect(s.world.all[0]?.status).toBe(stage.toUpperCase());
  }
});

test("where a maintenance takes no updates it begins and ends all the same, and a person adds the text", async () => {
  await using s = await opened({ noMaintenanceUpdates: true });
  const work = (count: number) => aMaintenanceNotice(count);
  await s.show(work(1));
  for (const [count, status] of [
    [2, "INPROGRESS"],
    [3, "COMPLETED"],
  ] as const) {
    await s.show(work(count));
    expect(s.world.all[0]?.status).toBe(status);
    expect(s.desk.said.at(-1)).toMatchObject({ said: "by-hand" });
    expect(s.desk.said.at(-1)?.words).toContain(work(count).updates.at(-1)?.text);
  }
  expect(s.world.all).toHaveLength(1);
});

test("one that somebody deleted there is no text for a person", async () => {
  await using s = await opened({ noMaintenanceUpdates: true });
  await s.show(aMaintenanceNotice(1));
  s.world.tamper("delete");
  s.desk.know(aMaintenanceNotice(2));
  expect(await s.desk.settle(aMaintenanceNotice(2).id)).toMatchObject({ outcome: "never" });
});

test("where updates cannot be changed, a person is asked, and not again once it is done", async () => {
  await using s = await opened({ rewrites: false });
  await s.show(anIncidentNotice(2));
  const notice = anIncidentNotice(2);
  const [first, second] = notice.updates as [(typeof notice.updates)[number], (typeof notice.updates)[number]];
  const better = {
    ...second,
    text: "[IDENTIFIED] Gateway — requests fail\nBetter words.",
    correctedAt: start + minute,
  };
  await s.show({ ...notice, updates: [first, better] });
  expect(s.desk.said.at(-1)).toMatchObject({ said: "by-hand" });
  expect(s.desk.said.at(-1)?.words).toContain("Better words.");
  Object.assign(s.world.all[0]?.updates[1] as Update, {
    message: "[IDENTIFIED] Gateway — requests fail  \nBetter words.",
  });
  await s.desk.settle(notice.id);
  expect(s.desk.said.at(-1)).toMatchObject({ said: "there" });
});

test("it is told to do nothing by itself, and whether to remind", async () => {
  for (const remind of [true, false]) {
    await using s = await opened({}, remind ? {} : { remind });
    await s.show(aMaintenanceNotice(1));
    expect(s.world.all[0]).toMatchObject({
      status: "NOTSTARTEDYET",
      start: "2026-11-23T09:30:00.000Z",
      end: "2026-11-23T10:30:00.000Z",
      duration: 60,
      autoStart: false,
      autoEnd: false,
      notifyStart: false,
      notifyEnd: false,
      notifyEarly: remind,
    });
    expect(s.world.component("c-gateway")).toBe("OPERATIONAL");
    await s.show(aMaintenanceNotice(2));
    expect(s.world.component("c-gateway")).toBe("UNDERMAINTENANCE");
    await s.show(aMaintenanceNotice(3));
    expect(s.world.component("c-gateway")).toBe("OPERATIONAL");
  }
});

test("a window that moves is moved there, and told once", async () => {
  await using s = await opened();
  await s.show(aMaintenanceNotice(1));
  const told = s.world.told() ?? 0;
  const moved = aMaintenanceNotice(1);
  const words = anUpdate("mnt2", "SCHEDULED", 60, { text: "[SCHEDULED] Gateway — storage upgrade\nAn hour later." });
  const window = { startsAt: start + 49 * 60 * minute, endsAt: start + 51 * 60 * minute };
  s.world.faults(["lost"]);
  await s.show({ ...moved, window, updates: [...moved.updates, words] });
  expect(s.world.all[0]).toMatchObject({ start: "2026-11-23T10:30:00.000Z", duration: 120, updates: { length: 2 } });
  // The change of the window may have told nobody, so what follows it in the same breath is not told either.
  expect(s.world.told()).toBe(told);
});

test("a maintenance that is called off ends there, and its text says why", async () => {
  await using s = await opened();
  await s.show(aMaintenanceNotice(1));
  const off = aMaintenanceNotice(1);
  const words = anUpdate("mnt2", "CANCELLED", 60, { text: "[CANCELLED] Gateway — storage upgrade\nIt is called off." });
  await s.show({ ...off, open: false, stage: "CANCELLED", updates: [...off.updates, words] });
  expect(s.world.shown()).toMatchObject([{ open: false, texts: { length: 2 } }]);
});

test("a title or a window that somebody changed stays until ours changes", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1));
  s.world.tamper("title");
  await s.show(anIncidentNotice(2, { severity: "SEV1" }));
  expect(s.world.all[0]?.name).toBe("Something else");
  await s.show(anIncidentNotice(3, { title: "Gateway — slow" }));
  expect(s.world.all[0]?.name).toBe("Gateway — slow");
});

test("an incident of somebody else with our title is left alone", async () => {
  await using s = await opened();
  await s.show(
    anIncidentNotice(1, { id: "another1", updates: [anUpdate("x", "INVESTIGATING", 0, { text: "Theirs." })] }),
  );
  s.desk.know(anIncidentNotice(1));
  await s.desk.once(anIncidentNotice(1).id, { doubtful: true });
  expect(s.world.shown().map(({ texts }) => texts.length)).toEqual([1, 1]);
});

test.each([100, 50])("ours is found behind many newer ones, %i a page", async (perPage) => {
  await using s = await opened({ perPage });
  await s.show(anIncidentNotice(1));
  const mine = s.world.all[0] as There;
  for (let at = 0; at < 120; at++) s.world.all.push({ ...mine, id: `x${at}`, name: `Other ${at}`, updates: [] });
  const again = await openDesk(instatus, s.world);
  again.know(anIncidentNotice(2));
  await again.once(anIncidentNotice(2).id, { doubtful: true });
  await again.close();
  expect(mine.updates).toHaveLength(2);
});

test("a component that an older page calls a minor outage is no difference", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1));
  Object.assign(s.world.states.get("c-gateway") ?? {}, { status: "MINOROUTAGE" });
  expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
});

test("its public page is read back once it has had the time, and never hears the key", async () => {
  const shown: Record<string, unknown> = {};
  const page = await openFake(() => ({ status: 200, json: { page: { status: "HASISSUES" }, ...shown } }));
  await using s = await opened({}, { page_url: page.url });
  await s.show(anIncidentNotice(1));
  expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
  expect(page.asked).toEqual([]);
  await s.desk.pass(11 * minute);
  const missing = { said: "differs", words: "its public page does not show it" };
  expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject(missing);
  shown.activeIncidents = [{ name: "Gateway — requests fail", started: "Sat Nov 21 2026 09:30:00 GMT+0000" }];
  expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
  expect(page.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
    ["/summary.json", undefined],
    ["/summary.json", undefined],
  ]);
  // What is over is not told from another one of that name.
  await s.show(anIncidentNotice(5));
  await s.desk.pass(60 * minute);
  expect(await s.desk.check(anIncidentNotice(5).id)).toMatchObject({ said: "checked" });
  await page.close();
});

test("a no is told in its own words", async () => {
  await using s = await opened();
  s.world.faults([{ status: 403, json: { error: { code: "forbidden", message: "Not authorized" } } }]);
  await s.show(anIncidentNotice(1));
  expect(s.desk.said.at(-1)).toMatchObject({ said: "refused", words: "Instatus answered 403: Not authorized" });
});
