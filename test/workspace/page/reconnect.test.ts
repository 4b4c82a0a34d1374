import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { type Desk, needsBrowser, openDesk } from "./desk.ts";

describe("the workspace goes away", () => {
  beforeEach(needsBrowser);

  test("the page says so, keeps what was typed, and catches up by itself", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sitrep-page-"));
    const dataFile = join(folder, "workspace.db");
    const first = await openDesk({ dataFile });
    let second: Desk | undefined;
    try {
      const page = await first.page("alice", { path: "#/general" });
      await page.locator("[data-composer=channel]").fill("half a thought");
      const port = Number(new URL(first.workspace.url).port);
      await first.stopServing();
      await page.getByText("Connection lost").waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("does not answer").waitFor();
      expect(await page.locator("[data-composer=channel]").inputValue()).toBe("half a thought");

      second = await openDesk({ dataFile, port });
      await second.app.client.chat.postMessage({ channel: await second.channel("general"), text: "said meanwhile" });
      await page.locator(".message", { hasText: "said meanwhile" }).waitFor();
      await page.getByText("Connection lost").waitFor({ state: "hidden" });
      expect(await page.locator("[data-composer=channel]").inputValue()).toBe("half a thought");
    } finally {
      await first[Symbol.asyncDispose]();
      await second?.[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
