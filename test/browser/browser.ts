import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

/** How long the browser may take for one step, on a machine that does much else. */
const PATIENCE_MS = 20_000;

const chromiumPath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** Why nothing can be looked at here; undefined where it can. */
export const noBrowser = existsSync(chromiumPath) ? undefined : `there is no Chromium at ${chromiumPath}`;

const axe = () => readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** How a page is looked at. */
export interface Look {
  width: number;
  height: number;
  scheme: "light" | "dark";
  /** Physical pixels for each of the page's; 1 when absent. */
  density?: number;
}

/** Starts a headless Chromium that talks to nobody but the pages it is shown. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Opens an address. What the page complains of is added to `complaints`. */
export async function lookAt(browser: Browser, address: string, look: Look, complaints: string[] = []): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.scheme,
    reducedMotion: "reduce",
    deviceScaleFactor: look.density ?? 1,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    // A refusal is an answer with a 4xx status; the browser logs each of them.
    if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) complaints.push(line.text());
  });
  await page.goto(address);
  return page;
}

/** Expects nothing that a rule of accessibility forbids, and nothing that runs out of the frame. */
export async function expectInOrder(page: Page): Promise<void> {
  expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
  await page.evaluate(axe());
  const { violations } = (await page.evaluate(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })",
  )) as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] };
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => `${node.html}\n${node.failureSummary}`)])).toEqual(
    [],
  );
}
