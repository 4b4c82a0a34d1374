import { existsSync } from "node:fs";
import { App, LogLevel } from "@slack/bolt";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect, type TestContext } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLog } from "../../../src/base/log.ts";
import type { Manifest } from "../../../src/workspace/manifest.ts";
import { openWorkspace, type Workspace } from "../../../src/workspace/workspace.ts";

/** How long the browser may take for one step. */
const PATIENCE_MS = 10_000;

/** Where a Chromium may be; without one these tests are skipped, as nothing else stands for a browser. */
const chromiumPath = [process.env.CHROMIUM_PATH ?? "/usr/bin/chromium"].find(existsSync);

/** Why the browser tests cannot run here; undefined where they can. */
export const noBrowser = chromiumPath ? undefined : "no Chromium at CHROMIUM_PATH or /usr/bin/chromium";

/** Expects what becomes true in a while: as long as the browser itself is given, on a machine that does much else. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: PATIENCE_MS });

/** Skips each test of a file, and says why, where there is no browser. */
export const needsBrowser = ({ skip }: TestContext) => {
  if (noBrowser) skip(noBrowser);
};

const manifest: Manifest = {
  display_information: { name: "Sitrep" },
  features: {
    bot_user: { display_name: "sitrep" },
    app_home: { home_tab_enabled: true, messages_tab_enabled: true },
    slash_commands: [
      {
        command: "/incident",
        description: "Declare and run incidents",
        usage_hint: "declare sev1|sev2|sev3|sev4 <title> | ack | update | status | list | resolve <root cause> | help",
        should_escape: true,
      },
    ],
    shortcuts: [
      { type: "global", name: "Declare incident", callback_id: "declare_incident", description: "Open a new incident" },
      { type: "message", name: "Add to timeline", callback_id: "add_to_timeline", description: "Keep this message" },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        "commands",
        "chat:write",
        "app_mentions:read",
        "channels:manage",
        "channels:read",
        "channels:join",
        "channels:history",
        "groups:write",
        "groups:read",
        "groups:history",
        "im:write",
        "im:history",
        "users:read",
        "pins:write",
        "files:write",
        "pins:read",
        "bookmarks:write",
        "bookmarks:read",
        "reactions:read",
        "reactions:write",
      ],
    },
  },
  settings: {
    socket_mode_enabled: true,
    interactivity: { is_enabled: true },
    event_subscriptions: { bot_events: ["app_home_opened", "app_mention", "message.channels", "message.im"] },
  },
};

/** Where one writes in the channel in view. */
export const composer = "[data-composer=channel]";

/** Types as a person does, letter by letter. */
export async function write(page: Page, words: string): Promise<void> {
  await page.locator(composer).fill("");
  await page.locator(composer).pressSequentially(words);
}

export interface Desk extends AsyncDisposable {
  workspace: Workspace;
  /** A real Bolt app on the workspace's socket; each test teaches it what it needs. */
  app: App;
  /** Opens the page as one of the people. Any error in its console fails the test that closes the desk. */
  page(as: string, how?: { path?: string; width?: number; height?: number; scheme?: "light" | "dark" }): Promise<Page>;
  channel(name: string): Promise<string>;
  /** Makes a channel with all four people and the bot in it. */
  room(name: string): Promise<string>;
  /** Ends the workspace and the app; the browser stays. A second call is quiet. */
  stopServing(): Promise<void>;
}

/** A workspace with a real Bolt app at one end and a real browser at the other. */
export async function openDesk({ port = 0, dataFile }: { port?: number; dataFile?: string } = {}): Promise<Desk> {
  const workspace = await openWorkspace({
    clock: systemClock(),
    port,
    dataFile,
    manifest,
    log: silentLog,
    speed: 1,
    settleMs: 60,
  });
  const app = new App({
    token: workspace.tokens.bot,
    appToken: workspace.tokens.app,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    convoStore: false,
    clientOptions: { slackApiUrl: `${workspace.url}/api/` },
  });
  await app.start();
  let browser: Browser | undefined;
  let serves = true;
  const stopServing = async () => {
    if (!serves) return;
    serves = false;
    await app.stop();
    await workspace.close();
  };
  const complaints: string[] = [];

  return {
    workspace,
    app,
    stopServing,
    async page(as, { path = "", width = 1280, height = 844, scheme = "light" } = {}) {
      browser ??= await chromium.launch({
        executablePath: chromiumPath ?? "",
        args: [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
        ],
      });
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (line) => {
        // A refusal is an answer with a 4xx status; the browser logs each of them.
        if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) complaints.push(line.text());
      });
      await page.goto(`${workspace.url}/?as=${as}${path}`);
      await page.waitForSelector(".message, .empty-state, .home");
      return page;
    },
    async room(name) {
      const { channel } = await app.client.conversations.create({ name });
      const id = channel?.id ?? "";
      const { members } = await app.client.users.list({ limit: 50 });
      const people = (members ?? []).filter((user) => !user.is_bot).map((user) => user.id ?? "");
      await app.client.conversations.invite({ channel: id, users: people.join(",") });
      return id;
    },
    async channel(name) {
      const { channels } = await app.client.conversations.list({ limit: 200 });
      const found = channels?.find((one) => one.name === name);
      if (!found?.id) throw new Error(`no channel ${name}`);
      return found.id;
    },
    async [Symbol.asyncDispose]() {
      await browser?.close();
      await stopServing();
      if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join("; ")}`);
    },
  };
}
