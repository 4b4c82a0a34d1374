import { describe, expect, test } from "vitest";
import { type Json, type Story, story } from "../kit/story.ts";
import { everyWay } from "../kit/ways.ts";

const config = `
components: [Gateway, Keystore, { name: Trace DB, internal: true }]
`;

const schedule = (starts: string, rest = "--for 1h") =>
  `/incident maintenance schedule Database upgrade --components Keystore --starts-at ${starts} ${rest} --impact "brief unavailability"`;

/** The status of a component, and of the whole, as the public reads them. */
const page = async (s: Story) => {
  const summary = (await (await fetch(`${s.statusUrl}/api/v2/summary.json`)).json()) as Json;
  const keystore = summary.components.find(({ name }: { name: string }) => name === "Keystore");
  return `${keystore.status}, ${summary.status.indicator}`;
};

/** The notices the public has of the newest maintenance, newest first: their stage and first sentence. */
const notices = async (s: Story) => {
  const answer = await fetch(`${s.statusUrl}/api/v2/scheduled-maintenances.json`);
  const { scheduled_maintenances: all } = (await answer.json()) as Json;
  return (all[0]?.incident_updates ?? []).map(({ body }: { body: string }) => body) as string[];
};

/** What the announcement channel was told beside the card, without its buttons. */
const told = async (s: Story) =>
  (await s.told("#incidents"))
    .map((one) => one.replaceAll("`", ""))
    .filter((one) => !one.includes("*Stage*"))
    .map((one) => one.replace(/ \[.*$/, ""));
const card = async (s: Story, name = "M1") =>
  (await s.words("incidents")).find((one) => one.includes("*Stage*") && one.includes(`${name} ·`)) ?? "";
const said = async (s: Story, text: string, as = "alice") => (await s.say(as, "general", text)).join("\n");

describe.each(everyWay)("a maintenance, over $mode on $store", (way) => {
  test("that is announced 48 h ahead reminds, starts and completes by itself", async () => {
    await using s = await story({ at: "2026-11-22T02:00Z", config, ...way });
    // when it is announced exactly 48 h before
    const answer = await said(s, schedule("2026-11-24T02:00Z"));
    // then who asked reads what the public reads, which is not that anything is wrong
    expect(answer).toContain("*M1 · Database upgrade*: scheduled, 2026-11-24T02:00Z to 2026-11-24T03:00Z.");
    expect(answer).toContain("[SCHEDULED] Keystore — Database upgrade\nPosted: 2026-11-22T02:00Z");
    expect(await page(s)).toBe("operational, none");
    expect(await notices(s)).toHaveLength(1);
    // and nobody hears of it again before it is time
    await s.clock.until("2026-11-24T00:59Z");
    expect(await told(s)).toEqual([]);
    await s.clock.until("2026-11-24T02:00Z");
    expect(await page(s)).toBe("under_maintenance, maintenance");
    await s.clock.until("2026-11-24T03:00Z");
    expect(await page(s)).toBe("operational, none");
    // and each step is said once, at its time
    await s.clock.until("2026-11-26T03:00Z");
    expect(await told(s)).toEqual([
      "11-24 01:00 @alice ⏰ M1 · Database upgrade starts in 1 h, at 2026-11-24T02:00Z, by itself. Move or cancel it if it cannot.",
      "11-24 02:00 🔧 M1 · Database upgrade: under way until 2026-11-24T03:00Z. Alerts of its components are muted until then; alarms lists them.",
      "11-24 02:45 @alice ⏰ M1 · Database upgrade ends in 15 min, at 2026-11-24T03:00Z, by itself. Extend it if the work takes longer.",
      "11-24 03:00 ✅ M1 · Database upgrade: completed 2026-11-24T03:00Z.",
    ]);
    const [completed, started] = await notices(s);
    expect(started).toContain("The maintenance has started.\nWindow: 2026-11-24T02:00Z to 2026-11-24T03:00Z");
    expect(started).toContain("Overall status set to: maintenance");
    expect(completed).toContain("The maintenance is complete as of 2026-11-24T03:00Z. Duration: 01:00.");
    expect(completed).toContain("Overall status set to: operational");
    expect(await card(s)).not.toContain("[Cancel]");
  });
});

describe("a maintenance", () => {
  test("goes on where it was after a restart in its middle, and says so when it comes late", async () => {
    await using s = await story({ at: "2026-11-22T02:00Z", config });
    await said(s, schedule("2026-11-24T02:00Z"));
    // when Sitrep is away over the reminder and the start
    await s.clock.until("2026-11-24T00:30Z");
    await s.restart({ away: "100 min" });
    // then it speaks once, and with the right words
    expect(await told(s)).toEqual([
      "11-24 02:10 🔧 M1 · Database upgrade: under way until 2026-11-24T03:00Z. Alerts of its components are muted until then; alarms lists them.",
    ]);
    expect((await notices(s))[0]).toContain("This notice comes late: the window began at 2026-11-24T02:00Z.");
    expect(await page(s)).toBe("under_maintenance, maintenance");
    // and again over the end
    await s.clock.until("2026-11-24T02:50Z");
    await s.restart({ away: "3 h" });
    expect((await told(s)).slice(1).map((one) => one.slice(0, 44))).toEqual([
      "11-24 02:45 @alice ⏰ M1 · Database upgrade e",
      "11-24 05:50 ✅ M1 · Database upgrade: complet",
    ]);
    expect((await notices(s))[0]).toContain(
      "The maintenance is complete as of 2026-11-24T03:00Z. Duration: 01:00. This notice comes late.",
    );
  });

  test("of which Sitrep misses all is closed once, and never seems to have run on", async () => {
    await using s = await story({ at: "2026-11-22T02:00Z", config });
    await said(s, schedule("2026-11-24T02:00Z"));
    await s.restart({ away: "3 days" });
    expect(await told(s)).toEqual(["11-25 02:00 ✅ M1 · Database upgrade: completed 2026-11-24T03:00Z."]);
    expect(await notices(s)).toHaveLength(2);
    expect(await page(s)).toBe("operational, none");
    expect(await said(s, "/incident why M1")).toContain("Sitrep was away for all of it");
  });
});

describe("notice", () => {
  test("of 47 h is refused with the earliest time, on every door; an override is recorded and marked", async () => {
    await using s = await story({ at: "2026-11-22T03:00:30Z", config });
    const answer = await said(s, schedule("2026-11-24T02:00Z"));
    expect(answer).toContain("at least 48 h ahead");
    expect(answer).toContain("The earliest start is 2026-11-24T03:01Z.");
    expect(answer).toContain("--short-notice");
    const plan = {
      what: "Database upgrade",
      components: ["Keystore"],
      starts_at: "2026-11-24T02:00Z",
      ends_at: "2026-11-24T03:00Z",
      impact: "none",
    };
    const refused = await s.api("POST", "/maintenances", plan);
    expect(refused).toMatchObject({ status: 422, body: { code: "short-notice" } });
    expect((await s.api("GET", "/maintenances")).body.maintenances).toEqual([]);
    // when somebody answers for it
    const taken = await s.api("POST", "/maintenances", { ...plan, short_notice: "a disk is failing" });
    // then it gets the number that nobody took, and the public reads that it comes late, not why
    expect(taken).toMatchObject({
      status: 201,
      body: { number: 1, stage: "SCHEDULED", short_notice: { why: "a disk is failing", by: "the API" } },
    });
    const [text] = await notices(s);
    expect(text).toContain("This was announced on short notice.");
    expect(text).not.toContain("disk");
    expect(await card(s)).toContain("On short notice: a disk is failing (the API).");
    // and the mark stays on it
    await s.clock.until("2026-11-24T03:00Z");
    expect((await notices(s)).map((one) => one.includes("This was announced on short notice."))).toEqual([
      true,
      true,
      true,
    ]);
  });

  test("of an internal component alone is not needed, and nothing of it is public", async () => {
    await using s = await story({ at: "2026-11-22T03:00Z", config });
    const answer = await said(
      s,
      "/incident maintenance schedule Vacuum the traces --components Trace --starts-at 03:30 --for 1h --impact none",
    );
    expect(answer).toContain("Only internal components: nothing of it is public.");
    await s.clock.until("03:30");
    expect(await told(s)).toHaveLength(1);
    expect(await page(s)).toBe("operational, none");
    const everything = await Promise.all(
      ["/", "/history", "/feed.atom", "/maintenance.ics", "/api/v2/scheduled-maintenances.json"].map(async (path) =>
        (await fetch(s.statusUrl + path)).text(),
      ),
    );
    expect(everything.join("\n")).not.toMatch(/vacuum|trace|maintenance under way/i);
    await s.clock.until("04:31");
    expect((await told(s)).at(-1)).toContain("completed");
  });

  test("words that must not leave are refused, and nothing is announced", async () => {
    await using s = await story({ at: "2026-11-22T02:00Z", config });
    const answer = await said(
      s,
      schedule("2026-11-24T02:00Z").replace("Database upgrade", "Move db-7.internal.example to 10.1.2.3"),
    );
    expect(answer).toContain("10.1.2.3");
    expect(await told(s)).toEqual([]);
    expect((await s.api("GET", "/maintenances")).body.maintenances).toEqual([]);
  });
});

describe("a person", () => {
  test("starts it early, once it has been known for the notice period, and completes it early", async () => {
    await using s = await story({ at: "2026-11-22T02:00Z", config });
    await said(s, schedule("2026-11-24T12:00Z"));
    expect(await said(s, "/incident maintenance start M1")).toContain("at least 48 h ahead");
    await s.clock.until("2026-11-24T02:00Z");
    await s.click("alice", "incidents", "Start now");
    expect((await notices(s))[0]).toContain(
      "The maintenance has started earlier than announced.\nWindow: 2026-11-24T02:00Z to 2026-11-24T13:00Z",
    );
    expect(await page(s)).toBe("under_maintenance, maintenance");
    // a second click finds that it was done
    expect(await said(s, "/incident maintenance start M1")).toContain("M1 is under way already.");
    await s.clock.pass("30 min");
    await s.click("alice", "incidents", "Complete");
    expect((await notices(s))[0]).toContain(
      "The maintenance is complete as of 2026-11-24T02:30Z, earlier than announced. Duration: 00:30.",
    );
    expect(await said(s, "/incident maintenance complete M1")).toContain("M1 is over: completed 2026-11-24T02:30Z.");
    // and its own end passes in silence
    const before = await told(s);
    await s.clock.until("2026-11-24T14:00Z");
    expect(await told(s)).toEqual(before);
  });

  test("moves it with new notice, and is reminded of the new time alone", async () => {
    await using s = await story({ at: "2026-11-22T02:00Z", config });
    await said(s, schedule("2026-11-24T02:00Z"));
    await s.clock.until("2026-11-23T02:00Z");
    expect(await said(s, "/incident maintenance move M1 --starts-at 2026-11-24T12:00Z")).toContain(
      "The earliest start is 2026-11-25T02:00Z.",
    );
    expect(await said(s, "/incident maintenance move M1 the team is away --starts-at 2026-11-25T02:00Z")).toContain(
      "scheduled, 2026-11-25T02:00Z to 2026-11-25T03:00Z",
    );
    const [moved] = await notices(s);
    expect(moved).toContain(
      "The maintenance has been moved. It was announced for 2026-11-24T02:00Z to 2026-11-24T03:00Z, which no longer holds.\nWindow: 2026-11-25T02:00Z to 2026-11-25T03:00Z",
    );
    expect(moved).not.toContain("team");
    await s.clock.until("2026-11-25T02:00Z");
    expect((await told(s)).map((one) => one.slice(0, 11))).toEqual(["11-25 01:00", "11-25 02:00"]);
    expect(await said(s, "/incident maintenance move M1 --starts-at 2026-11-28T02:00Z")).toContain("under way already");
  });

  test("cancels it before its start, and it never starts", async () => {
    await using s = await story({ at: "2026-11-22T02:00Z", config });
    await said(s, schedule("2026-11-24T02:00Z"));
    expect(await said(s, "/incident maintenance cancel M1 the vendor postponed it")).toContain("cancelled");
    const [cancelled] = await notices(s);
    expect(cancelled).toContain(
      "The maintenance announced for 2026-11-24T02:00Z to 2026-11-24T03:00Z has been cancelled and will not take place.",
    );
    expect(cancelled).not.toContain("vendor");
    await s.clock.until("2026-11-24T04:00Z");
    expect(await told(s)).toHaveLength(1);
    expect(await notices(s)).toHaveLength(2);
    expect(await said(s, "/incident maintenance start M1")).toContain("M1 is over: cancelled");
  });

  test("cancels it in its middle, and the component is operational again", async () => {
    await using s = await story({ at: "2026-11-22T02:00Z", config });
    await said(s, schedule("2026-11-24T02:00Z"));
    await s.clock.until("2026-11-24T02:20Z");
    await said(s, '/incident maintenance cancel M1 "the copy is broken" --text "We will announce a new time."');
    const [cancelled] = await notices(s);
    expect(cancelled).toContain("The maintenance was stopped at 2026-11-24T02:20Z and will not be finished");
    expect(cancelled).toContain("We will announce a new time.");
    expect(await page(s)).toBe("operational, none");
  });

  test("is asked by a form for what is missing, and by name over REST", async () => {
    await using s = await story({ at: "2026-11-22T02:00Z", config });
    await s.say("alice", "general", "/incident maintenance schedule");
    const [form] = await s.views("alice");
    expect(form?.blocks.map(({ block_id }) => block_id).filter((id) => !id.startsWith("_"))).toEqual(
      expect.arrayContaining(["what", "components", "starts_at", "ends_at", "impact", "text", "short_notice"]),
    );
    // the exact text is shown as soon as there is one, and until then what it lacks
    const shown = async () => JSON.stringify((await s.views("alice")).at(-1)?.blocks);
    expect(await shown()).toContain(
      "Still missing: what is done, the components, when it starts, when it ends, the expected impact.",
    );
    await s.choose("alice", "what", "Move 10.1.2.3");
    await s.choose("alice", "components", ["Keystore"]);
    await s.choose("alice", "starts_at", "2026-11-24T02:00Z");
    await s.choose("alice", "ends_at", "2026-11-24T03:00Z");
    await s.choose("alice", "impact", "none");
    expect(await shown()).toContain("10.1.2.3");
    expect(await shown()).toContain("Not to be published like this:");
    expect(await shown()).toContain("Use the suggested words");
    await s.choose("alice", "what", "Database upgrade");
    expect(await shown()).toContain("[SCHEDULED] Keystore — Database upgrade");
    const wrong = await s.submit("alice", {
      what: "Database upgrade",
      components: ["Keystore"],
      starts_at: "2026-11-24T02:00Z",
      ends_at: "2026-11-24T01:00Z",
      impact: "none",
    });
    expect(JSON.stringify(wrong)).toContain("ends_at");
    await s.submit("alice", { ends_at: "2026-11-24T03:00Z" });
    await s.settle();
    expect(await card(s)).toContain("2026-11-24T02:00Z to 2026-11-24T03:00Z");
    // when the button of its card asks for more
    await s.clock.until("2026-11-24T02:30Z");
    await s.click("alice", "incidents", "Extend");
    await s.submit("alice", { ends_at: "2026-11-24T04:00Z", why: "the index takes longer" });
    await s.settle();
    expect((await notices(s))[0]).toContain("it was to end at 2026-11-24T03:00Z, and now ends at 2026-11-24T04:00Z.");
    const missing = await s.api("POST", "/maintenances/1/cancel", {});
    expect(missing).toMatchObject({ status: 400, body: { errors: [{ field: "why" }] } });
    const cancelled = await s.api("POST", "/maintenances/1/cancel", { why: "enough" });
    expect(cancelled).toMatchObject({ status: 200, body: { number: 1, stage: "CANCELLED" } });
    expect((await s.api("POST", "/maintenances/1/cancel", { why: "enough" })).status).toBe(409);
    expect((await s.api("POST", "/maintenances/9/start", {})).status).toBe(404);
    expect((await s.api("GET", "/maintenances?state=past")).body.maintenances).toHaveLength(1);
  });
});
