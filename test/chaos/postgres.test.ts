import { test } from "vitest";
import { expectAllIsWell, patienceMs, play } from "./play.ts";

test("two kills among two replicas on PostgreSQL lose and double nothing", { timeout: patienceMs }, async () => {
  expectAllIsWell(await play({ store: "postgres", replicas: 2 }));
});
