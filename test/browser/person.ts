import type { Browser, Locator, Page } from "playwright-core";
import { type Look, lookAt } from "./browser.ts";

/** A person at the local workspace's page. Everything they do, they do with keys and clicks. */
export interface Person {
  page: Page;
  /** Goes to a channel by its name in the list, through the drawer where the window is narrow. */
  open(channel: RegExp | string): Promise<void>;
  /** Types into the message box, and sends it. */
  type(words: string): Promise<void>;
  /** Clicks the newest button that reads so. */
  click(label: string): Promise<void>;
  /** The open form of that title. */
  form(title: string): Promise<Locator>;
  /** The newest message that holds these words. */
  reads(words: string | RegExp): Promise<Locator>;
}

/** Seats a person in front of the page. What the page complains of is added to `complaints`. */
export async function seat(
  browser: Browser,
  at: { url: string; as: string; look: Look; complaints?: string[] },
): Promise<Person> {
  const page = await lookAt(browser, `${at.url}/?as=${at.as}#/general`, at.look, at.complaints);
  await page.locator(".message, .empty-state").first().waitFor();
  const message = (words: string | RegExp) => page.locator("#place .message", { hasText: words }).last();
  return {
    page,
    async open(channel) {
      const narrow = page.locator("#open-nav");
      if (await narrow.isVisible()) await narrow.click();
      await page.locator("#nav a", { hasText: channel }).first().click();
      await page.locator("#place h2", { hasText: channel }).waitFor();
    },
    async type(words) {
      const box = page.locator("[data-composer=channel]");
      await box.fill(words);
      await box.press("Enter");
    },
    async click(label) {
      await page.locator("#place").getByRole("button", { name: label, exact: true }).last().click();
    },
    async form(title) {
      const form = page.getByRole("dialog", { name: title });
      await form.waitFor();
      return form;
    },
    async reads(words) {
      await message(words).waitFor();
      return message(words);
    },
  };
}

/** Picks from a select of a form by typing the start of what it offers. */
export async function pick(form: Locator, field: string, ...choices: string[]): Promise<void> {
  const box = form.getByRole("combobox", { name: field });
  for (const choice of choices) {
    await box.click();
    await form.page().getByRole("option", { name: choice }).first().click();
  }
}
