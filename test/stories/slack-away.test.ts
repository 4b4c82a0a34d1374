import { describe, expect, test } from "vitest";
import { story } from "../kit/story.ts";
import { bothWays } from "../kit/ways.ts";

const down = { method: "*", kind: "http_500", times: 1_000_000 } as const;
const first = {
  stage: "INVESTIGATING",
  components: ["Gateway (HTTP liveness)"],
  symptom: "requests fail with 503",
  impact: "call the API",
};

describe.each(bothWays)("over $mode", (way) => {
  test("Slack is down for twenty minutes: clocks and publishing go on, and it is caught up with in order", async () => {
    // given a SEV1 that is five minutes old when Slack goes away
    await using s = await story({ at: "2026-11-21T03:00Z", ...way });
    await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
    const room = await s.room();
    await s.clock.pass("5 min");
    s.faults(down);
    // when it is worked by REST, and another one is declared
    await s.clock.until("03:12");
    expect((await s.api("POST", "/incidents/1/update", first)).status).toBe(200);
    expect(await (await fetch(s.statusUrl)).text()).toContain("requests fail with 503");
    await s.clock.until("03:16");
    expect((await s.api("POST", "/incidents/1/ack", {})).status).toBe(200);
    expect((await s.api("POST", "/incidents", { severity: "SEV1", title: "Keys are refused" })).status).toBe(201);
    await s.clock.until("03:25");
    expect(await (await fetch(`${s.url}/readyz`)).json()).toMatchObject({ status: "ready", slack: { state: "away" } });
    // then the clocks have run, and nobody was told
    expect((await s.promises())[0]).toMatchObject({ kind: "ack", due: "03:15", state: "late", met: "03:16" });
    expect(await s.pages()).toEqual(["03:00 @bob"]);

    // when Slack is back
    s.faults();
    await s.clock.until("03:27");
    // then both channels stand, the people are woken who are still needed, and once
    const other = await s.room();
    expect(other).toBe("inc-2026-11-21-keys-are-refused");
    expect((await s.pages()).map((page) => page.slice(6))).toEqual(["@bob", "@bob"]);
    expect(await s.direct("carol")).toEqual([]);
    // and the channel has what happened, once, in the order it happened, without what is over
    const told = (await s.told(`#${room}`)).filter((words) => words > "03:05");
    expect(told.filter((words) => words.includes("posted an update. Published:"))).toHaveLength(1);
    expect(told.filter((words) => words.includes("⏰"))).toEqual([]);
    expect(await s.standing(1)).toEqual([]);
    expect((await s.channel(room)).topic).toContain("next update 03:42Z");
    expect((await s.words("incidents")).filter((words) => words.includes("Gateway returns 503"))).toHaveLength(1);
    // and what is promised next is reminded of as if nothing had been
    await s.clock.until("03:43");
    expect(await s.reminders("next-update")).toEqual(["03:36", "03:42"]);
    expect(await s.reminders("ack", 2)).toEqual(["03:28", "03:31", "03:36 @bob", "03:41 @bob @carol"]);
  });
});

test("reminders that came due in an outage are one, with how late it is", async () => {
  await using s = await story({ at: "2026-11-21T03:00Z" });
  await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
  await s.clock.pass("1 min");
  s.faults(down);
  await s.clock.until("03:33");
  s.faults();
  await s.clock.until("03:35");
  expect((await s.reminders("ack")).map((said) => said.slice(6))).toEqual(["@alice @carol"]);
  expect((await s.standing()).toSorted()).toEqual(["ack", "first-update"]);
  expect((await s.pages()).map((page) => page.slice(6))).toEqual(["@bob", "@bob", "@carol"]);
});

test("Slack says 429 to everything at first: it waits as long as it is told, and nothing is doubled", async () => {
  await using s = await story({ at: "2026-11-21T03:00Z" });
  s.faults({ method: "*", kind: "rate_limit", retry_after: 7, times: 8 });
  await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
  await s.clock.pass("2 min");
  const words = await s.words(await s.room());
  expect(words.filter((said) => said.includes("[Post update]"))).toHaveLength(1);
  expect(await s.pages()).toHaveLength(1);
  expect((await s.channels()).filter(({ name }) => name.startsWith("inc-"))).toHaveLength(1);
  expect((await s.words("incidents")).filter((said) => said.includes("Gateway returns 503"))).toHaveLength(1);
});

test("a person archives the channel: one notice, and the incident and its clocks go on", async () => {
  // given
  await using s = await story({ at: "2026-11-21T03:00Z", expectErrors: true });
  await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
  const room = await s.room();
  await s.say("bob", room, "/incident ack");
  await s.clock.pass("5 min");
  // when
  await s.manage("dave", room, { action: "archive", name: room });
  await s.clock.until("03:16");
  // then it is said once, and the reminders come where people are
  const announced = async () => (await s.words("incidents")).slice(2);
  expect((await announced()).toSorted()).toEqual([
    `#1: Somebody archived the channel #${room}. The incident and its clocks go on; reminders of it come here until Sitrep is invited there again.`,
    "⏰ #1 · SEV1 · Gateway returns 503: The first public update is due now. What do customers see? [Post update] [Snooze 10 min]",
  ]);
  // and it is worked from anywhere, with no storm of calls into the closed channel
  await s.say("alice", "general", "/incident update #1 --audience internal investigating");
  const before = s.workspace.calls().length;
  await s.clock.until("03:59");
  const refused = s.workspace
    .calls()
    .slice(before)
    .filter(({ error }) => error === "is_archived");
  expect(refused.length).toBeLessThan(10);
  expect((await s.incident()).stage).toBe("INVESTIGATING");
  // when it is brought back, and Sitrep with it
  await s.manage("dave", room, { action: "unarchive", name: room });
  await s.manage("dave", room, { action: "invite", name: room, user: "sitrep" });
  await s.clock.pass("1 min");
  expect((await announced()).filter((words) => words.includes("[Snooze 10 min]"))).toEqual([]);
  expect((await announced()).join()).toContain(`#1: Sitrep is back in the channel #${room}.`);
  expect((await s.channel(room)).topic).toContain("🔴 update was due 03:15Z");
  await s.clock.until("04:01");
  expect(await s.standing()).toContain("mitigation");
  expect((await s.words(room)).join()).toContain("Mitigation is due now");
});

test("a channel whose making was never answered is its incident's all the same, for whoever types there", async () => {
  // given a channel that is there, and Slack does not say so
  await using s = await story({ at: "2026-11-21T03:00Z" });
  s.faults(
    { method: "conversations.create", kind: "lost_response" },
    { method: "users.conversations", kind: "http_500", times: 1_000 },
  );
  await s.say("alice", "general", "/incident declare sev1 Gateway returns 503");
  const made = (await s.channels()).find(({ name }) => name.startsWith("inc-"));
  expect((await s.incident()).channel.id).toBeNull();
  // when
  await s.manage("alice", made?.name ?? "", { action: "join" });
  await s.say("alice", made?.name ?? "", "/incident note the certificate ran out");
  // then
  expect(JSON.stringify((await s.incident()).timeline)).toContain("the certificate ran out");
});
