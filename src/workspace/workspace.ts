import { randomBytes } from "node:crypto";
import { type Anchor, type Clock, systemClock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { loadMembers } from "../base/members.ts";
import { webApi } from "./api.ts";
import { openCourier } from "./delivery/courier.ts";
import { openEvents } from "./delivery/events.ts";
import { openSignedHttp } from "./delivery/signed-http.ts";
import { openSocketMode, type SocketMode } from "./delivery/socket-mode.ts";
import { openDisk } from "./disk.ts";
import { isDoor } from "./door.ts";
import { type Fault, openFaults } from "./faults.ts";
import { botScopes, type Manifest, manifestProblems } from "./manifest.ts";
import { isMethod } from "./method.ts";
import { givenClock, ownClock } from "./product-clock.ts";
import { openRateLimits } from "./rate-limits.ts";
import { type CallRecord, type DeliveryRecord, openRecords } from "./records.ts";
import { openResponseUrls } from "./response-urls.ts";
import { identityOf, recall, type Seed, settle } from "./seed.ts";
import { setFaults } from "./set-faults.ts";
import { openStream } from "./stream.ts";
import type { Tokens } from "./things.ts";
import { openTraffic } from "./traffic.ts";
import { openTriggers } from "./triggers.ts";
import { filesDoor } from "./web/files.ts";
import { personApi } from "./web/person.ts";
import { responseUrlDoor } from "./web/response-url.ts";
import { openServer } from "./web/server.ts";
import type { Delivery, World } from "./world.ts";

export interface WorkspaceOptions {
  /** Product time, when somebody else moves it. With `speed` the workspace runs its own clock and this one is not read. */
  clock: Clock;
  /** 0 = any free one. */
  port: number;
  manifest: Manifest;
  log: Log;
  /** Keeps everything over a restart; absent = in memory only. */
  dataFile?: string | undefined;
  /** On unless `false`. */
  rateLimits?: boolean | undefined;
  seed?: Seed | undefined;
  /** Product milliseconds that pass each real one. Given (also as 1), the workspace owns the clock and keeps it over a restart. */
  speed?: number | undefined;
  /** How the app is driven; over Socket Mode when absent. */
  delivery?: Delivery | undefined;
  /** The time the protocol is measured in (acks, triggers, response_url, limits, retries); the machine's when absent. */
  protocolClock?: Clock | undefined;
  /** How long the app must be silent before a person's call is answered: 300 ms of real time when absent. */
  settleMs?: number | undefined;
}

export interface Workspace {
  /** http://127.0.0.1:PORT */
  url: string;
  tokens: Tokens;
  /** Product time: the clock that was given, or the workspace's own. */
  clock: Clock;
  anchor(): Anchor;
  /** Resolves when no delivery to the app and no API call has been under way for a moment. */
  idle(): Promise<void>;
  /** Puts these faults in the place of all that still waited. */
  setFaults(faults: Fault[]): void;
  calls(): CallRecord[];
  deliveries(): DeliveryRecord[];
  /** Says how the app is driven from now on. */
  driveBy(delivery: Delivery): void;
  /** Sockets the app holds open. */
  connections(): number;
  close(): Promise<void>;
}

/** How long the app must be silent before a person's call is answered. */
const SETTLE_MS = 300;

/**
 * Opens a Slack workspace on this machine's loopback address. Throws when the manifest is one that Slack would refuse,
 * or the port is taken.
 */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { manifest, log } = options;
  const problems = manifestProblems(manifest);
  if (problems.length > 0) throw new Error(`Slack would refuse this app manifest. ${problems.join(" ")}`);

  const disk = await openDisk(options.dataFile);
  const real = options.protocolClock ?? systemClock();
  const time = options.speed === undefined ? givenClock(options.clock, real) : ownClock(disk, real, options.speed);
  const { clock } = time;
  const { team, app } = identityOf(disk, manifest);
  const tokens = { bot: `xoxb-${random()}`, app: `xapp-1-${app.id}-${random()}`, signingSecret: random() };
  const [records, faults, traffic, stream] = [openRecords(), openFaults(), openTraffic(), openStream()];
  const courier = openCourier({ clock, real, records, faults, traffic });
  const sockets = openSocketMode(real, app.id, faults);
  const allowsSockets = manifest.settings?.socket_mode_enabled !== false;
  let mode: Delivery["mode"] = "socket";

  const world: World = {
    clock,
    real,
    log,
    manifest,
    scopes: new Set(botScopes(manifest)),
    disk,
    tokens,
    team,
    app,
    url: "",
    users: new Map(),
    channels: new Map(),
    messages: new Map(),
    ephemerals: new Map(),
    modals: new Map(),
    homes: new Map(),
    files: new Map(),
    usergroups: [],
    choices: new Map(),
    suggested: new Map(),
    lastMicros: 0,
    stream,
    traffic,
    records,
    faults,
    limits: openRateLimits(real, options.rateLimits ?? true),
    triggers: openTriggers(real),
    responseUrls: openResponseUrls(real),
    courier,
    events: openEvents({ manifest, clock, real, team, app, courier }),
    socketTicket: () => (mode === "socket" && allowsSockets ? sockets.ticket() : null),
    anchor: time.anchor,
    setSpeed(speed) {
      const done = time.setSpeed(speed);
      if (done) stream.publish({ type: "clock" });
      return done;
    },
    driveBy(delivery) {
      mode = delivery.mode;
      if (mode === "http") sockets.disable();
      courier.use(
        delivery.mode === "http" ? openSignedHttp(delivery.requestUrl, tokens.signingSecret, systemClock()) : sockets,
      );
    },
    disturbSocket: (fault) => disturb(sockets, fault),
    settleMs: options.settleMs ?? SETTLE_MS,
  };
  recall(world);
  settle(world, options.seed ?? {});
  world.driveBy(options.delivery ?? { mode: "socket" });

  const methods = await loadMembers(new URL("./methods/", import.meta.url), isMethod, ({ name }) => name);
  const doors = await loadMembers(
    new URL("./doors/", import.meta.url),
    isDoor,
    ({ method, path }) => `${method} ${path}`,
  );
  const rooms = {
    api: webApi(world, new Map(methods.map((method) => [method.name, method]))),
    person: personApi(world, doors),
    responseUrl: responseUrlDoor(world),
    files: filesDoor(world),
    socket: sockets.accept,
  };
  const { server, url } = await openServer(options.port, rooms, log).catch((error: unknown) => {
    disk.close();
    throw error;
  });
  world.url = url;

  return {
    url,
    tokens,
    clock,
    anchor: time.anchor,
    idle: traffic.idle,
    setFaults: (list) => setFaults(world, list),
    calls: () => [...records.calls],
    deliveries: () => [...records.deliveries],
    driveBy: world.driveBy,
    connections: sockets.open,
    async close() {
      world.events.close();
      sockets.close();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
      time.close();
      disk.close();
    },
  };
}

function disturb(sockets: SocketMode, { kind, times = 1, warning = true, ms }: Fault): void {
  if (kind === "disconnect") sockets.disconnect(times);
  if (kind === "half_open") sockets.halfOpen(times);
  if (kind === "refresh") sockets.refresh(times, warning, ms);
}

const random = () => randomBytes(16).toString("hex");
