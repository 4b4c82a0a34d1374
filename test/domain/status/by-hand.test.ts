import { describe, expect, test } from "vitest";
import { isRefusal } from "../../../src/domain/decision.ts";
import type { EventOf } from "../../../src/domain/events.ts";
import { setByHand } from "../../../src/domain/status/by-hand.ts";
import { componentStatuses, type StatusByHand } from "../../../src/domain/status/component.ts";
import { aProvider } from "../../kit/providers.ts";
import { alice } from "../../kit/room.ts";
import { someTerms } from "../../kit/terms.ts";

const terms = someTerms({ providers: [aProvider("one")] });
const keystore = "Keystore (active keys)";
const set = (was: StatusByHand[], own: Partial<EventOf<"component.by-hand">>, with_ = terms) =>
  setByHand(
    was,
    {
      type: "component.by-hand",
      id: "E",
      at: 5,
      by: alice,
      component: keystore,
      status: "degraded",
      why: "slow",
      ...own,
    },
    with_,
  );
const done = (outcome: ReturnType<typeof set>) => {
  if (isRefusal(outcome)) throw new Error(outcome.refused);
  return outcome;
};

describe("a status set by hand", () => {
  test("counts until it is taken back, and goes to the providers", () => {
    const { state, effects } = done(set([], {}));
    expect(state).toEqual([{ component: keystore, status: "degraded", why: "slow", by: "alice", at: 5 }]);
    const board = { incidents: [], windows: [], byHand: state };
    expect(componentStatuses(board, terms.components, terms.policy).find(({ name }) => name === keystore)?.status).toBe(
      "degraded",
    );
    expect(effects.flatMap((one) => (one.kind === "provider.sync" ? [one.subject] : []))).toEqual(["components"]);
    expect(done(set(state, { status: "major-outage" })).state).toMatchObject([{ status: "major-outage" }]);
    expect(done(set(state, { status: null })).state).toEqual([]);
    expect(done(set(state, { status: "operational" })).state).toEqual([]);
  });

  test("is refused twice, for what nobody knows, and to whom may not publish", () => {
    const { state } = done(set([], {}));
    expect(set(state, {})).toMatchObject({ refused: "component-unchanged" });
    expect(set([], { status: null })).toMatchObject({ refused: "component-unchanged" });
    expect(set([], { component: "Nothing" })).toMatchObject({ refused: "unknown-component" });
    const closed = someTerms({
      permissions: { ...terms.permissions, publish: { everyone: false, roles: ["comms"], people: [] } },
    });
    expect(set([], {}, closed)).toMatchObject({ refused: "not-allowed" });
  });

  test("of an internal component tells no provider", () => {
    const { effects } = done(set([], { component: "Trace DB" }));
    expect(effects.map(({ kind }) => kind)).toEqual(["message.renew"]);
  });
});
