import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AnyProvider, plain } from "../../../src/out/provider.ts";
import {
  aMaintenanceNotice,
  anIncidentNotice,
  anUpdate,
  type Desk,
  openDesk,
  type ProviderWorld,
  start,
} from "./desk.ts";
import type { Answered, Fault } from "./fake.ts";

/** What of the contract a provider has no way to keep; each says so in its capabilities or its docs. */
export interface Exceptions {
  /** It does not speak HTTP statuses: the table of them is left out. */
  noStatuses?: boolean;
  /** Whatever is 2xx counts as taken: it is a receiver of the operator's own. */
  takesAnything?: boolean;
  /** Looking for what stands there is not possible at all. */
  cannotBeAsked?: boolean;
  /** What is in the settings that must never be said. */
  credential: string;
}

const later = [408, 425, 429, 500, 502, 503, 504];
const final = [400, 401, 403, 404, 422];

/** The one contract that every status provider keeps (contracts: status providers 13 and 14). */
export function providerContract(provider: AnyProvider, open: () => Promise<ProviderWorld>, but: Exceptions): void {
  describe(`${provider.name} keeps the contract of status providers`, () => {
    let world: ProviderWorld;
    let desk: Desk;
    beforeEach(async () => {
      world = await open();
      desk = await openDesk(provider, world);
    });
    afterEach(async () => {
      await desk.close();
      await world.close();
    });

    /** Everything that is readable there of the one notice, in order. */
    const readable = () =>
      plain(
        world
          .shown()
          .flatMap(({ texts }) => texts)
          .join("\n"),
      );
    const has = (words: string) => readable().split(plain(words)).length - 1;
    const updated = async (count: number) => {
      desk.know(anIncidentNotice(count));
      return desk.settle(anIncidentNotice(1).id);
    };

    test("an incident from the first update to the last: each once, in order, and closed", async () => {
      for (const count of [1, 2, 3, 4, 5]) {
        expect(await updated(count)).toMatchObject({ outcome: "delivered" });
        expect(world.shown()).toHaveLength(1);
        expect(world.shown()[0]?.open, `after ${count}`).toBe(count < 5);
        expect(has("Duration: 01:10"), `after ${count}`).toBe(count === 5 ? 1 : 0);
        await desk.pass(600_000);
      }
      const [only] = world.shown();
      if (desk.can.timeline) expect(only?.texts).toHaveLength(5);
      expect(desk.said.map(({ said }) => said)).toEqual(Array(5).fill("there"));
    });

    test("the same again changes nothing there", async () => {
      await updated(2);
      const before = world.writes();
      await updated(2);
      await desk.settle(anIncidentNotice(2).id);
      expect(world.writes()).toBe(before);
    });

    test("what was away for an hour gets the newest state, in order, once", async () => {
      const down: Fault[] = Array(6).fill({ status: 503, json: {} });
      world.faults(down);
      desk.know(anIncidentNotice(1));
      await desk.once(anIncidentNotice(1).id);
      for (const count of [2, 3, 4]) {
        await desk.pass(900_000);
        desk.know(anIncidentNotice(count));
        await desk.once(anIncidentNotice(1).id);
      }
      world.faults([]);
      expect(await updated(4)).toMatchObject({ outcome: "delivered" });
      expect(world.shown()).toHaveLength(1);
      expect(has("Cause: a certificate ran out.")).toBe(1);
      if (desk.can.timeline) {
        expect(world.shown()[0]?.texts).toHaveLength(4);
        const places = ["investigating why", "Cause: a certificate", "Half of the traffic"].map((words) =>
          readable().indexOf(words),
        );
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }
    });

    test.each<[string, Fault]>([
      ["a lost answer", "lost"],
      ["an answer that never comes", "hang-after"],
      ["a call that never arrives", "hang"],
      ["a web page with 200", "html"],
    ])("%s at the opening leaves one notice", async (_what, fault) => {
      if ((but.noStatuses || but.takesAnything) && fault === "html") return;
      world.faults([fault]);
      expect(await updated(1)).toMatchObject({ outcome: "delivered" });
      expect(world.left()).toBe(0);
      expect(world.shown().filter(({ open }) => open)).toHaveLength(1);
      expect(has("investigating why requests")).toBe(1);
    });

    test.each<[string, Fault]>([
      ["a lost answer", "lost"],
      ["an answer that never comes", "hang-after"],
      ["a call that never arrives", "hang"],
    ])("%s at an update leaves it once", async (_what, fault) => {
      await updated(1);
      world.faults([fault]);
      expect(await updated(2)).toMatchObject({ outcome: "delivered" });
      expect(world.left()).toBe(0);
      expect(world.shown()).toHaveLength(1);
      expect(has("Cause: a certificate ran out.")).toBe(1);
      expect(has("investigating why requests")).toBeLessThanOrEqual(1);
    });

    test.each([1, 2])("a lost answer at update %i, and more was said before anybody looked", async (count) => {
      if (count > 1) await updated(count - 1);
      world.faults(["lost"]);
      desk.know(anIncidentNotice(count));
      await desk.once(anIncidentNotice(1).id);
      desk.know(anIncidentNotice(5));
      await desk.once(anIncidentNotice(1).id, { doubtful: true });
      expect(await updated(5)).toMatchObject({ outcome: "delivered" });
      expect(world.shown()).toHaveLength(1);
      expect(world.shown()[0]?.open).toBe(false);
      expect(has("Duration: 01:10")).toBe(1);
      if (desk.can.timeline) expect(world.shown()[0]?.texts).toHaveLength(5);
      expect(desk.said.map(({ said }) => said)).not.toContain("differs");
    });

    if (!but.noStatuses) {
      test.each(later)("%i is tried again", async (status) => {
        world.faults([{ status, json: { message: "later" } }]);
        desk.know(anIncidentNotice(1));
        expect(await desk.once(anIncidentNotice(1).id)).toMatchObject({ outcome: "later" });
        expect(await updated(1)).toMatchObject({ outcome: "delivered" });
        expect(world.shown().filter(({ open }) => open)).toHaveLength(1);
      });

      test.each(final)("%i is final, and told with the provider's sentence and no credential", async (status) => {
        const json = { message: `No to ${but.credential}`, errors: { field: ["is wrong"] } };
        world.faults([{ status, json }]);
        desk.know(anIncidentNotice(1));
        const outcome = await desk.once(anIncidentNotice(1).id);
        if (desk.said.at(-1)?.said === "by-hand") return;
        expect(outcome).toMatchObject({ outcome: "never" });
        expect(desk.said.at(-1)).toMatchObject({ said: "refused" });
        expect(desk.said.at(-1)?.words).toContain(String(status));
        expect(desk.said.at(-1)?.words).not.toContain(but.credential);
      });

      test("it waits as long as it is told to", async () => {
        world.faults([{ status: 429, json: {}, headers: { "retry-after": "90" } }]);
        desk.know(anIncidentNotice(1));
        expect(await desk.once(anIncidentNotice(1).id)).toMatchObject({ outcome: "later", at: start + 90_000 });
        world.faults([{ status: 429, json: {}, headers: { "retry-after": new Date(start + 120_000).toUTCString() } }]);
        expect(await desk.once(anIncidentNotice(1).id)).toMatchObject({ outcome: "later", at: start + 120_000 });
      });
    }

    test("two notices share a component: ending one leaves it to the other", async () => {
      const one = anIncidentNotice(1);
      const other = anIncidentNotice(1, {
        id: "z9y8x7w6v5u4",
        title: "Gateway — slow answers",
        updates: [
          anUpdate("oth1", "INVESTIGATING", 5, {
            text: "[INVESTIGATING] Gateway — slow answers\nIt is slow.",
            heading: "[INVESTIGATING] Gateway — slow answers",
            words: "It is slow.",
          }),
        ],
      });
      desk.know(one);
      await desk.settle(one.id);
      desk.know(other);
      await desk.settle(other.id);
      const theirs = world.components.Gateway ?? "";
      const broken = world.component(theirs);
      const over = anIncidentNotice(5);
      desk.know({ ...over, components: [{ name: "Gateway", status: "partial-outage", impact: "operational" }] });
      await desk.settle(one.id);
      expect(world.component(theirs)).toBe(broken);
      if (desk.can.several) expect(world.shown().filter(({ open }) => open)).toHaveLength(1);
      desk.know(
        anIncidentNotice(5, {
          id: other.id,
          title: other.title,
          updates: [...other.updates, anUpdate("oth2", "RESOLVED", 60)],
        }),
      );
      await desk.settle(other.id);
      expect(world.shown().filter(({ open }) => open)).toEqual([]);
      if (broken !== null) expect(world.component(theirs)).not.toBe(broken);
    });

    test("a maintenance is announced, runs and ends", async () => {
      if (!desk.can.maintenance) return;
      for (const count of [1, 2, 3]) {
        desk.know(aMaintenanceNotice(count));
        expect(await desk.settle(aMaintenanceNotice(1).id)).toMatchObject({ outcome: "delivered" });
        const standing = world.shown().filter(({ kind }) => kind === "maintenance");
        expect(standing.length, `after ${count}`).toBeGreaterThanOrEqual(1);
        await desk.pass(48 * 3_600_000);
      }
      expect(world.shown().filter(({ open }) => open)).toEqual([]);
    });

    test("a lost answer at the announcement of a maintenance leaves one", async () => {
      if (!desk.can.maintenance) return;
      world.faults(["lost"]);
      desk.know(aMaintenanceNotice(1));
      expect(await desk.settle(aMaintenanceNotice(1).id)).toMatchObject({ outcome: "delivered" });
      expect(world.shown().filter(({ kind }) => kind === "maintenance")).toHaveLength(1);
    });

    test("a correction takes the place of the text, and tells nobody anew", async () => {
      await updated(2);
      const told = world.told();
      const notice = anIncidentNotice(2);
      const corrected = {
        ...(notice.updates[1] as (typeof notice.updates)[number]),
        correctedAt: start + 15 * 60_000,
        text: "[IDENTIFIED] Gateway — requests fail\nCause: a certificate that was revoked.",
        words: "Cause: a certificate that was revoked.",
      };
      desk.know({ ...notice, updates: [notice.updates[0] as (typeof notice.updates)[number], corrected] });
      expect(await desk.settle(notice.id)).toMatchObject({ outcome: "delivered" });
      expect(world.told()).toBe(told);
      if (desk.can.corrects) {
        expect(has("Cause: a certificate that was revoked.")).toBe(1);
        expect(has("Cause: a certificate ran out.")).toBe(0);
      } else expect(desk.said.at(-1)?.words).toContain("cannot correct");
    });

    test.each<[string, Fault]>([
      ["a web page with 200", "html"],
      ["a lost answer", "lost"],
      ["a call that never arrives", "hang"],
    ])("%s at a correction does not keep it from being made", async (_what, fault) => {
      if (!desk.can.corrects || ((but.noStatuses || but.takesAnything) && fault === "html")) return;
      await updated(2);
      const notice = anIncidentNotice(2);
      const [first, second] = notice.updates;
      const text = (second?.text ?? "").replace("a certificate ran out", "a certificate was revoked");
      const words = (second?.words ?? "").replace("a certificate ran out", "a certificate was revoked");
      const corrected = { ...(second as (typeof notice.updates)[number]), correctedAt: start + 60_000, text, words };
      desk.know({ ...notice, updates: [first as (typeof notice.updates)[number], corrected] });
      world.faults([fault]);
      expect(await desk.settle(notice.id)).toMatchObject({ outcome: "delivered" });
      expect(has("a certificate was revoked")).toBe(1);
      expect(has("a certificate ran out")).toBe(0);
    });

    test("a correction of an early update after the end leaves it ended", async () => {
      await updated(5);
      await desk.pass(50 * 60_000);
      const notice = anIncidentNotice(5);
      const [first, ...rest] = notice.updates;
      const text = (first?.text ?? "").replace("investigating why requests", "looking at why requests");
      const corrected = { ...(first as (typeof notice.updates)[number]), correctedAt: start + 50 * 60_000, text };
      desk.know({ ...notice, updates: [{ ...corrected, words: text.split("\n").slice(1).join("\n") }, ...rest] });
      expect(await desk.settle(notice.id)).toMatchObject({ outcome: "delivered" });
      expect(world.shown().length).toBeLessThanOrEqual(1);
      expect(world.shown().filter(({ open }) => open)).toEqual([]);
      if (desk.can.timeline) expect(world.shown()[0]?.texts).toHaveLength(5);
      if (desk.can.corrects && desk.can.timeline) expect(has("looking at why requests")).toBe(1);
      if (desk.can.readsBack) expect(await desk.check(notice.id)).toMatchObject({ said: "checked" });
    });

    test("a correction while nobody knows whether the update arrived brings both once", async () => {
      const notice = anIncidentNotice(1);
      desk.know(notice);
      world.faults(["lost"]);
      await desk.once(notice.id);
      const [first] = notice.updates;
      const text = (first?.text ?? "").replace("investigating why requests", "looking at why requests");
      const words = (first?.words ?? "").replace("investigating why requests", "looking at why requests");
      const corrected = { ...(first as (typeof notice.updates)[number]), correctedAt: start + 60_000, text, words };
      desk.know({ ...notice, updates: [corrected] });
      await desk.once(notice.id, { doubtful: true });
      expect(await desk.settle(notice.id)).toMatchObject({ outcome: "delivered" });
      expect(world.shown().filter(({ open }) => open)).toHaveLength(1);
      expect(world.shown().flatMap(({ texts }) => texts)).toHaveLength(1);
      if (desk.can.corrects) expect(has("looking at why requests")).toBe(1);
    });

    test("what somebody changed there is told, and not written over unasked", async () => {
      if (!desk.can.readsBack) return;
      await updated(2);
      expect(await desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "checked" });
      for (const how of ["title", "text"] as const) {
        await desk.pass(60_000);
        if (!world.tamper(how)) continue;
        const writes = world.writes();
        expect(await desk.check(anIncidentNotice(2).id), how).toMatchObject({ said: "differs" });
        expect(world.writes(), how).toBe(writes);
        if (!desk.can.timeline) {
          await updated(3);
          expect(desk.said.at(-1), how).toMatchObject({ said: "differs" });
          expect(world.writes(), how).toBe(writes);
          desk.know(anIncidentNotice(2));
        }
        const told = world.told();
        expect(await desk.settle(anIncidentNotice(2).id, { repair: true }), how).toMatchObject({
          outcome: "delivered",
        });
        expect(world.told(), how).toBe(told);
        expect(await desk.check(anIncidentNotice(2).id), how).toMatchObject({ said: "checked" });
      }
    });

    test("a component left behind is told, and repaired", async () => {
      if (!desk.can.readsBack || desk.can.components !== "states") return;
      await updated(2);
      if (!world.tamper("component")) return;
      expect(await desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "differs" });
      await desk.settle(anIncidentNotice(2).id, { repair: true });
      expect(await desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "checked" });
    });

    test("what was deleted there is told, and comes back only when somebody says so", async () => {
      if (!desk.can.readsBack || but.cannotBeAsked) return;
      await updated(2);
      if (!world.tamper("delete")) return;
      expect(await desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "missing" });
      const told = world.told();
      await desk.settle(anIncidentNotice(2).id, { repair: true });
      expect(world.shown().filter(({ open }) => open)).toHaveLength(1);
      expect(world.told()).toBe(told);
    });

    test("what everybody reads is looked at once caches had time, and a difference is told", async () => {
      if (!world.publicly) return;
      // The second update is of the tenth minute.
      await updated(2);
      await desk.pass(15 * 60_000);
      world.publicly.shows(false);
      expect(await desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "checked" });
      await desk.pass(15 * 60_000);
      const unseen = { said: "differs", words: "its public page does not show it" };
      expect(await desk.check(anIncidentNotice(2).id)).toMatchObject(unseen);
      world.publicly.shows(true);
      expect(await desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "checked" });
      await updated(5);
      await desk.pass(60 * 60_000);
      expect(await desk.check(anIncidentNotice(5).id)).toMatchObject({ said: "checked" });
    });

    test("what everybody reads has its time from when it was written, however late that was", async () => {
      if (!world.publicly) return;
      await desk.pass(3 * 3_600_000);
      world.publicly.shows(false);
      await updated(2);
      await desk.pass(5 * 60_000);
      expect(await desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "checked" });
      await desk.pass(10 * 60_000);
      expect(await desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "differs" });
    });

    test("a maintenance that is to come, that runs and that is over is no difference to what everybody reads", async () => {
      if (!world.publicly || !desk.can.maintenance) return;
      for (const count of [1, 2, 3]) {
        desk.know(aMaintenanceNotice(count));
        await desk.settle(aMaintenanceNotice(1).id);
        await desk.pass((count === 2 ? 0.5 : 48) * 3_600_000);
        expect(await desk.check(aMaintenanceNotice(count).id), `after ${count}`).toMatchObject({ said: "checked" });
      }
    });

    test.each<[string, Answered, string | undefined]>([
      ["404", { status: 404, json: { message: "Not found" } }, "unknown"],
      ["a web page with 200", { status: 200, text: "<!doctype html><h1>Sign in</h1>" }, "unknown"],
      ["503", { status: 503, json: {} }, undefined],
    ])("a public page that answers %s tells of no difference, and hides none", async (_what, answer, said) => {
      if (!world.publicly?.answers) return;
      await updated(2);
      await desk.pass(60 * 60_000);
      world.publicly.answers(answer);
      const told = await desk.check(anIncidentNotice(2).id);
      expect(told?.said).toBe(said);
      if (told) expect(told.words).toMatch(/^its public page: .* answered (404|200)/);
      world.tamper("title");
      expect(await desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "differs" });
      world.publicly.answers(null);
    });

    test("a long text is cut to what it takes", async () => {
      const words = `${"Every request to the gateway fails with an error. ".repeat(600)}The end.`;
      const long = anUpdate("upd1", "INVESTIGATING", 0, {
        text: `[INVESTIGATING] Gateway — requests fail\n${words}`,
        words,
      });
      const title = `Gateway — ${"a very long symptom ".repeat(30)}`;
      desk.know(anIncidentNotice(1, { title, updates: [long] }));
      expect(await desk.settle(anIncidentNotice(1).id)).toMatchObject({ outcome: "delivered" });
      const [only] = world.shown();
      const { titleMost, textMost } = desk.can;
      if (titleMost !== null) expect(only?.title.length).toBeLessThanOrEqual(titleMost);
      if (textMost !== null) expect(only?.texts.at(-1)?.length).toBeLessThanOrEqual(textMost);
      const writes = world.writes();
      await desk.settle(anIncidentNotice(1).id);
      expect(world.writes()).toBe(writes);
    });
  });
}
