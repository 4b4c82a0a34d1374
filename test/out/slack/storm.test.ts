import { afterEach, expect, test } from "vitest";
import type { Effect } from "../../../src/domain/effects.ts";
import { onBothStores } from "../../kit/stores.ts";
import { card, closeOffices, openOffice, openRoom } from "../office.ts";

const announcement = (n: number, text: string): Effect => ({
  kind: "message.show",
  to: { announcement: true },
  card: card(text),
  slot: `inc${n}/announcement`,
  lane: `inc${n}/announcement`,
  urgency: "card",
});

onBothStores("a storm", (openStore, kind) => {
  afterEach(closeOffices);

  test("of hundreds of card edits does not delay a page, and Slack never has to say no", async () => {
    const office = await openOffice(openStore);
    const bob = await office.user("bob");
    const storm = kind === "sqlite" ? 500 : 100;
    await office.decide(...Array.from({ length: storm }, (_, n) => announcement(n, `card ${n}`)));
    await office.clock.passTo(office.clock.now() + 20_000, () => office.delivery.idle());
    expect(office.calls("chat.postMessage").length).toBeLessThan(storm);

    const decidedAt = office.clock.now();
    await office.decide({ kind: "page", incident: "inc7", person: bob, card: card("Wake up") });
    office.delivery.nudge();
    await office.delivery.idle();
    expect(office.clock.now()).toBe(decidedAt);
    expect(office.calls("chat.postMessage").map(({ args }) => args.text)).toContain("Wake up");

    await office.dust();
    expect(office.calls("chat.postMessage")).toHaveLength(storm + 1);
    expect(office.workspace.calls().filter((call) => !call.ok)).toEqual([]);
    expect(await office.rows()).toEqual({ delivered: storm + 1 });
  });

  test("of edits of one card sends the newest only, as often as Slack allows", async () => {
    const office = await openOffice(openStore);
    const channel = await openRoom(office, "inc1");
    const edit = (n: number): Effect => ({
      kind: "message.show",
      to: { incident: "inc1" },
      card: card(`edit ${n}`),
      slot: "inc1/card",
      lane: "inc1/card",
      urgency: "card",
    });
    for (let n = 0; n < 200; n++) {
      await office.decide(edit(n));
      office.delivery.nudge();
      if (n % 20 === 0) await office.clock.passTo(office.clock.now() + 500, () => office.delivery.idle());
    }
    await office.dust();
    expect(
      (await office.messages(channel)).filter(({ text }) => text.startsWith("edit")).map(({ text }) => text),
    ).toEqual(["edit 199"]);
    expect(office.workspace.calls().filter((call) => !call.ok)).toEqual([]);
  });

  test("of messages in one channel goes at Slack's pace, in order, and without a single no", async () => {
    const office = await openOffice(openStore);
    const channel = await openRoom(office, "inc1");
    const texts = Array.from({ length: 40 }, (_, n) => `line ${n}`);
    const started = office.clock.now();
    for (const text of texts) {
      await office.decide({
        kind: "message.show",
        to: { incident: "inc1" },
        card: card(text),
        slot: null,
        lane: "inc1/feed",
        urgency: "rest",
      });
    }
    await office.dust();
    expect((await office.messages(channel)).filter(({ metadata }) => metadata).map(({ text }) => text)).toEqual(texts);
    expect(office.workspace.calls().filter((call) => !call.ok)).toEqual([]);
    expect(office.clock.now() - started).toBeLessThan(60_000);
  });

  test("through a Slack that fails at random leaves one channel and one message each, in order", async () => {
    const office = await openOffice(openStore);
    const kinds = ["lost_response", "http_500", "rate_limit", "timeout_after", "lost_response", "timeout"] as const;
    office.faults(
      ...[
        "conversations.create",
        "chat.postMessage",
        "chat.update",
        "conversations.setTopic",
        "conversations.history",
      ].flatMap((method) => kinds.map((kind) => ({ method, kind }))),
    );
    const incidents = ["inc1", "inc2", "inc3"];
    for (const incident of incidents) {
      await office.decide({ kind: "channel.create", incident, name: "inc-gateway", private: false });
      for (const text of ["one", "two", "three"]) {
        await office.decide({
          kind: "message.show",
          to: { incident },
          card: card(text),
          slot: null,
          lane: `${incident}/feed`,
          urgency: "rest",
        });
      }
      await office.decide({ kind: "channel.topic", incident, topic: `topic of ${incident}` });
    }
    await office.dust();
    const channels = (await office.channels()).filter(({ name }) => name.startsWith("inc-"));
    expect(channels.map(({ topic }) => topic).toSorted()).toEqual(incidents.map((incident) => `topic of ${incident}`));
    for (const { id } of channels) {
      expect((await office.messages(id)).filter(({ metadata }) => metadata).map(({ text }) => text)).toEqual([
        "one",
        "two",
        "three",
      ]);
    }
  });
});
