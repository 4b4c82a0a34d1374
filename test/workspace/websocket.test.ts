import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import fc from "fast-check";
import { WebSocket } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { acceptWebSocket, type WebSocketConnection } from "../../src/workspace/websocket.ts";

interface Line {
  port: number;
  heard: string[];
  closed: Promise<void>;
  connection: Promise<WebSocketConnection>;
}

/** A server that keeps what its one connection says, and says it back. */
async function echo({ dead = false } = {}): Promise<Line> {
  const heard: string[] = [];
  const { promise: closed, resolve: end } = Promise.withResolvers<void>();
  const { promise: connection, resolve: connected } = Promise.withResolvers<WebSocketConnection>();
  const server: Server = createServer();
  server.on("upgrade", (request, socket) => {
    const accepted = acceptWebSocket(request, socket, {
      isDead: () => dead,
      message: (text) => {
        heard.push(text);
        accepted?.send(text);
      },
      closed: end,
    });
    if (accepted) connected(accepted);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, heard, closed, connection };
}

async function client(port: number): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  await new Promise((open) => socket.addEventListener("open", open));
  onTestFinished(() => socket.close());
  return socket;
}

const next = (socket: WebSocket) =>
  new Promise<string>((hear) => socket.addEventListener("message", ({ data }) => hear(String(data)), { once: true }));

/** A bare TCP connection after the handshake, for frames that no decent client sends. */
async function raw(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  const key = randomBytes(16).toString("base64");
  socket.write(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  const answer = await new Promise<string>((hear) => socket.once("data", (data) => hear(String(data))));
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  expect(answer).toContain(`Sec-WebSocket-Accept: ${accept}`);
  onTestFinished(() => void socket.destroy());
  return socket;
}

function frame(opcode: number, text: string, { final = true, masked = true } = {}): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.from([(final ? 0x80 : 0) | opcode, (masked ? 0x80 : 0) | payload.length]);
  if (!masked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0))]);
}

const closeCode = (socket: Socket) =>
  new Promise<number>((tell) => socket.once("data", (data) => tell((data as Buffer).readUInt16BE(2))));

test("texts of every length and script arrive as they were sent", async () => {
  const { port } = await echo();
  const socket = await client(port);
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.integer({ min: 0, max: 70_000 }).map((length) => "ü".repeat(length)),
  );
  await fc.assert(
    fc.asyncProperty(text, async (said) => {
      const answer = next(socket);
      socket.send(said);
      expect(await answer).toBe(said);
    }),
    { numRuns: 40 },
  );
});

test("a message in fragments, with a ping between them, is one message", async () => {
  const { port, heard } = await echo();
  const socket = await raw(port);
  const whole = new Promise<Buffer>((hear) => {
    let all = Buffer.alloc(0);
    socket.on("data", (data: Buffer) => {
      all = Buffer.concat([all, data]);
      if (all.length >= 2 + 1 + 2 + 11) hear(all);
    });
  });
  // One byte at a time: nothing may depend on how the network cuts it.
  const bytes = Buffer.concat([frame(1, "hello ", { final: false }), frame(9, "p"), frame(0, "world")]);
  for (const byte of bytes) socket.write(Buffer.from([byte]));
  const answer = await whole;
  expect(heard).toEqual(["hello world"]);
  expect(answer.readUInt8(0)).toBe(0x8a);
});

for (const [what, bytes, code] of [
  ["frames without a mask", frame(1, "x", { masked: false }), 1002],
  ["a fragment of nothing", frame(0, "x"), 1002],
  ["an unknown opcode", frame(3, "x"), 1002],
] as const)
  test(`${what} are refused`, async () => {
    const { port, heard } = await echo();
    const socket = await raw(port);
    const answer = closeCode(socket);
    socket.write(bytes);
    expect(await answer).toBe(code);
    expect(heard).toEqual([]);
  });

test("either end may close, and the server hears of it once", async () => {
  const one = await echo();
  const socket = await client(one.port);
  const goodbye = new Promise<number>((tell) => socket.addEventListener("close", ({ code }) => tell(code)));
  (await one.connection).close(1001, "enough");
  expect(await goodbye).toBe(1001);
  await one.closed;

  const other = await echo();
  (await client(other.port)).close(1000);
  await other.closed;

  const third = await echo();
  (await raw(third.port)).destroy();
  await third.closed;
});

test("a dead connection answers nothing, not even a ping", async () => {
  const { port, heard } = await echo({ dead: true });
  const socket = await raw(port);
  const answers: Buffer[] = [];
  socket.on("data", (data: Buffer) => answers.push(data));
  socket.write(Buffer.concat([frame(9, "ping"), frame(1, "hello"), frame(8, "")]));
  const { port: other } = await echo();
  // Another server's answer to the same frames proves that there was time for one.
  const second = await raw(other);
  const pong = new Promise((hear) => second.once("data", hear));
  second.write(frame(9, "ping"));
  await pong;
  expect({ heard, answers }).toEqual({ heard: [], answers: [] });
});

test("what is no WebSocket request is refused", async () => {
  const { port } = await echo();
  const socket = connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  const answer = await new Promise<string>((hear) => socket.once("data", (data) => hear(String(data))));
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
  socket.destroy();
});
