import { expect, test } from "vitest";
import jsm from "../../../src/in/sources/jsm.ts";
import { testHostileBodies } from "./hostile.ts";
import { read } from "./reading.ts";
import { testSamples } from "./samples.ts";

/** Our own body, written from the contract. */
function told(action: string, alert: object = {}) {
  return {
    action,
    alert: { alertId: "b3e1-1", message: "Checkout", priority: "P1", updatedAt: "1795252024764002246", ...alert },
  };
}

testSamples(jsm);
testHostileBodies(jsm, ["action", "alert"], [told("Create")]);

test("it is Opsgenie's body under a name of its own", () => {
  expect(read(jsm, told("Create"))[0]).toMatchObject({
    source: "jsm",
    identity: "jsm:b3e1-1",
    status: "firing",
    title: "Checkout",
    severityHint: "P1",
    level: "critical",
  });
  expect(read(jsm, told("Close"), { name: "ops" })[0]).toMatchObject({
    identity: "jsm@ops:b3e1-1",
    status: "resolved",
  });
});

test("a note is no news, and our own page is an echo", () => {
  expect(read(jsm, told("AddNote"))).toEqual([]);
  expect(read(jsm, told("Acknowledge", { alias: "sitrep-main-12-1" }))).toEqual([]);
});
