import { describe, expect, test } from "vitest";
import incidentIo from "../../../src/out/providers/incident-io.ts";
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

const credential = "inc-key-4711";

/** The facts that nobody established: each is tolerated either way. */
interface Ways {
  /** A maintenance can be moved. */
  moves?: boolean;
  /** Markdown is kept in a spelling of its own. */
  respells?: boolean;
  newestFirst?: boolean;
  /** Lists show the updates of each. */
  listsUpdates?: boolean;
}

interface Update {
  id: string;
  message: string;
  published_at: string;
  component_statuses: { component_id: string; component_status: string }[];
}

interface There {
  id: string;
  kind: "incident" | "maintenance";
  name: string;
  status: string;
  impacts: Map<string, string>;
  updates: Update[];
  [more: string]: unknown;
}

const stages = {
  incident: ["investigating", "identified", "monitoring", "resolved"],
  maintenance: ["maintenance_scheduled", "maintenance_in_progress", "maintenance_complete"],
};
const states = {
  incident: ["operational", "degraded_performance", "partial_outage", "full_outage"],
  maintenance: ["operational", "under_maintenance"],
};

async function openWorld(ways: Ways = {}, own: Record<string, unknown> = {}) {
  const all: There[] = [];
  /** What each key opened, and whether somebody deleted it since. */
  const keys = new Map<string, There>();
  const components = ["c-gateway", "c-other"];
  let ids = 0;
  let writes = 0;
  let told = 0;
  const no = (status: number, message: string): Answered => ({
    status,
    json: {
      type: "validation_error",
      status,
      request_id: "r1",
      errors: [{ code: "invalid", message, source: { field: "x" } }],
    },
  });
  const shownOf = ({ kind, status, impacts, updates, id, name }: There, inList = false) => ({
    id,
    name,
    status_page_id: "01SP",
    [`${kind}_status`]: status,
    component_impacts: [
      { component_id: "c-other", component_status: "full_outage", start_at: "x", end_at: "2026-01-01T00:00:00Z" },
      ...[...impacts].map(([component_id, component_status]) => ({ component_id, component_status, start_at: "x" })),
    ],
    ...(inList && ways.listsUpdates === false ? {} : { updates: ways.newestFirst ? updates.toReversed() : updates }),
  });

  function say(there: There, given: Record<string, unknown>): Answered | null {
    const status = given[`${there.kind}_status`];
    const list = given.component_statuses as Update["component_statuses"] | undefined;
    if (typeof given.notify_subscribers !== "boolean") return no(422, "notify_subscribers is required");
    if (typeof given.message !== "string" || given.message.length > 4_096) return no(422, "message is wrong");
    if (!stages[there.kind].includes(String(status))) return no(422, "status is wrong");
    if (list && status === "resolved") return no(422, "component_statuses must be absent when resolving");
    if (list?.some((one) => !components.includes(one.component_id))) return no(422, "component is wrong");
    if (list?.some((one) => !states[there.kind].includes(one.component_status))) return no(422, "status is wrong");
    if (there.updates.length >= 100) return no(422, "there is a limit of 100 updates");
    there.status = String(status);
    for (const one of list ?? []) there.impacts.set(one.component_id, one.component_status);
    if (status === "resolved" || status === "maintenance_complete") there.impacts.clear();
    if (given.notify_subscribers) told += 1;
    const message = ways.respells
      ? given.message.replace(/\\([[\]<>])/g, "$1").replace(/ {2}\n/g, "\\\n")
      : given.message;
    const published_at = new Date(start + ++ids * 1_000).toISOString();
    there.updates.push({ id: `u${ids}`, message, published_at, component_statuses: list ?? [] });
    return null;
  }

  const fake = await openFake(({ method, path, query, headers, json }: Asked): Answered => {
    if (headers.authorization !== `Bearer ${credential}`) return no(401, "Unauthorized");
    const [, version, room = "", id = ""] = path.split("/");
    const kind = room.startsWith("status_page_incident") ? "incident" : "maintenance";
    if (version !== "v2" || !/^status_page_(incident|maintenance)(s|_updates)$/.test(room)) return no(404, "Not found");
    const answer = (there: There, status = 200) => ({ status, json: { [`status_page_${kind}`]: shownOf(there) } });
    if (room.endsWith("_updates")) {
      const there = all.find((one) => one.id === json[`status_page_${kind}_id`] && one.kind === kind);
      if (!there) return no(404, "Not found");
      const wrong = say(there, json);
      if (wrong) return wrong;
      writes += 1;
      return answer(there, 201);
    }
    if (id === "" && method === "GET") {
      if (query.get("status_page_id") !== "01SP") return no(422, "status_page_id is wrong");
      const list = all.filter((one) => one.kind === kind).toReversed();
      const from = query.has("after") ? list.findIndex((one) => one.id === query.get("after")) + 1 : 0;
      const page = list.slice(from, from + Number(query.get("page_size")));
      const after = from + page.length < list.length ? { after: page.at(-1)?.id } : {};
      return {
        status: 200,
        json: {
          [`status_page_${kind}s`]: page.map((one) => shownOf(one, true)),
          pagination_meta: { page_size: 25, ...after },
        },
      };
    }
    if (id === "") {
      const before = keys.get(json.idempotency_key);
      if (before) return answer(before, 201);
      if (!json.name || json.name.length > 200) return no(422, "name is wrong");
      if (kind === "maintenance" && !(json.start_at && json.end_at && json.affected_component_ids))
        return no(422, "window is missing");
      const there: There = {
        id: `i${++ids}`,
        kind,
        name: json.name,
        status: "",
        impacts: new Map(),
        updates: [],
        sent: json,
      };
      const wrong = say(there, json);
      if (wrong) return wrong;
      for (const name of ["start_at", "end_at"]) there[name] = json[name];
      all.push(there);
      keys.set(json.idempotency_key, there);
      writes += 1;
      return answer(there, 201);
    }
    const there = all.find((one) => one.id === id && one.kind === kind);
    if (!there) return no(404, "Not found");
    if (method === "GET") return answer(there);
    if (kind === "maintenance" && ways.moves === false) return no(405, "Method not allowed");
    if (!json.name || (kind === "maintenance" && !(json.start_at && json.end_at))) return no(422, "name is wrong");
    Object.assign(there, json);
    writes += 1;
    return answer(there);
  });

  const world: ProviderWorld = {
    settings: { page: "01SP", api_key: secretOf(credential), url: fake.url, ...own },
    components: { Gateway: "c-gateway" },
    faults: fake.faults,
    left: fake.left,
    writes: () => writes,
    told: () => told,
    shown: () =>
      all.map(({ kind, name, status, updates }) => ({
        kind,
        title: name,
        open: status !== "resolved" && status !== "maintenance_complete",
        texts: updates.map(({ message }) => message),
      })),
    // What all its open incidents make of it: each says its own part.
    component: (id) =>
      all.map(({ impacts }) => impacts.get(id)).find((is) => is !== undefined && is !== "operational") ?? "operational",
    tamper(how) {
      const one = all.at(-1);
      if (how === "delete") all.length = 0;
      else if (how === "title" && one) one.name = "Something else";
      else if (how === "text" && one) (one.updates.at(-1) as Update).message = "All is well.";
      else if (one) one.impacts.set("c-gateway", "full_outage");
      return true;
    },
    close: fake.close,
  };
  return { ...world, all, asked: fake.asked };
}

providerContract(incidentIo, openWorld, { credential });

const opened = async (ways: Ways = {}, own: Record<string, unknown> = {}) =>
  deskBeside(incidentIo, await openWorld(ways, own));

describe.each<[string, Ways]>([
  ["Markdown is kept in another spelling, newest first", { respells: true, newestFirst: true }],
  ["lists show no updates", { listsUpdates: false }],
])("where %s", (_what, ways) => {
  test("an incident runs its course, and is read back as it should be", async () => {
    await using s = await opened(ways);
    for (const count of [1, 2, 3, 4, 5]) {
      s.world.faults(count === 2 || count === 1 ? ["lost"] : []);
      await s.show(anIncidentNotice(count));
      expect(await s.desk.check(anIncidentNotice(count).id)).toMatchObject({ said: "checked", words: "" });
    }
    expect(s.world.shown()).toMatchObject([{ open: false, texts: { length: 5 } }]);
  });

  test("what a broken-off attempt had shown already is not shown again", async () => {
    await using s = await opened(ways);
    await s.show(anIncidentNotice(3));
    const again = await openDesk(incidentIo, s.world);
    again.know(anIncidentNotice(4));
    await again.once(anIncidentNotice(4).id, { doubtful: true });
    await again.close();
    expect(s.world.shown()).toMatchObject([{ texts: { length: 4 } }]);
  });
});

test("the same key opens one incident, however often it is sent", async () => {
  await using s = await opened();
  s.world.faults(["lost"]);
  s.desk.know(anIncidentNotice(1));
  await s.desk.once(anIncidentNotice(1).id);
  await s.desk.once(anIncidentNotice(1).id);
  expect(s.world.all).toHaveLength(1);
  expect(s.world.told()).toBe(1);
  expect(s.world.all[0]?.sent).toMatchObject({ idempotency_key: `sitrep-${anIncidentNotice(1).id}:create` });
});

test("what was deleted twice comes back twice, though its key is used up", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(2));
  for (const _ of [1, 2]) {
    s.world.tamper("delete");
    s.world.faults(["lost"]);
    await s.desk.settle(anIncidentNotice(2).id, { repair: true });
    expect(s.world.shown()).toMatchObject([{ open: true, texts: { length: 2 } }]);
  }
  expect(s.world.told()).toBe(2);
});

test("components are named in every update but the one that resolves", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1));
  await s.show(anIncidentNotice(5));
  const named = s.world.all[0]?.updates.map(({ component_statuses }) => component_statuses.length);
  // Those of the past are only caught up with, and say nothing of how components are now.
  expect(named).toEqual([1, 0, 0, 0, 0]);
  expect(s.world.shown()).toMatchObject([{ open: false }]);
});

test("a major outage is their full outage, and a component that is left out is operational again", async () => {
  await using s = await opened();
  const both = { ...s.world, components: { Gateway: "c-gateway", Other: "c-other" } };
  const desk = await openDesk(incidentIo, both);
  const part = (name: string, impact: "major-outage" | "degraded") => ({ name, status: impact, impact });
  desk.know(anIncidentNotice(1, { components: [part("Gateway", "major-outage"), part("Other", "degraded")] }));
  await desk.settle(anIncidentNotice(1).id);
  expect(s.world.all[0]?.impacts).toEqual(
    new Map([
      ["c-gateway", "full_outage"],
      ["c-other", "degraded_performance"],
    ]),
  );
  desk.know(anIncidentNotice(2, { components: [part("Other", "degraded")] }));
  await desk.settle(anIncidentNotice(1).id);
  expect(s.world.all[0]?.impacts).toEqual(
    new Map([
      ["c-gateway", "operational"],
      ["c-other", "degraded_performance"],
    ]),
  );
  await desk.close();
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
  expect(s.world.component("c-gateway")).toBe("full_outage");
});

test("an impact that somebody changed is told, and a repair says the newest once more", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(2));
  s.world.tamper("component");
  expect(await s.desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "differs" });
  await s.desk.settle(anIncidentNotice(2).id, { repair: true });
  expect(await s.desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "checked" });
  expect(s.world.all[0]?.updates).toHaveLength(3);
  await s.desk.settle(anIncidentNotice(2).id, { repair: true });
  expect(s.world.all[0]?.updates).toHaveLength(3);
  expect(s.world.told()).toBe(2);
});

test("the hundredth place is kept for the end", async () => {
  await using s = await opened();
  const updates = Array.from({ length: 103 }, (_, at) =>
    anUpdate(`u${at}`, "INVESTIGATING", at, { text: `Update ${at}.` }),
  );
  await s.show(anIncidentNotice(1, { updates }));
  expect(s.world.all[0]?.updates).toHaveLength(99);
  expect(s.desk.said.at(-1)).toMatchObject({ said: "there" });
  expect(await s.desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
  await s.show(anIncidentNotice(5, { updates: [...updates, anUpdate("end", "RESOLVED", 200)] }));
  expect(s.world.shown()).toMatchObject([{ open: false, texts: { length: 100 } }]);
});

test("a text of 4,096 characters is cut at a line, and says so", async () => {
  await using s = await opened();
  const text = `[INVESTIGATING] Gateway — requests fail\n${"A line of the update.\n".repeat(300)}`;
  await s.show(anIncidentNotice(1, { updates: [anUpdate("upd1", "INVESTIGATING", 0, { text })] }));
  const sent = s.world.shown()[0]?.texts[0] ?? "";
  expect(sent.length).toBeLessThanOrEqual(4_096);
  expect(sent).toMatch(/A line of the update\. *\nThe rest is left out here\.$/);
});

test("a title of 200 characters, cut", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1, { title: "x".repeat(300) }));
  expect(s.world.all[0]?.name).toHaveLength(200);
});

test("MITIGATING is monitoring, or identified where that is asked for", async () => {
  for (const stage of ["monitoring", "identified"]) {
    await using s = await opened({}, stage === "monitoring" ? {} : { mitigating: stage });
    await s.show(anIncidentNotice(3));
    expect(s.world.all[0]?.status).toBe(stage);
  }
});

test.each([true, false])(
  "a window that moves is moved there, or stands in the text alone (it can: %s)",
  async (moves) => {
    await using s = await opened({ moves });
    await s.show(aMaintenanceNotice(1));
    expect(s.world.all[0]?.sent).toMatchObject({
      start_at: "2026-11-23T09:30:00.000Z",
      end_at: "2026-11-23T10:30:00.000Z",
      affected_component_ids: ["c-gateway"],
      automate_maintenance_status: false,
    });
    const moved = aMaintenanceNotice(1);
    const words = anUpdate("mnt2", "SCHEDULED", 60, { text: "[SCHEDULED] Gateway — storage upgrade\nAn hour later." });
    const window = { startsAt: start + 49 * 60 * minute, endsAt: start + 50 * 60 * minute };
    expect(await s.show({ ...moved, window, updates: [...moved.updates, words] })).toMatchObject({
      outcome: "delivered",
    });
    expect(s.world.all[0]?.start_at).toBe(moves ? "2026-11-23T10:30:00.000Z" : "2026-11-23T09:30:00.000Z");
    expect(s.world.shown()[0]?.texts).toHaveLength(2);
  },
);

test("a maintenance that runs has its components under maintenance, and none when it is over", async () => {
  await using s = await opened();
  await s.show(aMaintenanceNotice(1));
  await s.show(aMaintenanceNotice(2));
  expect(s.world.component("c-gateway")).toBe("under_maintenance");
  await s.show(aMaintenanceNotice(3));
  expect(s.world.component("c-gateway")).toBe("operational");
});

test("a maintenance that is called off ends there, and its text says why", async () => {
  await using s = await opened();
  await s.show(aMaintenanceNotice(1));
  const off = aMaintenanceNotice(1);
  const words = anUpdate("mnt2", "CANCELLED", 60, { text: "[CANCELLED] Gateway — storage upgrade\nIt is called off." });
  await s.show({ ...off, open: false, stage: "CANCELLED", updates: [...off.updates, words] });
  expect(s.world.shown()).toMatchObject([{ open: false, texts: { length: 2 } }]);
});

test("an incident of somebody else with our title is left alone, on whatever page ours is", async () => {
  await using s = await opened();
  await s.show(anIncidentNotice(1));
  const mine = s.world.all[0] as There;
  for (let at = 0; at < 60; at++)
    s.world.all.push({ ...mine, id: `x${at}`, updates: [{ ...(mine.updates[0] as Update), message: "Theirs." }] });
  const again = await openDesk(incidentIo, s.world);
  again.know(anIncidentNotice(2));
  await again.once(anIncidentNotice(2).id, { doubtful: true });
  await again.close();
  expect(s.world.all).toHaveLength(61);
  expect(mine.updates).toHaveLength(2);
});

test("a limit is waited out as long as it says, or for a minute", async () => {
  await using s = await opened();
  const json = { type: "too_many_requests", status: 429, rate_limit: { name: "x", limit: 1_200, remaining: 0 } };
  const retry = new Date(start + 90_000).toUTCString();
  s.world.faults([
    { status: 429, json, headers: { "retry-after": retry } },
    { status: 429, json },
  ]);
  s.desk.know(anIncidentNotice(1));
  expect(await s.desk.once(anIncidentNotice(1).id)).toMatchObject({ outcome: "later", at: start + 90_000 });
  expect(await s.desk.once(anIncidentNotice(1).id)).toMatchObject({ outcome: "later", at: start + 60_000 });
});

test("a no is told in its own words", async () => {
  await using s = await opened();
  s.world.faults([
    { status: 422, json: { type: "validation_error", errors: [{ code: "x", message: "Name is wrong", source: {} }] } },
  ]);
  await s.show(anIncidentNotice(1));
  expect(s.desk.said.at(-1)).toMatchObject({ said: "refused", words: "incident.io answered 422: Name is wrong" });
});
