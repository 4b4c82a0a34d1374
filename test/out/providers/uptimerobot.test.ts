import { describe, expect, test } from "vitest";
import uptimerobot from "../../../src/out/providers/uptimerobot.ts";
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
import { type Answered, type Asked, openFake } from "./fake.ts";

const credential = "u31-4Kx9Qw2m";

interface Announcement {
  id: number;
  title: string;
  content: string;
  status: string;
  type: string;
  startDate: string | null;
  endDate: string | null;
}
interface Variant {
  /** In which case the states are read: not established. */
  upperCase?: boolean;
  /** How many announcements stand on one page of the list. */
  size?: number;
  /** Answered to every writing call. */
  refused?: boolean;
}
type World = ProviderWorld & { announcements: Announcement[]; pinned(): number | null; asked: Asked[] };

const states = ["Offline", "Pending", "Published", "Archived"];

/** UptimeRobot's API v3, as its document tells of announcements. */
async function openWorld({ upperCase = false, size = 20, refused = false }: Variant = {}): Promise<World> {
  const announcements: Announcement[] = [];
  let pinned: number | null = null;
  let writes = 0;
  let id = 70;
  const as = (one: Announcement) => ({
    ...one,
    status: upperCase ? one.status.toUpperCase() : one.status,
    pspId: 31,
    userId: null,
    deliveryStatus: null,
    sentCount: null,
  });
  const no = (status: number, message: string | string[]): Answered => ({ status, json: { message, code: "x" } });
  const wrongIn = ({ title, content, status, type, startDate, endDate }: Partial<Announcement>): string[] => [
    ...(title !== undefined && (title === "" || title.length > 255) ? ["title is not valid"] : []),
    ...(content !== undefined && content.length > 2_000 ? ["content must be at most 2000 characters"] : []),
    ...(status !== undefined && !states.includes(status) ? ["status is not valid"] : []),
    ...(type !== undefined && !["Info", "Maintenance", "Issue"].includes(type) ? ["type is not valid"] : []),
    ...(startDate && endDate && Date.parse(endDate) <= Date.parse(startDate) ? ["endDate is before startDate"] : []),
  ];
  const fake = await openFake(({ method, path, query, headers, json }) => {
    if (headers.authorization !== `Bearer ${credential}`) return no(401, "Unauthorized");
    const parts = /^\/v3\/psps\/31\/announcements(?:\/(\d+)(?:\/(pin|unpin))?)?$/.exec(path);
    if (!parts) return no(404, "Not found");
    const one = announcements.find((each) => each.id === Number(parts[1]));
    if (parts[1] && !one) return no(404, "Announcement not found");
    if (method === "GET" && one) return { status: 200, json: as(one) };
    if (method === "GET") {
      const from = Number(query.get("cursor") ?? 0);
      const data = announcements.slice(from, from + size).map(as);
      const next = from + size;
      const nextLink = next < announcements.length ? `https://elsewhere.example.com/v3/x?cursor=${next}` : null;
      return { status: 200, json: { nextLink, data } };
    }
    if (refused) return no(403, "Your plan does not allow this");
    if (one && parts[2]) {
      writes += 1;
      pinned = parts[2] === "pin" ? one.id : pinned === one.id ? null : pinned;
      return { status: 200, json: {} };
    }
    if (method === "DELETE") return no(404, "Cannot DELETE");
    const wrong = wrongIn({ ...(one ?? {}), ...json });
    if (wrong.length > 0) return no(400, wrong);
    writes += 1;
    const made = one ?? { id: ++id, type: "Info", endDate: null };
    Object.assign(made, json);
    if (!one) announcements.push(made as Announcement);
    return { status: one ? 200 : 201, json: as(made as Announcement) };
  });
  return {
    settings: { page: 31, api_key: secretOf(credential), url: `${fake.url}/v3` },
    components: { Gateway: "1" },
    faults: fake.faults,
    left: fake.left,
    asked: fake.asked,
    announcements,
    pinned: () => pinned,
    writes: () => writes,
    told: () => null,
    shown: () =>
      announcements.map(({ type, title, status, content }) => ({
        kind: type === "Maintenance" ? "maintenance" : "incident",
        title,
        open: status === "Published" || status === "Pending",
        texts: [content],
      })),
    component: () => null,
    tamper(how) {
      const one = announcements.at(-1);
      if (!one || how === "component") return false;
      if (how === "title") one.title = "Something else";
      else if (how === "text") one.content = "All is well.";
      else announcements.pop();
      return true;
    },
    close: fake.close,
  };
}

describe.each<[string, Variant]>([
  ["states in title case", {}],
  ["states in upper case, and a list of many pages", { upperCase: true, size: 1 }],
])("with %s", (_name, variant) => {
  providerContract(uptimerobot, () => openWorld(variant), { credential });
});

async function using(
  run: (world: World, desk: Awaited<ReturnType<typeof openDesk>>) => Promise<void>,
  variant: Variant = {},
  settings: object = {},
) {
  const world = await openWorld(variant);
  const desk = await openDesk(uptimerobot, { ...world, settings: { ...world.settings, ...settings } });
  try {
    await run(world, desk);
  } finally {
    await desk.close();
    await world.close();
  }
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
