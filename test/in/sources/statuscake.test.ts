import { expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import statuscake from "../../../src/in/sources/statuscake.ts";
import { openDoor } from "../../kit/door.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, requestOf, type Sent } from "./reading.ts";
import { testSamples } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(statuscake, body, sent);

const down = {
  TestID: "4",
  URL: "https://shop.example.org",
  Token: "0cc175b9c0f1b6a831c399e269772661",
  Name: "Shop",
  StatusCode: "503",
  Status: "Down",
  Method: "Website",
  IP: "192.0.2.1",
  Tags: "prod",
  Checkrate: "60",
};

testSamples(statuscake);
testHostileBodies(statuscake, Object.keys(down), [down]);

test("a test that is down; its token is nobody's label", () => {
  expect(read(down)).toEqual([
    {
      source: "statuscake",
      identity: "statuscake:4",
      status: "firing",
      title: "Shop",
      description: "Status code 503",
      severityHint: null,
      labels: {
        TestID: "4",
        Name: "Shop",
        URL: "https://shop.example.org",
        StatusCode: "503",
        Method: "Website",
        IP: "192.0.2.1",
        Tags: "prod",
        Checkrate: "60",
      },
      groupKey: null,
      startedAt: null,
      runbookUrl: null,
      links: [{ title: "Monitored", url: "https://shop.example.org" }],
    },
  ]);
});

test("up resolves, whatever else fires", () => {
  expect(read({ ...down, Status: "Up" })[0]?.status).toBe("resolved");
  expect(read({ ...down, Status: "up" })[0]?.status).toBe("resolved");
  expect(read({ ...down, Status: "Paused" })[0]?.status).toBe("firing");
});

test("without a test's id the address tells it", () => {
  expect(read({ ...down, TestID: undefined })[0]?.identity).toBe("statuscake:https://shop.example.org");
  expect(read({ Status: "Down" })[0]).toMatchObject({ identity: "statuscake:1", title: "A test without a name" });
});

/** md5("a") is the token of the user `a` with an empty key, and of nobody else here. */
const form = (token: string | null) =>
  requestOf(new URLSearchParams({ Status: "Down", ...(token === null ? {} : { Token: token }) }).toString());
const check = (request: ReturnType<typeof form>, ...secrets: string[]) =>
  statuscake.verify?.(
    request,
    secrets.map((one) => new Secret(one)),
    {},
    async () => "",
  );

test("the token is the one of the user and the key, or the secret as it is", () => {
  expect(check(form(down.Token), "a|")).toBe(true);
  expect(check(form(down.Token.toUpperCase()), "a|")).toBe(true);
  expect(check(form(down.Token), down.Token)).toBe(true);
  expect(check(form("plain"), "other", "plain")).toBe(true);
  expect(check(requestOf({ Token: down.Token }), "a|")).toBe(true);
});

test("any other token is refused", () => {
  for (const token of [null, "", "abc", `${down.Token}0`]) expect(check(form(token), "a|")).toBe(false);
  expect(check(form(down.Token))).toBe(false);
  expect(check(requestOf('{"Token": '), "a|")).toBe(false);
  expect(check(requestOf(""), "a|")).toBe(false);
});

test("a GET says the same in its query, and only its token lets it in", async () => {
  const endpoints = [{ source: "statuscake", name: null, open: false, secrets: [new Secret("a|")] }];
  const { send, taken } = await openDoor({ sources: [statuscake], endpoints, path: "/hooks/statuscake" });
  const ask = (values: Record<string, string>) =>
    send(undefined, { method: "GET", to: `/hooks/statuscake?${new URLSearchParams(values)}` });
  expect((await ask({ ...down, Token: "forged" })).status).toBe(401);
  const { Token, ...without } = down;
  expect((await ask(without)).status).toBe(401);
  expect(taken).toEqual([]);
  expect((await ask(down)).status).toBe(202);
  expect(taken.map(({ signals }) => signals)).toEqual([read(down)]);
  // Without a state it is kept as what could not be read; the token is not.
  expect((await ask({ Token, TestID: "4" })).said.status).toBe("unreadable");
  const [signal] = taken[1]?.signals ?? [];
  expect(signal?.description).toContain('"TestID":"4"');
  expect(signal?.description).not.toContain(Token);
});

test("what is none of StatusCake's is refused", () => {
  for (const body of [[], "", null, {}, { Token: "x", TestID: "4" }])
    expect(statuscake.body.safeParse(body).success).toBe(false);
});
