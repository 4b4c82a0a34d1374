import { afterEach, beforeEach, describe, expect, test } from "vitest";
import manual from "../../../src/out/providers/manual.ts";
import { aMaintenanceNotice, anIncidentNotice, type Desk, openDesk, type ProviderWorld } from "./desk.ts";

const nowhere: ProviderWorld = {
  settings: { url: "https://status.example.com/admin", called: "the status page of our host" },
  components: {},
  faults: () => {},
  left: () => 0,
  writes: () => 0,
  told: () => null,
  shown: () => [],
  component: () => null,
  tamper: () => false,
  close: async () => {},
};

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk(manual, nowhere);
});
afterEach(() => desk.close());

const ask = async (notice = anIncidentNotice(1)) => {
  desk.know(notice);
  expect(await desk.settle(notice.id)).toMatchObject({ outcome: "delivered" });
  return desk.said.at(-1)?.words ?? "";
};

describe("a page that is kept by hand", () => {
  test("asks for the whole text to be pasted, newest first, word for word, and says where", async () => {
    const [first, second] = anIncidentNotice(2).updates.map(({ text }) => text);
    expect(await ask(anIncidentNotice(2))).toBe(
      `waits for a person: paste this at the status page of our host (https://status.example.com/admin), and press Pasted\n${second}\n\n---\n\n${first}`,
    );
    expect(desk.said).toMatchObject([{ said: "by-hand" }]);
  });

  test("asks for every update, the last one too, and for maintenance", async () => {
    for (const count of [1, 2, 5]) await ask(anIncidentNotice(count));
    expect(desk.said.at(-1)?.words).toContain("Duration: 01:10");
    expect(await ask(aMaintenanceNotice(1))).toContain("Expected impact: brief degradation.");
    expect(desk.said.map(({ said }) => said)).toEqual(["by-hand", "by-hand", "by-hand", "by-hand"]);
  });

  test("cannot be read back, and says nothing of what stands there", async () => {
    await ask();
    expect(await desk.check(anIncidentNotice(1).id)).toBeUndefined();
    expect(manual.can(manual.settings.parse({}))).toMatchObject({ readsBack: false, timeline: false });
  });

  test("is called the page where nothing else is configured; a strange address is refused", () => {
    expect(manual.settings.parse({})).toEqual({ called: "the page" });
    expect(manual.settings.safeParse({ url: "status" }).success).toBe(false);
  });
});
