import { describe, expect, test } from "vitest";
import { missing, payloads } from "../in/sources/payloads.ts";
import { story } from "../kit/story.ts";
import { everyWay } from "../kit/ways.ts";

/** A beat of Uptime Kuma about the gateway's liveness; `retries` are those it waited for before it said DOWN. */
const beat = (status: 0 | 1, time: string, retries = 0) => ({
  heartbeat: {
    monitorID: 7,
    status,
    time: `2026-11-21 ${time}`,
    msg: "connect ECONNREFUSED",
    important: true,
    retries,
  },
  monitor: { id: 7, name: "Gateway (HTTP liveness)", url: "https://gateway.example.com/healthz", type: "http" },
  msg: "a beat",
});

describe.each(everyWay)("a failed /healthz, over $mode on $store", (way) => {
  test("proposes a SEV2 at first, and declares a SEV1 that pages when it fails again within a minute", async () => {
    await using s = await story({ at: "2026-11-21T03:00Z", ...way });
    // given one failed check
    expect(await s.hook("uptime-kuma", beat(0, "03:00:00.000"))).toBe(202);
    // then it is a question, and nobody is woken
    expect((await s.words("incidents")).at(-1)).toContain("proposes a SEV2: *Gateway (HTTP liveness)*");
    expect(await s.pages()).toEqual([]);
    // when the next one fails, too
    await s.clock.pass("60s");
    await s.hook("uptime-kuma", beat(0, "03:01:00.000"));
    // then it is an incident, somebody is woken, and the question is closed
    expect(await s.incident()).toMatchObject({ severity: "SEV1", components: ["Gateway (HTTP liveness)"] });
    expect(await s.pages()).toEqual(["03:01 @bob"]);
    expect((await s.words("incidents")).join()).not.toContain("[Declare SEV2]");
    // when it goes on failing, nobody is woken for it anew, and no second incident comes
    await s.clock.pass("60s");
    await s.hook("uptime-kuma", beat(0, "03:02:00.000"));
    expect(await s.pages()).toEqual(["03:01 @bob"]);
    expect((await s.incident()).alerts).toHaveLength(1);
  });

  test("closes its question by itself when the next check passes, and does not count with a failure after that", async () => {
    await using s = await story({ at: "2026-11-21T03:00Z", ...way });
    await s.hook("uptime-kuma", beat(0, "03:00:00.000"));
    await s.clock.pass("20s");
    await s.hook("uptime-kuma", beat(1, "03:00:20.000"));
    expect((await s.words("incidents")).at(-1)).toBe("Resolved by itself: Gateway (HTTP liveness).");
    await s.clock.pass("20s");
    await s.hook("uptime-kuma", beat(0, "03:00:40.000"));
    expect(await s.pages()).toEqual([]);
    expect((await s.api("GET", "/incidents")).body.incidents).toEqual([]);
  });
});

test("a DOWN that waited for its retry pages at once", async () => {
  await using s = await story({ at: "2026-11-21T03:00Z" });
  await s.hook("uptime-kuma", beat(0, "03:00:00.000", 1));
  expect((await s.incident()).severity).toBe("SEV1");
  expect(await s.pages()).toEqual(["03:00 @bob"]);
});

test("what was counted outlives a restart", async () => {
  await using s = await story({ at: "2026-11-21T03:00Z" });
  await s.hook("uptime-kuma", beat(0, "03:00:00.000"));
  await s.restart();
  await s.clock.pass("30s");
  await s.hook("uptime-kuma", beat(0, "03:00:30.000"));
  expect((await s.incident()).severity).toBe("SEV1");
});

test("explaining says what would become of a body now, and changes nothing", async () => {
  await using s = await story({ at: "2026-11-21T03:00Z" });
  const explained = async (body: unknown) => {
    const answer = await fetch(`${s.url}/hooks/uptime-kuma?explain=1`, { method: "POST", body: JSON.stringify(body) });
    expect(answer.status).toBe(200);
    const { alerts } = (await answer.json()) as { alerts: { becomes: unknown; steps: string[] }[] };
    return alerts[0];
  };
  // given nothing at all
  expect(await explained(beat(0, "03:00:00.000"))).toMatchObject({ becomes: { what: "proposed", incident: null } });
  expect(await explained(beat(0, "03:00:00.000"))).toMatchObject({ becomes: { what: "proposed", incident: null } });
  expect((await s.api("GET", "/alerts?state=all")).body.alerts).toEqual([]);
  // when one check has failed, the next one is known to be the second
  await s.hook("uptime-kuma", beat(0, "03:00:00.000"));
  await s.clock.pass("30s");
  const second = await explained(beat(0, "03:00:30.000"));
  expect(second).toMatchObject({ becomes: { what: "declared", incident: null } });
  expect(second?.steps.join(" ")).toContain("Rule liveness lost matches and decides");
  expect(second?.steps.at(-1)).toBe("As things stand, it would declare a SEV1, and page at any hour.");
  expect(await s.pages()).toEqual([]);
  // when it was declared, a repeat is known to be one
  await s.hook("uptime-kuma", beat(0, "03:00:30.000"));
  expect(await explained(beat(0, "03:00:50.000"))).toMatchObject({ becomes: { what: "repeated" } });
  expect(await explained(beat(1, "03:00:50.000"))).toMatchObject({ becomes: { what: "resolved", incident: 1 } });
});

test("a rule of one's own counts over alerts, looks for an event, and pages whatever the severity", async () => {
  // given a deploy that excuses crashes for ten minutes
  const config = `alerts:
  rules:
    - { name: deploy, match: { event: deploy }, outcome: mark, event: deploy }
    - name: crash loop
      match: { alertname: PodCrashed }
      count: { at_least: 3, within: 5 min, per: [deployment] }
      unless: { event: deploy, within: 10 min }
      outcome: declare
      severity: SEV3
      kind: page
      group_by: [deployment]
    - { name: crash, match: { alertname: PodCrashed }, outcome: list }`;
  await using s = await story({ at: "2026-11-21T03:00Z", config });
  const crash = (pod: string) => ({ title: `${pod} crashed`, id: pod, alertname: "PodCrashed", deployment: "web" });
  await s.hook("generic", { id: "d1", title: "Deployed web", event: "deploy" });
  for (const pod of ["a", "b", "c"]) await s.hook("generic", crash(pod));
  expect((await s.api("GET", "/incidents")).body.incidents).toEqual([]);
  // when the deploy is ten minutes ago
  await s.clock.pass("11 min");
  for (const pod of ["d", "e"]) await s.hook("generic", crash(pod));
  expect(await s.pages()).toEqual([]);
  await s.hook("generic", crash("f"));
  // then the third crash is an incident, and wakes somebody although it is a SEV3
  expect(await s.incident()).toMatchObject({ severity: "SEV3", title: "f crashed" });
  expect(await s.pages()).toEqual(["03:11 @bob"]);
  // and the event itself is no alert
  const { alerts } = (await s.api("GET", "/alerts?state=all&limit=50")).body;
  expect(alerts.map(({ title }: { title: string }) => title)).not.toContain("Deployed web");
});

describe.skipIf(missing !== null)("the recorded samples, through the door", () => {
  const send = async (s: Awaited<ReturnType<typeof story>>, source: string, file: string, path = "") => {
    const found = payloads().find((one) => one.source === source && one.file === file);
    const answer = await fetch(`${s.url}/hooks/${source}${path}`, {
      method: "POST",
      body: found?.raw.toString() ?? "",
    });
    expect(answer.status).toBe(202);
    await s.settle();
  };

  test("a gateway that is down pages, with its runbook", async () => {
    await using s = await story({ at: "2026-11-21T10:02Z" });
    await send(s, "alertmanager", "firing-single.json");
    expect(await s.incident()).toMatchObject({ severity: "SEV1", components: ["Gateway (HTTP liveness)"] });
    expect(await s.pages()).toEqual(["10:02 @bob"]);
    const room = await s.room();
    expect((await s.channel(room)).bookmarks.map(({ link }) => link)).toContain(
      "https://ops.example.com/runbooks/gateway-down",
    );
  });

  test("a monitor that is down after its retry pages", async () => {
    await using s = await story({ at: "2026-11-21T10:16Z" });
    await send(s, "uptime-kuma", "down.json");
    expect(await s.incident()).toMatchObject({ severity: "SEV1", components: ["Gateway (HTTP liveness)"] });
    expect(await s.pages()).toEqual(["10:16 @bob"]);
  });

  test("the playbook's cron line is one SEV2, however often it calls", async () => {
    await using s = await story({ at: "2026-11-21T10:16Z" });
    for (let minute = 0; minute < 3; minute += 1) {
      await send(s, "pagerduty-events", "seed-curl-no-dedup-key.json", "/v2/enqueue");
      await s.clock.pass("65s");
    }
    const { incidents } = (await s.api("GET", "/incidents")).body;
    expect(incidents.map(({ severity, title }: { severity: string; title: string }) => `${severity} ${title}`)).toEqual(
      ["SEV2 Metis LLM error rate > 5%"],
    );
    expect((await s.incident()).alerts).toHaveLength(3);
  });
});
