import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Desk, eventually, needsBrowser, noBrowser, openDesk } from "./desk.ts";
import { gallery } from "./gallery.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const title = "inc-2026-11-21-a-very-long-title-that-says-everything-there-is-to-say-about-it";
const plain = (text: string) => ({ type: "plain_text" as const, text });

describe("the page, for everybody", () => {
  let desk: Desk;
  beforeEach(needsBrowser);
  beforeAll(async () => {
    if (noBrowser) return;
    desk = await openDesk();
    const { client } = desk.app;
    const { channel } = await client.conversations.create({ name: title });
    const id = channel?.id ?? "";
    const alice = (await client.users.list({ limit: 50 })).members?.find((user) => user.name === "alice")?.id ?? "";
    await client.conversations.invite({ channel: id, users: alice });
    await client.conversations.setTopic({ channel: id, topic: "SEV1 · INVESTIGATING · ".repeat(10) });
    const { ts = "" } = await client.chat.postMessage({ channel: id, text: "gallery", blocks: gallery });
    await client.chat.postMessage({ channel: id, text: `${"a".repeat(300)} \`${"b".repeat(200)}\``, thread_ts: ts });
    await client.chat.postMessage({ channel: id, text: `${"a".repeat(300)} \`${"b".repeat(200)}\`` });
    await client.chat.postEphemeral({ channel: id, user: alice, text: "Did you mean `resolve`? مرحبا بالعالم" });
    await client.pins.add({ channel: id, timestamp: ts });
    await client.bookmarks.add({
      channel_id: id,
      title: "Runbook ".repeat(12),
      type: "link",
      link: "https://example.org/r",
    });
    desk.app.shortcut("declare_incident", async ({ ack, body, client: web }) => {
      await ack();
      const blocks = [
        {
          type: "input" as const,
          block_id: "title",
          label: plain("Title"),
          element: { type: "plain_text_input" as const, action_id: "v" },
        },
        {
          type: "input" as const,
          block_id: "who",
          optional: true,
          label: plain("Who"),
          element: { type: "multi_users_select" as const, action_id: "v" },
        },
        {
          type: "input" as const,
          block_id: "kind",
          label: plain("Kind"),
          element: {
            type: "radio_buttons" as const,
            action_id: "v",
            options: [
              { text: plain("Drill"), value: "d" },
              { text: plain("Real"), value: "r" },
            ],
          },
        },
      ];
      await web.views.open({
        trigger_id: body.trigger_id,
        view: { type: "modal", title: plain("Declare incident"), submit: plain("Declare"), blocks },
      });
    });
  });
  afterAll(() => desk?.[Symbol.asyncDispose]());

  /** What axe-core finds against WCAG 2.2 AA and its own good practice, in words. */
  async function findings(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const tags = JSON.stringify(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
    const found = await page.evaluate(`axe.run(document, { runOnly: ${tags} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")))`);
    return found as string[];
  }

  for (const [scheme, width] of [
    ["light", 1280],
    ["dark", 1280],
    ["light", 390],
  ] as const)
    test(`nothing stands in anybody's way: ${scheme}, ${width} px wide`, async () => {
      const page = await desk.page("alice", { path: `#/${title}`, scheme, width, height: 1000 });
      const isWide = (await page.evaluate("document.documentElement.scrollWidth > innerWidth")) as boolean;
      expect(isWide).toBe(false);
      expect(await findings(page)).toEqual([]);

      await page.getByRole("button", { name: "Shortcuts" }).click();
      await page.getByRole("menuitem", { name: /Declare incident/ }).click();
      const form = page.getByRole("dialog", { name: "Declare incident" });
      await form.getByRole("button", { name: "Declare" }).click();
      await form.getByText("Please complete this required field.").first().waitFor();
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await form.waitFor({ state: "hidden" });

      await page.getByRole("link", { name: /1 reply/ }).click();
      await page.locator("#side .message").first().waitFor();
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "API calls" }).click();
      await page.locator(".calls li").first().waitFor();
      expect(await findings(page)).toEqual([]);
    });

  test("everything can be reached and worked with the keyboard", async () => {
    const page = await desk.page("alice", { path: "#/general" });
    const focus = page.locator(":focus");
    await page.keyboard.press("Tab");
    await focus.and(page.getByRole("button", { name: "Skip to the message box" })).waitFor();
    await page.keyboard.press("Enter");
    await focus.and(page.locator("[data-composer=channel]")).waitFor();

    await page.keyboard.press("Control+k");
    await page.keyboard.type("a-very-long");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: title }).waitFor();

    await page.locator(".message").last().focus();
    await page.keyboard.press("ArrowUp");
    const focused = page.locator(".message:focus");
    await focused.waitFor();
    await page.keyboard.press("Home");
    expect(await focused.textContent()).toContain("has joined the channel");
    expect(await page.locator(".message[tabindex='0']").count()).toBe(1);

    await page.getByRole("combobox", { name: "Severity" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option", { name: /SEV1/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("option", { name: /SEV1/ }).waitFor({ state: "hidden" });

    await page.locator("[data-action=more]").focus();
    await page.keyboard.press("Enter");
    await focus.and(page.getByRole("menuitem", { name: "Timeline" })).waitFor();
    await page.keyboard.press("ArrowDown");
    await focus.and(page.getByRole("menuitem", { name: "Why" })).waitFor();
    await page.keyboard.press("Escape");
    await focus.and(page.locator("[data-action=more]")).waitFor();
  });

  test("a new message is read out, and one's own is not", async () => {
    const page = await desk.page("alice", { path: "#/general" });
    const channel = await desk.channel("general");
    await desk.app.client.chat.postMessage({ channel, text: "The *gateway* is back" });
    await eventually(() => page.locator("#announcer").textContent()).toBe("sitrep: The gateway is back");
    await page.locator("[data-composer=channel]").fill("good");
    await page.keyboard.press("Enter");
    await page.locator(".message", { hasText: "good" }).waitFor();
    expect(await page.locator("#announcer").textContent()).toBe("sitrep: The gateway is back");
  });

  test("on a phone the channels are a drawer, and a form fills the screen", async () => {
    const page = await desk.page("alice", { path: "#/general", width: 390 });
    const drawer = page.locator("#nav");
    expect(await drawer.isVisible()).toBe(false);
    await page.getByRole("button", { name: "Channels" }).click();
    await page.locator("#nav a:focus").waitFor();
    await page.keyboard.press("Escape");
    await eventually(() => drawer.isVisible()).toBe(false);
    await page.getByRole("button", { name: "Channels" }).click();
    await drawer.getByRole("link", { name: title }).click();
    await page.getByRole("heading", { name: title }).waitFor();
    await eventually(() => drawer.isVisible()).toBe(false);
  });
});
