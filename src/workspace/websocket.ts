import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** The server's end of a WebSocket (RFC 6455): text messages in both directions, no extensions. */
export interface WebSocketConnection {
  send(text: string): void;
  ping(): void;
  /** Says goodbye; the connection is gone when the other end has answered. */
  close(code: number, reason: string): void;
  /** Cuts the connection without a word. */
  destroy(): void;
}

export interface WebSocketListener {
  message(text: string): void;
  /** Once, however the connection ended. */
  closed(): void;
  /** True = nothing is answered any more, as on a half-open connection. */
  isDead(): boolean;
}

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const CONTINUATION = 0x0;
const TEXT = 0x1;
const BINARY = 0x2;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** Bounds what one message may take in memory; Slack's payloads are far smaller. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Answers the upgrade request, or refuses it (then null). */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  listener: WebSocketListener,
): WebSocketConnection | null {
  const key = request.headers["sec-websocket-key"];
  if (
    request.headers.upgrade?.toLowerCase() !== "websocket" ||
    request.headers["sec-websocket-version"] !== "13" ||
    !key
  ) {
    socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    return null;
  }
  const accept = createHash("sha1")
    .update(key + GUID)
    .digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );

  let saidGoodbye = false;
  const write = (opcode: number, payload: Buffer) => {
    if (socket.writable) socket.write(frame(opcode, payload));
  };
  const close = (code: number, reason: string) => {
    if (saidGoodbye) return;
    saidGoodbye = true;
    const status = Buffer.alloc(2);
    status.writeUInt16BE(code);
    write(CLOSE, Buffer.concat([status, Buffer.from(reason)]));
  };
  const fail = (code: number, reason: string) => {
    close(code, reason);
    socket.end();
  };

  let received: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let partsAreText = false;

  const take = ({ opcode, final, payload }: Frame) => {
    if (listener.isDead()) return;
    if (opcode === PING) {
      write(PONG, payload);
    } else if (opcode === CLOSE) {
      close(payload.length >= 2 ? payload.readUInt16BE() : 1000, "");
      socket.end();
    } else if (opcode === TEXT || opcode === BINARY || opcode === CONTINUATION) {
      if ((opcode === CONTINUATION) === (parts.length === 0)) return fail(1002, "fragment out of order");
      if (opcode !== CONTINUATION) partsAreText = opcode === TEXT;
      parts.push(payload);
      if (parts.reduce((sum, part) => sum + part.length, 0) > MOST_BYTES) return fail(1009, "too big");
      if (!final) return;
      const text = Buffer.concat(parts).toString("utf8");
      parts = [];
      if (partsAreText) listener.message(text);
    } else if (opcode !== PONG) fail(1002, "unknown frame");
  };

  socket.on("data", (chunk: Buffer) => {
    received = received.length > 0 ? Buffer.concat([received, chunk]) : chunk;
    for (;;) {
      const read = readFrame(received);
      if (read === null) return;
      if (read === "too-big") return fail(1009, "too big");
      if (read === "unmasked") return fail(1002, "frames of a client are masked");
      received = received.subarray(read.size);
      take(read);
    }
  });
  // An abrupt end shows as an error or a close: both end in `close`, which node sends exactly once.
  socket.on("error", () => socket.destroy());
  socket.on("end", () => socket.end());
  socket.on("close", () => listener.closed());

  return {
    send: (text) => write(TEXT, Buffer.from(text)),
    ping: () => write(PING, Buffer.from("workspace")),
    close,
    destroy: () => void socket.destroy(),
  };
}

interface Frame {
  opcode: number;
  final: boolean;
  payload: Buffer;
  /** Bytes of the whole frame. */
  size: number;
}

/** The first frame in what was received; null when it has not arrived whole. */
function readFrame(bytes: Buffer): Frame | null | "unmasked" | "too-big" {
  if (bytes.length < 2) return null;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  if ((second & 0x80) === 0) return "unmasked";

  let length = second & 0x7f;
  let at = 2;
  if (length === 126) {
    if (bytes.length < 4) return null;
    length = bytes.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return null;
    const long = bytes.readBigUInt64BE(2);
    if (long > BigInt(MOST_BYTES)) return "too-big";
    length = Number(long);
    at = 10;
  }
  if (bytes.length < at + 4 + length) return null;

  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + length));
  for (let i = 0; i < length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
  return { opcode: first & 0x0f, final: (first & 0x80) !== 0, payload, size: at + 4 + length };
}

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head.writeUInt8(0x80 | opcode, 0);
  if (length < 126) head.writeUInt8(length, 1);
  else if (length < 65_536) {
    head.writeUInt8(126, 1);
    head.writeUInt16BE(length, 2);
  } else {
    head.writeUInt8(127, 1);
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}
