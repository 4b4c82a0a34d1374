import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectInOrder, type Look, lookAt, noBrowser, openBrowser } from "./browser.ts";
import { pick, seat } from "./person.ts";
import { openProduct } from "./product.ts";

/*
 * The whole product in the hands of people who have nothing but the page: what they type and click leads from the
 * declaration to the post-mortem, in every look.
 */

const looks: Record<string, Look> = {
  light: { width: 1280, height: 844, scheme: "light" },
  "the dark, on a phone": { width: 390, height: 844, scheme: "dark" },
};
const quiet: Look = { width: 1024, height: 768, scheme: "light" };

describe("a SEV1 through the page alone", { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeEach(({ skip }) => {
    if (noBrowser) skip(noBrowser);
  });
  beforeAll(async () => {
    if (!noBrowser) browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test.each(Object.entries(looks))("from declaration to post-mortem, in %s", async (_name, look) => {
    const complaints: string[] = [];
    await using product = await openProduct({ at: "2026-11-21T09:12Z" });
    const alice = await seat(browser, { url: product.url, as: "alice", look, complaints });
    const bob = await seat(browser, { url: product.url, as: "bob", look: quiet, complaints });

    // given one line, typed
    await alice.type("/incident declare sev1 Gateway returns 503");
    await alice.reads("Declared #1 · SEV1 · Gateway returns 503");
    await alice.open(/inc-2026-11-21-gateway/);
    await alice.reads("Stage");
    await product.settled();
    await expectInOrder(alice.page);

    // when the on-call, who was paged and invited, presses the button
    await bob.open(/inc-2026-11-21-gateway/);
    await bob.click("Ack");
    await alice.reads(/Acknowledged\s*@bob/);

    // and the public is told through the form, which asks for the severity and shows the exact words
    await alice.click("Post update");
    const update = await alice.form("Post an update");
    await update.getByText("Is the severity still right?").waitFor();
    expect(await update.getByRole("combobox", { name: "Severity" }).inputValue()).toBe("SEV1");
    await pick(update, "Components", "Gateway (HTTP liveness)");
    await update.getByLabel("Symptom").fill("requests fail with 503");
    await update.getByLabel("Impact").fill("Customers cannot reach the API");
    await update.getByRole("button", { name: "Refresh the preview" }).click();
    const preview = update.getByText("[INVESTIGATING] Gateway (HTTP liveness) — requests fail with 503");
    await preview.scrollIntoViewIfNeeded();
    await expectInOrder(alice.page);
    // Whoever posts while the last words are still being told to the app hears of nothing that went wrong.
    // What cannot be read is told at its field, and stays there.
    await update.getByLabel("Next update by").fill("yesterday");
    await update.getByRole("button", { name: "Post it" }).click();
    const wrong = update.locator(".field-error", { hasText: '"yesterday" is not a time' });
    await wrong.waitFor();
    await expectInOrder(alice.page);
    expect(await wrong.isVisible()).toBe(true);
    await update.getByLabel("Next update by").fill("");
    await update.getByLabel("Impact").fill("Customers cannot reach the API.");
    await update.getByRole("button", { name: "Post it" }).click();
    await update.waitFor({ state: "hidden" });
    const posted = await alice.reads("Customers are unable to reach the API");
    expect(await posted.textContent()).toContain("Next update by 2026-11-21T09:42Z");

    // and its words can be corrected, and maintenance scheduled, by forms that say what would be read
    await alice.type("/incident correct");
    const correction = await alice.form("Correct an update");
    const asItStands = await correction.getByLabel("The text as it should read").inputValue();
    await correction.getByLabel("The text as it should read").fill(asItStands.replace("reach the API", "use the API"));
    await correction.getByText("What differs from what was published").waitFor();
    await expectInOrder(alice.page);
    await correction.getByRole("button", { name: "Not now" }).click();
    await alice.type("/incident maintenance schedule Database upgrade --starts-at 2026-11-22T02:00Z --for 1h");
    const maintenance = await alice.form("Schedule maintenance");
    await pick(maintenance, "Components", "Keystore (active keys)");
    await pick(maintenance, "Expected impact", "brief degradation");
    await maintenance.getByText("Maintenance is announced at least 48 h ahead").waitFor();
    await expectInOrder(alice.page);
    await maintenance.getByRole("button", { name: "Not now" }).click();

    // and it goes on: nothing new, less bad than it seemed, a note, the impact is over
    await product.pass(20);
    await alice.click("Still SEV1, no change");
    await alice.reads(/Next update by 2026-11-21T10:02Z/);
    await alice.click("Severity");
    const severity = await alice.form("Change the severity");
    await pick(severity, "Severity", "SEV2");
    await severity.getByLabel("Why").fill("one region of three");
    await severity.getByRole("button", { name: "Change it" }).click();
    await severity.waitFor({ state: "hidden" });
    await alice.page.locator(".topic", { hasText: "SEV2 · INVESTIGATING" }).waitFor({ state: "attached" });
    await alice.type("/incident note the release of 09:05 carries a wrong route");
    await alice.reads("It is on the timeline.");
    await alice.click("Mitigated");
    const mitigated = await alice.form("Impact has stopped");
    await mitigated.getByLabel("How").fill("rolled back");
    await mitigated.getByRole("button", { name: "Mitigated" }).click();
    await mitigated.waitFor({ state: "hidden" });
    await alice.reads("It stays open until");

    // then the public page says what is wrong, in the same look
    const page = await lookAt(browser, product.statusUrl, look, complaints);
    await page.getByRole("heading", { name: /requests fail with 503/ }).waitFor();
    await page.getByText("Partial outage").first().waitFor();
    await expectInOrder(page);

    // when it is over
    await product.pass(5);
    await alice.click("Resolve");
    const end = await alice.form("Resolve the incident");
    await end.getByLabel("Root cause").fill("A release carried a wrong route; it was rolled back.");
    await end.getByRole("button", { name: "Resolve" }).click();
    await end.waitFor({ state: "hidden" });
    await alice.reads("The post-mortem draft is written");
    await product.settled();
    await alice.click("Post-mortem");
    const draft = await alice.reads("# Incident 2026-11-21 — Gateway returns 503");

    // then the draft wrote its own timeline, and the page is green again
    expect(await draft.textContent()).toContain("**Severity:** SEV2 **Duration:** 00:25");
    expect(await draft.textContent()).toContain("the release of 09:05 carries a wrong route");
    await expectInOrder(alice.page);
    await page.reload();
    await page.getByText("A release carried a wrong route").first().waitFor();
    expect(complaints).toEqual([]);
    expect(await alice.page.locator("#toasts .toast").allTextContents()).toEqual([]);
    await Promise.all([alice, bob].map((person) => person.page.context().close()));
    await page.context().close();
  });
});
