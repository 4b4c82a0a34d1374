import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStage, type Stage, told } from "./stage.ts";

/*
 * The page in a real browser: nothing that a rule of accessibility forbids, nothing that moves or runs out of the frame. With
 * SITREP_SHOTS set to a folder, a picture of each is left there to look at.
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

const looks = [
  { look: "light", width: 1_100, colorScheme: "light" },
  { look: "dark", width: 1_100, colorScheme: "dark" },
  { look: "phone", width: 390, colorScheme: "light" },
  { look: "narrow", width: 320, colorScheme: "dark" },
] as const;

const gateway = "Gateway (HTTP liveness)";
const long = [
  { name: `${"Donaudampfschifffahrts".repeat(5)} and a name that goes on and on`, internal: false },
  { name: "شبكة المدفوعات والتسويات الإقليمية", internal: false },
  { name: "Asynchronous ingestion (eu-central, business tier) 🚀", internal: false },
];

describe.skipIf(missing)("the status page in a browser", { timeout: 120_000 }, () => {
  let browser: Browser;
  let stage: Stage;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: flags });
  });
  afterEach(() => stage.close());
  afterAll(() => browser?.close());

  async function look(name: string, paths: string[]): Promise<void> {
    await stage.page.refresh();
    for (const { look, width, colorScheme } of looks) {
      // The style is held to the policy as it is served; only the checker's own script may run beside it.
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        colorScheme,
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" && !message.text().includes("404")) complaints.push(message.text());
      });
      for (const path of paths) {
        await page.goto(stage.page.url + path);
        await inOrder(page);
        if (shots) {
          mkdirSync(shots, { recursive: true });
          await page.screenshot({ path: `${shots}/${name}${path.replaceAll("/", "-")}.${look}.png`, fullPage: true });
        }
      }
      expect(complaints).toEqual([]);
      await context.close();
    }
  }

  async function inOrder(page: Page): Promise<void> {
    expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
    expect(await page.locator("script").count()).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.querySelector('header .name')).textDecorationLine")).toBe(
      "none",
    );
    await page.evaluate(axe);
    const { violations } = (await page.evaluate(
      "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
    )) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    };
    expect(
      violations.map(({ id, nodes }) => [id, nodes.map((node) => `${node.html}\n${node.failureSummary}`)]),
    ).toEqual([]);
  }

  test("at rest, with a past", async () => {
    stage = await openStage({ start: "2026-11-16T09:00Z" });
    const incident = await stage.declare({ severity: "SEV2", title: "x", components: [gateway] });
    await stage.do(incident, "incident.update", { stage: "INVESTIGATING", words: { ...told, components: [gateway] } });
    await stage.pass(40);
    await stage.do(incident, "incident.resolve", { rootCause: "A change was rolled back." });
    await stage.at("2026-11-21T09:00Z");
    await look("rest", ["/", "/history", "/not-here"]);
  });

  test("in a SEV1, with a SEV3 beside it", async () => {
    stage = await openStage();
    const down = await stage.declare({ severity: "SEV1", title: "x", components: [gateway, "Gateway (OpenAI shape)"] });
    await stage.do(down, "incident.update", { stage: "INVESTIGATING", words: told });
    for (const progress of ["a quarter", "half", "nearly all"]) {
      await stage.pass(25);
      await stage.do(down, "incident.update", {
        stage: "MITIGATING",
        words: { progress: `${progress} of the traffic is served again` },
      });
    }
    const slow = await stage.declare({ severity: "SEV3", title: "y", components: ["Keystore (active keys)"] });
    await stage.do(slow, "incident.update", { stage: "INVESTIGATING", words: { ...told, symptom: "keys are slow" } });
    const { incidents } = JSON.parse(await stage.read("/api/v2/summary.json"));
    await look("sev1", ["/", "/history", `/incidents/${incidents[0].id}`]);
  });

  test("with names and words of any length and direction, and the store away", async () => {
    stage = await openStage({ own: { components: long } });
    const incident = await stage.declare({
      severity: "SEV2",
      title: "x",
      components: long.slice(0, 2).map(({ name }) => name),
    });
    const symptom = `https://example.com/${"never-ending/".repeat(8)} عطل ${"x".repeat(60)}`;
    await stage.do(incident, "incident.update", { stage: "INVESTIGATING", words: { ...told, symptom } });
    const { incidents } = JSON.parse(await stage.read("/api/v2/summary.json"));
    const { read } = stage.store;
    Object.defineProperty(stage.store, "read", {
      configurable: true,
      get: () => {
        throw new Error("away");
      },
    });
    await look("long", ["/", `/incidents/${incidents[0].id}`]);
    Object.defineProperty(stage.store, "read", { configurable: true, value: read });
  });
});
