import { afterEach, expect, test } from "vitest";
import { type Json, story } from "../kit/story.ts";
import { openUptimeRobotWorld, credential as uptimerobotKey } from "../out/providers/uptimerobot-world.ts";
import { openWebhookWorld, credential as webhookSecret } from "../out/providers/webhook-world.ts";

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close();
});

/** A page that keeps a list, one that keeps a single text of 2,000 characters, and one that is kept by hand. */
async function threePages() {
  const [list, text] = [await openWebhookWorld(), await openUptimeRobotWorld()];
  closing.push(list, text);
  const config = `
providers:
  - { use: webhook, url: "${list.url}/hook", state_url: "${list.url}/state", secret: "${webhookSecret}", allow_private: true }
  - { use: uptimerobot, page: 31, api_key: "${uptimerobotKey}", url: "${text.settings.url}", allow_private: true }
  - { use: manual }
`;
  return { list, text, config };
}

const declared = '/incident declare sev2 Gateway returns 503 --components "Gateway (HTTP liveness)"';
const long = (word: string) => `${`We ${word} one server after the other. `.repeat(20)}`.trim();

test("an hour without its providers: of each update REST says where it is, then and afterwards", async () => {
  const { list, text, config } = await threePages();
  await using s = await story({ at: "2026-11-21T09:00Z", config });
  const states = async (provider: string): Promise<string[]> =>
    (await s.incident()).updates.map(
      ({ deliveries }: Json) => deliveries.find((one: Json) => one.provider === provider).state,
    );
  // given one update that everybody has
  await s.say("alice", "general", declared);
  const room = await s.room();
  await s.say("alice", room, '/incident update investigating --symptom "requests fail" --impact "callers see errors"');
  await s.click("bob", room, "Pasted");
  await s.clock.pass("1 min");
  for (const provider of ["webhook", "uptimerobot", "manual"]) expect(await states(provider)).toEqual(["delivered"]);
  // when both are down, and three more are published
  const down = { status: 503, json: { message: "down" } };
  list.faults(Array(400).fill(down));
  text.faults(Array(400).fill(down));
  await s.say(
    "alice",
    room,
    `/incident update identified --cause "a certificate ran out" --action "${long("look at")}"`,
  );
  await s.clock.pass("20 min");
  await s.say("alice", room, `/incident update mitigating --action "${long("renew")}"`);
  await s.clock.pass("20 min");
  await s.say("alice", room, `/incident update mitigating --action "${long("restart")}"`);
  await s.clock.pass("20 min");
  // then what was there is there, and what is not is late, or asked for
  expect(await states("webhook")).toEqual(["delivered", "late", "late", "late"]);
  expect(await states("uptimerobot")).toEqual(["delivered", "late", "late", "late"]);
  expect(await states("manual")).toEqual(["delivered", "by-hand", "by-hand", "by-hand"]);
  const { updates } = await s.incident();
  expect(updates[1].deliveries[1]).toMatchObject({ provider: "webhook", error: expect.stringContaining("503: down") });
  // when they are back, and the text is pasted
  list.faults([]);
  text.faults([]);
  await s.clock.pass("15 min");
  await s.click("bob", room, "Pasted");
  // then the list has all four, and the one text what it had room for
  expect(list.shown()[0]?.texts).toHaveLength(4);
  expect(await states("webhook")).toEqual(["delivered", "delivered", "delivered", "delivered"]);
  expect(text.announcements[0]?.content).not.toContain("look at");
  expect(await states("uptimerobot")).toEqual(["delivered", "superseded", "delivered", "delivered"]);
  expect(await states("manual")).toEqual(["delivered", "delivered", "delivered", "delivered"]);
  // and the first is said to be there since it was
  const at = (await s.incident()).updates.map(({ deliveries }: Json) => deliveries[1].at.slice(11, 16));
  expect(at[0] < "09:05").toBe(true);
  expect(at[1] > "10:00").toBe(true);
  // when it is deleted there by hand, none of it stands there any more
  list.tamper("delete");
  await s.clock.pass("16 min");
  expect(await states("webhook")).toEqual(["missing", "missing", "missing", "missing"]);
});
