import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStage, type Stage, told } from "./stage.ts";
import { brandedStage, broken, crowd, eventful, takeAway } from "./status-page/scenes.ts";

/*
 * The page in a real browser: nothing that a rule of accessibility forbids, nothing that runs out of the frame. With
 * SITREP_SHOTS set to a folder, a picture of each look is left there.
 */

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const missing = !existsSync(executablePath);
if (missing) console.warn(`skipped: the status page in a browser, because there is no Chromium at ${executablePath}`);
const shots = process.env.SITREP_SHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const wide = { width: 1_100, height: 800 };
const phone = { width: 390, height: 844 };

/** How a page is looked at. */
const looks = {
  light: { viewport: wide, colorScheme: "light", timezoneId: "UTC" },
  dark: { viewport: wide, colorScheme: "dark", timezoneId: "Asia/Tokyo", locale: "de" },
  phone: { viewport: phone, colorScheme: "light", timezoneId: "America/New_York", locale: "en-US" },
  narrow: { viewport: { width: 320, height: 700 }, colorScheme: "dark", timezoneId: "UTC" },
  "no-script": { viewport: wide, colorScheme: "light", timezoneId: "Asia/Tokyo", javaScriptEnabled: false },
  print: { viewport: { width: 760, height: 1_000 }, colorScheme: "dark", timezoneId: "UTC" },
} satisfies Record<string, BrowserContextOptions>;
type Look = keyof typeof looks;

describe.skipIf(missing)("the status page in a browser", { timeout: 120_000 }, () => {
  let browser: Browser;
  let stage: Stage;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: flags });
  });
  afterEach(() => stage.close());
  afterAll(() => browser?.close());

  /** Looks at paths in so many ways, and hands each page over to be looked at further. */
  async function look(
    scene: string,
    paths: string[],
    ways: Look[],
    further: (page: Page, way: Look) => Promise<void> = async () => {},
  ): Promise<void> {
    await stage.page.refresh();
    for (const way of ways) {
      const context = await browser.newContext({ reducedMotion: "reduce", ...looks[way] });
      const page = await context.newPage();
      if (way === "print") await page.emulateMedia({ media: "print" });
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && !message.text().includes("404")) complaints.push(message.text());
      });
      for (const path of paths) {
        await page.goto(stage.page.url + path);
        // Without scripts there is nothing to check with; the same markup is checked in the light.
        if (way !== "no-script") await inOrder(page);
        if (shots) await shoot(page, `${scene}${path.replaceAll("/", "-")}.${way}`, way);
        await further(page, way);
      }
      expect(complaints).toEqual([]);
      await context.close();
    }
  }

  test("at rest, with a past and things planned", async () => {
    stage = await eventful();
    const { incidents } = JSON.parse(await stage.read("/api/v2/incidents.json"));
    const { scheduled_maintenances: planned } = JSON.parse(await stage.read("/api/v2/scheduled-maintenances.json"));
    await look("rest", ["/"], ["light", "dark", "phone", "print"], async (page, way) => {
      const beside = await page.locator("footer time").evaluate((one) => one.getAttribute("data-here"));
      // Who lives by UTC is told nothing twice.
      expect(beside).toBe(
        { light: null, print: null, dark: "18:00 GMT+9", phone: "4:00 AM EST" }[way as string] ?? null,
      );
      if (way === "light") await page.locator(".days summary").first().press("Enter");
      if (way === "light") expect(await page.locator(".days[open] li a").first().isVisible()).toBe(true);
    });
    await look("rest", ["/history", "/methodology", "/subscribe"], ["narrow"]);
    await look("rest", [`/incidents/${incidents[0].id}`, `/maintenance/${planned[0].id}`, "/not-here"], ["light"]);
  });

  test("in a SEV1, with a SEV3 beside it and work going on, in the operator's dress", async () => {
    stage = await brandedStage();
    await broken(stage);
    await look("sev1", ["/"], ["light", "dark", "phone", "no-script", "print"], async (page, way) => {
      const stated = page.locator("time[data-here]");
      expect((await stated.count()) > 0).toBe(way === "dark" || way === "phone");
      expect(await page.locator("header img").first().isVisible()).toBe(true);
    });
  });

  test("with sixty components and three incidents, light enough", async () => {
    stage = await crowd();
    expect(Buffer.byteLength(await stage.read("/"))).toBeLessThan(60_000);
    await look("crowd", ["/"], ["light", "phone"]);
  });

  test("with names and words of any length and direction, and the store away", async () => {
    const long = [
      { name: `${"Donaudampfschifffahrts".repeat(5)} and a name that goes on and on`, internal: false },
      { name: "شبكة المدفوعات والتسويات الإقليمية", internal: false },
      { name: "Asynchronous ingestion (eu-central, business tier) 🚀", internal: false, group: "G".repeat(70) },
    ];
    stage = await openStage({ own: { components: long } });
    const incident = await stage.declare({
      severity: "SEV2",
      title: "x",
      components: long.map(({ name }) => name),
    });
    const symptom = `https://example.com/${"never-ending/".repeat(8)} عطل ${"x".repeat(60)}`;
    await stage.do(incident, "incident.update", { stage: "INVESTIGATING", words: { ...told, symptom } });
    await stage.page.refresh();
    const bringBack = takeAway(stage);
    await stage.pass(90);
    await look("away", ["/"], ["light", "narrow"], async (page) => {
      expect(await page.getByRole("status").textContent()).toContain("21 Nov 2026, 09:00 UTC");
      expect(await page.locator("h1").textContent()).toBe("Partial outage");
      // A name written from right to left begins a row as every other does.
      const starts = (await page.evaluate(`[...document.querySelectorAll(".part")].map((part) => {
        const words = document.createRange();
        words.selectNodeContents(part);
        return words.getBoundingClientRect().left - part.getBoundingClientRect().left;
      })`)) as number[];
      expect(starts).toHaveLength(4);
      expect(starts.every((left) => left < 30)).toBe(true);
    });
    bringBack();
  });
});

async function inOrder(page: Page): Promise<void> {
  expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
  await page.evaluate(axe);
  const { violations } = (await page.evaluate(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => `${node.html}\n${node.failureSummary}`)])).toEqual(
    [],
  );
}

async function shoot(page: Page, name: string, way: Look): Promise<void> {
  mkdirSync(shots ?? "", { recursive: true });
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  if (way === "print")
    await page.pdf({
      path: `${shots}/${name}.pdf`,
      format: "A4",
      printBackground: false,
      margin: { top: "12mm", bottom: "12mm", left: "12mm", right: "12mm" },
    });
}
