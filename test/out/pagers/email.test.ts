import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openHttp } from "../../../src/base/http.ts";
import { Secret } from "../../../src/base/secret.ts";
import email from "../../../src/out/pagers/email.ts";
import { aPage, clock, privatePage } from "./contract.ts";

/** A mail server that speaks just enough, answers as told, and remembers what it was given. */
let server: Server;
let port = 0;
let mails: { to: string[]; data: string; auth: string }[] = [];
let faults: Record<string, string | "drop"> = {};

beforeAll(async () => {
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
beforeEach(() => {
  mails = [];
  faults = {};
});

function serve(socket: Socket): void {
  let to: string[] = [];
  let auth = "";
  let data: string[] | null = null;
  let rest = "";
  socket.on("error", () => {});
  socket.write("220 mail.example.com ready\r\n");
  socket.on("data", (chunk) => {
    rest += chunk.toString("utf8");
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (data !== null) {
        if (line !== ".") {
          data.push(line);
          continue;
        }
        mails.push({ to, data: data.join("\n"), auth });
        data = null;
        const fault = faults.END;
        if (fault === "drop") socket.destroy();
        else socket.write(`${fault ?? "250 queued"}\r\n`);
        continue;
      }
      const verb = line.split(" ")[0]?.toUpperCase() ?? "";
      const fault = faults[verb];
      if (fault === "drop") return void socket.destroy();
      if (fault) socket.write(`${fault}\r\n`);
      else if (verb === "STARTTLS") socket.write("502 not here\r\n");
      else if (verb === "EHLO") socket.write("250-mail.example.com\r\n250 AUTH PLAIN\r\n");
      else if (verb === "AUTH") {
        auth = line;
        socket.write("235 welcome\r\n");
      } else if (verb === "RCPT") {
        to.push(/<([^>]*)>/.exec(line)?.[1] ?? "");
        socket.write("250 ok\r\n");
      } else if (verb === "DATA") {
        data = [];
        socket.write("354 go on\r\n");
      } else if (verb === "QUIT") {
        to = [];
        socket.end("221 bye\r\n");
      } else socket.write("250 ok\r\n");
    }
  });
}

const { http } = openHttp({ allowPrivate: true });
const settings = (more: object = {}) =>
  email.settings.parse({ host: "127.0.0.1", port, tls: "none", from: "Sitrep <sitrep@example.com>", ...more });
const send = (action: "trigger" | "acknowledge" | "resolve", page = aPage(), more: object = {}) =>
  email.send(
    action,
    { ...page, address: new Secret("bob@example.com") },
    { settings: settings(more), http, clock, kept: null, agent: "Sitrep/test" },
  );
const subjectOf = (data = "") => /^Subject: ([\s\S]*?)\n(?! )/m.exec(data)?.[1]?.replace(/\n /g, " ") ?? "";

describe("e-mail", () => {
  test("sends a page to the person, and what follows in the same thread", async () => {
    expect(await send("trigger")).toMatchObject({ outcome: "delivered" });
    expect(await send("acknowledge", aPage({ by: "bob" }))).toMatchObject({ outcome: "delivered" });
    const [page, answer] = mails;
    expect(page?.to).toEqual(["bob@example.com"]);
    expect(subjectOf(page?.data)).toBe("#12 SEV1 Gateway returns 503");
    expect(page?.data).toContain("Message-ID: <sitrep-abc-12-1@example.com>");
    expect(page?.data).toContain("https://sitrep.example.com/ack/token");
    expect(page?.data).toContain("Auto-Submitted: auto-generated");
    expect(subjectOf(answer?.data)).toBe("Acknowledged: #12 SEV1 Gateway returns 503");
    expect(answer?.data).toContain("In-Reply-To: <sitrep-abc-12-1@example.com>");
    expect(answer?.data).toContain("bob acknowledged");
  });

  test("signs in where it is told to", async () => {
    await send("trigger", aPage(), { username: "sitrep", password: new Secret("p4ssw0rd") });
    const shown = Buffer.from(mails[0]?.auth.split(" ").at(-1) ?? "", "base64").toString();
    expect(shown).toBe("\u0000sitrep\u0000p4ssw0rd");
  });

  test("says the same thing under the same Message-ID when it is repeated", async () => {
    faults = { END: "drop" };
    expect(await send("trigger")).toMatchObject({ outcome: "later", doubtful: true });
    faults = {};
    await send("trigger");
    const ids = mails.map(({ data }) => /^Message-ID: (.*)$/m.exec(data)?.[1]);
    expect(ids).toEqual(["<sitrep-abc-12-1@example.com>", "<sitrep-abc-12-1@example.com>"]);
  });

  test.each(["421 busy", "450 later", "451 later"])("tries again later after %s", async (answer) => {
    faults = { MAIL: answer };
    expect(await send("trigger")).toMatchObject({ outcome: "later" });
  });

  test.each(["550 no such box", "554 no"])("never tries again after %s", async (answer) => {
    faults = { RCPT: answer };
    expect(await send("trigger")).toMatchObject({ outcome: "never" });
  });

  test("says plainly that it may not sign in, without what it said", async () => {
    faults = { AUTH: "535 who are you" };
    const sent = await send("trigger", aPage(), { username: "sitrep", password: new Secret("p4ssw0rd") });
    expect(sent).toMatchObject({ outcome: "never", why: expect.stringContaining("535") });
    expect(JSON.stringify(sent)).not.toContain("p4ssw0rd");
  });

  test("sends nothing in the clear unless it is told to", async () => {
    expect(await send("trigger", aPage(), { tls: "starttls" })).toMatchObject({
      outcome: "never",
      why: expect.stringContaining("tls: none"),
    });
    expect(mails).toEqual([]);
  });

  test("knows that nothing arrived where nobody listens", async () => {
    expect(await send("trigger", aPage(), { port: 1 })).toMatchObject({ outcome: "later", doubtful: false });
  });

  test("says of a private incident no more than that there is one, and cuts what is long", async () => {
    await send("trigger", privatePage());
    expect(mails[0]?.data).toContain("private incident #12");
    expect(mails[0]?.data).not.toMatch(/Gateway|503|runbooks/);
    await send("trigger", aPage({ title: "x".repeat(5_000) }));
    expect(subjectOf(mails[1]?.data).length).toBeLessThan(320);
  });

  test("cannot be made to write other headers", async () => {
    await send("trigger", aPage({ title: "hello\r\nBcc: everybody@example.com" }));
    expect(mails[0]?.to).toEqual(["bob@example.com"]);
    expect(mails[0]?.data.split("\n\n")[0]).not.toMatch(/^Bcc:/m);
  });
});
