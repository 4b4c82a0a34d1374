import { describe, expect, test } from "vitest";
import { alertmanagerBody } from "../kit/alertmanager.ts";
import { type Story, story } from "../kit/story.ts";

const rooms = (channels: { name: string }[]) => channels.filter(({ name }) => name.startsWith("inc-"));
const texts = (timeline: { text: string }[]) => timeline.map(({ text }) => text);
const states = async (s: Story) =>
  (await s.api("GET", "/alerts?state=all")).body.alerts.map((one: { status: string }) => one.status);
const standing = async (s: Story, room: string) => (await s.words(room)).join("\n");
const markOf = (said: string | undefined) => said?.match(/\ba[0-9a-z]{6}\b/)?.[0] ?? "";

const both = [{ store: "sqlite" }, { store: "postgres" }] as const;

describe.each(both)("silence, on $store", (way) => {
  const config = "sources: { alertmanager: { open: true, stale_after: 1 h } }";

  test("makes an alert unknown once, over a restart; a repeat takes that back, and the last resolve ends it", async () => {
    // given two alerts of a sender that repeats
    await using s = await story({ at: "2026-11-24T10:00Z", config, ...way });
    await s.hook("alertmanager", alertmanagerBody({}, { instance: "gw-2" }));
    const room = await s.room();
    await s.say("bob", room, "/incident ack");
    // when one of them is not heard of for longer than it should be, while Sitrep is away
    await s.clock.pass("50 min");
    await s.hook("alertmanager", alertmanagerBody({ instance: "gw-2" }));
    await s.restart({ away: "20 min" });
    // then that is said once
    expect(await standing(s, room)).toContain("*1 alert is unknown*: GatewayDown: Trouble at gw-1");
    expect((await states(s)).toSorted()).toEqual(["firing", "unknown"]);
    expect((await s.api("GET", "/alerts?state=unknown")).body.alerts).toHaveLength(1);
    expect((await s.say("bob", "general", "/incident alarms"))[0]).toMatch(
      /1 alert fires, 1 is unknown[\s\S]*unknown since/,
    );
    await s.clock.pass("30 min");
    expect((await s.told(`#${room}`)).filter((one) => one.includes("is unknown*:"))).toHaveLength(1);
    // when the other ends, the incident does not: nobody knows about the first
    await s.hook("alertmanager", alertmanagerBody({ instance: "gw-2", status: "resolved" }));
    expect(await standing(s, room)).not.toContain("resolved too?");
    // when it is heard of again, and resolved
    await s.hook("alertmanager", alertmanagerBody({}));
    expect(await standing(s, room)).toContain("No alert is unknown any more.");
    await s.hook("alertmanager", alertmanagerBody({ status: "resolved" }));
    expect(await standing(s, room)).toContain("All 2 alerts are resolved. Is the incident resolved too?");
    expect((await s.pages()).filter((page) => page.endsWith("@bob"))).toEqual(["10:00 @bob"]);
  });
});

test("silence counts as the end where that is configured, and the incident resolves by itself after its time", async () => {
  const config = `
sources: { alertmanager: { open: true, stale_after: 1 h } }
alerts: { unknown: close, resolve: by-itself, clear_after: 10 min }`;
  await using s = await story({ at: "2026-11-24T10:00Z", config });
  await s.hook("alertmanager", alertmanagerBody({}));
  await s.say("bob", await s.room(), "/incident ack");
  await s.clock.until("11:09");
  expect(await states(s)).toEqual(["resolved"]);
  expect((await s.incident()).stage).toBe("INVESTIGATING");
  // when one fires before the time is over
  await s.hook("alertmanager", alertmanagerBody({ instance: "gw-2" }));
  await s.clock.pass("20 min");
  expect((await s.incident()).stage).toBe("INVESTIGATING");
  // then only the next quiet counts
  await s.hook("alertmanager", alertmanagerBody({ instance: "gw-2", status: "resolved" }));
  await s.clock.pass("9 min");
  expect((await s.incident()).stage).toBe("INVESTIGATING");
  await s.clock.pass("1 min");
  expect((await s.incident()).stage).toBe("RESOLVED");
  expect(rooms(await s.channels())).toHaveLength(1);
});

test("an alert that comes and goes is told of once, and its incident ends when it has been quiet", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.hook("alertmanager", alertmanagerBody({}));
  const room = await s.room();
  await s.say("bob", room, "/incident ack");
  const flip = async (times: number) => {
    for (let count = 0; count < times; count += 1) {
      await s.clock.pass("2 min");
      await s.hook("alertmanager", alertmanagerBody({ status: "resolved" }));
      await s.clock.pass("2 min");
      await s.hook("alertmanager", alertmanagerBody({}));
    }
  };
  await flip(3);
  expect(await standing(s, room)).toContain("*1 alert flaps*: GatewayDown: Trouble at gw-1");
  expect((await s.say("bob", "general", "/incident alarms"))[0]).toContain("flapping");
  const [told, entries] = [await s.told(`#${room}`), (await s.incident()).timeline.length];
  // when it goes on
  await flip(5);
  // then not a word more is said, but for what the clocks owe
  const alertWords = (words: string[]) =>
    words.filter((one) => /GatewayDown|alert/i.test(one) && !/⏰|Severity|paged/i.test(one));
  expect(alertWords(await s.told(`#${room}`))).toEqual(alertWords(told));
  const later = (await s.incident()).timeline.slice(entries);
  expect(texts(later).filter((text) => text.startsWith("Alert"))).toEqual([]);
  // when it is over, and stays so for an hour
  await s.hook("alertmanager", alertmanagerBody({ status: "resolved" }));
  await s.clock.pass("59 min");
  expect(await standing(s, room)).not.toContain("resolved too?");
  await s.clock.pass("2 min");
  expect(await standing(s, room)).toContain("No alert flaps any more.");
  expect(await standing(s, room)).toContain("The alert is resolved. Is the incident resolved too?");
  expect(rooms(await s.channels())).toHaveLength(1);
  expect((await s.pages()).filter((page) => page.endsWith("@bob"))).toEqual(["10:00 @bob"]);
});

describe.each(both)("a person, on $store", (way) => {
  test("puts alerts where they belong, and what they do later follows", async () => {
    // given an incident declared by hand, and one of an alert
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("alice", "general", "/incident sev2 Customers report errors");
    await s.hook("alertmanager", alertmanagerBody({}, { instance: "gw-2" }));
    const [said] = await s.say("alice", "general", "/incident alarms");
    const mark = markOf(said);
    // when one alert is moved into the first
    expect(await s.say("alice", "general", `/incident alarms move ${mark} #1`)).toEqual(["It belongs to #1 now."]);
    expect((await s.incident(1)).alerts).toHaveLength(1);
    expect((await s.incident(2)).alerts).toHaveLength(1);
    expect(texts((await s.incident(1)).timeline).join()).toMatch(
      /alice moved an alert here: GatewayDown: Trouble at gw-\d \(a/,
    );
    expect(texts((await s.incident(2)).timeline).join()).toMatch(/alice took an alert away: GatewayDown/);
    // then its ends and its next episodes are heard there
    const moved = (await s.incident(1)).alerts[0].identity.endsWith("gw-1") ? "gw-1" : "gw-2";
    await s.hook("alertmanager", alertmanagerBody({ instance: moved, status: "resolved" }));
    await s.clock.pass("5 min");
    await s.hook("alertmanager", alertmanagerBody({ instance: moved }));
    expect(texts((await s.incident(1)).timeline)).toContain(`Alert fired again: GatewayDown: Trouble at ${moved}`);
    expect((await s.say("alice", "general", `/incident alarms move ${mark} #1`))[0]).toContain(
      "belongs to incident #1 already",
    );
    // when it is taken out, and the rest is moved with its group
    await s.say("alice", "general", `/incident alarms detach ${mark}`);
    expect((await s.incident(1)).alerts).toEqual([]);
    expect((await s.say("alice", "general", `/incident alarms detach ${mark}`))[0]).toContain("belongs to no incident");
    await s.hook("alertmanager", alertmanagerBody({ name: "DiskFull", severity: "warning" }));
    await s.click("alice", "incidents", "Part of another incident");
    const [asked] = await s.say("alice", "general", "/incident alarms move nonsense #1");
    expect(asked).toContain("There is no alert or alert group nonsense");
  });

  test("makes a proposal part of another incident, and later alerts of its group go there", async () => {
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.say("alice", "general", "/incident sev2 Customers report errors");
    await s.hook("alertmanager", alertmanagerBody({ name: "Slow", severity: "warning" }));
    const [choice] = await s.click("alice", "incidents", "Part of another incident");
    expect(choice).toContain("Into which incident? [#1 · SEV2 · Customers report errors]");
    const key = JSON.stringify(await s.messages("incidents")).match(/dismiss (\w{16})/)?.[1];
    await s.say("alice", "general", `/incident alarms move ${key} #1`);
    expect(await standing(s, "incidents")).toContain("alice put it into #1: ");
    await s.hook("alertmanager", alertmanagerBody({ name: "Slow", severity: "warning", instance: "gw-5" }));
    expect((await s.incident(1)).alerts).toHaveLength(2);
    expect(rooms(await s.channels())).toHaveLength(1);
  });

  test("merges two groups, and what comes for the first goes to the second's incident", async () => {
    await using s = await story({ at: "2026-11-24T10:00Z", ...way });
    await s.hook("alertmanager", alertmanagerBody({ name: "Slow", severity: "warning" }));
    const slow = markOf((await s.say("alice", "general", "/incident alarms"))[0]);
    await s.hook("alertmanager", alertmanagerBody({ name: "GatewayDown" }));
    const list = (await s.say("alice", "general", "/incident alarms"))[0] ?? "";
    const down = [...list.matchAll(/\ba[0-9a-z]{6}\b/g)].map(([mark]) => mark).find((mark) => mark !== slow);
    expect(await s.say("alice", "general", `/incident alarms merge ${slow} ${down}`)).toEqual([
      "They are one group now.",
    ]);
    expect(await standing(s, "incidents")).not.toContain("proposes");
    expect((await s.incident(1)).alerts).toHaveLength(2);
    await s.hook("alertmanager", alertmanagerBody({ name: "Slow", severity: "warning", instance: "gw-9" }));
    expect((await s.incident(1)).alerts).toHaveLength(3);
    expect(rooms(await s.channels())).toHaveLength(1);
    expect((await s.say("alice", "general", `/incident alarms merge ${slow} ${down}`))[0]).toContain(
      "of one group already",
    );
  });
});

test("no incident is remembered, and counted by rule", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.hook(
    "alertmanager",
    alertmanagerBody({ name: "Slow", severity: "warning" }, { name: "Slow", severity: "warning", instance: "gw-2" }),
  );
  await s.click("alice", "incidents", "Not an incident");
  await s.clock.pass("20 min");
  await s.hook("alertmanager", alertmanagerBody({ name: "Slow", severity: "warning", status: "resolved" }));
  await s.clock.pass("20 min");
  await s.hook("alertmanager", alertmanagerBody({ name: "Slow", severity: "warning" }));
  expect((await s.told("#incidents")).filter((one) => one.includes("SEV3"))).toHaveLength(1);
  const { body } = await s.api("GET", "/alerts/noise");
  expect(body.noise).toMatchObject([{ dismissed: 1, alerts: 2, last_at: "2026-11-24T10:00:00.000Z" }]);
  const [noise] = await s.say("alice", "general", "/incident alarms noise");
  expect(noise).toContain(`${body.noise[0].rule}*: once, 2 alerts`);
  const metrics = await (await fetch(`${s.url}/metrics`)).text();
  expect(metrics).toMatch(/sitrep_alert_noise_total\{rule=".+"\} 1/);
});

test("what cannot be read is listed with the reason, said once an hour, and pages nobody", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  for (const broken of ["one", "two", "three"]) {
    await s.hook("alertmanager", { alerts: [{ status: broken }] });
    await s.clock.pass("1 min");
  }
  const said = (await s.told("#incidents")).filter((one) => one.includes("could not be read"));
  expect(said).toHaveLength(1);
  expect(await standing(s, "incidents")).toContain("3 alerts from alertmanager could not be read");
  expect((await s.say("alice", "general", "/incident alarms"))[0]).toContain("3 alerts are unknown");
  expect(await s.pages()).toEqual([]);
  expect(rooms(await s.channels())).toEqual([]);
  // Who looks at one sees what came.
  const [listed] = (await s.api("GET", "/alerts?state=unknown&limit=1")).body.alerts;
  expect(listed.unread).toContain("status");
  const [why] = await s.say("alice", "general", `/incident why #${listed.mark}`);
  expect(why).toContain(`It could not be read: ${listed.unread.replace(/\.$/, "")}`);
  expect(why).toMatch(/This is what came[\s\S]*"status": "three"/);
  await s.clock.pass("1 h");
  await s.hook("alertmanager", { alerts: [{ status: "four" }] });
  expect((await s.told("#incidents")).filter((one) => one.includes("could not be read"))).toHaveLength(2);
  // A day later they are over.
  await s.clock.pass("26 h");
  expect((await s.api("GET", "/alerts?state=unknown")).body.alerts).toEqual([]);
});

test("who writes a mapping sees what came, and neither headers nor the token in the address", async () => {
  const config = "sources: { generic/crm: { token: s3cret-token-of-the-crm } }";
  await using s = await story({ at: "2026-11-24T10:00Z", config });
  const sent = { what: { failed: "Export" }, at: { node: 7 } };
  await s.hook("generic/crm?token=s3cret-token-of-the-crm&elsewhere=eu", sent);
  const [alarms] = await s.say("alice", "general", "/incident alarms all");
  expect(alarms).toContain("unmapped");
  const { body } = await s.api("GET", `/alerts/${markOf(alarms)}/why`);
  expect(JSON.parse(body.data.received)).toEqual(sent);
  const [why] = await s.say("alice", "general", `/incident why #${markOf(alarms)}`);
  expect(why).toContain('"failed": "Export"');
  expect(`${why} ${JSON.stringify(body)}`).not.toMatch(/s3cret|elsewhere/);
  expect((await s.api("GET", "/alerts/azzzzzz/why")).body.said).toContain("There is no alert azzzzzz");
});

test("a group that ends without naming all of its alerts leaves these unknown, and says what to set", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.hook("alertmanager", alertmanagerBody({}, { instance: "gw-2" }, { instance: "gw-3" }));
  await s.hook("alertmanager", { ...alertmanagerBody({ status: "resolved" }), truncatedAlerts: 2 });
  expect(await standing(s, await s.room())).toMatch(/2 alerts are unknown\*: [\s\S]*Set max_alerts: 0 at its receiver/);
  expect((await states(s)).toSorted()).toEqual(["resolved", "unknown", "unknown"]);
});

test("a thousand alerts of one outage in a minute are one calm channel", async () => {
  // given a rule that says what the alerts of several senders are about
  const config = `
alerts:
  rules:
    - { match: { severity: critical }, outcome: declare, severity: SEV1, component: Gateway (HTTP liveness) }`;
  await using s = await story({ at: "2026-11-24T10:00Z", config });
  const body = (batch: number) =>
    alertmanagerBody(...Array.from({ length: 20 }, (_, n) => ({ instance: `gw-${batch * 20 + n}` })));
  // when they come, Sitrep is stopped and started twice in between, and somebody declares something else
  for (let batch = 0; batch < 50; batch += 1) {
    expect(await s.hook(batch % 2 === 0 ? "alertmanager" : "grafana", body(batch))).toBeLessThan(300);
    if (batch === 0) expect(await s.pages()).toEqual(["10:00 @bob"]);
    await s.clock.pass("1s");
    if (batch === 20 || batch === 30) await s.restart();
    if (batch === 35) {
      await s.say("alice", "general", '/incident declare SEV1 "Login page is blank"');
      const names = rooms(await s.channels()).map(({ name }) => name);
      expect(names.join()).toContain("login-page");
    }
  }
  await s.clock.pass("10s");
  // then each is counted once, in one channel with a handful of messages, and Slack had no reason to complain
  const [room, ...others] = rooms(await s.channels()).filter(({ name }) => !name.includes("login"));
  expect(others).toEqual([]);
  expect((await s.told(`#${room?.name}`)).length).toBeLessThanOrEqual(12);
  expect(await standing(s, room?.name ?? "")).toContain("1000 firing");
  expect((await s.incident()).alerts).toHaveLength(1_000);
  expect((await s.incident()).timeline.length).toBeLessThan(60);
  expect(s.workspace.calls().filter(({ ok, method }) => !ok && method.startsWith("chat."))).toEqual([]);
  expect((await s.pages()).filter((page) => page.endsWith("@bob"))).toHaveLength(2);
}, 180_000);
