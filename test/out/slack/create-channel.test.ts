import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { suffixed } from "../../../src/out/slack/create-channel.ts";
import { onBothStores } from "../../kit/stores.ts";
import { closeOffices, type Office, openOffice } from "../office.ts";

const create = (incident: string, name: string, isPrivate = false) =>
  ({ kind: "channel.create", incident, name, private: isPrivate }) as const;

/** The channels that belong to an incident, as its name says. */
async function incidentChannels(office: Office): Promise<string[]> {
  return (await office.channels()).map(({ name }) => name).filter((name) => name.startsWith("inc-"));
}

function openedBy(office: Office) {
  return office.happenings.flatMap((one) =>
    one.type === "incident.channel-opened" ? [{ incident: one.incident, name: one.channel.name }] : [],
  );
}

onBothStores("an incident's channel", (openStore) => {
  afterEach(closeOffices);

  test("is created, and what waited for it goes in", async () => {
    const office = await openOffice(openStore);
    await office.decide(create("inc1", "inc-2026-11-21-gateway"), {
      kind: "channel.topic",
      incident: "inc1",
      topic: "SEV1 · INVESTIGATING",
    });
    await office.dust();
    const channel = (await office.channels()).find(({ name }) => name === "inc-2026-11-21-gateway");
    expect(channel?.topic).toBe("SEV1 · INVESTIGATING");
    expect(office.happenings).toEqual([
      expect.objectContaining({
        type: "incident.channel-opened",
        incident: "inc1",
        channel: { id: channel?.id, name: channel?.name },
      }),
    ]);
  });

  test("takes the next suffix when the name is taken, also by an archived channel", async () => {
    const office = await openOffice(openStore);
    await office.person("channels", { action: "create", name: "inc-gateway" });
    await office.person("channels", { action: "create", name: "inc-gateway-2" });
    await office.person("channels", { action: "archive", channel: "inc-gateway-2" });
    await office.decide(create("inc1", "inc-gateway"));
    await office.dust();
    expect(openedBy(office)).toEqual([{ incident: "inc1", name: "inc-gateway-3" }]);
  });

  test("two incidents of one name get a channel each", async () => {
    const office = await openOffice(openStore);
    const other = office.replica({ worker: "worker-2" });
    await office.decide(create("inc1", "inc-gateway"), create("inc2", "inc-gateway"));
    office.delivery.nudge();
    other.delivery.nudge();
    await office.dust();
    await other.dust();
    const opened = [...openedBy(office), ...openedBy(other)];
    expect(opened.map(({ name }) => name).toSorted()).toEqual(["inc-gateway", "inc-gateway-2"]);
    expect(new Set(opened.map(({ incident }) => incident)).size).toBe(2);
    expect(await incidentChannels(office)).toHaveLength(2);
  });

  test("is given up with a sentence when twenty names are taken", async () => {
    const office = await openOffice(openStore);
    for (let n = 1; n <= 20; n++)
      await office.person("channels", { action: "create", name: suffixed("inc-gateway", n) });
    await office.decide(create("inc1", "inc-gateway"));
    await office.dust();
    expect(office.happenings).toEqual([
      expect.objectContaining({
        type: "incident.effect-failed",
        error: "The names #inc-gateway to #inc-gateway-20 are all taken.",
      }),
    ]);
  });

  describe("with a lost answer", () => {
    test.each(["lost_response", "timeout_after"] as const)("there is one channel all the same (%s)", async (kind) => {
      const office = await openOffice(openStore);
      office.faults({ method: "conversations.create", kind });
      await office.decide(create("inc1", "inc-gateway"));
      await office.dust();
      expect(openedBy(office)).toEqual([{ incident: "inc1", name: "inc-gateway" }]);
      expect(await incidentChannels(office)).toEqual(["inc-gateway"]);
    });

    test("a private one is found, too", async () => {
      const office = await openOffice(openStore);
      office.faults({ method: "conversations.create", kind: "lost_response" });
      await office.decide(create("inc1", "inc-gateway", true));
      await office.dust();
      expect(openedBy(office)).toEqual([{ incident: "inc1", name: "inc-gateway" }]);
      expect(office.calls("conversations.create")).toHaveLength(1);
    });

    test.each(["http_500", "timeout", "rate_limit"] as const)(
      "or none at all: it is created once (%s)",
      async (kind) => {
        const office = await openOffice(openStore);
        office.faults({ method: "conversations.create", kind, times: 3, retry_after: 5 });
        await office.decide(create("inc1", "inc-gateway"));
        await office.dust();
        expect(await incidentChannels(office)).toEqual(["inc-gateway"]);
        expect(office.calls("conversations.create")).toHaveLength(4);
      },
    );

    test("somebody else's channel of that name is not taken over", async () => {
      const office = await openOffice(openStore);
      office.faults({ method: "conversations.create", kind: "timeout" });
      await office.decide(create("inc1", "inc-gateway"));
      office.delivery.nudge();
      await office.delivery.idle();
      await office.person("channels", { action: "create", name: "inc-gateway" });
      await office.person("channels", { action: "invite", channel: "inc-gateway", user: "sitrep" });
      await office.dust();
      expect(openedBy(office)).toEqual([{ incident: "inc1", name: "inc-gateway-2" }]);
    });

    test("nor one of our own from before the name was kept", async () => {
      const office = await openOffice(openStore);
      await office.slack.client.call("conversations.create", { name: "inc-gateway" });
      await office.clock.passTo(office.clock.now() + 60_000, () => office.delivery.idle());
      office.faults({ method: "conversations.create", kind: "timeout" });
      await office.decide(create("inc1", "inc-gateway"));
      await office.dust();
      expect(openedBy(office)).toEqual([{ incident: "inc1", name: "inc-gateway-2" }]);
    });

    test("nor one that another incident holds", async () => {
      const office = await openOffice(openStore);
      await office.decide(create("inc1", "inc-gateway"));
      await office.dust();
      office.faults({ method: "conversations.create", kind: "lost_response" });
      await office.decide(create("inc2", "inc-gateway"));
      await office.dust();
      expect(openedBy(office)).toEqual([
        { incident: "inc1", name: "inc-gateway" },
        { incident: "inc2", name: "inc-gateway-2" },
      ]);
      expect(await incidentChannels(office)).toHaveLength(2);
    });
  });

  test("a name that Slack gives away twice does no harm: everything goes by the channel's id", async () => {
    const office = await openOffice(openStore);
    office.faults({ method: "conversations.create", kind: "name_race" });
    await office.decide(create("inc1", "inc-gateway"), { kind: "channel.topic", incident: "inc1", topic: "ours" });
    await office.dust();
    const twins = (await office.channels()).filter(({ name }) => name === "inc-gateway");
    expect(twins.map(({ topic }) => topic).toSorted()).toEqual(["", "ours"]);
  });
});

test("every name of a channel keeps Slack's length and differs from the others", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9-]{1,120}$/), (name) => {
      const names = Array.from({ length: 20 }, (_, n) => suffixed(name, n + 1));
      return names.every((one) => one.length <= 80) && new Set(names).size === 20;
    }),
  );
});
