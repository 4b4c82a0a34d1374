import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { composer, type Desk, eventually, needsBrowser, noBrowser, openDesk, write } from "./desk.ts";
import { gallery } from "./gallery.ts";

const plain = (text: string) => ({ type: "plain_text" as const, text });

describe("the page of the local workspace", () => {
  let desk: Desk;
  beforeEach(needsBrowser);
  beforeAll(async () => {
    if (noBrowser) return;
    desk = await openDesk();
  });
  afterAll(() => desk?.[Symbol.asyncDispose]());

  test("what one person writes, another reads, and the channel is marked as unread until they look", async () => {
    await desk.room("talk");
    const alice = await desk.page("alice", { path: "#/talk" });
    const bob = await desk.page("bob", { path: "#/general" });
    await write(alice, "Is @bob here? 1 < 2 & *so on*");
    await alice.keyboard.press("Enter");
    await alice.getByText("1 < 2 & so on").waitFor();
    expect(await alice.locator(composer).inputValue()).toBe("");

    const mark = bob.locator("#nav a", { hasText: "talk" });
    await mark.locator(".badge").waitFor();
    expect(await mark.locator(".badge").textContent()).toBe("1");
    await mark.click();
    await bob.locator(".message", { hasText: "1 < 2" }).locator(".mention-me", { hasText: "@bob" }).waitFor();
    await mark.locator(".badge").waitFor({ state: "detached" });
    await bob.locator("#nav a", { hasText: "general" }).click();
    await bob.locator("#nav a[aria-current]", { hasText: "general" }).waitFor();
    expect(await mark.locator(".badge, .dot").count()).toBe(0);
  });

  test("every block is shown, and a choice in a message reaches the app", async () => {
    const channel = await desk.room("blocks");
    const chosen = Promise.withResolvers<string>();
    desk.app.action("severity", async ({ ack, action }) => {
      await ack();
      chosen.resolve(action.type === "static_select" ? action.selected_option.value : "");
    });
    await desk.app.client.chat.postMessage({ channel, text: "gallery", blocks: gallery });
    const page = await desk.page("alice", { path: "#/blocks" });
    const message = page.locator(".message", { hasText: "Gateway returns 503" });
    for (const words of ["INVESTIGATING", "Detected at 15:20", "Which tenants?", "rich", "p95 rises"])
      await message.getByText(words).first().waitFor();
    expect(await message.locator(".unknown-block").count()).toBe(0);

    await message.getByRole("combobox", { name: "Severity" }).click();
    await page.getByRole("option", { name: /SEV1/ }).click();
    expect(await chosen.promise).toBe("sev1");
  });

  test("a button shows that it is working, is sent once however often it is pressed, and asks first where the app wants that", async () => {
    const channel = await desk.room("buttons");
    let [acks, resolves] = [0, 0];
    const release = Promise.withResolvers<void>();
    desk.app.action("ack", async ({ ack }) => {
      acks += 1;
      await release.promise;
      await ack();
    });
    desk.app.action("resolve", async ({ ack }) => {
      resolves += 1;
      await ack();
    });
    await desk.app.client.chat.postMessage({ channel, text: "card", blocks: gallery.slice(5, 6) });
    const page = await desk.page("alice", { path: "#/buttons" });
    const button = page.getByRole("button", { name: "Ack", exact: true });
    await button.click();
    await page.locator("[data-action=ack][aria-busy=true]").waitFor();
    await button.click({ force: true });
    release.resolve();
    await page.locator("[data-action=ack]:not([aria-busy])").waitFor();
    expect(acks).toBe(1);

    await page.getByRole("button", { name: "Resolve" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Not yet" }).click();
    expect(resolves).toBe(0);
    await page.getByRole("button", { name: "Resolve" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Resolve" }).click();
    await eventually(() => resolves).toBe(1);
  });

  test("a button that the app does not answer says so", async () => {
    const channel = await desk.room("silence");
    desk.app.action("deaf", async () => {});
    const blocks = [
      { type: "actions" as const, elements: [{ type: "button" as const, action_id: "deaf", text: plain("Anyone?") }] },
    ];
    await desk.app.client.chat.postMessage({ channel, text: "deaf", blocks });
    const page = await desk.page("alice", { path: "#/silence" });
    await page.getByRole("button", { name: "Anyone?" }).click();
    await page.getByRole("alert").getByText("did not respond in time").waitFor();
    expect(await page.locator("#toasts .toast").count()).toBe(1);
  });

  test("the composer helps with /incident, and shows an answer that only its reader sees", async () => {
    await desk.room("help");
    desk.app.command("/incident", ({ ack, command }) => ack(`You said ${command.text}`));
    const page = await desk.page("alice", { path: "#/help" });
    expect(await page.locator(composer).getAttribute("placeholder")).toContain("/incident declare sev1");
    await write(page, "/inc");
    await page.getByRole("option", { name: "/incident ack" }).waitFor();
    await write(page, "/incident re");
    expect(await page.locator(".offer").allTextContents()).toEqual(["/incident resolve <root cause>"]);
    await page.keyboard.press("Tab");
    expect(await page.locator(composer).inputValue()).toBe("/incident resolve ");
    await page.locator(composer).pressSequentially("bad deploy");
    await page.keyboard.press("Enter");
    const answer = page.locator(".message.ephemeral");
    await answer.getByText("You said resolve bad deploy").waitFor();
    await answer.getByText("Only visible to you").waitFor();

    await write(page, "/nonsense");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("/nonsense is not a valid command").waitFor();
    expect(await page.locator(composer).inputValue()).toBe("/nonsense");

    const bob = await desk.page("bob", { path: "#/help" });
    expect(await bob.locator(".message.ephemeral").count()).toBe(0);
  });

  test("a thread opens at the side, takes replies, and refuses slash commands as Slack does", async () => {
    const channel = await desk.room("threads");
    const { ts } = await desk.app.client.chat.postMessage({ channel, text: "p95 is up" });
    await desk.app.client.chat.postMessage({ channel, text: "rolled back", thread_ts: ts ?? "" });
    const page = await desk.page("alice", { path: "#/threads" });
    expect(await page.locator("#place .message").allTextContents()).not.toContain("rolled back");
    await page.getByRole("link", { name: /1 reply/ }).click();
    const side = page.locator("#side");
    await side.getByText("rolled back").waitFor();
    await side.locator("textarea").pressSequentially("thanks");
    await page.keyboard.press("Enter");
    await side.locator(".message", { hasText: "thanks" }).waitFor();
    await page.getByRole("link", { name: /2 replies/ }).waitFor();

    await side.locator("textarea").pressSequentially("/incident ack");
    await side.getByText("Slack has no slash commands in threads").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("not supported in threads").waitFor();
    await side.getByRole("button", { name: "Close" }).click();
    await eventually(() => page.url()).toMatch(/#\/threads$/);
    await page.goBack();
    await side.getByText("rolled back").waitFor();
  });

  test("topic, pins, bookmarks, archiving and reactions are seen as they happen", async () => {
    const channel = await desk.room("bars");
    const { client } = desk.app;
    const page = await desk.page("alice", { path: "#/bars" });
    const { ts = "" } = await client.chat.postMessage({ channel, text: "The card of the incident" });
    await client.pins.add({ channel, timestamp: ts });
    await client.bookmarks.add({ channel_id: channel, title: "Runbook", type: "link", link: "https://example.org/r" });
    await client.conversations.setTopic({ channel, topic: "SEV1 · INVESTIGATING" });
    const head = page.locator(".place-head");
    await head.getByText("SEV1 · INVESTIGATING").waitFor();
    await head.getByRole("button", { name: "The card of the incident" }).waitFor();
    expect(await head.getByRole("link", { name: "Runbook" }).getAttribute("href")).toBe("https://example.org/r");

    const message = page.locator(`.message[data-ts="${ts}"]`);
    await message.hover();
    await message.getByRole("button", { name: "Add reaction" }).click();
    await page.getByRole("searchbox", { name: "Find an emoji" }).fill("eyes");
    await page.keyboard.press("Enter");
    await message.locator(".reaction.mine").waitFor();
    await message.locator(".reaction.mine").click();
    await message.locator(".reaction").waitFor({ state: "detached" });

    await client.conversations.archive({ channel });
    await page.getByText("This channel is archived. It can be read").waitFor();
    expect(await page.locator(composer).count()).toBe(0);
  });

  test("the Home is opened, the conversation with the app is one step away, and a message shortcut reaches the app", async () => {
    desk.app.event("app_home_opened", async ({ event, client }) => {
      if (event.tab !== "home") return;
      await client.views.publish({
        user_id: event.user,
        view: { type: "home", blocks: [{ type: "header", text: plain("Open incidents") }] },
      });
    });
    const kept = Promise.withResolvers<string>();
    desk.app.shortcut("add_to_timeline", async ({ ack, shortcut }) => {
      await ack();
      kept.resolve("message" in shortcut ? (shortcut.message.text ?? "") : "");
    });
    const page = await desk.page("carol", { path: "#/general" });
    await page.locator("#nav").getByRole("link", { name: "sitrep" }).click();
    await page.getByRole("heading", { name: "Open incidents" }).waitFor();
    await page.getByRole("link", { name: "Messages" }).click();
    await write(page, "hello there");
    await page.keyboard.press("Enter");
    const message = page.locator(".message", { hasText: "hello there" });
    await message.hover();
    await message.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: /Add to timeline/ }).click();
    expect(await kept.promise).toBe("hello there");
  });

  test("a link to a message leads to it, from the address bar and from inside the page", async () => {
    const channel = await desk.room("links");
    const { client } = desk.app;
    const { ts = "" } = await client.chat.postMessage({ channel, text: "the one that matters" });
    for (let count = 0; count < 40; count += 1) {
      await fetch(`${desk.workspace.url}/local/say`, {
        method: "POST",
        body: JSON.stringify({ as: "bob", channel, text: `chatter ${count}\n\n.` }),
      });
    }
    const { permalink = "" } = await client.chat.getPermalink({ channel, message_ts: ts });
    const page = await desk.page("alice", { path: "#/general" });
    await page.goto(permalink);
    const target = page.locator(".message:focus", { hasText: "the one that matters" });
    await target.waitFor();
    expect(new URL(page.url()).pathname).toBe("/");

    const general = await desk.channel("general");
    await client.chat.postMessage({ channel: general, text: `See <${permalink}|what was said>` });
    await page.locator("#nav a", { hasText: "general" }).click();
    await page.getByRole("link", { name: "what was said" }).click();
    await target.waitFor();
  });

  test("a file that is text can be read on the spot", async () => {
    const channel = await desk.room("files");
    await desk.app.client.files.uploadV2({
      channel_id: channel,
      filename: "post-mortem.md",
      content: "# Post-mortem\n\nThe **gateway** fell over.",
    });
    const page = await desk.page("alice", { path: "#/files" });
    await page.getByText("Read it here").click();
    await page.getByRole("heading", { name: "Post-mortem" }).waitFor();
    expect(await page.locator(".file-body strong").textContent()).toBe("gateway");
  });

  test("one switches person, and the address keeps who and where", async () => {
    await desk.room("switch");
    const page = await desk.page("alice", { path: "#/switch" });
    await page.locator("#person").click();
    await page.getByRole("menuitemradio", { name: /Dave/ }).click();
    await eventually(() => page.url()).toMatch(/\?as=dave#\/switch$/);
    await write(page, "it is dave");
    await page.keyboard.press("Enter");
    await page.locator(".message-head", { hasText: "Dave Okafor" }).waitFor();
    await page.reload();
    await page.locator("#person", { hasText: "dave" }).waitFor();
  });

  test("the clock is shown, runs faster when told, and the inspector lists the calls with their errors", async () => {
    const page = await desk.page("alice", { path: "#/general" });
    await page.locator(".clock-face", { hasText: /\d\d:\d\d:\d\d UTC/ }).waitFor();
    await page.getByRole("button", { name: "60×", exact: true }).click();
    await page.locator("button[aria-pressed=true]", { hasText: "60×" }).waitFor();
    expect(desk.workspace.anchor().speed).toBe(60);
    await page.getByRole("button", { name: "1×", exact: true }).click();
    await eventually(() => desk.workspace.anchor().speed).toBe(1);

    await desk.app.client.conversations.info({ channel: "C0NOWHERE" }).catch(() => {});
    await page.getByRole("button", { name: "API calls" }).click();
    const newest = page.locator(".calls li").first();
    await newest.getByText("channel_not_found").waitFor();
    await newest.locator("summary").click();
    await newest.getByText("C0NOWHERE").first().waitFor();
    await page.getByLabel("Filter calls").fill("no such method");
    await page.getByText("No call fits the filter.").waitFor();
  });
});
