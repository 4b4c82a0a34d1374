import { mkdirSync, statSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { type Look, lookAt, noBrowser, openBrowser } from "../test/browser/browser.ts";
import { type Person, pick, seat } from "../test/browser/person.ts";
import { openProduct, type Product } from "../test/browser/product.ts";
import { eventful } from "../test/web/status-page/scenes.ts";

/*
 * `npm run pictures`: takes the pictures of docs/pictures from the running product. One SEV1 is worked through the page, a
 * warning and an outage come in as alerts, the status page shows a quarter of a year, and at the telling moments the camera goes
 * off. With names of pictures, only those are kept. A colour emoji font should be installed (Debian: fonts-noto-color-emoji).
 */

const wide: Look = { width: 1280, height: 900, scheme: "light" };
const phone: Look = { width: 390, height: 844, scheme: "light", density: 2 };
const room = /inc-2026-11-21-gateway/;
const people = `
status_page: { name: Metis status }
rota: { primary: erin, secondary: carol }
local:
  users:
    - { name: erin, real_name: Erin Blake, tz: Europe/London }
    - { name: mia, real_name: Mia Okoye, tz: Europe/London }
`;
const outage = `
alerts:
  rules:
    - { name: a zone is away, match: { zone: "*", level: critical }, outcome: declare, severity: SEV1, group_by: [zone] }
    - include: shipped
`;
const folder = new URL("../docs/pictures/", import.meta.url);
const only = process.argv.slice(2);

if (noBrowser) {
  console.error(`No picture was taken: ${noBrowser}.`);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
try {
  {
    await using product = await openProduct({ at: "2026-11-21T09:12Z", config: people });
    await tell(product);
  }
  if (only.length === 0 || only.some((name) => name === "proposal" || name === "storm")) {
    await using product = await openProduct({ at: "2026-11-21T02:38Z", config: people + outage });
    await tellAlerts(product);
  }
  await tellRecord();
} finally {
  await browser.close();
}

async function tell(product: Product): Promise<void> {
  // All live where the clocks show UTC, as the product's own times do. Mia only watches, so no answer to her own deeds is in the way.
  const dave = await seat(browser, { url: product.url, as: "dave", look: wide });
  const erin = await seat(browser, { url: product.url, as: "erin", look: wide });
  const mia = await seat(browser, { url: product.url, as: "mia", look: wide });

  await dave.type("/incident declare sev1 Gateway returns 503");
  await dave.open(room);
  await dave.reads("Stage");
  await product.settled();
  await mia.open(room);
  await mia.click("Join channel");
  await erin.open(room);
  await product.pass(2);
  await erin.click("Ack");
  await dave.reads(/Acknowledged\s*@erin/);
  await erin.type("The 09:05 release carries a wrong route. Rolling it back.");
  await product.pass(3);

  await dave.page.reload();
  await dave.reads("The 09:05 release");
  await dave.click("Post update");
  const form = await dave.form("Post an update");
  await pick(form, "Components", "Gateway (HTTP liveness)");
  await form.getByLabel("Symptom").fill("requests fail with 503");
  await form.getByLabel("Impact").fill("Customers cannot reach the API");
  await form.getByRole("button", { name: "Post it" }).click();
  await form.waitFor({ state: "hidden" });
  await dave.reads("Customers are unable to reach the API");
  await product.pass(25);

  await dave.page.reload();
  await dave.reads("Customers are unable to reach the API");
  await dave.click("Post update");
  const next = await dave.form("Post an update");
  await next.getByLabel("Impact").fill("Customers cannot reach the API; one request in ten succeeds");
  await next.getByText("What differs from the last post").waitFor();
  await next.getByRole("button", { name: "Refresh the preview" }).scrollIntoViewIfNeeded();
  await take(dave.page, "form");
  await next.getByRole("button", { name: "Not now" }).click();

  await lookFrom(product, "mia", { ...wide, height: 1172 }, "room");
  await lookFrom(product, "mia", { ...wide, scheme: "dark" }, "dark");
  await lookFrom(product, "mia", phone, "phone");
  await show(product.statusUrl, { ...wide, height: 1000 }, "status-page");

  await erin.type('/incident update identified --cause "a release carried a wrong route" --action "rolling it back"');
  await erin.reads("[IDENTIFIED]");
  await erin.type("/incident mitigated rolled back, 503s are gone");
  await erin.reads("It stays open until");
  await product.pass(8);
  await erin.type('/incident resolve "A release carried a wrong route; it was rolled back."');
  await erin.reads("The post-mortem draft is written");
  await product.settled();
  await erin.click("Post-mortem");
  const draft = await erin.reads("# Incident 2026-11-21");
  await draft.evaluate((message) => message.scrollIntoView({ block: "start" }));
  await take(erin.page, "postmortem");
}

/** A warning that waits for an answer, and a zone that goes away. */
async function tellAlerts(product: Product): Promise<void> {
  const alerts = (alertname: string, own: Record<string, string>, count: number) =>
    Array.from({ length: count }, (_, place) => ({ alertname, ...own, instance: `${alertname}-${place}` }));
  const queues = alerts("ExportQueueGrowing", { severity: "warning" }, 3);
  const grown = "The queue of exports grows";
  await send(product, queues.slice(0, 1), grown);
  await product.pass(4);
  await send(product, queues, grown);
  const proposal = { channel: "incidents", words: "propose a SEV3" };
  await lookFrom(product, "mia", { ...wide, height: 450 }, "proposal", proposal);

  const zone = { severity: "critical", zone: "eu-2" };
  await send(product, alerts("NodeDown", zone, 180), "A node answers nothing");
  await send(product, alerts("PodNotReady", zone, 412), "A pod is not ready");
  await product.pass(1);
  await send(product, alerts("TargetMissing", zone, 655), "Nothing can be scraped");
  await product.pass(1);
  const storm = { channel: /inc-2026-11-21-nodedown/, words: "Alerts: " };
  await lookFrom(product, "erin", { ...wide, height: 1010 }, "storm", storm);
}

/** The status page on a good day, with all that was. */
async function tellRecord(): Promise<void> {
  const stage = await eventful();
  await stage.page.refresh();
  const page = await lookAt(browser, stage.page.url, { ...wide, width: 1100, height: 1290 });
  await page.locator(".days summary").nth(1).click();
  await take(page, "status-record");
  await page.context().close();
  await stage.close();
}

/** Alerts of one name, as Alertmanager sends them. */
async function send(product: Product, alerts: Record<string, string>[], summary: string): Promise<void> {
  const name = alerts[0]?.alertname;
  const all = alerts.map((labels) => ({
    status: "firing",
    labels,
    annotations: { summary },
    fingerprint: labels.instance,
  }));
  const body = { version: "4", groupKey: `{}:{alertname="${name}"}`, alerts: all };
  await fetch(`${product.adminUrl}/hooks/alertmanager`, { method: "POST", body: JSON.stringify(body) });
  await product.settled();
}

/** A channel as somebody sees it who comes in now. */
async function lookFrom(
  product: Product,
  as: string,
  look: Look,
  name: string,
  { channel, words }: { channel: RegExp | string; words: RegExp | string } = { channel: room, words: /next update/i },
): Promise<void> {
  const person: Person = await seat(browser, { url: product.url, as, look });
  await person.open(channel);
  await person.reads(words);
  await product.settled();
  await take(person.page, name);
  await person.page.context().close();
}

async function show(address: string, look: Look, name: string): Promise<void> {
  const page = await lookAt(browser, address, look);
  await take(page, name);
  await page.context().close();
}

async function take(page: Page, name: string): Promise<void> {
  if (only.length > 0 && !only.includes(name)) return;
  const file = fileURLToPath(new URL(`${name}.png`, folder));
  // What moves or waits for the next look at the clock is given a moment.
  await page.waitForTimeout(500);
  await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
  console.log(`${name}.png`.padEnd(24), `${Math.round(statSync(file).size / 1_024)} kB`);
}
