import { afterEach, describe, expect, test } from "vitest";
import type { Effect } from "../../../src/domain/effects.ts";
import { onBothStores } from "../../kit/stores.ts";
import { card, closeOffices, type Office, openOffice, openRoom } from "../office.ts";

const slot = "inc1/reminder";
const to = { incident: "inc1" };

function show(text: string, rest: Partial<Extract<Effect, { kind: "message.show" }>> = {}): Effect {
  return { kind: "message.show", to, card: card(text), slot, lane: slot, urgency: "reminder", ...rest };
}
const renew = (text: string): Effect => ({
  kind: "message.renew",
  to,
  card: card(text),
  slot,
  lane: slot,
  urgency: "reminder",
});
const settle = (text: string): Effect => ({ kind: "message.settle", to, card: card(text), slot, lane: slot });

/** What the bot has said in a channel. */
async function said(office: Office, channel: string, as?: string): Promise<string[]> {
  const bot = await office.user("sitrep");
  const messages = await office.messages(channel, as);
  return messages.filter(({ user, metadata }) => user === bot && metadata).map(({ text }) => text);
}

onBothStores("a message", (openStore) => {
  afterEach(closeOffices);

  test("stands in the incident's channel once, with its key", async () => {
    const office = await openOffice(openStore);
    const channel = await openRoom(office, "inc1");
    await office.decide(show("Acknowledge by 03:15"));
    await office.dust();
    const [message] = (await office.messages(channel)).filter(({ text }) => text.startsWith("Acknowledge"));
    expect(message?.metadata).toEqual({ event_type: "sitrep", event_payload: { key: "effect-2" } });
    expect(message?.blocks).toHaveLength(1);
  });

  test("is edited where it stands, taken away and posted anew, and settled", async () => {
    const office = await openOffice(openStore);
    const channel = await openRoom(office, "inc1");
    for (const [effect, now] of [
      [show("one"), ["one"]],
      [show("two"), ["two"]],
      [renew("three"), ["three"]],
      [settle("done"), ["done"]],
    ] as const) {
      await office.decide(effect);
      await office.dust();
      expect(await said(office, channel)).toEqual(now);
    }
    expect(office.calls("chat.postMessage")).toHaveLength(2);
    expect(office.calls("chat.delete")).toHaveLength(1);
    // A call whose answer came too late is made again, which edits nothing anew.
    const edits = office.calls("chat.update").map(({ args }) => JSON.stringify(args.blocks ?? args.text));
    expect(new Set(edits).size).toBe(2);
  });

  test("that was overtaken by the deed before it was sent is never seen", async () => {
    const office = await openOffice(openStore);
    const channel = await openRoom(office, "inc1");
    await office.decide(show("Acknowledge by 03:15"));
    await office.decide(settle("Acknowledged"));
    await office.dust();
    expect(await said(office, channel)).toEqual([]);
  });

  describe("that a person took away", () => {
    async function withoutMessage(): Promise<{ office: Office; channel: string }> {
      const office = await openOffice(openStore);
      const channel = await openRoom(office, "inc1");
      await office.decide(show("one"));
      await office.dust();
      const message = (await office.messages(channel)).find(({ text }) => text === "one");
      await office.person("delete", { channel, ts: message?.ts });
      return { office, channel };
    }

    test("is posted anew when there is something to show", async () => {
      const { office, channel } = await withoutMessage();
      await office.decide(show("two"));
      await office.dust();
      await office.decide(show("three"));
      await office.dust();
      expect(await said(office, channel)).toEqual(["three"]);
    });

    test("is renewed as if it still stood, and not settled", async () => {
      const { office, channel } = await withoutMessage();
      await office.decide(settle("done"));
      await office.dust();
      expect(await said(office, channel)).toEqual([]);
      await office.decide(renew("two"));
      await office.dust();
      expect(await said(office, channel)).toEqual(["two"]);
    });
  });

  describe.each(["lost_response", "timeout_after", "http_500", "timeout", "rate_limit"] as const)(
    "when Slack answers with %s",
    (kind) => {
      test("a first post stands there once", async () => {
        const office = await openOffice(openStore);
        const channel = await openRoom(office, "inc1");
        office.faults({ method: "chat.postMessage", kind, times: 2 });
        await office.decide(
          show("one", { slot: null, lane: "inc1/feed" }),
          show("two", { slot: null, lane: "inc1/feed" }),
        );
        await office.dust();
        expect(await said(office, channel)).toEqual(["one", "two"]);
      });

      test("a renewed one stands there once, and can still be settled", async () => {
        const office = await openOffice(openStore);
        const channel = await openRoom(office, "inc1");
        await office.decide(show("one"));
        await office.dust();
        office.faults({ method: "chat.delete", kind }, { method: "chat.postMessage", kind });
        await office.decide(renew("two"));
        await office.dust();
        expect(await said(office, channel)).toEqual(["two"]);
        office.faults({ method: "chat.update", kind });
        await office.decide(settle("done"));
        await office.dust();
        expect(await said(office, channel)).toEqual(["done"]);
      });

      test("nothing is posted while Slack cannot be asked either", async () => {
        const office = await openOffice(openStore);
        const channel = await openRoom(office, "inc1");
        office.faults(
          { method: "chat.postMessage", kind: "lost_response" },
          { method: "conversations.history", kind, times: 3 },
        );
        await office.decide(show("one"));
        await office.dust();
        expect(await said(office, channel)).toEqual(["one"]);
        expect(office.calls("chat.postMessage")).toHaveLength(1);
      });
    },
  );

  test("is doubled by a lost answer when nobody asks: the check can fail", async () => {
    const office = await openOffice(openStore, { askBeforeRepeat: false });
    const channel = await openRoom(office, "inc1");
    office.faults({ method: "chat.postMessage", kind: "lost_response" });
    await office.decide(show("one"));
    await office.dust();
    expect(await said(office, channel)).toEqual(["one", "one"]);
  });

  test("is found among very many", async () => {
    const office = await openOffice(openStore, { rateLimits: false, spend: async () => null });
    const channel = await openRoom(office, "inc1");
    office.faults({ method: "chat.postMessage", kind: "timeout_after" });
    await office.decide(show("one"));
    office.delivery.nudge();
    await office.delivery.idle();
    for (let n = 0; n < 450; n++) await office.slack.client.call("chat.postMessage", { channel, text: `chatter ${n}` });
    await office.dust();
    expect(await said(office, channel)).toEqual(["one"]);
  });

  test("to a person goes into their conversation with the bot", async () => {
    const office = await openOffice(openStore);
    const bob = await office.user("bob");
    office.faults({ method: "chat.postMessage", kind: "lost_response" });
    await office.decide(show("Your turn", { to: { person: bob } }));
    await office.dust();
    expect(await said(office, await office.directWith(bob), "bob")).toEqual(["Your turn"]);
  });

  test("that Slack does not take is told once, and the lane goes on", async () => {
    const office = await openOffice(openStore);
    const channel = await openRoom(office, "inc1");
    office.faults({ method: "chat.postMessage", kind: "error", error: "invalid_blocks" });
    await office.decide(show("broken"), show("next", { slot: null }));
    await office.dust();
    expect(office.happenings).toEqual([
      expect.objectContaining({
        type: "incident.effect-failed",
        error: "Slack refused the layout of the message. (invalid_blocks)",
      }),
    ]);
    expect(await said(office, channel)).toEqual(["next"]);
  });

  test("that may not be posted for lack of a scope says which, and does not tell it where it could not", async () => {
    const office = await openOffice(openStore);
    await openRoom(office, "inc1");
    const bob = await office.user("bob");
    office.faults({ method: "chat.postMessage", kind: "error", error: "missing_scope", times: 2 });
    await office.decide(show("one"), { kind: "page", incident: "inc1", person: bob, card: card("Wake up") });
    await office.dust();
    expect(office.happenings).toEqual([
      expect.objectContaining({
        type: "incident.effect-failed",
        effect: `the page to ${bob}`,
        error: expect.stringContaining("missing_scope"),
      }),
    ]);
  });

  describe.each([
    ["archive", "archived"],
    ["kick_bot", "bot-removed"],
    ["delete", "deleted"],
  ])("to a channel that a person closed to us (%s)", (action, change) => {
    test("is given up at once, and the incident hears why instead of one more message", async () => {
      const office = await openOffice(openStore);
      const channel = await openRoom(office, "inc1");
      await office.person("channels", { action, channel });
      await office.decide(show("one"), { kind: "channel.topic", incident: "inc1", topic: "late" });
      await office.dust();
      expect(office.happenings.map((one) => one.type)).toEqual([
        "incident.channel-changed",
        "incident.channel-changed",
      ]);
      expect(office.happenings[0]).toMatchObject({ incident: "inc1", change });
      expect(office.calls("chat.postMessage")).toHaveLength(1);
      expect(await office.rows()).toMatchObject({ failed: 2 });
    });
  });
});
