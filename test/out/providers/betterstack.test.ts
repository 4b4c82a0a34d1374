import { describe, expect, test } from "vitest";
import betterstack from "../../../src/out/providers/betterstack.ts";
import { providerContract } from "./contract.ts";
import {
  aMaintenanceNotice,
  anIncidentNotice,
  anUpdate,
  minute,
  openDesk,
  type ProviderWorld,
  secretOf,
  start,
} from "./desk.ts";
import { type Answered, type Asked, openFake, openPublicPage } from "./fake.ts";

const credential = "bst_9fK2mQ7xWp";

interface Update {
  id: string;
  message: string;
  published_at: string;
  affected_resources: { status_page_resource_id: string; status: string }[];
}
interface Report {
  id: string;
  title: string;
  report_type: string;
  starts_at: string;
  ends_at: string | null;
  affected_resources: Update["affected_resources"];
  updates: Update[];
}

interface Variant {
  /** Whether a report ends by itself once all of its resources are resolved: not established. */
  endsByItself?: boolean;
  /** Whether the answer of a creation carries its first update: shown by the vendor, not promised. */
  includes?: boolean;
  pageSize?: number;
}

type World = ProviderWorld & { reports: Report[]; asked: Asked[] };

const statuses = { manual: ["resolved", "degraded", "downtime"], maintenance: ["maintenance"] } as Record<
  string,
  string[]
>;

/** Better Stack's status pages, as its documents tell of them. */
async function openWorld({ endsByItself = false, includes = true, pageSize = 250 }: Variant = {}): Promise<World> {
  const reports: Report[] = [];
  let count = 900;
  let told = 0;
  let writes = 0;
  const no = (status: number, errors: string): Answered => ({ status, json: { errors } });
  const number = () => String(++count);
  const updateAs = ({ id, ...rest }: Update, report: string) => ({
    id,
    type: "status_update",
    attributes: { ...rest, status_report_id: Number(report) },
  });
  const reportAs = ({ id, updates, ...rest }: Report) => ({
    id,
    type: "status_report",
    attributes: { ...rest, status_page_id: 4242, aggregate_state: "Downtime" },
    relationships: { status_updates: { data: updates.map((one) => ({ id: one.id, type: "status_update" })) } },
  });
  const paged = (all: object[], { path, query }: Asked): Answered => {
    const size = Math.min(Number(query.get("per_page") ?? 50), pageSize);
    const page = Number(query.get("page") ?? 1);
    const next = page * size < all.length ? `https://elsewhere.example.com${path}?page=${page + 1}` : null;
    return { status: 200, json: { data: all.slice((page - 1) * size, page * size), pagination: { next } } };
  };
  const wrongIn = (kind: string, list: unknown): string | null => {
    if (!Array.isArray(list)) return "Affected resources can't be blank";
    const isWrong = list.some(
      (one) => typeof one.status_page_resource_id !== "string" || !statuses[kind]?.includes(one.status),
    );
    return isWrong ? "Affected resources are not valid" : null;
  };
  const affect = (report: Report, list: Update["affected_resources"]) => {
    const named = list.map((one) => one.status_page_resource_id);
    const others = report.affected_resources.filter((one) => !named.includes(one.status_page_resource_id));
    report.affected_resources = [...others, ...list];
    const over =
      report.report_type === "manual" && report.affected_resources.every(({ status }) => status === "resolved");
    if (over && endsByItself) report.ends_at ??= report.updates.at(-1)?.published_at ?? null;
  };

  const page = openPublicPage();
  /** What everybody may read: what is over stays in it for a while. */
  const index = () => ({
    data: { id: "4242", type: "status_page", attributes: { company_name: "Acme", aggregate_state: "operational" } },
    included: [
      { id: "88", type: "status_page_resource", attributes: { public_name: "Gateway", status: "operational" } },
      ...(page.isShown() ? reports : []).flatMap((one) => {
        const isOver = one.affected_resources.every(({ status }) => status === "resolved");
        const { attributes, ...rest } = reportAs(one);
        const aggregate_state = isOver ? "resolved" : "downtime";
        return [
          { ...rest, attributes: { ...attributes, aggregate_state } },
          ...one.updates.map((each) => updateAs(each, one.id)),
        ];
      }),
    ],
  });

  const handle = (asked: Asked): Answered => {
    const { method, path, headers, json } = asked;
    if (path === "/public/index.json") return page.answer(headers, index);
    const parts = /^\/api\/v2\/status-pages\/(\w+)\/status-reports(?:\/(\w+))?(\/status-updates)?(?:\/(\w+))?$/.exec(
      path,
    );
    if (parts?.[1] !== "4242") return { status: 404, json: { errors: "Resource not found", see_docs: "https://…" } };
    if (headers.authorization !== `Bearer ${credential}`) return no(401, "Invalid Team API token");
    const [, , id, isUpdates, updateId] = parts;
    const report = reports.find((one) => one.id === id);
    if (id && !report) return { status: 404, json: { errors: "Resource not found", see_docs: "https://…" } };
    if (!report && method === "GET") return paged(reports.map(reportAs), asked);
    if (!report) {
      const kind = json.report_type ?? "manual";
      const wrong = wrongIn(kind, json.affected_resources);
      if (wrong) return no(422, wrong);
      if (kind === "maintenance" && !(json.starts_at && json.ends_at)) return no(422, "Ends at can't be blank");
      writes += 1;
      if (json.notify_subscribers ?? true) told += 1;
      const { message, published_at, affected_resources } = json;
      const made: Report = {
        id: number(),
        title: json.title,
        report_type: kind,
        starts_at: json.starts_at,
        ends_at: json.ends_at ?? null,
        affected_resources,
        updates: [{ id: number(), message, published_at, affected_resources }],
      };
      reports.push(made);
      const included = made.updates.map((one) => updateAs(one, made.id));
      return { status: 201, json: { data: reportAs(made), ...(includes ? { included } : {}) } };
    }
    if (!isUpdates && method === "GET") return { status: 200, json: { data: reportAs(report) } };
    if (!isUpdates && method === "PATCH") {
      const { starts_at, ends_at } = { ...report, ...json };
      if (ends_at !== null && Date.parse(ends_at) <= Date.parse(starts_at))
        return no(422, "Ends at must be after starts at");
      writes += 1;
      const { title = report.title, affected_resources } = json;
      Object.assign(report, { title, starts_at, ends_at });
      if (affected_resources) affect(report, affected_resources);
      return { status: 200, json: { data: reportAs(report) } };
    }
    if (method === "GET")
      return paged(
        report.updates.map((one) => updateAs(one, report.id)),
        asked,
      );
    const wrong = wrongIn(report.report_type, json.affected_resources);
    if (wrong) return no(422, wrong);
    if (method === "POST") {
      writes += 1;
      if (json.notify_subscribers) told += 1;
      const { message, published_at, affected_resources } = json;
      const made: Update = { id: number(), message, published_at, affected_resources };
      report.updates.push(made);
      affect(report, affected_resources);
      return { status: 201, json: { data: updateAs(made, report.id) } };
    }
    const update = report.updates.find((one) => one.id === updateId);
    if (!update) return no(404, "Resource not found");
    writes += 1;
    if (json.notify_subscribers) told += 1;
    Object.assign(update, json);
    if (update === report.updates.at(-1)) affect(report, json.affected_resources);
    return { status: 200, json: { data: updateAs(update, report.id) } };
  };
  const fake = await openFake(handle);
  /** The time there, as far as it is known: that of the newest thing that was published. */
  const now = () =>
    Math.max(0, ...reports.flatMap(({ updates }) => updates.map((one) => Date.parse(one.published_at))));
  const isOpen = (one: Report) => one.ends_at === null || Date.parse(one.ends_at) > now();
  return {
    settings: { page: 4242, token: secretOf(credential), url: `${fake.url}/`, page_url: `${fake.url}/public/` },
    publicly: page.publicly,
    components: { Gateway: "88" },
    faults: fake.faults,
    left: fake.left,
    reports,
    asked: fake.asked,
    writes: () => writes,
    told: () => told,
    shown: () =>
      reports.map((one) => ({
        kind: one.report_type === "maintenance" ? "maintenance" : "incident",
        title: one.title,
        open: isOpen(one),
        texts: one.updates.map(({ message }) => message),
      })),
    component: (id) =>
      reports
        .filter(isOpen)
        .flatMap((one) => one.affected_resources)
        .filter((one) => one.status_page_resource_id === id)
        .map(({ status }) => status)
        .find((status) => status !== "resolved") ?? "operational",
    tamper(how) {
      const report = reports.at(-1);
      const update = report?.updates.at(-1);
      if (!report || !update) return false;
      if (how === "title") report.title = "Something else";
      else if (how === "text") update.message = "All is well.";
      else if (how === "delete") reports.pop();
      else report.affected_resources = [{ status_page_resource_id: "88", status: "resolved" }];
      return true;
    },
    close: fake.close,
  };
}

const variants: [string, Variant][] = [
  ["a report that stays open by itself", {}],
  [
    "a report that ends by itself, and creations that do not name their update",
    { endsByItself: true, includes: false },
  ],
];
describe.each(variants)("with %s", (_name, variant) => {
  providerContract(betterstack, () => openWorld(variant), { credential });
});

async function using(
  run: (world: World, desk: Awaited<ReturnType<typeof openDesk>>) => Promise<void>,
  variant?: Variant,
) {
  const world = await openWorld(variant);
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
