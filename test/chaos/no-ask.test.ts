import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { patienceMs, play } from "./play.ts";

test("without asking before a repeat, messages stand twice, and it is seen", { timeout: patienceMs }, async () => {
  const { violations, folder } = await play({ kills: 1, askBeforeRepeat: false });
  expect(violations.join("\n")).toContain("doubled");
  await rm(folder, { recursive: true });
});
