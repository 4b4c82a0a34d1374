import { test } from "vitest";
import { expectAllIsWell, patienceMs, play } from "./play.ts";

test("two kills on SQLite lose nothing that was answered and double nothing that was sent", {
  timeout: patienceMs,
}, async () => {
  expectAllIsWell(await play({ store: "sqlite" }));
});
