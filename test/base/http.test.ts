import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { HttpTrouble, type HttpTroubleKind, openHttp } from "../../src/base/http.ts";

const open: (Server | { close(): unknown })[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) {
    if ("closeAllConnections" in thing) thing.closeAllConnections();
    await thing.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client(allowPrivate = true) {
  const made = openHttp({ allowPrivate });
  open.push(made);
  return made.http;
}

async function trouble(call: Promise<unknown>): Promise<HttpTrouble> {
  const error = await call.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(HttpTrouble);
  return error as HttpTrouble;
}

const kinds = (error: HttpTrouble): [HttpTroubleKind, boolean] => [error.kind, error.mayHaveArrived];

describe("a call out", () => {
  test("brings back status, headers and body, and sends JSON as JSON", async () => {
    const base = await serve(async (request, response) => {
      const body = await request.reduce((text, chunk) => text + chunk, "");
      response.writeHead(201, { "X-Seen": `${request.method} ${request.headers["content-type"]}` }).end(body);
    });
    const answer = await client()({ method: "POST", url: `${base}/a`, json: { b: "ü" } });
    expect(answer.status).toBe(201);
    expect(answer.headers["x-seen"]).toBe("POST application/json");
    expect(answer.json()).toEqual({ b: "ü" });
  });

  test("says so when the answer is no JSON, without quoting it", async () => {
    const base = await serve((_, response) => response.end("<html>hunter2</html>"));
    const answer = await client()({ method: "GET", url: base });
    expect(answer.text).toContain("hunter2");
    expect(() => answer.json()).toThrow(/no JSON/);
    expect(() => answer.json()).not.toThrow(/hunter2/);
  });

  test("gives up on a server that never answers", async () => {
    const base = await serve(() => {});
    expect(kinds(await trouble(client()({ method: "POST", url: base, timeoutMs: 80 })))).toEqual(["timeout", true]);
  });

  test("gives up on a body that never ends", async () => {
    const base = await serve((_, response) => response.write("a beginning"));
    expect(kinds(await trouble(client()({ method: "GET", url: base, timeoutMs: 80 })))).toEqual(["timeout", true]);
  });

  test("stops reading at its limit", async () => {
    const base = await serve((_, response) => response.end("x".repeat(2_000)));
    expect(kinds(await trouble(client()({ method: "GET", url: base, mostBytes: 1_999 })))).toEqual(["too-large", true]);
    expect((await client()({ method: "GET", url: base, mostBytes: 2_000 })).text).toHaveLength(2_000);
  });

  test("tells a call that never arrived from one that may have", async () => {
    const base = await serve((request) => request.socket.destroy());
    expect(kinds(await trouble(client()({ method: "POST", url: base })))).toEqual(["broken-off", true]);

    const gone = createServer();
    await new Promise<void>((ready) => gone.listen(0, "127.0.0.1", ready));
    const { port } = gone.address() as AddressInfo;
    await new Promise((done) => gone.close(done));
    expect(kinds(await trouble(client()({ method: "POST", url: `http://127.0.0.1:${port}` })))).toEqual([
      "unreachable",
      false,
    ]);
  });

  test("keeps secrets out of its errors", async () => {
    const base = await serve((request) => request.socket.destroy());
    const url = `${base.replace("//", "//user:hunter2@")}/hooks/hunter2?token=hunter2`;
    const error = await trouble(
      client()({ method: "POST", url, headers: { authorization: "hunter2" }, body: "hunter2" }),
    );
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain("hunter2");
    expect(error.cause).toBeUndefined();
  });

  test.each(["nonsense", "ftp://example.com/", "file:///etc/passwd"])("refuses the address %s", async (url) => {
    expect(kinds(await trouble(client()({ method: "GET", url })))).toEqual(["bad-address", false]);
  });
});

describe("redirects", () => {
  test("are followed by a GET, without credentials on another origin", async () => {
    const there = await serve((request, response) => response.end(JSON.stringify(request.headers)));
    const here = await serve((request, response) =>
      request.url === "/"
        ? response.writeHead(302, { location: "/b" }).end()
        : response.writeHead(307, { location: there }).end(),
    );
    const answer = await client()({
      method: "GET",
      url: here,
      headers: { authorization: "Bearer x", accept: "text/plain" },
    });
    expect(answer.json()).toMatchObject({ accept: "text/plain" });
    expect(answer.json()).not.toHaveProperty("authorization");
  });

  test("are not followed by a POST", async () => {
    const base = await serve((_, response) => response.writeHead(307, { location: "/b" }).end());
    expect((await client()({ method: "POST", url: base })).status).toBe(307);
  });

  test("that never end are given up", async () => {
    const base = await serve((_, response) => response.writeHead(302, { location: "/" }).end());
    expect((await trouble(client()({ method: "GET", url: base }))).kind).toBe("redirects");
  });
});

describe("private addresses", () => {
  test("are not called when written as such", async () => {
    let called = false;
    const base = await serve((_, response) => {
      called = true;
      response.end();
    });
    const { port } = new URL(base);
    for (const host of ["127.0.0.1", "[::1]", "2130706433", "169.254.169.254"]) {
      expect(kinds(await trouble(client(false)({ method: "POST", url: `http://${host}:${port}` })))).toEqual([
        "private-address",
        false,
      ]);
    }
    expect(called).toBe(false);
  });

  test("are not called through a name that leads to one", async () => {
    const base = await serve((_, response) => response.end());
    const call = client(false)({ method: "POST", url: `http://localhost:${new URL(base).port}` });
    expect(kinds(await trouble(call))).toEqual(["private-address", false]);
  });
});
