import { afterEach, describe, expect, test } from "vitest";
import type { Effect } from "../../../src/domain/effects.ts";
import { card, closeOffices, type Office, onOneStore, openOffice } from "../office.ts";

const announce = (text: string): Effect => ({
  kind: "message.show",
  to: { announcement: true },
  card: card(text),
  slot: "inc1/announcement",
  lane: "inc1/announcement",
  urgency: "room",
});

async function heard(office: Office, channel: string): Promise<string[]> {
  return (await office.messages(channel)).filter(({ metadata }) => metadata).map(({ text }) => text);
}

const minutes = (n: number, office: Office) =>
  office.clock.passTo(office.clock.now() + n * 60_000, () => office.delivery.idle());

onOneStore("the announcement channel", (openStore) => {
  afterEach(closeOffices);

  test("is found by its name, joined, and written to", async () => {
    const office = await openOffice(openStore);
    await office.decide(announce("#1 SEV1 Gateway returns 503"));
    await office.dust();
    expect(await heard(office, "incidents")).toEqual(["#1 SEV1 Gateway returns 503"]);
    await office.decide(announce("#1 resolved"));
    await office.dust();
    expect(await heard(office, "incidents")).toEqual(["#1 resolved"]);
    expect(office.calls("conversations.join")).toHaveLength(1);
    expect(office.slack.announcement.problem()).toBeNull();
  });

  test("that does not exist is waited for, and nothing is lost", async () => {
    const office = await openOffice(openStore, { announcementChannel: "#war-room" });
    await office.decide(announce("hello"));
    office.delivery.nudge();
    await office.delivery.idle();
    expect(office.slack.announcement.problem()).toBe(
      "There is no channel #war-room, or it is private and Sitrep was not invited to it. Create it, or invite Sitrep, or name another one under slack.announcements.",
    );
    await minutes(60, office);
    expect(office.happenings).toEqual([]);
    await office.person("channels", { action: "create", name: "war-room" });
    await office.dust();
    expect(await heard(office, "war-room")).toEqual(["hello"]);
    expect(office.slack.announcement.problem()).toBeNull();
  });

  test("may be private when the bot was invited", async () => {
    const office = await openOffice(openStore, { announcementChannel: "quiet" });
    await office.person("channels", { action: "create", name: "quiet", is_private: true });
    await office.person("channels", { action: "invite", channel: "quiet", user: "sitrep" });
    await office.decide(announce("hello"));
    await office.dust();
    expect(await heard(office, "quiet")).toEqual(["hello"]);
    expect(office.calls("conversations.join")).toEqual([]);
  });

  describe("that a person closed to us", () => {
    test.each(["archive", "kick_bot"])("is tried until it is mended (%s)", async (action) => {
      const office = await openOffice(openStore);
      await office.person("channels", { action, channel: "incidents" });
      await office.decide(announce("hello"));
      await minutes(10, office);
      if (action === "archive") {
        expect(office.slack.announcement.problem()).toContain("The channel #incidents is archived.");
        await office.person("channels", { action: "unarchive", channel: "incidents" });
      }
      await office.dust();
      expect(await heard(office, "incidents")).toEqual(["hello"]);
      expect(office.happenings).toEqual([]);
    });
  });
});
