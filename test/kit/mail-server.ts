import { type AddressInfo, createServer, type Socket } from "node:net";

/** A mail as a mail server was given it. */
export interface Mail {
  to: string[];
  /** Headers by their names in lower case, unfolded. */
  headers: Record<string, string>;
  /** What stands under them, decoded. */
  text: string;
}

/** A mail server on this machine that does as it is told, and remembers what it took. */
export interface MailServer {
  port: number;
  mails: Mail[];
  /** By verb what is answered in the place of "250 ok"; by recipient (`RCPT bob@example.com`) the same. `END` ends the data. */
  faults: Record<string, string | "drop">;
  /** Where it must not lose what it answers with an error: called with each mail that it takes. */
  close(): Promise<void>;
}

export async function openMailServer(): Promise<MailServer> {
  const sockets = new Set<Socket>();
  const kept: MailServer = { port: 0, mails: [], faults: {}, close };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    serve(socket, kept);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  kept.port = (server.address() as AddressInfo).port;

  async function close(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
  return kept;
}

function serve(socket: Socket, kept: MailServer): void {
  let to: string[] = [];
  let data: string[] | null = null;
  let rest = "";
  socket.on("error", () => {});
  socket.write("220 mail.example.com ready\r\n");

  const take = (line: string) => {
    if (data === null) return command(line);
    if (line !== ".") return void data.push(line.replace(/^\.\./, "."));
    const fault = kept.faults.END;
    if (fault === undefined || fault === "drop") kept.mails.push(read(to, data.join("\n")));
    data = null;
    to = [];
    if (fault === "drop") socket.destroy();
    else socket.write(`${fault ?? "250 queued"}\r\n`);
  };
  const command = (line: string) => {
    const verb = line.split(/[ :]/)[0]?.toUpperCase() ?? "";
    const recipient = /<([^>]*)>/.exec(line)?.[1] ?? "";
    const fault = kept.faults[`${verb} ${recipient}`] ?? kept.faults[verb];
    if (fault === "drop") return void socket.destroy();
    if (fault !== undefined) return void socket.write(`${fault}\r\n`);
    if (verb === "RCPT") to.push(recipient);
    if (verb === "RSET" || verb === "MAIL") to = [];
    if (verb === "DATA") data = [];
    socket.write(`${verb === "DATA" ? "354 go on" : verb === "QUIT" ? "221 bye" : "250 ok"}\r\n`);
  };
  socket.on("data", (chunk) => {
    rest += chunk.toString("utf8");
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      take(line);
    }
  });
}

function read(to: string[], data: string): Mail {
  const [head = "", ...body] = data.split("\n\n");
  const headers = head
    .replace(/\n[ \t]+/g, " ")
    .split("\n")
    .map((line) => /^([^:]+): ?(.*)$/.exec(line))
    .flatMap((match) => (match ? [[match[1]?.toLowerCase() ?? "", words(match[2] ?? "")] as const] : []));
  const whole = Object.fromEntries(headers);
  const text = body.join("\n\n");
  const how = whole["content-transfer-encoding"] ?? "";
  return {
    to,
    headers: whole,
    text:
      how === "base64" ? Buffer.from(text, "base64").toString() : how === "quoted-printable" ? unquoted(text) : text,
  };
}

/** RFC 2047. */
function words(value: string): string {
  return value
    .replace(/\?= =\?/g, "?==?")
    .replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
      how.toUpperCase() === "B" ? Buffer.from(text, "base64").toString() : unquoted(text.replaceAll("_", " ")),
    );
}

function unquoted(text: string): string {
  const bytes = text
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
