import { describe, expect, test } from "vitest";
import { alertmanagerBody } from "../kit/alertmanager.ts";
import { type Json, type Story, story } from "../kit/story.ts";

const config = `
components: [Gateway, Keystore]
sources: { alertmanager: { open: true } }
alerts:
  rules:
    - { name: down, match: { severity: critical }, outcome: declare, severity: SEV1, component: Keystore }
    - { name: slow, match: { severity: warning }, outcome: propose, severity: SEV3, component: Keystore }
    - { name: gateway, match: { severity: page }, outcome: declare, severity: SEV1, component: Gateway }
`;

const recurring = `
components: [Gateway, Keystore]
maintenance:
  recurring:
    - { name: weekly, what: Database maintenance, components: [Keystore], impact: brief degradation, rule: FREQ=WEEKLY;BYDAY=SU, at: "02:00", zone: Europe/Berlin, for: 2h }
`;

const schedule = (starts: string) =>
  `/incident maintenance schedule Database upgrade --components Keystore --starts-at ${starts} --for 1h --impact none`;

/** The status of the Keystore, and of the whole, as the public reads them. */
const page = async (s: Story) => {
  const summary = (await (await fetch(`${s.statusUrl}/api/v2/summary.json`)).json()) as Json;
  const keystore = summary.components.find(({ name }: { name: string }) => name === "Keystore");
  return `${keystore.status}, ${summary.status.indicator}`;
};

const maintenances = async (s: Story) => (await s.api("GET", "/maintenances")).body.maintenances;
const windows = async (s: Story) =>
  (await maintenances(s)).map(
    (one: { starts_at: string; ends_at: string; stage: string }) =>
      `${one.starts_at.slice(5, 16)} ${one.ends_at.slice(5, 16)} ${one.stage}`,
  );
const said = async (s: Story, text: string, where = "general") => (await s.say("alice", where, text)).join("\n");
const told = async (s: Story) =>
  (await s.told("#incidents")).filter((one) => !one.includes("*Stage*")).map((one) => one.replace(/ \[.*$/s, ""));

describe("a recurring window", () => {
  test("is announced 72 h ahead by itself, once each, keeps its local time when the clocks change, and survives restarts", async () => {
    // given Sundays at 02:00 in Berlin, where the clocks go back in the night to 2026-10-25
    await using s = await story({ at: "2026-10-21T22:00Z", config: recurring });
    await s.clock.until("2026-10-21T23:59Z");
    expect(await windows(s)).toEqual([]);
    await s.clock.until("2026-10-22T00:00Z");
    await s.restart();
    expect(await windows(s)).toEqual(["10-25T00:00 10-25T02:00 SCHEDULED"]);
    // when the next one is due while Sitrep is away
    await s.restart({ away: "7 days 3 h" });
    // then it is announced as soon as it is back, with notice enough, and an hour later in UTC
    expect(await windows(s)).toEqual(["11-01T01:00 11-01T03:00 SCHEDULED", "10-25T00:00 10-25T02:00 COMPLETED"]);
    expect((await s.words("incidents")).join("\n")).toContain("the recurring window weekly");
    expect((await told(s)).filter((one) => one.includes("left out"))).toEqual([]);
  });

  test("for which it is too late is left out, and that is said", async () => {
    await using s = await story({ at: "2026-10-15T00:00Z", config: recurring });
    expect(await windows(s)).toEqual(["10-18T00:00 10-18T02:00 SCHEDULED"]);
    await s.restart({ away: "8 days 1 h" });
    expect(await windows(s)).toEqual(["10-18T00:00 10-18T02:00 COMPLETED"]);
    expect((await told(s)).filter((one) => one.includes("left out"))).toEqual([
      "10-23 01:00 ⚠️ The recurring maintenance weekly of 2026-10-25T00:00Z to 2026-10-25T02:00Z is left out: it starts in 1 day 23 h, which is too late to announce it. It can be scheduled by hand, on short notice.",
    ]);
  });
});

test("extended twice over the change of the clocks, with an incident inside it", async () => {
  await using s = await story({ at: "2026-10-22T00:00Z", config: recurring });
  // given the window of the night in which 02:00 to 03:00 comes twice
  await s.clock.until("2026-10-25T00:10Z");
  expect(await page(s)).toBe("under_maintenance, maintenance");
  // when an incident is declared on its component
  await s.say("bob", "general", "/incident declare sev1 Keystore refuses keys --components Keystore");
  const room = await s.room();
  const words = (await s.words(room)).join("\n");
  expect(words).toContain("🔧 M1 · Database maintenance is under way until 2026-10-25T02:00Z, on Keystore.");
  // then nothing is public of it until it is published, and after that the worse of both is
  expect(await page(s)).toBe("under_maintenance, maintenance");
  await s.say(
    "bob",
    room,
    '/incident update investigating --components Keystore --symptom "keys are refused" --impact "use the API"',
  );
  expect(await page(s)).toBe("major_outage, critical");
  // when somebody says that the maintenance caused it
  await s.click("bob", room, "Caused by M1");
  await s.submit("bob", { why: "the copy holds a lock" });
  await s.settle();
  expect((await s.incident()).timeline.map(({ text }: { text: string }) => text)).toContain(
    "bob said that M1 (Database maintenance) caused this: the copy holds a lock",
  );
  // when the work takes longer, twice
  expect(await said(s, "/incident maintenance extend M1 30 min the copy is slow")).toContain("until 2026-10-25T02:30Z");
  expect(await said(s, "/incident maintenance extend M1 --ends-at 2026-10-25T03:00Z")).toContain(
    "until 2026-10-25T03:00Z",
  );
  expect(await said(s, "/incident maintenance extend M1 --ends-at 2026-10-25T02:45Z")).toContain(
    "M1 lasts until 2026-10-25T03:00Z as it is.",
  );
  // then the incident's end leaves the component under maintenance
  await s.clock.until("2026-10-25T02:10Z");
  await s.say("bob", room, '/incident resolve "The copy held a lock."');
  expect(await page(s)).toBe("under_maintenance, maintenance");
  // and the window ends at the second end that was announced, no sooner
  await s.clock.until("2026-10-25T02:59Z");
  expect(await page(s)).toBe("under_maintenance, maintenance");
  await s.clock.until("2026-10-25T03:00Z");
  expect(await page(s)).toBe("operational, none");
  const [m1] = await maintenances(s);
  expect(m1).toMatchObject({
    started_at: "2026-10-25T00:00:00.000Z",
    ended_at: "2026-10-25T03:00:00.000Z",
    caused: [{ number: 1 }],
  });
  expect(m1.updates.map(({ text }: { text: string }) => text.split("\n")[0])).toEqual([
    "[SCHEDULED] Keystore — Database maintenance",
    "[IN PROGRESS] Keystore — Database maintenance",
    "[IN PROGRESS] Keystore — Database maintenance",
    "[IN PROGRESS] Keystore — Database maintenance",
    "[COMPLETED] Keystore — Database maintenance",
  ]);
  // each reminder of an end that moved away was taken for the new one
  expect((await told(s)).filter((one) => one.includes("ends in"))).toEqual([
    "10-25 02:45 ⏰ M1 · Database maintenance ends in 15 min, at 2026-10-25T03:00Z, by itself. Extend it if the work takes longer.",
  ]);
});

test("an incident that goes on after the window keeps its status, and the end of the window says so", async () => {
  await using s = await story({ at: "2026-11-22T02:00Z", config });
  await said(s, schedule("2026-11-24T02:00Z"));
  await s.clock.until("2026-11-24T01:30Z");
  await s.say("bob", "general", "/incident declare sev2 Keystore is slow --components Keystore");
  const room = await s.room();
  await s.say(
    "bob",
    room,
    '/incident update investigating --components Keystore --symptom "slow keys" --impact "wait for keys"',
  );
  await s.clock.until("2026-11-24T02:00Z");
  // it hears of a window that begins while it is open
  expect((await s.words(room)).join("\n")).toContain("🔧 M1 · Database upgrade is under way until 2026-11-24T03:00Z");
  expect(await page(s)).toBe("partial_outage, major");
  await s.clock.until("2026-11-24T03:00Z");
  expect(await page(s)).toBe("partial_outage, major");
  const [{ updates }] = await maintenances(s);
  expect(updates.at(-1).text).toContain("Overall status set to: partial-outage");
});

describe("alerts of components under maintenance", () => {
  const names = async (s: Story) =>
    (await s.api("GET", "/alerts?state=all")).body.alerts.map(
      (one: { title: string; incident: number | null }) => `${one.title} ${one.incident}`,
    );

  test("are muted and counted, and judged anew when it ends", async () => {
    await using s = await story({ at: "2026-11-22T02:00Z", config });
    await said(s, schedule("2026-11-24T02:00Z"));
    await s.clock.until("2026-11-24T02:10Z");
    // when three alerts fire, one of which ends again, and one of another component
    await s.hook("alertmanager", alertmanagerBody({ name: "Down", instance: "ks-1" }));
    await s.hook("alertmanager", alertmanagerBody({ name: "Slow", instance: "ks-2", severity: "warning" }));
    await s.hook("alertmanager", alertmanagerBody({ name: "Brief", instance: "ks-3" }));
    await s.hook("alertmanager", alertmanagerBody({ name: "Brief", instance: "ks-3", status: "resolved" }));
    await s.hook("alertmanager", alertmanagerBody({ name: "Other", instance: "gw-1", severity: "page" }));
    // then only the other one opens an incident, and nobody is woken or asked about the rest
    expect((await names(s)).toSorted()).toEqual([
      "Brief: Trouble at ks-3 null",
      "Down: Trouble at ks-1 null",
      "Other: Trouble at gw-1 1",
      "Slow: Trouble at ks-2 null",
    ]);
    expect(await s.pages()).toEqual(["11-24 02:10 @bob"]);
    await s.say("bob", await s.room(), "/incident ack");
    expect((await s.words("incidents")).join("\n")).not.toContain("proposes");
    // but they are listed with the reason, counted, and explained
    const alarms = await said(s, "/incident alarms");
    expect(alarms.match(/muted by M1/g)).toHaveLength(2);
    expect(await said(s, "/incident maintenance")).toContain("3 alerts muted, 2 firing");
    const mark = /(a[0-9a-z]{6}) \*?Down: Trouble at ks-1/.exec(alarms.replaceAll("`", ""))?.[1] ?? "";
    expect(await said(s, `/incident why #${mark}`)).toContain("It was muted by M1");
    // a repeat says nothing new
    await s.hook("alertmanager", alertmanagerBody({ name: "Down", instance: "ks-1" }));
    expect(await s.pages()).toHaveLength(1);
    // when the window ends, and two still fire
    await s.clock.until("2026-11-24T03:00Z");
    // then that is said, and the rules decide
    expect((await told(s)).filter((one) => one.includes("completed"))).toEqual([
      "11-24 03:00 ✅ M1 · Database upgrade: completed 2026-11-24T03:00Z. 2 alerts of its components still fire, and are judged anew: rules decide what comes of them.",
    ]);
    const incident = await s.incident(2);
    expect(incident).toMatchObject({ severity: "SEV1", components: ["Keystore"] });
    expect((await names(s)).toSorted()).toEqual([
      "Brief: Trouble at ks-3 2",
      "Down: Trouble at ks-1 2",
      "Other: Trouble at gw-1 1",
      "Slow: Trouble at ks-2 2",
    ]);
    expect((await s.pages()).at(-1)).toBe("11-24 03:00 @bob");
    expect(await said(s, "/incident alarms")).not.toContain("muted by");
  });

  test("count in an incident their group has already, and neither raise it nor page; explain says so", async () => {
    await using s = await story({ at: "2026-11-22T02:00Z", config });
    await said(s, schedule("2026-11-24T02:00Z"));
    await s.clock.until("2026-11-24T01:50Z");
    await s.hook("alertmanager", alertmanagerBody({ name: "Slow", instance: "ks-2", severity: "warning" }));
    await s.click("bob", "incidents", "Declare SEV3");
    await s.clock.until("2026-11-24T02:05Z");
    await s.hook("alertmanager", alertmanagerBody({ name: "Down", instance: "ks-1" }));
    expect(await s.incident()).toMatchObject({ severity: "SEV3" });
    expect((await s.incident()).alerts).toHaveLength(2);
    const answer = await fetch(`${s.url}/hooks/alertmanager?explain=1`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(alertmanagerBody({ name: "New", instance: "ks-9" })),
    });
    expect(JSON.stringify(await answer.json())).toContain("muted by M1: Keystore is under maintenance");
    // when the window is cut short, what still fires may raise it
    await said(s, "/incident maintenance complete M1");
    expect(await s.incident()).toMatchObject({ severity: "SEV1" });
  });
});

test("a component set by hand stays so over an incident, until it is taken back", async () => {
  await using s = await story({ at: "2026-11-22T02:00Z", config });
  expect(await said(s, "/incident component Keystore degraded the vendor throttles us")).toContain(
    "until somebody takes it back",
  );
  expect(await page(s)).toBe("degraded_performance, minor");
  expect(await said(s, "/incident component Keystore degraded again")).toContain("degraded by hand already");
  await s.click("bob", "incidents", "Take it back");
  expect(await page(s)).toBe("operational, none");
  expect((await told(s)).map((one) => one.slice(6))).toEqual([
    "@alice set Keystore to degraded by hand, until it is taken back: the vendor throttles us",
    "@bob took back the status of Keystore that was set by hand: it is over",
  ]);
});
