import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type Clock, systemClock } from "../../base/clock.ts";
import type { Faults } from "../faults.ts";
import type { Kit } from "../things.ts";
import { acceptWebSocket, type WebSocketConnection } from "../websocket.ts";
import { ACK_MS, type Answer, type Carrier } from "./courier.ts";

/** An app may hold this many sockets open (https://docs.slack.dev/apis/events-api/using-socket-mode). */
const MOST_CONNECTIONS = 10;
/** Slack pings every few seconds; the client gives up when 30 s pass without one, on its machine's clock whatever ours says. */
const PING_EVERY_MS = 5_000;
/** From the warning to the end of a connection that Slack refreshes. */
const REFRESH_WARNING_MS = 10_000;

/** The Socket Mode server: what the app opened, one of which each payload goes to. */
export interface SocketMode extends Carrier {
  /** A new address, good for one connection. */
  ticket(): string;
  accept(request: IncomingMessage, socket: Duplex): void;
  /** Socket Mode was turned off: every connection is told so. */
  disable(): void;
  /** How many connections count as open, half-open ones included. */
  open(): number;
  /** Faults, done to this many of the open connections. */
  disconnect(times: number): void;
  halfOpen(times: number): void;
  refresh(times: number, warning: boolean, ms?: number): void;
  close(): void;
}

interface Line {
  connection: WebSocketConnection;
  /** Nothing is sent to it any more: it was told to go. */
  leaving: boolean;
  /** It looks open and swallows everything. */
  dead: boolean;
  stopPinging: () => void;
}

export function openSocketMode(real: Clock, appId: string, faults: Faults): SocketMode {
  const machine = systemClock();
  const tickets = new Set<string>();
  const lines: Line[] = [];
  const waiting = new Map<string, (answer: Answer) => void>();
  let turn = 0;

  const listening = () => lines.filter(({ leaving }) => !leaving);
  const say = (line: Line, message: Kit) => line.dead || line.connection.send(JSON.stringify(message));
  const goodbye = (line: Line, reason: string) => {
    line.leaving = true;
    say(line, { type: "disconnect", reason, debug_info: { host: "local-workspace" } });
  };

  const hear = (text: string) => {
    const { envelope_id, payload } = JSON.parse(text) as { envelope_id?: string; payload?: Kit };
    const answer = envelope_id === undefined ? undefined : waiting.get(envelope_id);
    answer?.({ acked: true, body: bodyOf(payload) });
  };

  const welcome = (line: Line) => {
    lines.push(line);
    const ping = () => {
      if (!line.dead) line.connection.ping();
      line.stopPinging = machine.alarm(machine.now() + PING_EVERY_MS, ping);
    };
    ping();
    say(line, {
      type: "hello",
      num_connections: lines.length,
      debug_info: { host: "local-workspace", build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: appId },
    });
  };

  return {
    ticket() {
      const ticket = randomBytes(16).toString("hex");
      tickets.add(ticket);
      return `/link/?ticket=${ticket}&app_id=${appId}`;
    },

    accept(request, socket) {
      const ticket = new URL(request.url ?? "/", "http://local").searchParams.get("ticket");
      if (!ticket || !tickets.delete(ticket))
        return void socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
      let line: Line | null = null;
      const connection = acceptWebSocket(request, socket, {
        isDead: () => line?.dead ?? false,
        message: hear,
        closed() {
          if (!line) return;
          line.stopPinging();
          if (lines.includes(line)) lines.splice(lines.indexOf(line), 1);
        },
      });
      if (!connection) return;
      line = { connection, leaving: false, dead: false, stopPinging: () => {} };
      if (lines.length >= MOST_CONNECTIONS || faults.forDelivery("too_many_websockets"))
        goodbye(line, "too_many_websockets");
      else welcome(line);
    },

    carry(parcel) {
      const open = listening();
      const line = open[turn++ % Math.max(1, open.length)];
      if (!line) return Promise.resolve({ acked: false, reason: "connection_failed" });

      const envelope_id = randomUUID();
      return new Promise((tell) => {
        const settle = (answer: Answer) => {
          waiting.delete(envelope_id);
          cancel();
          tell(answer);
        };
        const cancel = real.alarm(real.now() + ACK_MS, () => settle({ acked: false, reason: "http_timeout" }));
        waiting.set(envelope_id, settle);
        const isEvent = parcel.kind === "events_api";
        const { attempt, reason } = parcel.retry ?? { attempt: 0, reason: "" };
        say(line, {
          envelope_id,
          type: parcel.kind,
          payload: parcel.payload,
          accepts_response_payload: !isEvent,
          ...(isEvent ? { retry_attempt: attempt, retry_reason: reason === "http_timeout" ? "timeout" : reason } : {}),
        });
      });
    },

    disable() {
      tickets.clear();
      for (const line of listening()) goodbye(line, "link_disabled");
    },
    open: () => lines.length,
    disconnect(times) {
      for (const { connection } of listening().slice(0, times)) connection.destroy();
    },
    halfOpen(times) {
      for (const line of listening().slice(0, times)) line.dead = true;
    },
    refresh(times, warning, ms = REFRESH_WARNING_MS) {
      for (const line of listening().slice(0, times)) {
        if (!warning) goodbye(line, "refresh_requested");
        else {
          goodbye(line, "warning");
          real.alarm(real.now() + ms, () => goodbye(line, "refresh_requested"));
        }
      }
    },
    close() {
      for (const settle of [...waiting.values()]) settle({ acked: false, reason: "connection_failed" });
      for (const line of [...lines]) {
        line.stopPinging();
        line.connection.close(1001, "the workspace closes");
        line.connection.destroy();
      }
    },
  };
}

/** The SDK sends `payload: {}` for an empty ack, and `{ text }` for one that is only words. */
function bodyOf(payload: Kit | undefined): Kit | null {
  return payload && Object.keys(payload).length > 0 ? payload : null;
}
