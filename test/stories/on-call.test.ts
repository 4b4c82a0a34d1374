import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { alertmanagerBody } from "../kit/alertmanager.ts";
import { type Story, story } from "../kit/story.ts";
import { everyWay } from "../kit/ways.ts";

/** What the announcement channel was told of the duty, with its time. */
const duty = async (s: Story) => (await s.told("#incidents")).filter((words) => /🔁|📆|Nobody is on call/u.test(words));

/** What stands there of it now. */
const standing = async (s: Story) =>
  (await s.words("incidents")).filter((words) => /🔁|Nobody is on call/u.test(words));

const daily = (start: string) => `
rota:
  zone: Europe/Berlin
  secondary: dave
  layers:
    - { people: [alice, bob], every: day, at: "00:00", start: ${start} }
`;

const sev1 = "/incident declare sev1 Gateway returns 503";

describe.each(everyWay)("midnight in Berlin on the nights when the clocks change, over $mode on $store", (way) => {
  test("in spring the duty passes at 23:00 UTC, and then at 22:00", async () => {
    // given alice from the Saturday on, bob from the Sunday, whose night has no 02:00
    await using s = await story({ at: "2026-03-28T12:00Z", config: daily("2026-03-28"), ...way });
    expect((await s.say("carol", "general", "/incident oncall")).join()).toContain(
      "@alice until 2026-03-28T23:00Z, then @bob",
    );
    // when two midnights pass
    await s.clock.until("2026-03-28T22:59Z");
    expect(await duty(s)).toEqual([]);
    await s.clock.until("2026-03-29T22:01Z");
    // then each was said once, at local midnight
    expect(await duty(s)).toEqual([
      "23:00 🔁 On call: @bob takes over from @alice. Secondary: @dave. Until 2026-03-29T22:00Z. • No incident is open. [I have it]",
      "03-29 22:00 🔁 On call: @alice takes over from @bob. Secondary: @dave. Until 2026-03-30T22:00Z. • No incident is open. [I have it]",
    ]);
  });

  test("in autumn it passes at 22:00 UTC, and 25 hours later; the repeated hour belongs to the long day", async () => {
    await using s = await story({ at: "2026-10-24T12:00Z", config: daily("2026-10-24"), ...way });
    await s.clock.until("2026-10-25T01:30Z");
    await s.say("carol", "general", sev1);
    expect(await s.pages()).toEqual(["10-25 01:30 @bob"]);
    await s.say("carol", "general", "/incident cancel #1 a false alarm");
    await s.clock.until("2026-10-25T23:01Z");
    expect((await duty(s)).map((words) => words.replace(/ takes over.*/, ""))).toEqual([
      "22:00 🔁 On call: @bob",
      "10-25 23:00 🔁 On call: @alice",
    ]);
  });

  test("an override that ends in the middle of a shift gives it back", async () => {
    // given bob's day, four hours of which carol takes
    await using s = await story({ at: "2026-11-21T10:00Z", config: daily("2026-11-20"), ...way });
    const said = await s.say("alice", "general", "/incident oncall override @carol from 12:00 until 16:00");
    expect(said.join()).toContain("Done");
    expect(await duty(s)).toEqual([
      "10:00 📆 @alice made @carol primary on call from 2026-11-21T12:00Z until 2026-11-21T16:00Z, whatever the rota says (override 1).",
    ]);
    // when there is a SEV1 before it, in it and after it
    for (const [number, when] of ["11:59", "12:00", "15:59", "16:00"].entries()) {
      await s.clock.until(when);
      await s.say("alice", "general", `${sev1} ${number} --anyway yes`);
      await s.say("alice", "general", `/incident cancel #${number + 1} a false alarm`);
    }
    // then each wakes whoever is on call at that moment
    expect(await s.pages()).toEqual(["11:59 @bob", "12:00 @carol", "15:59 @carol", "16:00 @bob"]);
    // and both changes of hands are said
    expect((await duty(s)).slice(1).map((words) => words.replace(/\. .*/, ""))).toEqual([
      "12:00 🔁 On call: @carol takes over from @bob",
      "16:00 🔁 On call: @bob takes over from @carol",
    ]);
  });
});

describe("the hand-over", () => {
  test("is acknowledged by whoever comes or the secondary, once, and tells what to watch", async () => {
    // given an open incident, and an alert that came and went all day
    await using s = await story({ at: "2026-11-21T12:00Z", config: daily("2026-11-21") });
    await s.say("alice", "general", "/incident declare sev2 One shape is down");
    await s.say("alice", "general", "/incident declare sev3 Payroll leaks --private yes");
    // when the day ends
    await s.clock.until("23:00");
    // then the message says what is open, and what is promised next
    const [message = ""] = await standing(s);
    expect(message).toMatch(/^🔁 On call: @bob takes over from @alice\. Secondary: @dave\./);
    expect(message).toContain("#1 · SEV2 · One shape is down* · INVESTIGATING");
    expect(message).toContain("#2 (private)");
    expect(message).not.toContain("Payroll");
    // and neither who goes nor a bystander can take it
    expect((await s.click("alice", "incidents", "I have it")).join()).toContain(
      "Only who comes on call, or the secondary",
    );
    expect((await s.click("carol", "incidents", "I have it")).join()).toContain(
      "Only who comes on call, or the secondary",
    );
    // but who comes can, and the message says so
    await s.click("bob", "incidents", "I have it");
    expect((await standing(s))[0]).toContain("✅ @bob has it, since 2026-11-21T23:00Z.");
    expect((await standing(s))[0]).not.toContain("[I have it]");
    // and nobody is reminded
    await s.clock.until("2026-11-22T01:00Z");
    expect((await s.direct("bob")).filter((words) => words.includes("have not said that you have it"))).toEqual([]);
  });

  test("names the alerts that came most, that flap, whose sender is silent, and the noise", async () => {
    const rules = `
alerts:
  rules:
    - { name: leak, match: { alertname: Leak }, outcome: list, private: true }
    - include: shipped
`;
    await using s = await story({ at: "2026-11-21T10:00Z", config: daily("2026-11-21") + rules });
    // given an alert that comes and goes, one that is repeated and then never heard of again, one that is no incident, and
    // one that is nobody's business
    for (let round = 0; round < 4; round += 1) {
      await s.hook("alertmanager", alertmanagerBody({ name: "Leak", severity: "critical", instance: "gw-4" }));
      await s.clock.pass("2 min");
    }
    for (let round = 0; round < 5; round += 1) {
      await s.hook("alertmanager", alertmanagerBody({ name: "Flapper", severity: "info" }));
      await s.clock.pass("3 min");
      await s.hook("alertmanager", alertmanagerBody({ name: "Flapper", severity: "info", status: "resolved" }));
      await s.clock.pass("3 min");
    }
    for (let round = 0; round < 3; round += 1) {
      await s.hook("alertmanager", alertmanagerBody({ name: "Silent", severity: "info", instance: "gw-2" }));
      await s.clock.pass("10 min");
    }
    await s.hook("alertmanager", alertmanagerBody({ name: "Noise", severity: "warning", instance: "gw-3" }));
    await s.click("alice", "incidents", "Not an incident");
    // when the day ends
    await s.clock.until("22:30");
    await s.hook("alertmanager", alertmanagerBody({ name: "Flapper", severity: "info" }));
    for (let round = 0; round < 4; round += 1) {
      await s.hook("alertmanager", alertmanagerBody({ name: "Flapper", severity: "info", status: "resolved" }));
      await s.clock.pass("2 min");
      await s.hook("alertmanager", alertmanagerBody({ name: "Flapper", severity: "info" }));
      await s.clock.pass("2 min");
    }
    await s.clock.until("23:00");
    // then whoever comes is told
    const [message = ""] = await standing(s);
    expect(message).toContain("Came most in the last shift: Silent: Trouble at gw-2 (3×).");
    expect(message).toContain("Came and went again and again: Flapper: Trouble at gw-1 (4×).");
    expect(message).toContain("Unknown, their sender is silent: Noise: Trouble at gw-3, Silent: Trouble at gw-2.");
    expect(message).toContain("Noise: 1 proposal was no incident.");
    expect(message).not.toMatch(/Leak|gw-4/);
  });

  test("that nobody acknowledges is reminded of once, alone; the button there works as well", async () => {
    await using s = await story({ at: "2026-11-21T22:00Z", config: daily("2026-11-21") });
    await s.clock.until("23:29");
    expect(await s.direct("bob")).toEqual([]);
    await s.clock.until("2026-11-22T09:00Z");
    expect(await s.direct("bob")).toEqual([
      "You are on call as primary since 2026-11-21T23:00Z, and have not said that you have it. [I have it]",
    ]);
    await s.say("dave", "general", "/incident oncall");
    await s.click("dave", "incidents", "I have it");
    expect(await s.direct("bob")).toEqual(["Somebody has it."]);
    expect((await standing(s))[0]).toContain("✅ @dave has it, since 2026-11-22T09:00Z.");
    // when the next one comes, the old one is no longer to be had
    await s.clock.until("2026-11-22T23:01Z");
    expect(await standing(s)).toHaveLength(2);
  });

  test("that we slept through is said once, with how late it is", async () => {
    await using s = await story({ at: "2026-11-21T22:00Z", config: daily("2026-11-21") });
    await s.restart({ away: "8h" });
    await s.clock.pass("1h");
    expect((await duty(s)).map((words) => words.replace(/ Secondary.*/, ""))).toEqual([
      "11-22 06:00 🔁 On call: @bob takes over from @alice. Said 7 h late: it was due 2026-11-21T23:00Z.",
    ]);
    // and a restart alone says nothing more, nor do two nights of sleep that end with the same person
    await s.restart();
    await s.restart({ away: "48h" });
    await s.clock.pass("1h");
    expect(await duty(s)).toHaveLength(1);
  });

  test("to nobody is said, too", async () => {
    const config = `
rota:
  secondary: dave
  layers:
    - { people: [alice], start: 2026-11-16, at: "00:00", hours: { from: "09:00", to: "17:00" }, weekdays: [mon, tue, wed, thu, fri] }
`;
    await using s = await story({ at: "2026-11-20T16:00Z", config });
    await s.clock.until("2026-11-23T09:00Z");
    expect((await duty(s)).map((words) => words.replace(/ •.*/, ""))).toEqual([
      "17:00 ⚠️ Nobody is on call as primary any more: the duty of @alice has ended. A page goes to the secondary, then to the escalation list. Secondary: @dave. Until 2026-11-23T09:00Z.",
      "11-23 09:00 🔁 On call: @alice takes over. Secondary: @dave. Until 2026-11-23T17:00Z.",
    ]);
  });
});

test("a rota of names alone hands over nothing, and an override of it is given back", async () => {
  await using s = await story({ at: "2026-11-21T10:00Z" });
  await s.clock.pass("3 days");
  expect(await duty(s)).toEqual([]);
  await s.say("bob", "general", "/incident oncall override @dave until in 2h");
  await s.restart({ away: "5h" });
  expect((await duty(s)).map((words) => words.replace(/ (from \d|Secondary).*/, ""))).toEqual([
    "11-24 10:00 📆 @bob made @dave primary on call",
    "11-24 10:00 🔁 On call: @dave takes over from @bob.",
    "11-24 15:00 🔁 On call: @bob takes over from @dave. Said 3 h late: it was due 2026-11-24T12:00Z.",
  ]);
});

test("two people swap their shifts, and take that back", async () => {
  await using s = await story({ at: "2026-11-21T10:00Z", config: daily("2026-11-21") });
  await s.say("alice", "general", "/incident oncall swap @alice @bob on 2026-11-23");
  expect((await duty(s))[0]).toBe(
    "10:00 📆 @alice swapped two shifts: @bob is primary from 2026-11-22T23:00Z until 2026-11-23T23:00Z; @alice is primary from 2026-11-21T23:00Z until 2026-11-22T23:00Z (override 1).",
  );
  expect((await s.say("alice", "general", "/incident oncall clear 1")).join()).toContain("taken back");
  expect((await s.say("alice", "general", "/incident oncall clear 1")).join()).toContain("There is no override 1");
  await s.clock.until("2026-11-23T23:01Z");
  expect((await duty(s)).slice(2).map((words) => words.replace(/\. .*/, ""))).toEqual([
    "23:00 🔁 On call: @bob takes over from @alice",
    "11-22 23:00 🔁 On call: @alice takes over from @bob",
    "11-23 23:00 🔁 On call: @bob takes over from @alice",
  ]);
});

test("who is on call is asked and changed over REST as well", async () => {
  await using s = await story({ at: "2026-11-21T10:00Z", config: daily("2026-11-21") });
  const carol = (await s.api("GET", "/oncall")).body.data;
  expect(carol.primary).toMatchObject({ until: "2026-11-21T23:00:00.000Z", source: "sitrep.yml" });
  const wrong = await s.api("POST", "/oncall", { do: "override", until: "in 2h" });
  expect([wrong.status, wrong.body.errors[0].field]).toEqual([400, "who"]);
  const done = await s.api("POST", "/oncall", { do: "override", who: carol.secondary.people[0], until: "in 2h" });
  expect(done.status).toBe(200);
  const after = (await s.api("GET", "/oncall")).body.data;
  expect(after.primary).toMatchObject({ people: carol.secondary.people, source: "override 1 by the API" });
  expect((await s.api("POST", "/oncall", { do: "clear", number: 7 })).status).toBe(404);
});

/** A web server with one calendar. */
async function calendarServer() {
  const asked: (string | undefined)[] = [];
  const state = { body: "", status: 200, etag: '"1"' };
  const server = createServer((req, res) => {
    asked.push(req.headers["if-none-match"]);
    if (state.status === 200 && req.headers["if-none-match"] === state.etag) return res.writeHead(304).end();
    res.writeHead(state.status, { "content-type": "text/calendar", etag: state.etag }).end(state.body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { state, asked, url: `http://127.0.0.1:${port}/secret.ics` };
}

const calendar = (...events: string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", ...events, "END:VCALENDAR"].join("\r\n");
const event = (uid: string, ...lines: string[]) =>
  ["BEGIN:VEVENT", `UID:${uid}`, "DTSTAMP:20261101T000000Z", ...lines, "END:VEVENT"].join("\r\n");

describe("a calendar elsewhere", () => {
  const config = (url: string) => `
rota:
  primary: bob
  escalation: [dave]
  schedules:
    - { name: ops, from: ical, address: "${url}", allow_private: true }
  people: { "Alice M.": alice }
`;

  test("says who is paged, also while it is away; when it names nobody the fallback is paged", async () => {
    const { state, asked, url } = await calendarServer();
    // given alice by her title on the 21st, carol by her address on the 22nd, and nobody after that
    state.body = calendar(
      event("1", "DTSTART:20261121T000000Z", "DTEND:20261122T000000Z", "SUMMARY:On call: Alice M."),
      event("2", "DTSTART;VALUE=DATE:20261122", "DTEND;VALUE=DATE:20261123", "ATTENDEE;CN=C:mailto:carol@example.com"),
      event("3", "DTSTART:20261125T000000Z", "DTEND:20261126T000000Z", "ATTENDEE:mailto:zoe@elsewhere.example"),
    );
    await using s = await story({ at: "2026-11-21T10:00Z", config: config(url) });
    const [seen = ""] = await s.say("dave", "general", "/incident oncall");
    expect(seen).toContain(
      '@alice until 2026-11-22T00:00Z, then @carol (schedule "ops", an iCal calendar, read less than a minute ago)',
    );
    expect(seen).toContain('Schedule "ops" names zoe@elsewhere.example, and nobody in Slack is known for that.');
    await s.say("dave", "general", sev1);
    expect(await s.pages()).toEqual(["10:00 @alice"]);
    await s.say("alice", "general", "/incident cancel #1 a false alarm");
    // when it was asked again, and then cannot be read
    await s.clock.pass("10 min");
    expect(asked.slice(0, 3)).toEqual([undefined, '"1"', '"1"']);
    state.status = 503;
    state.etag = '"2"';
    await s.clock.until("2026-11-22T03:00Z");
    // then the duty passed by the copy, whose age is shown
    expect((await duty(s)).at(-1)).toContain("00:00 🔁 On call: @carol takes over from @alice");
    const [old = ""] = await s.say("dave", "general", "/incident oncall");
    expect(old).toContain('Schedule "ops": 127.0.0.1:');
    expect(old).toContain("answered 503. Its copy was read 16 h");
    expect(old).not.toContain("secret.ics");
    await s.say("dave", "general", "/incident declare sev1 Keystore lost its keys --anyway yes");
    expect((await s.pages()).at(-1)).toBe("11-22 03:00 @carol");
    await s.say("carol", "general", "/incident cancel #2 a false alarm");
    // and a restart needs no calendar
    await s.restart();
    await s.clock.until("2026-11-23T04:00Z");
    await s.say("dave", "general", "/incident declare sev1 Analytics are gone --anyway yes");
    expect((await s.pages()).at(-1)).toBe("11-23 04:00 @bob");
    expect((await s.words(await s.room())).join()).toContain(
      'paged as the primary: a SEV1 pages at any hour. The schedule "ops" names nobody that Slack knows',
    );
    expect((await s.say("dave", "general", "/incident oncall")).join()).toContain(
      'The schedule "ops" names nobody that Slack knows (it has zoe@elsewhere.example) as primary, and could not be read since',
    );
    // and when it is back, it counts again
    state.status = 200;
    state.body = calendar(
      event("9", "DTSTART:20261101T000000Z", "RRULE:FREQ=DAILY", "DURATION:P1D", "ATTENDEE:mailto:alice@example.com"),
    );
    await s.clock.pass("5 min");
    expect((await s.api("GET", "/oncall")).body.data).toMatchObject({ schedules: [{ error: null }] });
    expect((await duty(s)).at(-1)).toContain("On call: @alice takes over from @bob");
  });

  test("that names several at once pages all of them", async () => {
    const { state, url } = await calendarServer();
    const all = ["DTSTART:20261121T000000Z", "DTEND:20261122T000000Z"];
    state.body = calendar(
      event("1", ...all, "ATTENDEE:mailto:alice@example.com", "ATTENDEE:mailto:carol@example.com"),
      event("2", ...all, "SUMMARY:Alice M. as well"),
    );
    await using s = await story({ at: "2026-11-21T10:00Z", config: config(url) });
    await s.say("dave", "general", sev1);
    expect(await s.pages()).toEqual(["10:00 @alice", "10:00 @carol"]);
  });

  test("is not fetched from our own network unless the configuration allows it", async () => {
    const { state, asked, url } = await calendarServer();
    state.body = calendar();
    await using s = await story({
      at: "2026-11-21T10:00Z",
      config: config(url).replace("allow_private: true", "role: primary"),
    });
    expect(asked).toEqual([]);
    const [seen = ""] = await s.say("dave", "general", "/incident oncall");
    expect(seen).toContain("@bob (sitrep.yml)");
    expect(seen).toContain("that address is not on the public internet");
  });
});
