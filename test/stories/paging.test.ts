import { afterEach, describe, expect, test } from "vitest";
import { type Destination, openDestination } from "../kit/destination.ts";
import { openPagerDuty, type PagerDuty } from "../kit/pager-duty.ts";
import { story } from "../kit/story.ts";
import { everyWay, oneWay } from "../kit/ways.ts";

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close();
});

async function pagerDuty(more?: string, key?: string): Promise<PagerDuty> {
  const one = await openPagerDuty(more, key);
  closing.push(one);
  return one;
}

/** An ntfy of our own; it takes everything. */
async function ntfy(more = "topic: sitrep-pages"): Promise<{ yaml: string; there: Destination; said(): string[] }> {
  const there = await openDestination();
  closing.push(there);
  there.answers({ status: 200, json: { id: "m" } });
  const yaml = `
  - use: ntfy
    url: ${there.url}
    allow_private: true
    ${more.replaceAll("\n", "\n    ")}`;
  return {
    yaml,
    there,
    said: () => there.reached.map(({ json }) => `${json.topic}: ${json.title} | ${json.message.split("\n")[0]}`),
  };
}

const declared = "/incident declare sev1 Gateway returns 503";

describe.each(everyWay)("over $mode on $store", (way) => {
  test("nobody answers: each step of the ladder rings, with a key of its own, and all of it ends with the incident", async () => {
    // given a pager without a rota of its own, so that every step rings it
    const pd = await pagerDuty("for: [primary, secondary, everyone]");
    await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}`, ...way });
    await s.say("alice", "general", declared);
    expect(pd.alerts()).toEqual(["1-1 critical triggered"]);
    // when nobody does anything
    await s.clock.until("03:30");
    // then
    expect(pd.alerts()).toEqual(["1-1 critical triggered", "1-2 critical triggered", "1-3 critical triggered"]);
    expect(await s.pages()).toEqual(["03:00 @bob", "03:15 @carol", "03:20 @bob", "03:20 @carol"]);
    const timeline = JSON.stringify(await s.incident());
    expect(timeline).toContain("Asked PagerDuty to page the primary");
    expect(timeline).toContain("PagerDuty accepted the page of the secondary");
    // when it is cancelled
    await s.say("alice", await s.room(), "/incident cancel the check was wrong");
    expect(pd.alerts().map((one) => one.split(" ").at(-1))).toEqual(["resolved", "resolved", "resolved"]);
  });

  test("the secondary answers in PagerDuty: acknowledged here, once, with the name, and not sent back", async () => {
    const pd = await pagerDuty("for: [primary, secondary, everyone]\npeople: { carol: Carol Jones }");
    await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}`, ...way });
    await s.say("alice", "general", declared);
    await s.clock.until("03:16");
    // when
    expect(await s.hook("pagerduty-webhook", pd.webhook("acknowledged", "Carol Jones", 1))).toBe(202);
    await s.settle();
    // then it is hers, the other page is taken back, and hers is left as she made it
    const { acknowledged_at, timeline } = await s.incident();
    expect(acknowledged_at).toBe("2026-11-21T03:16:00.000Z");
    expect(JSON.stringify(timeline)).toContain("Carol Jones acknowledged in PagerDuty");
    const sent = pd.there.reached.map(
      ({ json }) => `${json.event_action} ${json.dedup_key.replace(/.*-(1-\d)$/, "$1")}`,
    );
    expect(sent).toEqual(["trigger 1-1", "trigger 1-2", "acknowledge 1-1"]);
    // and the same again changes nothing, and nobody else is woken
    await s.hook("pagerduty-webhook", { ...pd.webhook("acknowledged", "Carol Jones", 1), again: true });
    await s.clock.until("04:00");
    expect(pd.there.reached).toHaveLength(3);
    expect(await s.pages()).toEqual(["03:00 @bob", "03:15 @carol"]);
    // and what is acknowledged here is acknowledged there: the end, too
    await s.say("carol", await s.room(), "/incident cancel the check was wrong");
    expect(pd.alerts()).toEqual(["1-1 critical resolved", "1-2 critical resolved"]);
  });

  test("PagerDuty is down: the next pager takes over within a minute, and the channel says so", async () => {
    const pd = await pagerDuty();
    const other = await ntfy();
    await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}${other.yaml}`, ...way });
    pd.fails({ status: 503, text: "down" });
    await s.say("alice", "general", declared);
    expect(other.said()).toEqual([]);
    // when three tries have failed
    await s.clock.pass("20 s");
    // then
    expect(other.said()).toEqual(["sitrep-pages: #1 SEV1 Gateway returns 503 | A SEV1 pages at any hour."]);
    const room = await s.room();
    const trouble = (await s.words(room)).filter((words) => words.includes("has not taken"));
    expect(trouble).toEqual([
      expect.stringMatching(
        /^⚠️ PagerDuty has not taken the page of the primary \(@bob\): PagerDuty answered 503. ntfy is used as well. Sitrep keeps trying PagerDuty for an hour.$/,
      ),
    ]);
    expect((await s.words("incidents")).filter((words) => words.includes("has not taken"))).toHaveLength(1);
    // when it is back
    pd.fails(null);
    await s.clock.pass("90 s");
    // then it has the page, and what was said is taken back where it stands
    expect(pd.alerts()).toEqual(["1-1 critical triggered"]);
    expect((await s.words(room)).filter((words) => words.includes("has not taken"))).toEqual([]);
    expect((await s.words(room)).join()).toContain("PagerDuty accepted the page of the primary");
    expect(other.said()).toHaveLength(1);
    await s.say("bob", room, "/incident ack");
    expect(pd.alerts()).toEqual(["1-1 critical acknowledged"]);
    expect(other.said().at(-1)).toContain("bob acknowledged");
  });
});

describe.each(oneWay)("over $mode", (way) => {
  test("a SEV2 at three in the morning waits in the queue, and rings when nobody took it", async () => {
    const pd = await pagerDuty();
    await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}`, ...way });
    await s.say("alice", "general", "/incident declare sev2 One shape is down");
    await s.clock.until("03:29");
    expect(pd.alerts()).toEqual([]);
    await s.clock.until("03:31");
    expect(pd.alerts()).toEqual(["1-1 error triggered"]);
    // PagerDuty has a rota of its own, and rings on by itself: the secondary's step is no second alert
    await s.clock.until("04:20");
    expect(pd.alerts()).toEqual(["1-1 error triggered"]);
    expect((await s.told(`#${await s.room()}`)).join()).toContain("PagerDuty rings on by itself");
  });

  test("a SEV2 at eleven on a Monday rings at once", async () => {
    const pd = await pagerDuty();
    await using s = await story({ at: "2026-11-23T11:00Z", config: `pagers:${pd.yaml}`, ...way });
    await s.say("alice", "general", "/incident declare sev2 One shape is down");
    expect(pd.alerts()).toEqual(["1-1 error triggered"]);
  });
});

test("a restart between the page and its answer: the same place is told, and nothing rings twice", async () => {
  const pd = await pagerDuty();
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}` });
  await s.say("alice", "general", declared);
  await s.restart({ away: "3 min" });
  await s.say("bob", await s.room(), "/incident ack");
  const sent = pd.there.reached.map(({ json }) => `${json.event_action} ${json.routing_key}`);
  expect(sent).toEqual(["trigger R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY12", "acknowledge R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY12"]);
  expect(pd.alerts()).toEqual(["1-1 critical acknowledged"]);
});

test("an answer that is lost: asked again under the same key, one alert", async () => {
  const pd = await pagerDuty();
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}` });
  pd.fails("lose");
  await s.say("alice", "general", declared);
  pd.fails(null);
  await s.clock.pass("10 s");
  expect(pd.there.reached.map(({ json }) => json.event_action)).toEqual(["trigger", "trigger"]);
  expect(pd.alerts()).toEqual(["1-1 critical triggered"]);
});

test("resolved there while the trigger's answer is lost: it does not ring again", async () => {
  const pd = await pagerDuty();
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}` });
  pd.fails("lose");
  await s.say("alice", "general", declared);
  await s.hook("pagerduty-webhook", pd.webhook("resolved", "Carol Jones"));
  pd.fails(null);
  await s.clock.pass("10 s");
  expect(pd.alerts()).toEqual(["1-1 critical resolved"]);
});

test("429 for two minutes: the next pager has it within one", async () => {
  const pd = await pagerDuty();
  const other = await ntfy();
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}${other.yaml}` });
  pd.fails({ status: 429, headers: { "retry-after": "120" } });
  await s.say("alice", "general", declared);
  await s.clock.pass("59 s");
  expect(other.said()).toEqual([]);
  await s.clock.pass("2 s");
  expect(other.said()).toHaveLength(1);
  pd.fails(null);
  await s.clock.pass("2 min");
  expect(pd.alerts()).toEqual(["1-1 critical triggered"]);
});

test("a wrong key: said at once, with the next pager, and not tried again", async () => {
  const pd = await pagerDuty();
  const other = await ntfy();
  await using s = await story({
    at: "2026-11-21T03:00Z",
    config: `pagers:${pd.yaml}${other.yaml}`,
    expectErrors: true,
  });
  pd.fails({ status: 400, json: { status: "invalid event", message: "Event object is invalid", errors: ["bad key"] } });
  await s.say("alice", "general", declared);
  expect(other.said()).toHaveLength(1);
  const room = await s.room();
  expect((await s.words(room)).join()).toContain(
    "PagerDuty answered 400: Event object is invalid; bad key. ntfy is used as well.",
  );
  await s.clock.pass("10 min");
  expect(pd.there.reached).toHaveLength(1);
  // the end of a page that was never there is not sent
  await s.say("bob", room, "/incident ack");
  expect(pd.there.reached).toHaveLength(1);
});

test("resolved before the page could be sent: neither the page nor its end is", async () => {
  const pd = await pagerDuty();
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}` });
  pd.fails({ status: 429, headers: { "retry-after": "50" } });
  await s.say("alice", "general", declared);
  const tried = pd.there.reached.length;
  await s.say("alice", await s.room(), "/incident cancel the check was wrong");
  pd.fails(null);
  await s.clock.pass("10 min");
  expect(pd.there.reached).toHaveLength(tried);
  expect(pd.alerts()).toEqual([]);
});

test("reopened: it rings again, under another key", async () => {
  const pd = await pagerDuty();
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}` });
  await s.say("alice", "general", declared);
  const room = await s.room();
  await s.say("alice", room, "/incident cancel the check was wrong");
  await s.say("alice", room, "/incident reopen it was right");
  expect(pd.alerts()).toEqual(["1-1 critical resolved", "1-2 critical triggered"]);
});

test("a private incident says nowhere what it is about", async () => {
  const pd = await pagerDuty();
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}` });
  await s.say("alice", "general", "/incident declare sev1 Keys of a customer leaked --private");
  expect(pd.alerts()).toEqual(["1-1 critical triggered"]);
  expect(pd.there.reached.map(({ text }) => text).join()).not.toMatch(/leaked|customer/i);
  expect(pd.there.reached[0]?.json.payload.summary).toBe("private incident #1");
});

test("nobody hears of a drill, unless a pager is told to ring for one", async () => {
  const quiet = await pagerDuty();
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${quiet.yaml}` });
  await s.say("alice", "general", "/incident declare sev1 A drill --drill");
  await s.clock.until("04:00");
  expect(quiet.there.reached).toEqual([]);
  expect(await s.pages()).toEqual([]);
});

test("resolved in PagerDuty: the incident goes on, and the channel is asked", async () => {
  const pd = await pagerDuty();
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}` });
  await s.say("alice", "general", declared);
  await s.hook("pagerduty-webhook", pd.webhook("resolved", "Carol Jones"));
  await s.clock.pass("10 s");
  await s.settle();
  expect((await s.incident()).stage).toBe("INVESTIGATING");
  expect((await s.words(await s.room())).join()).toContain(
    "Carol Jones resolved the page in PagerDuty. The incident itself goes on until it is resolved here. [Resolve]",
  );
});

test("without webhooks PagerDuty is asked who answered", async () => {
  const pd = await pagerDuty("api_token: t0ken");
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}` });
  await s.say("alice", "general", declared);
  pd.webhook("acknowledged", "Carol Jones");
  await s.clock.pass("31 s");
  expect(JSON.stringify(await s.incident())).toContain("Carol Jones acknowledged in PagerDuty");
  const asked = pd.there.reached.length;
  await s.clock.pass("5 min");
  expect(pd.there.reached).toHaveLength(asked);
});

test("the link of a page acknowledges for whom it was sent, and only by its button", async () => {
  const other = await ntfy("people: { bob: bobs-topic }");
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${other.yaml}` });
  await s.say("alice", "general", declared);
  expect(other.said()).toEqual(["bobs-topic: #1 SEV1 Gateway returns 503 | A SEV1 pages at any hour."]);
  const { url } = other.there.reached[0]?.json.actions[0] ?? {};
  const link = `${s.url}${new URL(url).pathname}`;
  // looking at it does nothing
  const looked = await fetch(link);
  expect(looked.status).toBe(200);
  expect(await looked.text()).toContain("I have it");
  expect((await s.incident()).acknowledged_at).toBeNull();
  // pressing its button does
  expect(await (await fetch(link, { method: "POST" })).text()).toContain("You have it");
  await s.settle();
  expect(JSON.stringify(await s.incident())).toContain("bob acknowledged");
  expect(await (await fetch(link, { method: "POST" })).text()).toContain("You have it already");
  expect((await fetch(`${link}x`, { method: "POST" })).status).toBe(404);
  expect(other.said().at(-1)).toContain("bob acknowledged");
});

test("whom no pager reaches hears it in Slack alone, and the channel is told so at once", async () => {
  const other = await ntfy("people: { carol: carols-topic }");
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${other.yaml}` });
  await s.say("alice", "general", declared);
  expect(other.said()).toEqual([]);
  expect((await s.words(await s.room())).join()).toContain("No pager has an address for @bob: only Slack tells them");
  await s.clock.until("03:16");
  expect(other.said()).toHaveLength(1);
});

test("a primary who cannot take it hands it to the secondary at once, by one click on the page", async () => {
  const phone = await ntfy();
  await using s = await story({ at: "2026-11-24T10:00Z", config: `pagers:${phone.yaml}` });
  await s.say("alice", "general", declared);
  const im = (await s.channels()).find(({ name }) => name === "@bob")?.id ?? "";
  // when he clicks in his direct messages
  expect((await s.click("bob", im, "Hand to secondary"))[0]).toContain("They are paged.");
  // then she is woken minutes before she would have been, and the record says by whom
  expect((await s.direct("carol")).at(-1)).toContain("You are paged for");
  expect(phone.said()).toHaveLength(2);
  expect(JSON.stringify(await s.incident())).toContain("bob paged the secondary (carol)");
});

test("a person pages a person about it, and somebody else about nothing", async () => {
  const pd = await pagerDuty();
  await using s = await story({ at: "2026-11-21T03:00Z", config: `pagers:${pd.yaml}` });
  await s.say("alice", "general", "/incident declare sev3 Slow");
  await s.say("alice", await s.room(), "/incident page @dave the database is yours");
  expect(await s.pages()).toEqual(["03:00 @dave"]);
  expect(pd.alerts()).toEqual(["1-1 warning triggered"]);
  // Whoever is in the rota is known by name before they have said a word; a name that nobody knows pages nobody.
  expect(await s.say("alice", "general", "/incident page nobody come")).toEqual([
    expect.stringContaining("is nobody that Sitrep knows by name"),
  ]);
  expect(await s.say("alice", "general", "/incident lead #1 bob")).toEqual([
    expect.stringContaining("is incident commander now"),
  ]);
  await s.say("alice", "general", "/incident page secondary come to the office");
  expect(pd.alerts()).toEqual(["1-1 warning triggered", "call-1 critical triggered"]);
  expect((await s.direct("carol")).join()).toContain("You are paged: alice says: come to the office");
  expect((await s.words("incidents")).join()).toContain("PagerDuty (@carol) accepted it at 03:00Z");
  await s.hook("pagerduty-webhook", pd.webhook("acknowledged", "Carol Jones", 1));
  await s.settle();
  expect((await s.words("incidents")).join()).toContain("Carol Jones answered at 03:00Z");
  expect(pd.alerts()[1]).toBe("call-1 critical resolved");
});

test("a test page says that it is one, tries every pager, and leaves nothing open", async () => {
  const pd = await pagerDuty();
  const other = await ntfy();
  await using s = await story({
    at: "2026-11-21T03:00Z",
    config: `self_test: weekly mon 10:00\npagers:${pd.yaml}${other.yaml}`,
  });
  other.there.answers({ status: 507, text: "full" });
  await s.say("alice", "general", "/incident page test");
  expect(pd.alerts()).toEqual(["call-1 info resolved"]);
  expect(pd.there.reached[0]?.json.payload.summary).toBe("This is a test page");
  other.there.answers({ status: 200, json: { id: "m" } });
  await s.clock.pass("1 min");
  const report = (await s.words("incidents")).at(-1);
  expect(report).toContain("Test page 1: by @alice.");
  expect(report).toContain("PagerDuty accepted it at 03:00Z");
  expect(report).toContain("ntfy accepted it");
  // and on schedule, over a restart
  await s.restart({ away: "10 min" });
  await s.clock.until("2026-11-23T10:01Z");
  expect(pd.alerts()).toEqual(["call-1 info resolved", "call-2 info resolved"]);
  expect((await s.words("incidents")).at(-1)).toContain("Test page 2: on schedule.");
});

test("Sitrep beats for as long as it is well", async () => {
  const there = await openDestination();
  closing.push(there);
  const config = `heartbeat: { url: ${there.url}/api/push/tok, allow_private: true }`;
  await using s = await story({ at: "2026-11-21T03:00Z", config });
  await s.clock.pass("3 min 30 s");
  const beats = there.reached.length;
  expect(beats).toBeGreaterThanOrEqual(3);
  expect(there.reached[0]?.path).toBe("/api/push/tok?status=up&msg=OK");
  there.answers({ status: 500 });
  await s.clock.pass("1 min");
  const metrics = await (await fetch(`${s.url}/metrics`)).text();
  expect(metrics).toContain('sitrep_heartbeats_total{how="missed"} 1');
  expect(there.reached.length).toBe(beats + 3);
});

test("Slack was the pager and was away: nobody reads afterwards that the page does not go through", async () => {
  await using s = await story({ at: "2026-11-21T03:00Z" });
  s.faults({ method: "*", kind: "http_500", times: 1_000_000 });
  await s.say("alice", "general", declared);
  await s.clock.pass("2 min");
  s.faults();
  await s.clock.pass("3 min");
  expect((await s.pages()).map((page) => page.slice(6))).toEqual(["@bob"]);
  expect((await s.told(`#${await s.room()}`)).filter((words) => words.includes("Could not deliver"))).toEqual([]);
});
