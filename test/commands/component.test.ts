import { expect, test } from "vitest";
import { statusesByHand } from "../../src/store/board.ts";
import { talk } from "../in/kit.ts";

test("component sets a status by hand, and takes it back", async () => {
  const { said, store } = await talk();
  expect(await said("component Keystore degraded the vendor throttles us")).toBe(
    "Keystore (active keys) is degraded until somebody takes it back. What is worse still counts.",
  );
  expect(await statusesByHand(store.read)).toMatchObject([
    { component: "Keystore (active keys)", status: "degraded", why: "the vendor throttles us", by: "alice" },
  ]);
  expect(await said('component "Keystore (active keys)" clear it is over')).toContain("is not set by hand any more");
  expect(await statusesByHand(store.read)).toEqual([]);
});

test("component asks for what is missing, and refuses what it cannot mean", async () => {
  const { said } = await talk();
  expect(await said("component Keystore degraded", { forms: true })).toBe("form component");
  expect(await said("component Keystore degraded")).toContain("This is needed.");
  expect(await said("component Gateway degraded why")).toContain("There is no component Gateway");
  expect(await said("component Keystore clear nothing was set")).toContain("not set by hand already");
});
