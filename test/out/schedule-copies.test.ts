import { expect, test } from "vitest";
import { ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { openEngine } from "../../src/engine/engine.ts";
import type { ForeignShift } from "../../src/out/schedule.ts";
import { ScheduleTrouble } from "../../src/out/schedule.ts";
import { openScheduleCopies } from "../../src/out/schedule-copies.ts";
import { scheduleCopy } from "../../src/store/rota.ts";
import { storyClock } from "../kit/clock.ts";
import { onBothStores } from "../kit/stores.ts";
import { allTimers, someTerms } from "../kit/terms.ts";

const start = Date.parse("2026-11-21T12:00Z");
const minute = 60_000;

onBothStores("copies of schedules", (open) => {
  async function keeping(
    read: () => Promise<ForeignShift[]>,
    lookUp = async (_email: string): Promise<string | null> => null,
  ) {
    const clock = storyClock(start);
    const store = await open({ clock });
    const rota = {
      primary: null,
      secondary: null,
      escalation: [],
      schedules: [{ name: "ops", kept: "PagerDuty", roles: ["primary" as const] }],
    };
    const engine = openEngine({
      store,
      terms: someTerms({ rota }),
      timers: allTimers,
      clock,
      ids: ulids(clock),
      log: silentLog,
    });
    let looks = 0;
    const copies = openScheduleCopies({
      schedules: [
        {
          name: "ops",
          read() {
            looks += 1;
            return read();
          },
        },
      ],
      people: { "Alice@Example.com": "U0ALICE00" },
      lookUp,
      engine,
      store,
      clock,
      log: silentLog,
    });
    const settle = async () => {
      await copies.idle();
      await engine.idle();
    };
    copies.start();
    await settle();
    return {
      copies,
      looks: () => looks,
      copy: async () => (await scheduleCopy(store.read, "ops"))?.copy,
      pass: (ms: number) => clock.passTo(clock.now() + ms, settle),
    };
  }

  const shift = (name: string): ForeignShift => ({
    role: "primary",
    names: [name],
    from: start,
    until: start + minute,
  });

  test("are read at the start and every five minutes, with who is who", async () => {
    const room = await keeping(async () => [shift("alice@example.com"), shift("zoe@example.com")]);
    expect(await room.copy()).toEqual({
      shifts: [{ role: "primary", person: "U0ALICE00", from: start, until: start + minute }],
      readAt: start,
      error: null,
      strangers: ["zoe@example.com"],
    });
    await room.pass(4 * minute);
    expect(room.looks()).toBe(1);
    await room.pass(7 * minute);
    expect(room.looks()).toBe(3);
    expect((await room.copy())?.readAt).toBe(start + 10 * minute);
    room.copies.stop();
    await room.pass(60 * minute);
    expect(room.looks()).toBe(3);
  });

  test("stay as they were when a look fails, with the reason; the first failure is looked at again within a minute", async () => {
    let trouble: Error | null = null;
    const room = await keeping(async () => {
      if (trouble) throw trouble;
      return [shift("alice@example.com")];
    });
    const good = await room.copy();
    trouble = new ScheduleTrouble("ops.example.com answered 503");
    await room.pass(5 * minute);
    expect(await room.copy()).toEqual({ ...good, error: "ops.example.com answered 503" });
    await room.pass(minute);
    expect(room.looks()).toBe(3);
    await room.pass(4 * minute);
    expect(room.looks()).toBe(3);
    trouble = new Error("a bug");
    await room.pass(minute);
    expect((await room.copy())?.error).toBe("reading it failed");
    trouble = null;
    await room.pass(5 * minute);
    expect((await room.copy())?.error).toBeNull();
  });

  test("are not emptied because Slack could not say who somebody is", async () => {
    let away = false;
    const room = await keeping(
      async () => [shift("bob@example.com")],
      async () => {
        if (away) throw new ScheduleTrouble("Slack did not say in time who the people of it are");
        return "U0BOB0000";
      },
    );
    away = true;
    await room.pass(5 * minute);
    expect(await room.copy()).toMatchObject({
      shifts: [{ person: "U0BOB0000" }],
      error: "Slack did not say in time who the people of it are",
    });
  });

  test("of a schedule that was never read say so", async () => {
    const room = await keeping(async () => {
      throw new ScheduleTrouble("ops.example.com answered 401: it does not accept our credentials");
    });
    expect(await room.copy()).toMatchObject({ shifts: [], readAt: null });
  });
});
