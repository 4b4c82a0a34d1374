import { expect, test } from "vitest";
import { heard } from "../../scripts/chaos/checks/heard.ts";
import type { Scene } from "../../scripts/chaos/checks/scene.ts";
import type { ReaderRecord } from "../../scripts/chaos/subscribers.ts";
import { publicId } from "../../src/domain/publishing/notice.ts";

const speed = 30;
const minute = 60_000;
const id = (n: number) => `01HZX00000000UPDATE0000u${n}`.padEnd(26, "x");
const told = (n: number) => ({ update: publicId(id(n)), key: `msg_${publicId(id(n))}` });
const text = (n: number) => `[INVESTIGATING] Words zq${n}x`;
const row = (n: number, lane: string) => ({
  key: `post-${lane}-${n}`,
  kind: "message.show",
  lane: `subscriber/${lane}`,
  created_at: n * 10 * minute,
  body: JSON.stringify({ card: { blocks: [{ type: "quote", text: text(n) }] } }),
});
const message = (n: number, lane: string) => ({
  text: text(n),
  metadata: { event_payload: { key: `post-${lane}-${n}` } },
});

/** Three updates: a mailbox that hears all of them, a webhook of one component, one that left, and a channel that left and came back. */
function well() {
  const component = (n: number) => [n === 2 ? "Keystore" : "Gateway"];
  const reader = (own: Partial<ReaderRecord> & Pick<ReaderRecord, "medium" | "address">): ReaderRecord => ({
    components: [],
    heard: [1, 2, 3].map(told),
    confirmed: true,
    endedAfter: null,
    ...own,
  });
  const subscriber = (medium: string, address: string, components: string[] = []) => ({
    id: address,
    medium,
    address,
    key: `${medium}:${address}`,
    components,
    activeSince: minute,
  });
  const ann = reader({ medium: "email", address: "ann", heard: [1, 2, 2, 3].map(told) });
  const ben = reader({ medium: "webhook", address: "ben", components: ["Gateway"], heard: [1, 3].map(told) });
  const cat = reader({ medium: "email", address: "cat", heard: [1, 2].map(told), endedAfter: 2 });
  const updates = [1, 2, 3].map((n) => ({ id: id(n), audience: "public", postedAt: n * 10 * minute, text: text(n) }));
  const scene = {
    speed,
    audience: {
      readers: [ann, ben, cat],
      ends: [{ channel: "C1", at: 15 * minute, standing: ["post-old-1"] }],
    },
    publications: updates.map(({ id: update, postedAt: at }, index) => ({
      number: index + 1,
      subject: "incident/i",
      update,
      components: component(index + 1),
      at,
    })),
    subscribers: [
      subscriber("email", "ann"),
      subscriber("webhook", "ben", ["Gateway"]),
      { ...subscriber("channel", "C1"), id: "new", activeSince: 15 * minute },
    ],
    incidents: [{ incident: { number: 1 }, updates }],
    outbox: [row(1, "old"), row(2, "new"), row(3, "new")],
    messages: new Map([["C1", [message(1, "old"), message(2, "new"), message(3, "new")]]]),
  };
  return { scene, ann, ben, cat };
}

type World = ReturnType<typeof well>;
const foundIn = (mishap: (world: World) => unknown) => {
  const world = well();
  mishap(world);
  return heard(world.scene as unknown as Scene)
    .flatMap(({ violations }) => violations)
    .join("\n");
};
const posts = ({ scene }: World) => scene.messages.get("C1") ?? [];

test("where all is well, nothing is found, and all of it was looked at", () => {
  expect(foundIn(() => {})).toBe("");
  const checks = heard(well().scene as unknown as Scene);
  expect(checks.filter(({ looked }) => looked > 0)).toHaveLength(checks.length);
});

test("what was published in the very moment of a subscription may have been heard, or not", () => {
  expect(foundIn(({ scene }) => Object.assign(scene.subscribers[0] ?? {}, { activeSince: 10 * minute + 5_000 }))).toBe(
    "",
  );
  expect(
    foundIn(({ scene, ann }) => {
      Object.assign(scene.subscribers[0] ?? {}, { activeSince: 10 * minute - 5_000 });
      ann.heard.shift();
    }),
  ).toBe("");
});

test.each<[string, (world: World) => unknown, RegExp]>([
  ["an update never reached a mailbox", ({ ann }) => ann.heard.pop(), /^lost: 1 updates never reached ann/],
  ["an update never reached a webhook", ({ ben }) => ben.heard.shift(), /^lost: 1 updates never reached ben/],
  ["an update was not noted", ({ scene }) => scene.publications.pop(), /is noted 0 times/],
  [
    "an update was noted twice",
    ({ scene }) => scene.publications.push(...scene.publications.slice(2)),
    /noted 2 times/,
  ],
  ["updates came in another order", ({ ann }) => ann.heard.reverse(), /^out of order: ann heard number 2 after 3/],
  ["a repeat bears another key", ({ ann }) => Object.assign(ann.heard[2] ?? {}, { key: "x" }), /ann cannot tell/],
  ["two updates bear one key", ({ ben }) => Object.assign(ben.heard[1] ?? {}, { key: told(1).key }), /ben cannot tell/],
  ["somebody heard of another component", ({ ben }) => ben.heard.splice(1, 0, told(2)), /^ben heard of Keystore/],
  ["something came that nobody published", ({ ann }) => ann.heard.push(told(9)), /^nobody published .* reached ann/],
  ["a subscriber was forgotten", ({ scene }) => scene.subscribers.shift(), /^lost: ann was confirmed/],
  [
    "one that ended it is kept",
    ({ cat }) => Object.assign(cat, { address: "ann" }),
    /^ann ended it, and is still kept/m,
  ],
  ["one that ended it hears more", ({ cat }) => cat.heard.push(told(3)), /^cat heard 1 more after it had ended it/],
  ["a post is missing", (world) => posts(world).splice(1, 1), /^lost or out of order: the channel C1 has 1 of 2/],
  ["posts stand in another order", (world) => posts(world).reverse(), /^lost or out of order: the channel C1/],
  [
    "something was posted after a channel had ended it",
    ({ scene }) => scene.audience.ends[0]?.standing.pop(),
    /^1 updates were posted in C1 after it had ended it/,
  ],
])("it is found that %s", (_what, mishap, words) => {
  expect(foundIn(mishap)).toMatch(words);
});
