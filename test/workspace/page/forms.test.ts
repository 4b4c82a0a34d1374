import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Desk, eventually, needsBrowser, noBrowser, openDesk, write } from "./desk.ts";

const plain = (text: string) => ({ type: "plain_text" as const, text });

describe("forms on the page of the local workspace", () => {
  let desk: Desk;
  beforeEach(needsBrowser);
  beforeAll(async () => {
    if (noBrowser) return;
    desk = await openDesk();
  });
  afterAll(() => desk?.[Symbol.asyncDispose]());

  test("a form takes the focus, refuses what is missing, shows the app's errors at their fields, and gives the focus back", async () => {
    await desk.room("forms");
    desk.app.shortcut("declare_incident", async ({ ack, body, client }) => {
      await ack();
      const title = {
        type: "input" as const,
        block_id: "title",
        label: plain("Title"),
        hint: plain("One line"),
        element: { type: "plain_text_input" as const, action_id: "v" },
      };
      const options = ["SEV1", "SEV2"].map((text) => ({ text: plain(text), value: text }));
      const severity = {
        type: "input" as const,
        block_id: "severity",
        dispatch_action: true,
        label: plain("Severity"),
        element: { type: "static_select" as const, action_id: "v_severity", options },
      };
      await client.views.open({
        trigger_id: body.trigger_id,
        view: {
          type: "modal",
          callback_id: "declare",
          title: plain("Declare incident"),
          submit: plain("Declare"),
          blocks: [title, severity],
        },
      });
    });
    const told: unknown[] = [];
    desk.app.action("v_severity", async ({ ack, body, client }) => {
      await ack();
      if (body.type !== "block_actions" || !body.view) return;
      told.push(body.view.state.values.title?.v?.value);
      const { blocks } = body.view;
      const preview = { type: "section" as const, block_id: "preview", text: plain("This wakes people.") };
      await client.views.update({
        view_id: body.view.id,
        view: {
          type: "modal",
          callback_id: "declare",
          title: plain("Declare incident"),
          submit: plain("Declare"),
          blocks: [...blocks, preview],
        },
      });
    });
    const submitted: unknown[] = [];
    desk.app.view("declare", async ({ ack, view }) => {
      const title = view.state.values.title?.v?.value ?? "";
      if (title.split(" ").length < 2)
        return ack({ response_action: "errors", errors: { title: "Two words at least." } });
      submitted.push([title, view.state.values.severity?.v_severity?.selected_option?.value]);
      return ack();
    });

    const page = await desk.page("alice", { path: "#/forms" });
    const opener = page.getByRole("button", { name: "Shortcuts" });
    await opener.click();
    await page.getByRole("menuitem", { name: /Declare incident/ }).click();
    const form = page.getByRole("dialog", { name: "Declare incident" });
    await form.waitFor();
    const title = form.getByLabel("Title");
    await title.and(page.locator(":focus")).waitFor();

    await page.keyboard.press("Enter");
    expect(await form.locator(".field-error:visible").allTextContents()).toEqual(
      Array(2).fill("Please complete this required field."),
    );
    expect(await title.getAttribute("aria-invalid")).toBe("true");

    await title.fill("Gateway");
    await form.getByRole("combobox", { name: "Severity" }).click();
    await page.getByRole("option", { name: "SEV1" }).click();
    await form.getByText("This wakes people.").waitFor();
    expect(await title.inputValue()).toBe("Gateway");
    expect(told).toEqual(["Gateway"]);

    await form.getByRole("button", { name: "Declare" }).click();
    await form.getByText("Two words at least.").waitFor();
    expect(submitted).toEqual([]);
    await title.fill("Gateway down");
    await form.getByRole("button", { name: "Declare" }).click();
    await form.waitFor({ state: "hidden" });
    expect(submitted).toEqual([["Gateway down", "SEV1"]]);
    await opener.and(page.locator(":focus")).waitFor();

    await opener.click();
    await page.getByRole("menuitem", { name: /Declare incident/ }).click();
    await form.waitFor();
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "hidden" });
    await eventually(async () => {
      const answer = await fetch(`${desk.workspace.url}/local/views?as=alice`);
      const { views } = (await answer.json()) as { views: { type: string }[] };
      return views.filter((view) => view.type === "modal").length;
    }).toBe(0);
  });

  test("a select asks the app what it offers, a form can lie on another, and Back leads to what was typed there", async () => {
    await desk.room("stack");
    const view = (name: string, block: object) => ({
      type: "modal" as const,
      callback_id: name,
      title: plain(name),
      submit: plain("Next"),
      blocks: [{ type: "input" as const, block_id: "field", label: plain(name), element: block }] as never,
    });
    const service = { type: "external_select", action_id: "service", min_query_length: 2 };
    const note = { type: "plain_text_input", action_id: "note" };
    desk.app.command("/incident", async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: view("Service", service) });
    });
    desk.app.options("service", async ({ ack, options }) => {
      const found = ["Gateway", "Gatekeeper"].filter((name) => name.toLowerCase().includes(options.value));
      await ack({ options: found.map((name) => ({ text: plain(name), value: name.toLowerCase() })) });
    });
    desk.app.view("Service", ({ ack }) => ack({ response_action: "push", view: view("Note", note) }));
    const done = Promise.withResolvers<unknown>();
    desk.app.view("Note", async ({ ack, view: { state } }) => {
      await ack({ response_action: "clear" });
      done.resolve(state.values.field?.note?.value);
    });

    const page = await desk.page("bob", { path: "#/stack" });
    await write(page, "/incident form");
    await page.keyboard.press("Enter");
    const first = page.getByRole("dialog", { name: "Service" });
    await first.getByRole("combobox").pressSequentially("gatek");
    await page.getByRole("option", { name: "Gatekeeper" }).waitFor();
    expect(await page.getByRole("option").count()).toBe(1);
    await page.keyboard.press("Enter");
    await first.getByRole("button", { name: "Next" }).click();
    const second = page.getByRole("dialog", { name: "Note" });
    await second.getByRole("textbox").fill("it was me");
    await second.getByRole("button", { name: "Back" }).click();
    await first.waitFor();
    expect(await first.getByRole("combobox").inputValue()).toBe("Gatekeeper");
    await first.getByRole("button", { name: "Next" }).click();
    await second.getByRole("textbox").fill("it was me after all");
    await second.getByRole("button", { name: "Next" }).click();
    expect(await done.promise).toBe("it was me after all");
    await page.locator("dialog.form").waitFor({ state: "hidden" });
  });

  test("what was typed just before a form is sent is not told to a form that is gone", async () => {
    await using desk = await openDesk();
    await desk.room("haste");
    desk.app.command("/incident", async ({ ack, body, client }) => {
      await ack();
      const symptom = {
        type: "input" as const,
        block_id: "symptom",
        label: plain("Symptom"),
        dispatch_action: true,
        element: {
          type: "plain_text_input" as const,
          action_id: "symptom",
          dispatch_action_config: { trigger_actions_on: ["on_character_entered" as const] },
        },
      };
      const view = { type: "modal" as const, callback_id: "haste", title: plain("Haste"), submit: plain("Send") };
      await client.views.open({ trigger_id: body.trigger_id, view: { ...view, blocks: [symptom] } });
    });
    desk.app.view("haste", ({ ack }) => ack());

    const page = await desk.page("dave", { path: "#/haste" });
    await write(page, "/incident form");
    await page.keyboard.press("Enter");
    const form = page.getByRole("dialog", { name: "Haste" });
    await form.getByLabel("Symptom").fill("503");
    await form.getByLabel("Symptom").press("Enter");
    await form.waitFor({ state: "hidden" });
    // Longer than the pause in typing after which the app would be told.
    await page.waitForTimeout(600);
    expect(await page.locator("#toasts .toast").allTextContents()).toEqual([]);
  });
});
