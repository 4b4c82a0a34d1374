import { afterEach, expect, test } from "vitest";
import { leaks, type Outgoing } from "../kit/leaks.ts";
import { type Json, type Story, story } from "../kit/story.ts";
import { credential as betterstackToken, openBetterstackWorld } from "../out/providers/betterstack-world.ts";
import type { ProviderWorld } from "../out/providers/desk.ts";
import type { Asked } from "../out/providers/fake.ts";
import { openStatuspageWorld, credential as statuspageKey } from "../out/providers/statuspage-world.ts";
import { openUptimeRobotWorld, credential as uptimerobotKey } from "../out/providers/uptimerobot-world.ts";
import { openWebhookWorld, credential as webhookSecret } from "../out/providers/webhook-world.ts";

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close();
});

/** Four status pages at once, and the settings that reach them. */
async function fourPages() {
  const worlds = {
    statuspage: await openStatuspageWorld(),
    betterstack: await openBetterstackWorld(),
    uptimerobot: await openUptimeRobotWorld(),
    webhook: await openWebhookWorld(),
  };
  closing.push(...Object.values(worlds));
  const { statuspage, betterstack, uptimerobot, webhook } = worlds;
  const config = `
providers:
  - use: statuspage
    page: p1
    api_key: ${statuspageKey}
    url: ${statuspage.settings.url}
    page_url: ${statuspage.settings.page_url}
    allow_private: true
    components: { "Gateway (HTTP liveness)": c-gateway, "Keystore (active keys)": c-other }
  - use: betterstack
    page: 4242
    token: ${betterstackToken}
    url: ${betterstack.settings.url}
    page_url: ${betterstack.settings.page_url}
    allow_private: true
    components: { "Gateway (HTTP liveness)": 88, "Keystore (active keys)": 89 }
  - use: uptimerobot
    page: 31
    api_key: ${uptimerobotKey}
    url: ${uptimerobot.settings.url}
    allow_private: true
  - use: webhook
    url: ${webhook.url}/hook
    state_url: ${webhook.url}/state
    secret: ${webhookSecret}
    allow_private: true
    components: { "Gateway (HTTP liveness)": gateway, "Keystore (active keys)": keystore }
`;
  return { ...worlds, config, all: Object.entries(worlds) as [string, ProviderWorld & { asked: Asked[] }][] };
}

/** All that reached them, as it went. */
function sentTo(all: [string, { asked: Asked[] }][]): Outgoing[] {
  return all.flatMap(([to, { asked }]) =>
    asked.map(({ method, path, query, headers, text }) => ({
      to,
      body: `${method} ${path}?${decodeURIComponent(String(query))}\n${JSON.stringify(headers)}\n${text}`,
    })),
  );
}

/** What our own page says of each incident: by its name, whether it goes on, and what was said of it, oldest first. */
async function onOurPage(s: Story): Promise<{ name: string; open: boolean; texts: string[] }[]> {
  const answer = await fetch(new URL("/api/v2/incidents.json", s.statusUrl));
  const { incidents } = (await answer.json()) as Json;
  return incidents.map(({ name, status, incident_updates }: Json) => ({
    name,
    open: status !== "resolved" && status !== "postmortem",
    texts: incident_updates.map(({ body }: Json) => body).toReversed(),
  }));
}

const plain = (text: string) => text.replaceAll("\\", "").replace(/\s+/g, " ");

/** Each of them shows what our page shows: every incident once, open or over, with every update in order. */
async function expectInStep(s: Story, all: [string, ProviderWorld][]): Promise<void> {
  const ours = await onOurPage(s);
  for (const [name, world] of all) {
    const theirs = world.shown();
    expect(theirs.length, name).toBe(ours.length);
    for (const one of ours) {
      const there = theirs.filter(({ title }) => title.includes(one.name));
      expect(there, `${one.name} at ${name}`).toMatchObject([{ open: one.open }]);
      const text = plain(there[0]?.texts.join("\n") ?? "");
      for (const update of one.texts) expect(text.split(plain(update)).length - 1, `${name}: ${update}`).toBe(1);
      const places = one.texts.map((update) => text.indexOf(plain(update)));
      // One text has the newest on top; a list begins with the oldest.
      expect(name === "uptimerobot" ? places.toReversed() : places, name).toEqual(places.toSorted((a, b) => a - b));
    }
  }
}

const declared = (what: string, ...components: string[]) =>
  `/incident declare sev2 ${what} --components "${components.join(", ")}"`;
const [gateway, keystore] = ["Gateway (HTTP liveness)", "Keystore (active keys)"];

test("four providers show what the page shows, also the one that was away, and a component that two share", async () => {
  // given an incident that goes to four status pages, one of which is down
  const four = await fourPages();
  const { statuspage, betterstack, uptimerobot } = four;
  await using s = await story({ at: "2026-11-21T09:00Z", config: four.config });
  await s.say("alice", "general", declared("Gateway returns 503", gateway));
  const first = await s.room();
  uptimerobot.faults(Array(500).fill({ status: 503, json: { message: "down" } }));
  await s.say("alice", first, '/incident update investigating --symptom "requests fail" --impact "callers see errors"');
  await s.clock.pass("10 min");
  // then the others have it, and the channel says which has not
  expect(four.all.map(([name, world]) => [name, world.shown().length])).toEqual([
    ["statuspage", 1],
    ["betterstack", 1],
    ["uptimerobot", 0],
    ["webhook", 1],
  ]);
  const words = async (room: string) => (await s.words(room)).join("\n");
  expect(await words(first)).toContain("has not taken it yet: it answered 503: down");
  await s.say("alice", first, '/incident update identified --cause "A certificate ran out" --action "renewing it"');
  await s.clock.pass("10 min");
  // when it is there again
  uptimerobot.faults([]);
  await s.say("alice", first, '/incident update mitigating --action "rolling it out"');
  await s.clock.pass("10 min");
  // then each has all of it, once
  await expectInStep(s, four.all);
  expect(statuspage.component("c-gateway")).toBe("partial_outage");
  expect(betterstack.component("88")).toBe("degraded");
  // when a second incident shares the component, and the first is over
  await s.say("alice", "general", declared("Keys are slow", gateway, keystore));
  const second = await s.room();
  await s.say("alice", second, '/incident update investigating --symptom "keys are slow" --impact "sign-in is slow"');
  await s.clock.pass("1 min");
  await s.say("alice", first, '/incident resolve "The certificate was renewed."');
  await s.clock.pass("1 min");
  // then what they share stays as the second has it
  await expectInStep(s, four.all);
  expect((await onOurPage(s)).map(({ open }) => open).toSorted()).toEqual([false, true]);
  expect([statuspage.component("c-gateway"), statuspage.component("c-other")]).toEqual(Array(2).fill("partial_outage"));
  expect([betterstack.component("88"), betterstack.component("89")]).toEqual(["degraded", "degraded"]);
  // when that is over, too
  await s.say("alice", second, '/incident resolve "The index was rebuilt."');
  await s.clock.pass("1 min");
  // then all is well everywhere, and was read back as such
  await expectInStep(s, four.all);
  expect((await onOurPage(s)).map(({ open }) => open)).toEqual([false, false]);
  expect([statuspage.component("c-gateway"), statuspage.component("c-other")]).toEqual(["operational", "operational"]);
  expect([betterstack.component("88"), betterstack.component("89")]).toEqual(["operational", "operational"]);
  expect((await words(second)).match(/has it, read back \d\d:\d\d/g)).toHaveLength(four.all.length);
  // and each key went to nobody but whom it opens
  const keys = Object.entries({
    statuspage: statuspageKey,
    betterstack: betterstackToken,
    uptimerobot: uptimerobotKey,
  });
  for (const [owner, key] of keys) {
    const places = await leaks(s, new RegExp(key), sentTo(four.all));
    expect([...new Set(places)]).toEqual([`sent to ${owner}`]);
  }
});

test("what a public page stopped showing is found while the incident goes on, and told once", async () => {
  const four = await fourPages();
  await using s = await story({ at: "2026-11-21T09:00Z", config: four.config });
  await s.say("alice", "general", declared("Gateway returns 503", gateway));
  const room = await s.room();
  await s.say("alice", room, '/incident update investigating --symptom "requests fail" --impact "callers see errors"');
  four.statuspage.publicly?.shows(false);
  const told = async () => (await s.words(room)).filter((said) => said.includes("its public page does not show it"));
  // while caches may hold it back, nothing is said
  await s.clock.pass("9 min");
  await s.say("alice", room, "/incident provider check statuspage");
  await s.clock.pass("30 s");
  expect(await told()).toEqual([]);
  await s.clock.pass("20 min");
  await s.say("alice", room, "/incident provider check statuspage");
  await s.clock.pass("30 s");
  await s.say("alice", room, "/incident provider check statuspage");
  await s.clock.pass("30 s");
  expect((await told()).filter((said) => said.includes("[Leave]"))).toHaveLength(1);
});

test("no word of a private incident reaches a provider, the page, a feed, a figure or the log", async () => {
  // given an incident that everybody reads of, and a private one beside it that shares its component
  const four = await fourPages();
  await using s = await story({ at: "2026-11-21T09:00Z", config: four.config });
  await s.say("alice", "general", declared("Gateway returns 503", gateway));
  const publicRoom = await s.room();
  await s.say(
    "alice",
    publicRoom,
    '/incident update investigating --symptom "requests fail" --impact "callers see okapis"',
  );
  await s.say("alice", "general", `${declared("Zebrafish at large", gateway, keystore)} --private`);
  const room = await s.room();
  // when it is worked through to its end
  const quiet = "--audience internal";
  await s.say("alice", room, `/incident update investigating --symptom "quaggas" --impact "narwhals" ${quiet}`);
  await s.say("alice", room, "/incident note the axolotl was first");
  await s.say("alice", room, `/incident update identified --cause "a capybara" --action "catching it" ${quiet}`);
  await s.say("alice", room, "/incident severity sev1 the zebrafish spread");
  await s.clock.pass("40 min");
  await s.say("alice", room, '/incident resolve "The zebrafish is back."');
  await s.clock.pass("1 min");
  await s.say("alice", publicRoom, '/incident resolve "The certificate was renewed."');
  await s.clock.pass("1 min");
  expect(await s.incident(2)).toMatchObject({ private: true, stage: "RESOLVED" });
  // then nothing that left Sitrep has any of its words
  const sent = sentTo(four.all);
  expect(await leaks(s, /zebrafish|quagga|narwhal|axolotl|capybara/i, sent)).toEqual([]);
  // and the component that it has for itself was only ever said to be well
  const ofKeystore = sent.filter(({ body }) => !body.startsWith("GET") && /Keystore|c-other|"89"/.test(body));
  for (const { to, body } of ofKeystore) expect(body, to).toMatch(/^PATCH .*"status":"operational"\}\}$/s);
  expect(four.statuspage.component("c-other")).toBe("operational");
  // and the same search finds the public one at each of them
  const found = new Set(await leaks(s, /okapi/i, sent));
  for (const [name] of four.all) expect(found).toContain(`sent to ${name}`);
  expect(found).toContain("page /api/v2/incidents.json");
  expect(found).toContain("page /feed.atom");
});
