import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ackDoor } from "../in/ack-door.ts";
import { alertmanagerBody } from "../kit/alertmanager.ts";
import { expectInOrder, type Look, lookAt, noBrowser, openBrowser } from "./browser.ts";
import { type Person, seat } from "./person.ts";
import { openProduct, type Product } from "./product.ts";

/*
 * Alerts in the hands of people who have nothing but the page: what is proposed is declared, asked about, and resolved with
 * its alerts; what cannot be read is seen; a storm is one message. In every look.
 */

const wide: Look = { width: 1280, height: 844, scheme: "light" };
const looks: Record<string, Look> = {
  light: wide,
  "the dark, on a phone": { width: 390, height: 844, scheme: "dark" },
};

const warning = (host: number, status: "firing" | "resolved" = "firing") => ({
  name: "ExportQueueGrowing",
  severity: "warning",
  instance: `export-${host}`,
  status,
  runbook: "https://runbooks.example.org/export-queue",
});
const hosts = [1, 2, 3, 4];
/** A tenth of a second in the life of an outage: two hundred alerts of a kind. */
const many = (name: string, status: "firing" | "resolved" = "firing") =>
  alertmanagerBody(...Array.from({ length: 200 }, (_, host) => ({ name, status, instance: `node-${host}` })));
const zoneRule = `
rota: { primary: bob, secondary: carol }
alerts:
  rules:
    - { name: zone down, match: { alertname: [NodeDown, HighErrorRate] }, outcome: declare, severity: SEV1, group_by: rule }
    - include: shipped
`;

describe("alerts on the page", { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeEach(({ skip }) => {
    if (noBrowser) skip(noBrowser);
  });
  beforeAll(async () => {
    if (!noBrowser) browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test.each(Object.entries(looks))("from a warning to the resolved incident, in %s", async (_name, look) => {
    const complaints: string[] = [];
    await using product = await openProduct({
      at: "2026-11-24T10:02Z",
      config: "rota: { primary: bob, secondary: carol }",
    });
    const alice = await seat(browser, { url: product.url, as: "alice", look, complaints });

    // given a warning of one host, and of two more: one question, which counts
    await take(product, "alertmanager", alertmanagerBody(warning(1)));
    await alice.open("incidents");
    await alice.reads("An alert proposes a SEV3: ExportQueueGrowing: Trouble at export-1");
    await product.pass(1);
    await take(product, "alertmanager", alertmanagerBody(warning(1), warning(2), warning(3)));
    const proposal = await alice.reads("3 alerts propose a SEV3: ExportQueueGrowing: Trouble at export-1");
    expect(await alice.page.locator("#place .message", { hasText: "a SEV3" }).count()).toBe(1);
    expect(await proposal.textContent()).toContain("What they sharealertname=ExportQueueGrowing");
    expect(await proposal.getByRole("button").allTextContents()).toEqual(
      expect.arrayContaining(["Declare SEV3", "Not an incident", "Part of another incident"]),
    );
    await expectInOrder(alice.page);

    // when they are asked about, each answer is short, and in words
    await alice.type("/incident alarms");
    const alarms = await alice.reads("3 alerts fire:");
    const mark = (await alarms.locator("code").first().textContent()) ?? "";
    await alice.type(`/incident why #${mark}`);
    const why = await alice.reads(`Alert ${mark}: ExportQueueGrowing`);
    expect(await why.textContent()).toContain("Rule warning matches and decides: level is warning.");
    expect(await why.textContent()).toContain("rules were asked before that, and do not match.");
    await alice.click("Why not those?");
    // Its stars are told as they are written, and mark nothing.
    await alice.reads("not *leaked key* or *key leak*");
    await alice.type("/incident oncall");
    const onCall = await alice.reads("Primary");
    expect(await onCall.textContent()).toMatch(/Primary: @bob.*Secondary: @carol/);
    await expectInOrder(alice.page);

    // when it is declared from the proposal, that says so, and the room has one message about the alerts
    await alice.click("Declare SEV3");
    await alice.reads("Declared #1 · SEV3 · ExportQueueGrowing: Trouble at export-1.");
    await alice.reads("alice declared a SEV3: ExportQueueGrowing: Trouble at export-1.");
    expect(await alice.page.getByRole("button", { name: "Declare SEV3" }).count()).toBe(0);
    await alice.open(/inc-2026-11-24-exportqueuegrowing/);
    await alice.reads("Alerts: 3 firing");
    await alice.click("Ack");
    await alice.reads(/Acknowledged\s*@alice/);
    await product.pass(10);
    await take(product, "alertmanager", alertmanagerBody(warning(4)));
    await product.pass(1);
    await alice.reads("Alerts: 4 firing");
    expect(await alice.page.locator("#place .message", { hasText: "Alerts: " }).count()).toBe(1);
    await alice.page.getByRole("link", { name: "Runbook" }).waitFor();
    await expectInOrder(alice.page);

    // when its alerts are over, the end is proposed, and said through the form
    await take(product, "alertmanager", alertmanagerBody(...hosts.map((host) => warning(host, "resolved"))));
    await product.pass(1);
    await alice.reads("All 4 alerts are resolved. Is the incident resolved too?");
    await alice.reads("Alerts: all 4 resolved");
    await expectInOrder(alice.page);
    await alice.click("Resolve");
    const end = await alice.form("Resolve the incident");
    await end.getByLabel("Root cause").fill("A worker hung; it was restarted.");
    await end.getByRole("button", { name: "Resolve" }).click();
    await end.waitFor({ state: "hidden" });
    await alice.reads("The post-mortem draft is written");
    await product.settled();

    // then nothing asks any more, and the announcement channel tells how it went
    expect(await alice.page.getByText("Is the incident resolved too?").count()).toBe(0);
    await alice.open("incidents");
    await alice.reads(/#1 · SEV3 · ExportQueueGrowing.*RESOLVED/);
    await alice.type("/incident alarms");
    await alice.reads("No alert is firing.");
    expect(complaints).toEqual([]);
    expect(await alice.page.locator("#toasts .toast").allTextContents()).toEqual([]);
    await alice.page.context().close();
  });

  test("what could not be read is seen, once", async () => {
    await using product = await openProduct({ at: "2026-11-24T10:02Z" });
    const alice = await seat(browser, { url: product.url, as: "alice", look: wide });
    await take(product, "alertmanager", { version: "4", alerts: "none" });
    await alice.open("incidents");
    const message = await alice.reads("An alert from alertmanager could not be read");
    expect(await message.textContent()).toContain(
      "not as alertmanager writes it at /alerts: expected a list, not a text",
    );
    await product.pass(1);
    await take(product, "alertmanager", { version: "4", alerts: null });
    await alice.reads("2 alerts from alertmanager could not be read");
    expect(await alice.page.locator("#place .message", { hasText: "could not be read" }).count()).toBe(1);
    await alice.click("Show alarms");
    await alice.reads("2 alerts are unknown:");
    await expectInOrder(alice.page);
    await expectInEveryLook(browser, product.url, "incidents", "2 alerts from alertmanager could not be read");
    await alice.page.context().close();
  });

  test("a storm is one message that is edited", async () => {
    await using product = await openProduct({ at: "2026-11-24T02:40Z", config: zoneRule });
    const bob = await seat(browser, { url: product.url, as: "bob", look: wide });
    for (const name of ["NodeDown", "HighErrorRate"]) await take(product, "alertmanager", many(name));
    await product.pass(1);
    await bob.open(/inc-2026-11-24-nodedown/);
    const summary = await bob.reads("Alerts: 400 firing");
    expect(await summary.textContent()).toContain("• HighErrorRate × 200• NodeDown × 200from alertmanager");
    // The card comes first, however early the first alerts edited it.
    expect(await order(bob, ["Incident commander", "Alerts: 400 firing"])).toEqual([0, 1]);
    await expectInEveryLook(browser, product.url, /inc-2026-11-24-nodedown/, "Alerts: 400 firing");
    await bob.click("Show alarms");
    await bob.reads("400 alerts of #1 fire:");
    await bob.reads("Page 1 of 14.");
    await expectInOrder(bob.page);

    for (const name of ["NodeDown", "HighErrorRate"]) await take(product, "alertmanager", many(name, "resolved"));
    await product.pass(1);
    await bob.reads("All 400 alerts are resolved. Is the incident resolved too?");
    await bob.reads("Alerts: all 400 resolved");
    expect(await bob.page.locator("#place .message", { hasText: "Alerts: " }).count()).toBe(1);
    await bob.page.context().close();
  });

  test("the link of a page is read, pressed once without any script, and of no use afterwards", async () => {
    const { say, incident, token, url } = await ackDoor();
    await say(`sev1 Gateway returns 503 for every tenant, ${"and_an_unbroken_word_".repeat(3)}`);
    const link = `${url}/ack/${token("sitrep-ab3x-1-1")}`;
    for (const look of Object.values(looks)) {
      const page = await lookAt(browser, link, look);
      await expectInOrder(page);
      await page.goto(`${url}/ack/forged`);
      expect(await page.getByRole("heading").textContent()).toBe("This link does not work");
      await expectInOrder(page);
      await page.context().close();
    }
    // Whoever only looks acknowledges nothing, as mail servers do.
    expect((await incident()).acknowledged).toBeNull();

    const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    const page = await plain.newPage();
    await page.goto(link);
    await page.getByRole("button", { name: "I have it" }).click();
    await page.getByText("You have it. Nobody else is paged.").waitFor();
    expect((await incident()).acknowledged?.by.name).toBe("dana");
    await page.goto(link);
    await page.getByText("You have it already").waitFor();
    expect(await page.getByRole("button").count()).toBe(0);
    await plain.close();
    const again = await lookAt(browser, link, { width: 390, height: 844, scheme: "dark" });
    await expectInOrder(again);
    await again.context().close();
  });
});

/** An alert comes in by the door its sender knows. */
async function take(product: Product, source: string, body: unknown): Promise<void> {
  const answer = await fetch(`${product.adminUrl}/hooks/${source}`, { method: "POST", body: JSON.stringify(body) });
  expect(answer.status).toBe(202);
  await product.settled();
}

/** Looks at a channel as somebody sees it who comes in now, in each look. */
async function expectInEveryLook(
  browser: Browser,
  url: string,
  channel: string | RegExp,
  words: string,
): Promise<void> {
  for (const look of Object.values(looks)) {
    const person = await seat(browser, { url, as: "carol", look });
    await person.open(channel);
    await person.reads(words);
    await expectInOrder(person.page);
    await person.page.context().close();
  }
}

/** Which place among each other the first messages that hold these words have. */
async function order(person: Person, words: string[]): Promise<number[]> {
  const texts = await person.page.locator("#place .message").allTextContents();
  const places = words.map((word) => texts.findIndex((text) => text.includes(word)));
  expect(places).not.toContain(-1);
  return places.map((place) => places.filter((other) => other < place).length);
}
