import type { RequestListener } from "node:http";
import type { Clock } from "./base/clock.ts";
import type { Log } from "./base/log.ts";
import type { Secret } from "./base/secret.ts";
import type { Config } from "./config/config.ts";
import type { Engine } from "./engine/engine.ts";
import type { Router } from "./in/router.ts";
import type { SlackDoorSettings } from "./in/slack/app.ts";
import type { AnyCarrier } from "./out/carrier.ts";
import type { SlackState } from "./out/slack/connection.ts";
import type { LookUp } from "./out/who-is-who.ts";
import type { Store } from "./store/store.ts";
import type { SlackState as Readiness } from "./web/health.ts";

/** Where Slack is, and what opens it. */
export interface SlackAddress {
  /** Absent = Slack itself. */
  apiUrl?: string | undefined;
  bot: Secret;
  app: Secret | null;
  signing: Secret | null;
  /** Product milliseconds in a real one; other than 1 only with the local workspace. */
  pace?: (() => number) | undefined;
}

/** Slack as the rest of the program sees it, both ways. */
export interface SlackSide {
  carriers: AnyCarrier[];
  /** Over HTTP: takes the requests of Slack's path. */
  requestListener: RequestListener | null;
  state(): Readiness;
  /** The address of our workspace, with a slash at its end; null until Slack has told us. */
  workspaceUrl(): string | null;
  /** Who has an e-mail address; throws when Slack does not say now. */
  whoHas: LookUp;
  start(): void;
  idle(): Promise<void>;
  /** Takes no more payloads, and finishes those under way. */
  stopTaking(): Promise<void>;
  /** Ends what goes out. */
  stop(): void;
}

export interface SlackSideParts {
  config: Config;
  given: SlackAddress;
  router: Router;
  engine: Engine;
  store: Store;
  clock: Clock;
  log: Log;
  /** Slack answers after it had not for a while. */
  answersAgain(): void;
  /** Hears how every call ended. */
  heard(method: string, outcome: string): void;
}

/** Opens both ways to Slack. Its packages are loaded here and not before: they are a good part of the time a start takes. */
export async function openSlackSide(parts: SlackSideParts): Promise<SlackSide> {
  const { config, given, router, engine, store, clock, log } = parts;
  const [{ openSlack }, { lookUpByEmail }, { slackRecords, spendInStore }, { openSlackDoor }] = await Promise.all([
    import("./out/slack/slack.ts"),
    import("./out/slack/look-up.ts"),
    import("./out/slack/records.ts"),
    import("./in/slack/app.ts"),
  ]);
  const slack = openSlack({
    token: given.bot,
    apiUrl: given.apiUrl,
    clock,
    pace: given.pace ?? (() => 1),
    log: log.child({ room: "slack" }),
    announcementChannel: config.slack.announcements,
    records: slackRecords(store, clock),
    spend: spendInStore(store, clock),
    answersAgain: parts.answersAgain,
    heard: (method, { kind }) => parts.heard(method, kind),
  });
  const door = openSlackDoor({
    delivery: deliveryOf(config, given),
    token: given.bot,
    apiUrl: given.apiUrl,
    me: () => slack.connection.me(),
    router,
    engine,
    store,
    clock,
    log: log.child({ room: "slack" }),
  });
  return {
    carriers: slack.carriers,
    requestListener: door.requestListener,
    state: () => stateOf(slack.connection.state(), door.sockets(), slack.announcement.problem()),
    workspaceUrl: () => slack.connection.me()?.url ?? null,
    whoHas: lookUpByEmail(slack.client, clock),
    start() {
      slack.start();
      door.start();
    },
    idle: () => door.idle(),
    stopTaking: () => door.stop(),
    stop: () => slack.stop(),
  };
}

function deliveryOf(config: Config, { app, signing }: SlackAddress): SlackDoorSettings["delivery"] {
  if (config.slack.delivery === "http" && signing) return { mode: "http", signingSecret: signing };
  if (app) return { mode: "socket", appToken: app };
  throw new Error("Slack needs SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.");
}

function stateOf(state: SlackState, sockets: number | null, problem: string | null): Readiness {
  if (state.state === "untried") return { attempted: false, state: "connecting" };
  if (state.state === "failing")
    return { attempted: true, state: state.locked ? "refused" : "away", detail: state.why };
  return {
    attempted: true,
    state: sockets === 0 ? "connecting" : "connected",
    ...(problem ? { detail: problem } : {}),
  };
}
