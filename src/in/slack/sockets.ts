import { type App, type ReceiverEvent, SocketModeReceiver } from "@slack/bolt";
import type { WebClientOptions } from "@slack/web-api";
import type { Log } from "../../base/log.ts";
import type { Secret } from "../../base/secret.ts";
import { boltLogger } from "./logger.ts";

/** A line to Slack that is opened again whenever it ends, until it is told to stop. */
export interface Socket {
  /** True while payloads can come in. */
  connected(): boolean;
  /** Resolves when the first attempt has ended, either way. */
  tried: Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Waits between attempts, in real milliseconds: at once after a refresh, then slower, for as long as it takes. */
const waits = [0, 500, 1_000, 2_000, 5_000, 10_000, 30_000];
/** A line that does not say hello by then is given up, ms. */
const helloWithinMs = 15_000;
/** How long a stop waits for the line to close, ms. */
const closeWithinMs = 1_000;

/**
 * One Socket Mode connection. The SDK's own way back waits five seconds first, and ends the process when Slack cannot be
 * reached (contracts: Slack, section 11); so each attempt is ours. A refused token is said loudly and tried again: a
 * person may mend it while pages and intake go on (decisions.md 28).
 */
export function openSocket(settings: {
  appToken: Secret;
  options: WebClientOptions;
  take: (event: ReceiverEvent) => Promise<void>;
  log: Log;
}): Socket & { receiver: SocketModeReceiver } {
  const { log, take } = settings;
  const receiver = new SocketModeReceiver({
    appToken: settings.appToken.reveal(),
    autoReconnectEnabled: false,
    logger: boltLogger(log),
    installerOptions: { clientOptions: settings.options },
  });
  const { client } = receiver;
  const { promise: tried, resolve: wasTried } = Promise.withResolvers<void>();
  let isConnected = false;
  let stopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  client.on("connected", () => {
    isConnected = true;
    failures = 0;
  });
  client.on("disconnected", () => {
    isConnected = false;
    again();
  });

  function again(): void {
    if (stopped || timer) return;
    const waitMs = waits[Math.min(failures, waits.length - 1)] ?? 0;
    failures += 1;
    timer = setTimeout(() => {
      timer = undefined;
      void connect();
    }, waitMs);
  }

  async function connect(): Promise<void> {
    if (stopped) return;
    const late = setTimeout(() => void client.disconnect(), helloWithinMs);
    try {
      await client.start();
    } catch (error) {
      const why = error instanceof Error ? error.message : "unknown";
      if (failures <= 1 || failures % 10 === 0)
        log.error({ why }, "slack's socket could not be opened; sitrep keeps trying");
      again();
    } finally {
      clearTimeout(late);
      wasTried();
    }
  }

  return {
    receiver,
    tried,
    connected: () => isConnected,
    start() {
      receiver.init({ processEvent: take } as unknown as App);
      void connect();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const limit = setTimeout(resolve, closeWithinMs);
      await Promise.race([client.disconnect(), late]);
      clearTimeout(limit);
    },
  };
}
