import { afterEach, describe, expect, test } from "vitest";
import { card, closeOffices, onOneStore, openOffice, openRoom } from "../office.ts";

onOneStore("an incident's room", (openStore) => {
  afterEach(closeOffices);

  describe("invitations", () => {
    test("bring people in; who is in already, and the bot, are no failure", async () => {
      const office = await openOffice(openStore);
      const channel = await openRoom(office, "inc1");
      const [bob, carol, bot] = [await office.user("bob"), await office.user("carol"), await office.user("sitrep")];
      await office.decide({ kind: "channel.invite", incident: "inc1", people: [bob] });
      await office.dust();
      await office.decide({ kind: "channel.invite", incident: "inc1", people: [bob, carol, bot, carol] });
      await office.decide({ kind: "channel.invite", incident: "inc1", people: [bot, bob] });
      await office.dust();
      const members = (await office.channels()).find(({ id }) => id === channel)?.members;
      expect(members?.toSorted()).toEqual([bob, carol, bot].toSorted());
      expect(await office.rows()).toEqual({ delivered: 4 });
    });

    test("of people nobody knows keep out nobody else, and are named", async () => {
      const office = await openOffice(openStore);
      const channel = await openRoom(office, "inc1");
      const bob = await office.user("bob");
      await office.decide({ kind: "channel.invite", incident: "inc1", people: ["U0NOBODY", bob] });
      await office.dust();
      expect((await office.channels()).find(({ id }) => id === channel)?.members).toContain(bob);
      expect(office.happenings).toEqual([
        expect.objectContaining({
          type: "incident.effect-failed",
          effect: "the invitations of 2 people to the channel",
          error: "These people could not be invited. U0NOBODY: Slack does not know this person. (user_not_found)",
        }),
      ]);
    });

    test("of more people than Slack takes at once go in several calls", async () => {
      const office = await openOffice(openStore);
      await openRoom(office, "inc1");
      const bob = await office.user("bob");
      const people = [...Array.from({ length: 150 }, (_, n) => `U0NOBODY${n}`), bob];
      await office.decide({ kind: "channel.invite", incident: "inc1", people });
      await office.dust();
      const sizes = office.calls("conversations.invite").map(({ args }) => String(args.users).split(",").length);
      expect(Math.max(...sizes)).toBe(100);
      expect(office.happenings).toEqual([expect.objectContaining({ error: expect.stringContaining("U0NOBODY149") })]);
    });

    test("survive a lost answer", async () => {
      const office = await openOffice(openStore);
      const channel = await openRoom(office, "inc1");
      const bob = await office.user("bob");
      office.faults({ method: "conversations.invite", kind: "lost_response" });
      await office.decide({ kind: "channel.invite", incident: "inc1", people: [bob] });
      await office.dust();
      expect((await office.channels()).find(({ id }) => id === channel)?.members).toContain(bob);
      expect(office.happenings).toEqual([]);
    });
  });

  describe("topic and purpose", () => {
    test("are set, and what changed before it was sent is set once", async () => {
      const office = await openOffice(openStore);
      const channel = await openRoom(office, "inc1");
      const topic = (text: string) => ({ kind: "channel.topic", incident: "inc1", topic: text }) as const;
      await office.decide(topic("one"));
      await office.decide(topic("two"));
      await office.decide(topic("SEV1 · IDENTIFIED"), {
        kind: "channel.purpose",
        incident: "inc1",
        purpose: "Gateway <503>",
      });
      await office.dust();
      expect((await office.channels()).find(({ id }) => id === channel)).toMatchObject({ topic: "SEV1 · IDENTIFIED" });
      expect(office.calls("conversations.setTopic")).toHaveLength(1);
      expect(office.calls("conversations.setPurpose")[0]?.args.purpose).toBe("Gateway &lt;503&gt;");
    });

    test("are clipped to what Slack takes, visibly", async () => {
      const office = await openOffice(openStore);
      await openRoom(office, "inc1");
      await office.decide({ kind: "channel.topic", incident: "inc1", topic: "🔥".repeat(300) });
      await office.dust();
      const topic = String(office.calls("conversations.setTopic")[0]?.args.topic);
      expect(topic.length).toBeLessThanOrEqual(250);
      expect(topic.endsWith("🔥…")).toBe(true);
      expect(await office.rows()).toEqual({ delivered: 2 });
    });
  });

  describe("bookmarks", () => {
    const bookmark = {
      kind: "channel.bookmark",
      incident: "inc1",
      title: "Runbook",
      url: "https://example.com/runbook",
    } as const;

    test.each(["lost_response", "timeout_after", "http_500", "rate_limit"] as const)(
      "are added once (%s)",
      async (kind) => {
        const office = await openOffice(openStore);
        const channel = await openRoom(office, "inc1");
        office.faults({ method: "bookmarks.add", kind });
        await office.decide(bookmark);
        await office.dust();
        const result = await office.slack.client.call("bookmarks.list", { channel_id: channel });
        expect(result.kind === "ok" && result.data.bookmarks).toEqual([
          expect.objectContaining({ title: "Runbook", link: bookmark.url }),
        ]);
      },
    );

    test("that Slack does not take are told", async () => {
      const office = await openOffice(openStore);
      await openRoom(office, "inc1");
      await office.decide({ ...bookmark, url: "ftp://example.com/runbook" });
      await office.dust();
      expect(office.happenings).toEqual([
        expect.objectContaining({
          effect: 'the bookmark "Runbook"',
          error: "Slack takes only http and https links as bookmarks. (invalid_link)",
        }),
      ]);
    });
  });

  describe("the pin", () => {
    const show = {
      kind: "message.show",
      to: { incident: "inc1" },
      card: card("The card"),
      slot: "inc1/card",
      lane: "inc1/card",
      urgency: "room",
    } as const;
    const pin = { kind: "message.pin", to: { incident: "inc1" }, slot: "inc1/card", lane: "inc1/card" } as const;

    test("holds the card, once", async () => {
      const office = await openOffice(openStore);
      const channel = await openRoom(office, "inc1");
      await office.decide(show, pin);
      await office.decide(pin);
      await office.dust();
      expect((await office.messages(channel)).find(({ text }) => text === "The card")?.pinned).toBe(true);
      expect(await office.rows()).toEqual({ delivered: 4 });
    });

    test("of a card that was renewed in the outbox before it was sent still comes after it", async () => {
      const office = await openOffice(openStore);
      const channel = await openRoom(office, "inc1");
      await office.decide(show, pin);
      await office.decide({ ...show, card: card("The newer card") });
      await office.dust();
      expect((await office.messages(channel)).find(({ text }) => text === "The newer card")?.pinned).toBe(true);
    });

    test("waits for as long as the card waits to be posted", async () => {
      const office = await openOffice(openStore);
      const channel = await openRoom(office, "inc1");
      office.faults({ method: "chat.postMessage", kind: "rate_limit", retry_after: 3_600, times: 2 });
      await office.decide(show, { ...pin, lane: "inc1/pin" });
      await office.dust();
      expect((await office.messages(channel)).find(({ text }) => text === "The card")?.pinned).toBe(true);
      expect(await office.rows()).toEqual({ delivered: 3 });
    });

    test("of a message that is gone is no failure", async () => {
      const office = await openOffice(openStore);
      const channel = await openRoom(office, "inc1");
      await office.decide(show);
      await office.dust();
      const message = (await office.messages(channel)).find(({ text }) => text === "The card");
      await office.person("delete", { channel, ts: message?.ts });
      await office.decide(pin);
      await office.dust();
      expect(office.happenings).toEqual([]);
    });
  });
});
