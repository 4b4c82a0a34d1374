import { expect, test } from "vitest";
import { loadCalls } from "../../src/store/calls.ts";
import { ackDoor as door } from "./ack-door.ts";

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
  expect((await visit("POST", link)).text).toContain("You have it already");
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

test("whoever comes second sees who has it, and what is over has no button", async () => {
  const { say, said, token, visit } = await door();
  await say("sev1 Gateway returns 503");
  const link = `/ack/${token("sitrep-ab3x-1-1")}`;
  await say("ack #1");
  const second = await visit("POST", link);
  expect(second.text).toMatch(/alice has it already, since \d{4}-\d\d-\d\dT\d\d:\d\dZ\. Nothing more to do\./);
  await say("cancel #1 a false alarm");
  const late = await visit("GET", link);
  expect(late).toMatchObject({ status: 200, text: expect.stringContaining("It is cancelled. Nothing more to do.") });
  expect(late.text).not.toContain("<button>");
  await said("sev1 Never acknowledged");
  await say("cancel #2 a false alarm");
  expect((await visit("GET", `/ack/${token("sitrep-ab3x-2-1")}`)).text).not.toContain("<button>");
});

test("a page about no incident says who pages, and what they said; one that is forgotten does nothing", async () => {
  const { say, store, token, visit } = await door();
  await say("page <@U012AB3CD> come to the office");
  const calls = () => store.transact((tx) => loadCalls(tx, "calls"));
  const [call] = (await calls()).calls;
  const link = `/ack/${token(call?.asked[0]?.key ?? "")}`;
  const looked = await visit("GET", link);
  expect(looked.text).toMatch(
    /alice pages you[\s\S]*come to the office[\s\S]*Nobody has answered yet\.[\s\S]*<button>/,
  );
  expect((await calls()).calls[0]?.acknowledged).toBeNull();
  expect((await visit("POST", link)).text).toContain("You have it. Nobody else is paged.");
  expect((await calls()).calls[0]?.acknowledged?.by.name).toBe("dana");
  expect((await visit("POST", link)).text).toContain("You have answered already.");

  await say("page test");
  const tried = (await calls()).calls.at(-1)?.asked[0]?.key ?? "";
  expect((await visit("GET", `/ack/${token(tried)}`)).text).toMatch(/A test page[\s\S]*It came through\./);
  expect(await visit("POST", `/ack/${token("call-ab3x-99")}`)).toMatchObject({
    status: 404,
    text: expect.stringContaining("is not known here"),
  });
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
