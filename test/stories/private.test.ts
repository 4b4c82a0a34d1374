import { expect, test } from "vitest";
import { leaks } from "../kit/leaks.ts";
import { story } from "../kit/story.ts";
import { firstWords, oneWay } from "../kit/ways.ts";

test.each(oneWay)("a private incident leaves no word of itself outside its channel, over $mode", async (way) => {
  // given a private SEV1 with words that nothing else would say
  await using s = await story({ at: "2026-11-24T10:00Z", ...way });
  await s.say("alice", "general", "/incident declare sev1 Zebrafish at large --private");
  const room = await s.room();
  expect(await s.channel(room)).toMatchObject({ is_private: true });
  const words = firstWords.replace("requests fail with 503", "okapi in the vault").replace("call the API", "quagga");
  // when it is worked, missed, renamed away from, updated and resolved
  await s.say("alice", room, `/incident update ${words}`);
  await s.say("alice", room, "/incident note the axolotl was first");
  await s.clock.pass("90 min");
  await s.manage("alice", room, { action: "rename", name: room, to: "zebrafish-renamed" });
  await s.say("alice", "zebrafish-renamed", '/incident resolve "The narwhal did it."');
  // then the announcement says that there is one, and nothing else
  expect(await s.words("incidents")).toEqual([
    "@sitrep has joined the channel",
    "*#1 · SEV1 · a private incident is over*",
    expect.stringMatching(/^#1 · Acknowledgement: missed/),
  ]);
  // and no page, feed, figure or log line has any of its words
  const secret = /zebrafish|okapi|quagga|axolotl|narwhal/i;
  expect(await leaks(s, secret)).toEqual([]);
  // and nobody else learns of it by asking
  expect((await s.say("dave", "general", "/incident list"))[0]).not.toMatch(secret);
  expect(await s.say("dave", "general", "/incident status #1")).toEqual([
    "There is no incident #1. `list` shows the open incidents.",
  ]);
  const elsewhere = s.workspace
    .calls()
    .filter(({ method, args }) => method.startsWith("chat.") && secret.test(JSON.stringify(args)));
  const names = await s.names();
  const places = new Set(elsewhere.map(({ args }) => names(String(args.channel))));
  expect([...places].toSorted()).toEqual(["#zebrafish-renamed", "@bob", "@carol"]);
});

test("who is paged for a private incident acknowledges from the page, and is let in", async () => {
  // given a private incident that the secondary is paged for
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev1 Zebrafish at large --private");
  await s.clock.until("10:16");
  const im = (await s.channels()).find(({ name }) => name === "@carol")?.id ?? "";
  // when she clicks in her direct messages
  expect((await s.click("carol", im, "Ack"))[0]).toContain("You have #1 · SEV1 · Zebrafish at large, late.");
  // then she is in its channel, and nobody else is woken
  expect((await s.channel(await s.room())).members).toHaveLength(4);
  await s.clock.pass("1 h");
  expect((await s.pages()).filter((page) => page > "10:16" && page < "10:30")).toEqual([]);
});

test("to publish it is refused in words", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev1 Zebrafish at large --private");
  expect(await s.say("alice", await s.room(), `/incident update ${firstWords} --audience public`)).toEqual([
    "Incident #1 is private and appears nowhere public. Use audience `internal`.",
  ]);
});

test("the search for what leaked finds what is public, wherever it stands", async () => {
  // given an incident that is no secret
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev1 Zebrafish at large");
  await s.say("alice", await s.room(), `/incident update ${firstWords.replace("requests fail", "okapis fail")}`);
  // then each place that shows it is named, and its own page, which only a link leads to, among them
  const places = await leaks(s, /okapi/i, [{ to: "a provider", body: '{"title":"okapis fail"}' }]);
  expect(places).toEqual(expect.arrayContaining(["page /", "page /feed.atom", "sent to a provider"]));
  expect(places).toEqual(expect.arrayContaining([expect.stringMatching(/^page \/incidents\//)]));
  // and nothing else shows the name that we gave it
  expect(await leaks(s, /zebrafish/i)).toEqual([]);
});
