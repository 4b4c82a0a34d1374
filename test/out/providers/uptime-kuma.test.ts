import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openHttp } from "../../../src/base/http.ts";
import { kumaOf } from "../../../src/out/kuma-socket.ts";
import { escapeMarkdown } from "../../../src/out/markdown.ts";
import type { Work } from "../../../src/out/provider.ts";
import { openMemory, workFor } from "../../../src/out/provider-work.ts";
import kuma from "../../../src/out/providers/uptime-kuma.ts";
import { providerContract } from "./contract.ts";
import {
  aMaintenanceNotice,
  anIncidentNotice,
  anUpdate,
  type Desk,
  openDesk,
  type ProviderWorld,
  secretOf,
  start,
} from "./desk.ts";
import { type KumaWays, kumaToken, openKuma } from "./kuma-fake.ts";

type World = ProviderWorld & { server: Awaited<ReturnType<typeof openKuma>> };

const states = ["down", "up", "pending", "maintenance"];

/** What a reader sees of a text in Markdown. */
const seen = (text: string) =>
  text
    .replace(/^\[sitrep-.*$/gm, "")
    .replace(/\\\n/g, "\n")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .trim();

async function openWorld(ways: KumaWays, own: Record<string, unknown> = {}): Promise<World> {
  const server = await openKuma(ways);
  return {
    server,
    settings: {
      url: server.url,
      slug: "main",
      username: "sitrep",
      password: secretOf(server.password),
      ...(/^(1|2\.0)\./.test(ways.version) ? { version: ways.version } : {}),
      ...own,
    },
    ...(server.publicly ? { publicly: server.publicly } : {}),
    components: { Gateway: "1", Keystore: "2" },
    faults: server.faults,
    left: server.left,
    writes: server.effects,
    told: () => null,
    shown: () => [
      ...[...server.maintenance.values()].map(({ title, description, active }) => ({
        kind: "maintenance" as const,
        title,
        open: active,
        texts: [seen(description)],
      })),
      ...server.incidents
        .filter(({ style }) => style !== "info")
        .map(({ title, content, pin, active }) => ({
          kind: "incident" as const,
          title,
          open: pin && active,
          texts: [seen(content)],
        })),
    ],
    component: (id) => states[server.monitors.find((one) => String(one.id) === id)?.status ?? -1] ?? null,
    tamper(how) {
      const [first] = server.incidents;
      const [gateway] = server.monitors;
      if (!first || !gateway) return false;
      if (how === "title") first.title = "Something else";
      else if (how === "text") first.content = "All is well.";
      else if (how === "delete") server.incidents.length = 0;
      else if (gateway.type !== "manual") return false;
      else gateway.status = 1;
      return true;
    },
    close: server.close,
  };
}

const credential = "a good password";
providerContract(kuma, () => openWorld({ version: "2.5.3" }), { credential, noStatuses: true });
describe("version 1.23.17, which shows one incident at a time", () => {
  providerContract(kuma, () => openWorld({ version: "1.23.17" }), { credential, noStatuses: true });
});

const here = anIncidentNotice(1).id;
const events = ({ server }: World) => server.calls.map(({ event }) => event);
const count = (world: World, event: string) => events(world).filter((one) => one === event).length;

/** The other of two incidents that are open at once. */
const slow = (stages: readonly ("INVESTIGATING" | "RESOLVED")[] = ["INVESTIGATING"]) =>
  anIncidentNotice(1, {
    id: "z9y8x7w6v5u4",
    title: 'Keystore — "slow" answers',
    impact: "major-outage",
    open: !stages.includes("RESOLVED"),
    components: [],
    updates: stages.map((stage, index) =>
      anUpdate(`slow${index}`, stage, 5 + index, { text: `[${stage}] Keystore — "slow" answers\nIt is ${stage}.` }),
    ),
  });

let world: World;
let desk: Desk;
let close: () => Promise<void> = async () => {};
async function open(ways: Partial<KumaWays> = {}, own: Record<string, unknown> = {}): Promise<void> {
  world = await openWorld({ version: "2.5.3", ...ways }, own);
  await reopen();
}
/** A new process, with the settings as they are now. */
async function reopen(): Promise<void> {
  desk = await openDesk(kuma, world);
  close = async () => {
    close = async () => {};
    await desk.close();
    await world.close();
  };
}
const show = (notice = anIncidentNotice(1)) => {
  desk.know(notice);
  return desk.settle(notice.id, { most: 3 });
};
afterEach(() => close());

describe("the connection", () => {
  test.each(["before", "after"] as const)("is told the version %s the answer to the sign-in", async (tellsVersion) => {
    await open({ tellsVersion });
    expect(await show()).toMatchObject({ outcome: "delivered" });
  });

  test("says nothing before the server has said its first word", async () => {
    await open({ slowStartMs: 60 });
    expect(await show()).toMatchObject({ outcome: "delivered" });
    expect(count(world, "postIncident")).toBe(1);
  });

  test("is kept, and signs in by its token when it broke off", async () => {
    await open();
    await show();
    await show(anIncidentNotice(2));
    expect(world.server.sockets()).toBe(1);
    world.server.cut();
    await show(anIncidentNotice(3));
    expect(world.server.sockets()).toBe(2);
    expect(events(world).filter((event) => event.startsWith("login"))).toEqual(["login", "loginByToken"]);
  });

  test("signs in with a session's token alone", async () => {
    await open({ secondFactor: true }, { username: undefined, password: undefined, token: secretOf(kumaToken) });
    expect(await show()).toMatchObject({ outcome: "delivered" });
    expect(count(world, "login")).toBe(0);
  });

  test("needs no sign-in where everybody is signed in", async () => {
    await open({ open: true }, { username: undefined, password: undefined });
    expect(await show()).toMatchObject({ outcome: "delivered" });
  });

  test.each<[string, Partial<KumaWays>, Record<string, unknown>, string]>([
    ["a wrong password", { password: "another" }, { password: secretOf(credential) }, "check username and password"],
    ["a token that died", {}, { token: secretOf("an old one") }, "check token"],
    ["a second factor", { secondFactor: true }, {}, "set token to the token of a session"],
    ["no account", {}, { username: undefined, password: undefined }, "set username and password, or token"],
    ["a major that is not known", { version: "3.0.0" }, {}, "this Uptime Kuma is 3.0.0"],
    ["a page that is not there", {}, { slug: "other" }, "no status page with this slug"],
    ["raw words", { refuses: { postIncident: "insert into `incident` - SQLITE_ERROR: secret" } }, {}, "its own log"],
  ])("%s is final, and told in our words", async (_what, ways, own, words) => {
    await open(ways, own);
    expect(await show()).toMatchObject({ outcome: "never" });
    expect(desk.said.at(-1)).toMatchObject({ said: "refused", words: expect.stringContaining(words) });
    expect(JSON.stringify(desk.said)).not.toMatch(/SQLITE|good password|an old one/);
  });

  test("tries a major that is not known when it is told to", async () => {
    await open({ version: "3.0.0-beta.1" }, { force: true });
    expect(await show()).toMatchObject({ outcome: "delivered" });
  });

  test("too many sign-ins are waited out", async () => {
    await open();
    for (let n = 0; n < 20; n++) world.server.calls.push({ event: "login", args: [] });
    desk.know(anIncidentNotice(1));
    expect(await desk.once(here)).toMatchObject({ outcome: "later", at: start + 60_000 });
  });

  test("an event that is never answered ends after its time, and the next attempt takes a new connection", async () => {
    await open({ without: ["editIncident"] });
    await show();
    expect(await show(anIncidentNotice(2))).toMatchObject({ outcome: "later", doubtful: true });
    expect(world.server.sockets()).toBeGreaterThan(1);
  });

  test("a server that is away is told as such", async () => {
    await open();
    await world.server.close();
    desk.know(anIncidentNotice(1));
    expect(await desk.once(here)).toMatchObject({ outcome: "later", doubtful: false, why: /cannot be reached/ });
  });

  test.each(["http://127.0.0.1:1", "http://localhost:1"])("never calls %s unless it is allowed to", async (url) => {
    await open();
    const work = {
      agent: "Sitrep/test",
      settings: { url, force: false },
      line: { allowPrivate: false, timeoutMs: 5_000 },
      memory: openMemory(),
    };
    // biome-ignore lint/suspicious/noExplicitAny: the part of the work that connecting needs
    await expect(kumaOf(work as any)).rejects.toThrow(/allow_private/);
  });
});

describe("an incident", () => {
  test("is seen at once, past the page's cache", async () => {
    await open();
    expect((await world.server.publicPage()).incidents).toEqual([]);
    await show();
    expect((await world.server.publicPage()).incidents).toHaveLength(1);
    await show(anIncidentNotice(5));
    expect((await world.server.publicPage()).incidents).toEqual([]);
  });

  test("shows every character as it was written, and our key to nobody", async () => {
    await open();
    const text = "# [1] <b>*a* _b_</b> `c` & d | ~e~\n1. f\n- g\n+ h\nhttps://example.com/a_b_c?d=1 ![x](y) \\ $z$";
    await show(anIncidentNotice(1, { updates: [anUpdate("upd1", "INVESTIGATING", 0, { text })] }));
    expect(world.shown()[0]?.texts[0]).toBe(text);
    expect(world.server.incidents[0]?.content).toMatch(
      /\n\n\[sitrep-k3v9a1b2c3d4\]: # "warning · Gateway — requests fail"$/,
    );
  });

  test("is found by its key behind ten newer ones", async () => {
    await open();
    await show();
    const [first] = world.server.incidents;
    for (let n = 0; n < 14; n++)
      world.server.incidents.push({
        ...first,
        id: 100 + n,
        content: "-",
        createdDate: `2026-11-21 10:00:${10 + n}`,
      } as never);
    await desk.once(here, { doubtful: true });
    expect(await desk.check(here)).toMatchObject({ said: "checked" });
    expect(count(world, "postIncident")).toBe(1);
  });

  test("that somebody deleted is not made anew by an update", async () => {
    await open();
    await show();
    world.server.incidents.length = 0;
    await show(anIncidentNotice(2));
    expect(desk.said.at(-1)).toMatchObject({ said: "missing" });
    expect(world.server.incidents).toEqual([]);
  });

  test("that goes on again is shown again under its own number", async () => {
    await open();
    await show(anIncidentNotice(5));
    const again = anIncidentNotice(5);
    await show({
      ...anIncidentNotice(4),
      updates: [...again.updates, anUpdate("upd6", "INVESTIGATING", 90, { text: "It is back." })],
    });
    expect(world.server.incidents).toHaveLength(1);
    expect(world.shown()[0]).toMatchObject({ open: true, texts: [expect.stringMatching(/^It is back\./)] });
  });

  test("has the colour of what it makes of the service", async () => {
    await open();
    await show();
    await show(slow());
    expect(world.server.incidents.map(({ style }) => style)).toEqual(["warning", "danger"]);
  });
});

describe("two incidents where one is shown", () => {
  beforeEach(() => open({ version: "2.0.2" }));
  const shown = () => world.server.shown();

  test("stand in one text, each as it is now, under both names", async () => {
    await show();
    await show(slow());
    expect(shown()).toHaveLength(1);
    expect(shown()[0]).toMatchObject({ title: 'Keystore — "slow" answers; Gateway — requests fail', style: "danger" });
    await show(anIncidentNotice(2));
    const text = seen(shown()[0]?.content ?? "");
    for (const words of ["Cause: a certificate ran out.", "investigating why requests", "It is INVESTIGATING."])
      expect(text.split(words), words).toHaveLength(2);
    expect(await desk.check(here)).toMatchObject({ said: "checked" });
    expect(await desk.check(slow().id)).toMatchObject({ said: "checked" });
  });

  test("end one by one, and the last takes both away", async () => {
    await show();
    await show(slow());
    await show(slow(["INVESTIGATING", "RESOLVED"]));
    expect(shown()[0]).toMatchObject({ title: "Gateway — requests fail", style: "warning" });
    expect(seen(shown()[0]?.content ?? "")).toContain("It is RESOLVED.");
    expect(await desk.check(slow().id)).toMatchObject({ said: "checked" });
    await show(anIncidentNotice(5));
    expect(shown()).toEqual([]);
    expect(await desk.check(here)).toMatchObject({ said: "checked" });
  });

  test("make room for what goes on once they are over, which is no difference", async () => {
    await show();
    await show(slow());
    await show(anIncidentNotice(5));
    expect(await desk.check(here)).toMatchObject({ said: "checked" });
    const goesOn = slow();
    const [first] = goesOn.updates;
    const long = { ...first, text: `${first?.text}\n${"More words. ".repeat(980)}`, correctedAt: start + 60_000 };
    await show({ ...goesOn, updates: [long as (typeof goesOn.updates)[number]] });
    expect(shown()[0]?.content).not.toContain("requests to the gateway");
    expect(await desk.check(here)).toMatchObject({ said: "checked", words: "" });
  });

  test("take the place of what somebody else shows, and leave it as it was", async () => {
    const other = {
      id: 90,
      title: "By hand",
      content: "Hello.",
      style: "info",
      pin: true,
      active: true,
      createdDate: "2026-11-21 09:00:00",
    };
    world.server.incidents.push(other);
    await show();
    expect(shown()).toHaveLength(1);
    expect(other).toMatchObject({ title: "By hand", content: "Hello.", pin: false });
    expect(kuma.cannot(kuma.settings.parse(world.settings)).join()).toContain("take the place of any other");
  });
});

describe("a maintenance", () => {
  const window = (world: World) => [...world.server.maintenance.values()][0];

  test("is announced beside its window, linked to its monitors and its page, in plain UTC", async () => {
    await open();
    await show(aMaintenanceNotice(1));
    expect(window(world)).toMatchObject({
      title: "[SCHEDULED] Gateway — storage upgrade",
      strategy: "single",
      active: true,
      timezoneOption: "UTC",
      dateRange: ["2026-11-23T09:30:00", "2026-11-23T10:30:00"],
    });
    expect([...world.server.links.monitors.values()]).toEqual([[1]]);
    expect([...world.server.links.pages.values()]).toEqual([[7]]);
    expect(world.server.shown()).toMatchObject([{ style: "info", title: "Gateway — storage upgrade" }]);
    expect(await desk.check(aMaintenanceNotice(1).id)).toMatchObject({ said: "checked" });
  });

  test("moves with its window, and ends early with it", async () => {
    await open();
    await show(aMaintenanceNotice(1));
    const later = { startsAt: start + 3_600_000, endsAt: start + 7_200_000 };
    await show(aMaintenanceNotice(1, { window: later }));
    expect(window(world).dateRange).toEqual(["2026-11-21T10:30:00", "2026-11-21T11:30:00"]);
    await show(aMaintenanceNotice(3, { window: later, startedAt: start + 3_600_000, endedAt: start + 4_200_000 }));
    expect(window(world)).toMatchObject({ active: false, dateRange: ["2026-11-21T10:30:00", "2026-11-21T10:40:00"] });
    expect(world.server.shown()).toEqual([]);
    expect(world.server.maintenance.size).toBe(1);
  });

  test("that is cancelled never runs, and says so", async () => {
    await open();
    await show(aMaintenanceNotice(1));
    const { updates } = aMaintenanceNotice(1);
    const cancelled = anUpdate("mnt9", "CANCELLED", 5, { text: "[CANCELLED] Gateway — storage upgrade\nNot today." });
    await show(
      aMaintenanceNotice(1, { stage: "CANCELLED", open: false, endedAt: start + 1, updates: [...updates, cancelled] }),
    );
    expect(window(world)).toMatchObject({ active: false, title: "[CANCELLED] Gateway — storage upgrade" });
    const { dateRange } = window(world);
    expect(dateRange[1] >= dateRange[0]).toBe(true);
    expect(world.server.shown()).toEqual([]);
    expect(seen(world.server.incidents[0]?.content ?? "")).toContain("Not today.");
  });

  test("whose announcement was lost half-way is brought to its end, once", async () => {
    const refuses: Record<string, string> = { addMonitorMaintenance: "SQLITE_BUSY: database is locked" };
    await open({ refuses });
    await show(aMaintenanceNotice(1));
    expect(world.server.incidents).toEqual([]);
    delete refuses.addMonitorMaintenance;
    await show(aMaintenanceNotice(1));
    expect(world.server.maintenance.size).toBe(1);
    expect(world.server.shown()).toHaveLength(1);
  });
});

describe("a component", () => {
  test("that is a manual monitor is set, with all of its other fields", async () => {
    await open();
    await show();
    const edits = world.server.calls.filter(({ event }) => event === "editMonitor").map(({ args }) => args[0]);
    expect(edits).toEqual([expect.objectContaining({ id: 1, manual_status: 0, interval: 20 })]);
    expect(desk.said.at(-1)).toMatchObject({ said: "there" });
  });

  test("that is a push monitor is told, in both versions; another one is left alone", async () => {
    for (const version of ["1.23.17", "2.5.3"]) {
      await open({ version });
      desk.setComponent("Keystore", "major-outage");
      await show();
      expect(world.server.pushes).toContain("2 down");
      world.components.Gateway = "3";
      await desk.close();
      await reopen();
      await show(anIncidentNotice(2));
      expect(count(world, "editMonitor")).toBe(version.startsWith("2") ? 1 : 0);
      await close();
    }
  });

  test("that is a push monitor is told again without being new, and asked for its token once", async () => {
    await open({ version: "1.23.17" });
    const { http, close: closeHttp } = openHttp({ allowPrivate: true });
    const one = {
      name: "kuma",
      shown: "Uptime Kuma",
      provider: kuma,
      settings: kuma.settings.parse(world.settings),
      http,
      queue: "q",
      components: new Map([["Gateway", "1"]]),
      memory: openMemory(),
      line: { allowPrivate: true, timeoutMs: 500 },
    };
    const at = { clock: desk.clock, agent: "Sitrep/test", allow: () => {} };
    const work = workFor(one, { key: "sitrep-components", pageUrl: null }, at) as Work<never>;
    const all = [
      { theirs: "1", status: "degraded" as const },
      { theirs: "3", status: "major-outage" as const },
    ];
    for (const _ of [1, 2]) await kuma.tellAgain?.(all, work);
    expect(world.server.pushes).toEqual(["1 up", "1 up"]);
    expect(count(world, "getMonitor")).toBe(2);
    for (const monitor of world.server.monitors) if (monitor.id === 1) monitor.pushToken = "another";
    await expect(kuma.tellAgain?.(all, work)).rejects.toThrow("404");
    await kuma.tellAgain?.(all, work);
    expect(world.server.pushes).toHaveLength(3);
    one.memory.close();
    await closeHttp();
  });

  test.each(["gateway", "99"])("that is given as %s is refused by name", async (theirs) => {
    await open();
    world.components.Gateway = theirs;
    await desk.close();
    await reopen();
    await show();
    expect(desk.said.at(-1)).toMatchObject({ said: "refused", words: expect.stringContaining(theirs) });
  });
});

test("plain text survives as Markdown, whatever stands in it", () => {
  const line = fc.string({ unit: "grapheme-ascii" });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
      const text = lines
        .map((one) => one.trim())
        .join("\n")
        .trim();
      expect(seen(escapeMarkdown(text))).toBe(text);
    }),
  );
});
