import { expect, test } from "vitest";
import { ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { aSignal } from "../kit/alerts.ts";
import { storyClock } from "../kit/clock.ts";
import { alice } from "../kit/room.ts";
import { onBothStores } from "../kit/stores.ts";
import { allTimers, someTerms } from "../kit/terms.ts";

onBothStores("in a storm", (open) => {
  test("a person's deed is done before what senders told long before, and so is a quiet sender's message", async () => {
    const clock = storyClock(Date.parse("2026-11-21T03:00Z"));
    const store = await open({ clock });
    const engine = openEngine({
      store,
      terms: someTerms(),
      timers: allTimers,
      clock,
      ids: ulids(clock),
      log: silentLog,
    });
    const done: string[] = [];
    const tell = (source: string, n: number) =>
      engine
        .intake({
          source,
          key: `${source} ${n}`,
          keyHoldsMs: 60_000,
          signals: Array.from({ length: 100 }, (_, one) =>
            aSignal({ source, identity: `${source}:${n} ${one}`, labels: { severity: "none" } }),
          ),
        })
        .then(() => done.push(`${source} ${n}`));

    // given a flood that is many transactions long, and somebody who declares
    const flood = Array.from({ length: 60 }, (_, n) => tell("loud", n));
    const quiet = tell("quiet", 1);
    const declaration = { severity: "SEV1", title: "Gateway returns 503" } as const;
    const declared = engine
      .handle({ type: "incident.declare", incident: "I1", by: alice, declaration })
      .then(() => done.push("declared"));
    await Promise.all([...flood, quiet, declared]);

    // then that is done first, and who is quiet is in the first transaction after it
    expect(done[0]).toBe("declared");
    expect(done.indexOf("quiet 1")).toBeLessThan(22);
    expect(done).toHaveLength(62);
    await engine.stop();
  });
});
