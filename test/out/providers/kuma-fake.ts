import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { type Fault, openPublicPage } from "./fake.ts";

/* Uptime Kuma as the contract says it behaves (contracts: status providers 3): 2.1 and later, and before. */

export interface KumaMonitor {
  id: number;
  name: string;
  type: string;
  pushToken?: string;
  /** What its newest heartbeat says. */
  status: number;
}

export interface KumaIncident {
  id: number;
  title: string;
  content: string;
  style: string;
  pin: boolean;
  active: boolean;
  createdDate: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads JSON as the server would
type Json = any;

/** How a fake behaves where servers differ. */
export interface KumaWays {
  version: string;
  password?: string;
  /** Sign-in is switched off there. */
  open?: boolean;
  /** The account has a second factor. */
  secondFactor?: boolean;
  /** Its first word comes only after so many ms; what is sent before it is lost. */
  slowStartMs?: number;
  /** Events that this version does not know, so that they are never answered. */
  without?: readonly string[];
  /** What an event is refused with, in the server's own raw words. */
  refuses?: Record<string, string>;
  /** Signed-in clients are told the version before the answer to the sign-in, or after it. */
  tellsVersion?: "before" | "after";
}

/** Tokens of sessions that are taken. */
export const kumaToken = "jwt-of-a-session";
const writes =
  /^(post|edit|resolve|delete|unpin)Incident$|^(add|edit|pause|delete)Maintenance$|^addM.*Maintenance|^addMaintenanceStatusPage$|^editMonitor$/;

export async function openKuma(ways: KumaWays) {
  const is2 = !ways.version.startsWith("1");
  const hasHistory = is2 && !ways.version.startsWith("2.0");
  const password = ways.password ?? "a good password";
  const incidents: KumaIncident[] = [];
  const maintenance = new Map<number, Json>();
  const links = { monitors: new Map<number, number[]>(), pages: new Map<number, number[]>() };
  const monitors: KumaMonitor[] = [
    { id: 1, name: "Gateway", type: is2 ? "manual" : "push", pushToken: "p1", status: 1 },
    { id: 2, name: "Keystore", type: "push", pushToken: "p2", status: 1 },
    { id: 3, name: "Web", type: "http", status: 1 },
  ];
  const calls: { event: string; args: Json[] }[] = [];
  const pushes: string[] = [];
  let coming: Fault[] = [];
  let effects = 0;
  let made = 0;
  let sockets = 0;
  let cached: Json = null;
  const started = Date.parse("2026-11-21T09:30:00Z");
  const date = () => new Date(started + made * 1_000).toISOString().slice(0, 19).replace("T", " ");
  const no = (msg: string) => ({ ok: false, msg });
  const yes = (more: object = {}) => ({ ok: true, msg: "Saved.", ...more });
  const isPage = (slug: string) => slug === "main";

  const shown = () => incidents.filter(({ pin, active }) => pin && (active || !hasHistory));
  const page = openPublicPage();
  const shownNow = () => (page.isShown() ? shown() : []);
  const publicPage = () => ({
    config: { slug: "main", title: "Status" },
    ...(hasHistory ? { incidents: shownNow() } : { incident: shownNow().at(-1) ?? null }),
    publicGroupList: [
      { id: 1, name: "All", weight: 1, monitorList: monitors.map(({ id, name, type }) => ({ id, name, type })) },
    ],
    maintenanceList: [...maintenance.values()].filter(({ running }) => running),
  });

  /** Events of the web interface; what is not here is never answered. */
  const events: Record<string, (...args: Json[]) => object> = {
    postIncident(slug: string, given: Json) {
      if (!isPage(slug)) return no("slug is not found");
      if (!hasHistory) for (const one of incidents) one.pin = false;
      let one = incidents.find(({ id }) => id === given.id);
      if (!one) {
        one = { id: ++made, createdDate: date() } as KumaIncident;
        incidents.push(one);
      }
      Object.assign(one, { title: given.title, content: given.content, style: given.style, pin: true, active: true });
      return yes({ incident: one });
    },
    unpinIncident() {
      for (const one of incidents) one.pin = false;
      return yes();
    },
    getStatusPage: (slug: string) => (isPage(slug) ? yes({ config: { id: 7, slug } }) : no("No slug?")),
    addMaintenance(given: Json) {
      const id = ++made;
      maintenance.set(id, { ...given, id });
      return yes({ maintenanceID: id });
    },
    editMaintenance(given: Json) {
      if (!maintenance.has(given.id)) return no("Cannot read properties of undefined (reading 'user_id')");
      maintenance.set(given.id, { ...maintenance.get(given.id), ...given });
      return yes({ maintenanceID: given.id });
    },
    pauseMaintenance(id: number) {
      const one = maintenance.get(id);
      if (!one) return no("Maintenance not found");
      one.active = false;
      return yes();
    },
    deleteMaintenance(id: number) {
      maintenance.delete(id);
      return yes();
    },
    addMonitorMaintenance(id: number, list: Json[]) {
      links.monitors.set(
        id,
        list.map((one) => one.id),
      );
      return yes();
    },
    addMaintenanceStatusPage(id: number, list: Json[]) {
      cached = null;
      if (id !== 0)
        links.pages.set(
          id,
          list.map((one) => one.id),
        );
      return yes();
    },
    getMaintenanceList: () => yes(),
    getMonitor(id: number) {
      const one = monitors.find((monitor) => monitor.id === id);
      if (!one) return no("Cannot read properties of null (reading 'toJSON')");
      const { status: _, ...monitor } = one;
      return yes({ monitor: { ...monitor, interval: 20, accepted_statuscodes: ["200-299"] } });
    },
    editMonitor(given: Json) {
      const one = monitors.find(({ id }) => id === given.id);
      if (!one || !given.accepted_statuscodes) return no("Cannot read properties of undefined (reading 'every')");
      if (given.manual_status !== undefined && !is2)
        return no("update `monitor` set `manual_status` = 1 - SQLITE_ERROR: no such column: manual_status");
      if (given.manual_status !== undefined) one.status = given.manual_status;
      return yes({ monitorID: given.id });
    },
    ...(hasHistory
      ? {
          editIncident(slug: string, id: number, given: Json) {
            const one = incidents.find((incident) => incident.id === id);
            if (!isPage(slug) || !one) return no("Incident not found or access denied");
            if (!given.title || !given.content) return no("Please input title and content");
            Object.assign(one, { title: given.title, content: given.content, style: given.style });
            if (given.pin !== undefined) one.pin = given.pin;
            return yes({ incident: one });
          },
          resolveIncident(_slug: string, id: number) {
            const one = incidents.find((incident) => incident.id === id);
            if (!one) return no("Incident not found or access denied");
            Object.assign(one, { active: false, pin: false });
            return yes({ incident: one });
          },
          getIncidentHistory(slug: string, cursor: string | null) {
            if (!isPage(slug)) return no("slug is not found");
            const all = incidents
              .filter(({ createdDate }) => cursor === null || createdDate < cursor)
              .toSorted((a, b) => (a.createdDate < b.createdDate ? 1 : -1));
            const ten = all.slice(0, 10);
            const hasMore = all.length > 10;
            return yes({
              incidents: ten,
              total: incidents.length,
              hasMore,
              nextCursor: hasMore ? ten.at(-1)?.createdDate : null,
            });
          },
        }
      : {}),
  };

  const server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", "http://here");
    const answer = (status: number, json: unknown) => {
      res.writeHead(status, { "content-type": "application/json" });
      res.end(JSON.stringify(json));
    };
    const isFresh = req.headers["x-apicache-bypass"] !== undefined || url.search !== "";
    const [, pushed] = /^\/api\/push\/(\w+)$/.exec(url.pathname) ?? [];
    if (pushed !== undefined) {
      const one = monitors.find(({ pushToken }) => pushToken === pushed);
      if (!one) return answer(404, { ok: false, msg: "Monitor not found or not active." });
      pushes.push(`${one.id} ${url.searchParams.get("status")}`);
      one.status = url.searchParams.get("status") === "up" ? 1 : 0;
      return answer(200, { ok: true });
    }
    if (url.pathname === "/api/status-page/main") {
      if (isFresh) return answer(200, page.answer(req.headers, publicPage).json);
      cached ??= structuredClone(publicPage());
      return answer(200, cached);
    }
    if (url.pathname.startsWith("/api/status-page/heartbeat/")) {
      const list = monitors.map(({ id, status }) => [
        id,
        [{ status: 1 }, { status, time: date(), msg: "", ping: null }],
      ]);
      return answer(200, {
        heartbeatList: url.pathname.endsWith("/main") ? Object.fromEntries(list) : {},
        uptimeList: {},
      });
    }
    return answer(404, { status: "fail", msg: "Status Page Not Found" });
  });
  const io = new Server(server, {
    allowRequest: (req, done) => done(null, req.headers.origin === undefined),
  });
  io.on("connection", (socket) => {
    sockets += 1;
    if (ways.slowStartMs === undefined) greet(socket);
    else setTimeout(() => greet(socket), ways.slowStartMs);
  });

  function greet(socket: Socket): void {
    let isSignedIn = false;
    const tell = () => socket.emit("info", { version: ways.version, latestVersion: null, dbType: "sqlite" });
    const enter = (answer: (said: object) => void, said: object) => {
      isSignedIn = true;
      if (ways.tellsVersion === "after") {
        answer(said);
        tell();
      } else {
        tell();
        answer(said);
      }
    };
    socket.on("login", (given: Json, answer) => {
      calls.push({ event: "login", args: [given] });
      if (given.password !== password)
        return answer(no(is2 ? "authIncorrectCreds" : "Incorrect username or password."));
      if (ways.secondFactor && !given.token) return answer({ tokenRequired: true });
      if (calls.filter(({ event }) => event === "login").length > 20)
        return answer(no("Too frequently, try again later."));
      enter(answer, { ok: true, token: kumaToken });
    });
    socket.on("loginByToken", (token: string, answer) => {
      calls.push({ event: "loginByToken", args: [] });
      if (token !== kumaToken) return answer(no("authInvalidToken"));
      enter(answer, { ok: true });
    });
    for (const [event, handle] of Object.entries(events).filter(([name]) => !ways.without?.includes(name)))
      socket.on(event, (...args: Json[]) => {
        const answer = args.pop();
        calls.push({ event, args });
        if (!isSignedIn && event !== "getIncidentHistory") return answer(no("You are not logged in."));
        const isWrite = writes.test(event) && args[0] !== 0;
        const fault = isWrite ? coming.shift() : undefined;
        if (fault === "hang") return;
        if (typeof fault === "object" || fault === "html") return socket.disconnect(true);
        const raw = ways.refuses?.[event];
        if (raw !== undefined) return answer(no(raw));
        if (isWrite) effects += 1;
        const said = structuredClone(handle(...args));
        if (fault === "hang-after") return;
        if (fault === "lost") return socket.disconnect(true);
        if (event === "getMaintenanceList") socket.emit("maintenanceList", Object.fromEntries(maintenance));
        answer(said);
      });
    socket.emit("info", { primaryBaseURL: null, serverTimezone: "UTC" });
    if (ways.open) {
      isSignedIn = true;
      tell();
      socket.emit("autoLogin");
    } else socket.emit("loginRequired");
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    password,
    incidents,
    maintenance,
    links,
    monitors,
    calls,
    pushes,
    shown,
    /** Before 2.1 what everybody reads is all that can be read back. */
    publicly: hasHistory ? { shows: page.publicly.shows } : null,
    /** As a reader of the page gets it, cache and all. */
    async publicPage(): Promise<Json> {
      return (await fetch(`${url}/api/status-page/main`)).json();
    },
    faults(list: readonly Fault[]) {
      coming = [...list];
    },
    left: () => coming.length,
    effects: () => effects,
    sockets: () => sockets,
    /** Ends every connection, as a restart does. */
    cut: () => io.disconnectSockets(true),
    async close() {
      await io.close();
    },
  };
}
