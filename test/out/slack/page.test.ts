import { afterEach, expect, test } from "vitest";
import type { Effect } from "../../../src/domain/effects.ts";
import { card, closeOffices, type Office, onOneStore, openOffice } from "../office.ts";

const page = (person: string): Effect => ({
  kind: "page",
  incident: "inc1",
  person,
  card: card("SEV1 Gateway returns 503"),
});

async function pagesTo(office: Office, person: string): Promise<string[]> {
  const messages = await office.messages(await office.directWith(person), person);
  return messages.filter(({ metadata }) => metadata).map(({ text }) => text);
}

onOneStore("a page", (openStore) => {
  afterEach(closeOffices);

  test.each([null, "lost_response", "timeout_after", "http_500", "timeout", "rate_limit"] as const)(
    "reaches the person once (%s)",
    async (kind) => {
      const office = await openOffice(openStore);
      const bob = await office.user("bob");
      if (kind) office.faults({ method: "chat.postMessage", kind }, { method: "conversations.open", kind });
      await office.decide(page(bob));
      await office.dust();
      expect(await pagesTo(office, bob)).toEqual(["SEV1 Gateway returns 503"]);
      expect(office.happenings).toEqual([]);
    },
  );

  test("needs no channel: it goes out while the channel cannot be opened", async () => {
    const office = await openOffice(openStore);
    const bob = await office.user("bob");
    office.faults({ method: "conversations.create", kind: "http_500", times: 1_000 });
    await office.decide({ kind: "channel.create", incident: "inc1", name: "inc-1", private: false }, page(bob));
    office.delivery.nudge();
    await office.delivery.idle();
    expect(await pagesTo(office, bob)).toEqual(["SEV1 Gateway returns 503"]);
  });

  test("to somebody whom Slack does not know is told at once", async () => {
    const office = await openOffice(openStore);
    await office.decide(page("U0NOBODY"));
    office.delivery.nudge();
    await office.delivery.idle();
    expect(office.happenings).toEqual([
      expect.objectContaining({
        type: "incident.effect-failed",
        incident: "inc1",
        effect: "the page to U0NOBODY",
        error: "Slack does not know this person. (user_not_found)",
      }),
    ]);
  });

  test("that was sent can be edited when somebody has acknowledged", async () => {
    const office = await openOffice(openStore);
    const bob = await office.user("bob");
    await office.decide(page(bob));
    await office.dust();
    const slot = `inc1/page/${bob}`;
    await office.decide({
      kind: "message.settle",
      to: { person: bob },
      card: card("Acknowledged by carol"),
      slot,
      lane: slot,
    });
    await office.dust();
    expect(await pagesTo(office, bob)).toEqual(["Acknowledged by carol"]);
  });

  const amend = (person: string): Effect => ({
    kind: "page.amend",
    incident: "inc1",
    person,
    card: card("Work is in #inc"),
  });

  test.each([null, "lost_response", "timeout_after", "http_500", "rate_limit"] as const)(
    "is brought up to date where it stands, and nobody is woken again (%s)",
    async (kind) => {
      const office = await openOffice(openStore);
      const bob = await office.user("bob");
      if (kind) office.faults({ method: "chat.update", kind });
      // decided on while the page itself still waits
      await office.decide(page(bob), amend(bob));
      await office.dust();
      expect(await pagesTo(office, bob)).toEqual(["Work is in #inc"]);
      const posts = office.workspace.calls().filter(({ method, ok }) => method === "chat.postMessage" && ok);
      expect(posts).toHaveLength(1);
      expect(office.happenings).toEqual([]);
    },
  );

  test("that was settled meanwhile stays settled, and one that was never sent is not sent by its edit", async () => {
    const office = await openOffice(openStore);
    const [bob, carol] = [await office.user("bob"), await office.user("carol")];
    await office.decide(page(bob));
    await office.dust();
    const slot = `inc1/page/${bob}`;
    const settle: Effect = {
      kind: "message.settle",
      to: { person: bob },
      card: card("carol has it"),
      slot,
      lane: slot,
    };
    await office.decide(amend(bob), settle, amend(carol));
    await office.dust();
    expect(await pagesTo(office, bob)).toEqual(["carol has it"]);
    expect(await pagesTo(office, carol)).toEqual([]);
  });

  test("that cannot be edited holds up no later page", async () => {
    const office = await openOffice(openStore);
    const bob = await office.user("bob");
    await office.decide(page(bob));
    await office.dust();
    office.faults({ method: "chat.update", kind: "http_500", times: 1_000 });
    await office.decide(amend(bob), page(bob));
    await office.dust();
    expect(await pagesTo(office, bob)).toHaveLength(2);
    expect(office.happenings).toEqual([]);
    // an edit that was let be is not on record as made
    expect(await office.rows()).toEqual({ delivered: 2, superseded: 1 });
  });
});
