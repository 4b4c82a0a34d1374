import { describe, expect, test } from "vitest";
import { alertmanagerBody } from "../kit/alertmanager.ts";
import { story } from "../kit/story.ts";
import { everyWay } from "../kit/ways.ts";

const runbook = "https://runbooks.example.org/gateway";
const rooms = (channels: { name: string }[]) => channels.filter(({ name }) => name.startsWith("inc-"));
const texts = (timeline: { text: string }[]) => timeline.map(({ text }) => text);

describe.each(everyWay)("a critical alert, over $mode on $store", (way) => {
  test("declares a SEV1 with its channel, its page and its runbook, and what follows joins it", async () => {
    // given an alert that began two minutes ago
    await using s = await story({ at: "2026-11-21T03:02Z", ...way });
    expect(await s.hook("alertmanager", alertmanagerBody({ runbook, startsAt: "2026-11-21T03:00:00Z" }))).toBe(202);
    // then there is one incident, whose clocks began with the alert
    const room = await s.room();
    expect(room).toBe("inc-2026-11-21-gatewaydown-trouble-at-gw-1");
    expect((await s.channel(room)).bookmarks[0]).toMatchObject({ title: "Runbook", link: runbook });
    expect((await s.channel(room)).topic).toContain("SEV1 · INVESTIGATING · lead");
    expect(await s.pages()).toEqual(["03:02 @bob"]);
    expect((await s.promises())[0]).toMatchObject({ kind: "ack", due: "03:15" });

    // when the same alert comes again and again, and another of its group
    await s.clock.pass("5 min");
    await s.hook("alertmanager", alertmanagerBody({ runbook }));
    await s.clock.pass("5 min");
    await s.hook("alertmanager", alertmanagerBody({ runbook }, { instance: "gw-2" }));
    // then nobody hears of the repeats; the card counts
    expect(rooms(await s.channels())).toHaveLength(1);
    expect(await s.pages()).toEqual(["03:02 @bob"]);
    expect((await s.words(room)).join()).toContain("2 firing of 2");
    expect(texts((await s.incident()).timeline).filter((text) => text.startsWith("Alert"))).toEqual([
      "Alert joined: GatewayDown: Trouble at gw-2",
    ]);

    // when all of them are resolved, one after the other
    await s.say("bob", room, "/incident ack");
    await s.hook("alertmanager", alertmanagerBody({ status: "resolved" }, { instance: "gw-2" }));
    expect((await s.words(room)).at(-1)).not.toContain("resolved too?");
    await s.hook("alertmanager", alertmanagerBody({ status: "resolved" }, { instance: "gw-2", status: "resolved" }));
    // then the end is proposed, and a later alert of the group takes that back
    expect((await s.words(room)).at(-1)).toBe("All 2 alerts are resolved. Is the incident resolved too? [Resolve]");
    await s.clock.pass("5 min");
    await s.hook("alertmanager", alertmanagerBody({ instance: "gw-3" }));
    expect((await s.words(room)).join()).toContain("Firing again: GatewayDown: Trouble at gw-3");
    expect((await s.words(room)).join()).not.toContain("resolved too?");
    expect(rooms(await s.channels())).toHaveLength(1);

    // when it is resolved although one is firing
    const [asked] = await s.say("bob", room, '/incident resolve "The gateway was restarted."');
    expect(asked).toBe("One alert of this incident is still firing. Resolve all the same? [Resolve all the same]");
    await s.hook("alertmanager", alertmanagerBody({ instance: "gw-3", status: "resolved" }));
    await s.click("bob", room, "Resolve all the same");
    // then it is over, and the alerts say where they belong
    expect((await s.incident()).stage).toBe("RESOLVED");
    const { body } = await s.api("GET", "/alerts?state=all");
    expect(body.alerts.map((one: { incident: number; status: string }) => `#${one.incident} ${one.status}`)).toEqual(
      Array(3).fill("#1 resolved"),
    );
    expect((await s.words(room)).join()).not.toContain("resolved too?");
  });
});

test("a warning proposes a SEV3, and its button declares it as the alert would have", async () => {
  // given a warning on a working day
  await using s = await story({ at: "2026-11-24T10:05Z" });
  const slow = { name: "Slow", severity: "warning", startsAt: "2026-11-24T10:00:00Z", runbook };
  await s.hook("alertmanager", alertmanagerBody(slow));
  // then nothing is declared, and nobody is paged
  expect(rooms(await s.channels())).toEqual([]);
  const [proposal] = (await s.words("incidents")).slice(-1);
  expect(proposal).toContain("An alert proposes a SEV3: *Slow: Trouble at gw-1*");
  expect(proposal).toContain("[Declare SEV3] [Not an incident]");
  // when it comes again, with another of its group: the proposal counts, in place
  await s.hook("alertmanager", alertmanagerBody(slow, { ...slow, instance: "gw-2" }));
  await s.clock.pass("5s");
  expect(await s.told("#incidents")).toHaveLength(1);
  expect((await s.words("incidents")).at(-1)).toContain("2 alerts propose a SEV3");
  expect((await s.words("incidents")).at(-1)).toMatch(/\*What they share\*\nalertname=Slow \*By the rule\*\nwarning/);
  // when somebody takes it up
  const [said] = await s.click("dave", "incidents", "Declare SEV3");
  // then it is an incident with both alerts, from the first signal on
  expect(said).toBe("Declared #1 · SEV3 · Slow: Trouble at gw-1.");
  const incident = await s.incident();
  expect(incident).toMatchObject({ severity: "SEV3", detected_at: "2026-11-24T10:00:00.000Z" });
  expect(incident.alerts).toHaveLength(2);
  expect((await s.channel(await s.room())).bookmarks[0]?.link).toBe(runbook);
  expect((await s.words("incidents")).join()).toContain("dave declared a SEV3: Slow: Trouble at gw-1.");
  expect(await s.pages()).toEqual([]);
});

test("a proposal that is dismissed stays dismissed; one whose alert ends withdraws itself", async () => {
  // given two proposals
  await using s = await story({ at: "2026-11-24T10:00Z" });
  const warning = (name: string, status: "firing" | "resolved" = "firing") =>
    alertmanagerBody({ name, severity: "warning", status });
  await s.hook("alertmanager", warning("Slow"));
  // when one is said to be none
  expect(await s.click("alice", "incidents", "Not an incident")).toEqual(["Noted: this is no incident."]);
  expect((await s.words("incidents")).at(-1)).toBe("alice said that this is no incident: Slow: Trouble at gw-1.");
  // then its alerts are listed, and do not ask again
  await s.clock.pass("10 min");
  await s.hook("alertmanager", alertmanagerBody({ name: "Slow", severity: "warning", instance: "gw-7" }));
  expect(await s.told("#incidents")).toHaveLength(1);
  expect((await s.say("alice", "general", "/incident alarms"))[0]).toContain("2 alerts fire");
  // when the other one ends by itself
  await s.hook("alertmanager", warning("DiskFull"));
  await s.hook("alertmanager", warning("DiskFull", "resolved"));
  expect((await s.words("incidents")).at(-1)).toBe("Resolved by itself: DiskFull: Trouble at gw-1.");
  expect(rooms(await s.channels())).toEqual([]);
});

test("the answer to a proposal that somebody else has answered says so", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.hook("alertmanager", alertmanagerBody({ name: "Slow", severity: "warning" }));
  const [message] = (await s.messages("incidents")).slice(-1);
  await s.click("alice", "incidents", "Declare SEV3");
  // when dave's screen still shows the buttons
  const group = JSON.stringify(message?.blocks).match(/dismiss (\w+)/)?.[1];
  const [said] = await s.say("dave", "general", `/incident alarms dismiss ${group}`);
  // then
  expect(said).toBe("This proposal was declared already.");
  expect(rooms(await s.channels())).toHaveLength(1);
});

test("a warning that turns critical declares, and closes its proposal", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.hook("alertmanager", alertmanagerBody({ name: "Slow", severity: "warning" }));
  await s.hook("alertmanager", alertmanagerBody({ name: "Slow", severity: "critical", instance: "gw-2" }));
  expect((await s.incident()).severity).toBe("SEV1");
  expect((await s.incident()).alerts).toHaveLength(2);
  expect((await s.words("incidents")).join()).toContain("An incident was declared for Slow: Trouble at gw-1.");
  expect(await s.pages()).toEqual(["10:00 @bob"]);
});
