import type { RequestListener } from "node:http";
import { App, HTTPReceiver, LogLevel, type ReceiverEvent } from "@slack/bolt";
import type { FetchFunction } from "@slack/web-api";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Secret } from "../../base/secret.ts";
import { everyoneIn } from "../../domain/rota.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Store } from "../../store/store.ts";
import { toSlack } from "../../text/blocks.ts";
import { sentence } from "../result.ts";
import type { Router } from "../router.ts";
import { listenToActions } from "./actions.ts";
import { listenToCommands } from "./commands.ts";
import type { Desk } from "./desk.ts";
import { listenToEvents } from "./events.ts";
import { listenToForms } from "./forms.ts";
import { openInbox } from "./inbox.ts";
import { boltLogger } from "./logger.ts";
import { openPeople } from "./people.ts";
import { listenToShortcuts } from "./shortcuts.ts";
import { openSocket } from "./sockets.ts";
import { clientOptions, type Ear, openWeb } from "./web.ts";

/** How Slack reaches us. */
export type Delivery =
  | {
      mode: "socket";
      appToken: Secret /** Lines held open; two leave no gap when Slack refreshes one. */;
      sockets?: number | undefined;
    }
  | { mode: "http"; signingSecret: Secret };

export interface SlackDoorSettings {
  delivery: Delivery;
  token: Secret;
  /** Where Slack is; the local workspace has another address. */
  apiUrl?: string | undefined;
  fetch?: FetchFunction | undefined;
  /** Who we are in Slack, once it has told. */
  me: () => { userId: string; botId: string } | null;
  router: Router;
  engine: Pick<Engine, "handle">;
  store: Store;
  clock: Clock;
  log: Log;
}

/** The way in from Slack: commands, buttons, forms, shortcuts and events. */
export interface SlackDoor {
  /** Takes payloads from now on, and does again what a crash left. Returns at once: Slack may be away for now. */
  start(): void;
  /** Resolves when the first attempt at Slack has ended, either way. */
  tried: Promise<void>;
  /** How many lines to Slack are open; null over HTTP. */
  sockets(): number | null;
  /** Over HTTP: takes the requests of Slack's path, and of no other. */
  requestListener: RequestListener | null;
  /** Resolves when no payload is under way. */
  idle(): Promise<void>;
  /** Stops taking payloads, and finishes those that are under way, within a limit. */
  stop(): Promise<void>;
}

/** How often what was left undone is looked for; the first time soon, for a crash of another replica. */
const replayAfterMs = { first: 2 * 60_000, later: 60 * 60_000 };
/** How long a stop waits for payloads that are under way, in real ms. */
const finishWithinMs = 5_000;

export function openSlackDoor(settings: SlackDoorSettings): SlackDoor {
  const { delivery, store, clock, log, me } = settings;
  const options = clientOptions(settings);
  const web = openWeb(settings);
  const underWay = new Set<Promise<void>>();

  const take = (event: ReceiverEvent): Promise<void> => {
    const work: Promise<void> = inbox.take(event).finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  };
  const sockets = delivery.mode === "socket" ? openSockets(delivery, take, log, options) : [];
  const http = delivery.mode === "http" ? httpReceiver(delivery.signingSecret, log) : null;
  const receiver = http ?? sockets[0]?.receiver;
  if (!receiver) throw new Error("The Slack door needs at least one line.");

  const app = new App({
    receiver,
    authorize: async ({ teamId }) => authorization(settings, teamId),
    clientOptions: options,
    logger: boltLogger(log),
    logLevel: LogLevel.WARN,
    convoStore: false,
    ignoreSelf: true,
  });
  // Thrown on, so that the inbox keeps what failed.
  app.error(async (error) => {
    throw error;
  });

  const people = openPeople({ store, web, clock, log });
  const desk: Desk = { ...settings, app, web, people };
  const inbox = openInbox({
    store,
    clock,
    log,
    work: (event) => app.processEvent(event),
    apologise: (body) => void apologise(body, web.tell),
  });
  listenToCommands(desk);
  listenToActions(desk);
  listenToForms(desk, inbox);
  listenToShortcuts(desk);
  listenToEvents(desk, () => me()?.userId ?? null);

  let stopReplays: (() => void) | null = null;
  const replay = async (atStart: boolean): Promise<void> => {
    const waitMs = atStart ? replayAfterMs.first : replayAfterMs.later;
    stopReplays = clock.alarm(clock.now() + waitMs, () => void replay(false));
    try {
      // Where several replicas share a store, what is young may be under way at another one.
      await inbox.replay(atStart && store.kind === "sqlite");
    } catch (error) {
      log.error(
        { err: error instanceof Error ? error : new Error("unknown") },
        "what was left in the inbox could not be read",
      );
    }
  };

  return {
    start() {
      if (http) http.init({ processEvent: take } as unknown as App);
      for (const socket of sockets) socket.start();
      // Whoever may be paged is named on timelines before they have said a word.
      for (const id of everyoneIn(desk.router.terms.rota)) void people.actor(id);
      void replay(true);
    },
    tried: Promise.all(sockets.map(({ tried }) => tried)).then(() => undefined),
    sockets: () => (delivery.mode === "socket" ? sockets.filter((socket) => socket.connected()).length : null),
    requestListener: http?.requestListener ?? null,
    async idle() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    async stop() {
      stopReplays?.();
      await Promise.all(sockets.map((socket) => socket.stop()));
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const limit = setTimeout(resolve, finishWithinMs);
      await Promise.race([Promise.allSettled(underWay), late]);
      clearTimeout(limit);
    },
  };
}

function openSockets(
  { appToken, sockets = 2 }: Extract<Delivery, { mode: "socket" }>,
  take: (event: ReceiverEvent) => Promise<void>,
  log: Log,
  options: ReturnType<typeof clientOptions>,
) {
  return Array.from({ length: Math.max(1, sockets) }, () =>
    openSocket({ appToken, options: { ...options }, take, log }),
  );
}

function httpReceiver(signingSecret: Secret, log: Log) {
  return new HTTPReceiver({
    signingSecret: signingSecret.reveal(),
    logger: boltLogger(log),
    logLevel: LogLevel.WARN,
  });
}

/** One workspace, one token. Our own ids are known once Slack has told them; until then Bolt cannot leave out our own events. */
function authorization({ token, me }: SlackDoorSettings, teamId: string | undefined) {
  const known = me();
  return {
    botToken: token.reveal(),
    ...(teamId ? { teamId } : {}),
    ...(known ? { botId: known.botId, botUserId: known.userId } : {}),
  };
}

/** A person whose payload failed on our side hears that at once, where they are. */
async function apologise(
  body: unknown,
  tell: (ear: Ear, message: ReturnType<typeof toSlack>) => Promise<void>,
): Promise<void> {
  const { response_url, user, user_id, channel_id, channel } = (body ?? {}) as {
    response_url?: string;
    user?: { id?: string };
    user_id?: string;
    channel_id?: string;
    channel?: { id?: string };
  };
  const id = user_id ?? (typeof user === "object" ? user?.id : undefined);
  if (!id) return;
  const where = channel_id ?? (typeof channel === "object" ? channel?.id : undefined) ?? null;
  const card = sentence(
    "Sitrep could not do this just now: something of its own is out of order, and it is logged. Please try again in a moment.",
  );
  await tell({ user: id, channel: where, responseUrl: response_url ?? null }, toSlack(card));
}
