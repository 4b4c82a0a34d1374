import { LogLevel } from "@slack/web-api";
import { pino } from "pino";
import { expect, test } from "vitest";
import { boltLogger } from "../../../src/in/slack/logger.ts";

test("of the SDK's log only its sentences pass, short and without secrets", () => {
  const lines: string[] = [];
  const logger = boltLogger(pino({ base: null }, { write: (line: string) => void lines.push(line) }));
  logger.debug("xoxb-1-secret");
  logger.info("payload");
  logger.warn("token xoxb-1-secret at https://hooks.slack.com/commands/T1/2/3", { body: "whole payload" });
  logger.error(new Error(`xapp-1-A-2-b failed ${"x".repeat(2_000)}`), { req: "whole request" });
  const all = lines.join("");
  expect(lines).toHaveLength(2);
  expect(all).not.toMatch(/xox|xapp|hooks\.slack|whole/);
  expect(all).toContain("<secret>");
  expect(all.length).toBeLessThan(1_000);
  expect(logger.getLevel()).toBe(LogLevel.WARN);
});
