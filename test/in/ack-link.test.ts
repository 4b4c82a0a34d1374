import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { silentLog } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secret.ts";
import { signToken } from "../../src/base/signed-token.ts";
import { ackLink } from "../../src/in/ack-link.ts";
import { savePerson } from "../../src/store/people.ts";
import { aPager } from "../kit/pagers.ts";
import { talk } from "./kit.ts";

const key = new Secret("the key of the links");
const paging = { paging: { instance: "ab3x", pagers: [aPager("pd")], resolvedThere: "ask" as const, selfTest: null } };

async function door(own: object = {}) {
  const there = await talk({ ...paging, ...own });
  const { engine, store, clock } = there;
  await store.transact((tx) => savePerson(tx, { id: "U012AB3CD", name: "dana", realName: null, tz: null, seenAt: 0 }));
  const handle = ackLink({ engine, store, clock, log: silentLog, key, instance: "ab3x" });
  const server = createServer((req, res) => {
    if (!handle(req, res)) res.writeHead(299).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = (about: string, until = clock.now() + 60_000) =>
    signToken(key.reveal(), { about, person: "U012AB3CD", until });
  const visit = async (method: string, path: string) => {
    const answer = await fetch(`${url}${path}`, { method });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  return { ...there, token, visit };
}

test("a look shows a button, and changes nothing; the button acknowledges, once, for whom the link was made", async () => {
  const { say, incident, token, visit } = await door();
  await say("sev1 Gateway returns 503");
  const link = `/ack/${token("sitrep-ab3x-1-1")}`;
  const looked = await visit("GET", link);
  expect(looked).toMatchObject({ status: 200, text: expect.stringContaining("I have it") });
  expect(looked.text).toContain("#1 · SEV1 · Gateway returns 503");
  expect(looked.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect((await visit("HEAD", link)).status).toBe(200);
  expect((await incident()).acknowledged).toBeNull();

  expect(await visit("POST", link)).toMatchObject({ status: 200, text: expect.stringContaining("You have it") });
  expect((await incident()).acknowledged?.by).toEqual({ kind: "person", id: "U012AB3CD", name: "dana" });
  const { version } = await incident();
  expect((await visit("POST", link)).text).toContain("dana has it already");
  expect((await visit("GET", link)).text).not.toContain("I have it");
  expect((await incident()).version).toBe(version);
});

test.each([
  ["a forged one", (good: string) => `${good.slice(0, -2)}AA`],
  ["half of one", (good: string) => good.slice(0, 20)],
  ["nothing", () => ""],
  ["something long", () => "x".repeat(5_000)],
  ["a path", () => "../../etc/passwd"],
])("%s is refused, and changes nothing", async (_, make) => {
  const { say, incident, token, visit } = await door();
  await say("sev1 Gateway returns 503");
  const { status } = await visit("POST", `/ack/${make(token("sitrep-ab3x-1-1"))}`);
  expect([404, 299]).toContain(status);
  expect((await incident()).acknowledged).toBeNull();
});

test("a link that is too old, or of another Sitrep, or of no incident here, does nothing", async () => {
  const { say, incident, token, visit } = await door();
  await say("sev1 Gateway returns 503");
  expect((await visit("POST", `/ack/${token("sitrep-ab3x-1-1", 1)}`)).status).toBe(404);
  expect((await visit("POST", `/ack/${token("sitrep-ab3x-99-1")}`)).status).toBe(404);
  // of another instance: no incident of ours, and no call either
  await visit("POST", `/ack/${token("sitrep-other-1-1")}`);
  expect((await incident()).acknowledged).toBeNull();
});

test("what is over is not acknowledged; and only who may respond acknowledges", async () => {
  const { say, token, visit } = await door();
  await say("sev1 Gateway returns 503");
  await say("cancel #1 a false alarm");
  expect((await visit("POST", `/ack/${token("sitrep-ab3x-1-1")}`)).text).toContain("is cancelled");

  const none = { everyone: false as const, roles: [], people: ["U-alice"] };
  const all = { everyone: true as const };
  const strict = await door({
    permissions: { declare: all, respond: none, publish: all, override: all, "sign-off": all },
  });
  await strict.say("sev1 Gateway returns 503");
  expect((await strict.visit("POST", `/ack/${strict.token("sitrep-ab3x-1-1")}`)).status).toBe(403);
  expect((await strict.incident()).acknowledged).toBeNull();
});

test("a private incident shows no title, and what it is called is text", async () => {
  const { say, token, visit } = await door();
  await say("sev1 <b>Keys</b> leaked --private");
  const { text } = await visit("GET", `/ack/${token("sitrep-ab3x-1-1")}`);
  expect(text).toContain("Private incident #1");
  expect(text).not.toContain("leaked");
  await say("sev1 <b>Keys</b> leaked");
  expect((await visit("GET", `/ack/${token("sitrep-ab3x-2-1")}`)).text).toContain("&lt;b&gt;Keys");
});

test("other methods are not for it, and other paths are not its own", async () => {
  const { token, visit } = await door();
  const answer = await visit("DELETE", `/ack/${token("sitrep-ab3x-1-1")}`);
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  expect((await visit("GET", "/acknowledge")).status).toBe(299);
});
