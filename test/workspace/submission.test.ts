import { describe, expect, test } from "vitest";
import { type Json, people, socketApp, workspace } from "./kit.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const field = (block_id: string, element: object, more: object = {}): Json => ({
  type: "input",
  block_id,
  label: plain(block_id),
  element: { action_id: "value", ...element },
  ...more,
});
const form = (blocks: object[], more: object = {}): Json => ({
  type: "modal",
  callback_id: "form",
  title: plain("A form"),
  submit: plain("Send"),
  blocks,
  ...more,
});

/** A workspace whose app opens this form on /incident and answers its submission with `answer`. */
async function withForm(view: Json, answer: (values: Json) => Json = () => undefined) {
  const slack = await workspace();
  const { app, start } = socketApp(slack);
  const seen: Json[] = [];
  app.command("/incident", async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view });
  });
  app.view("form", async ({ ack, view: sent }) => {
    seen.push(sent.state.values);
    await ack(answer(sent.state.values));
  });
  app.view({ type: "view_closed", callback_id: "form" }, async ({ ack, body }) => {
    seen.push({ closed: body.view.id, all: (body as Json).is_cleared });
    await ack();
  });
  await start();
  const person = people(slack);
  const { views } = await person.say("alice", "general", "/incident");
  const submit = (values: object, more: object = {}) =>
    person.post("submit", { as: "alice", view_id: views[0].id, values, ...more });
  const open = async () => (await person.get("views?as=alice")).views;
  return { slack, person, submit, open, seen, id: views[0].id };
}

describe("what a person fills in", () => {
  test("arrives in Slack's form for every kind of input; what was left out is empty", async () => {
    const option = (value: string) => ({ text: plain(`The ${value}`), value });
    const options = [option("a"), option("b")];
    const optional = { optional: true };
    const { submit, seen, slack } = await withForm(
      form([
        field("text", { type: "plain_text_input" }),
        field("preset", { type: "plain_text_input", initial_value: "as it was" }),
        field("number", { type: "number_input", is_decimal_allowed: false }),
        field("choice", { type: "static_select", options }),
        field("choices", { type: "multi_static_select", options }),
        field("boxes", { type: "checkboxes", options }),
        field("radio", { type: "radio_buttons", options, initial_option: options[1] }),
        field("person", { type: "users_select" }),
        field("place", { type: "conversations_select" }),
        field("day", { type: "datepicker" }),
        field("hour", { type: "timepicker" }),
        field("moment", { type: "datetimepicker" }),
        field("empty-text", { type: "plain_text_input" }, optional),
        field("empty-choice", { type: "static_select", options }, optional),
        field("empty-boxes", { type: "checkboxes", options }, optional),
        field("empty-person", { type: "users_select" }, optional),
      ]),
    );
    const person = people(slack);
    const given = { text: "words", number: 7, choice: "a", choices: ["a", "The b"], boxes: ["b"], person: "@bob" };
    const rest = { place: "general", day: "2026-11-21", hour: "09:30", moment: "1795262400" };
    expect(await submit({ ...given, ...rest })).toMatchObject({ ok: true });
    const value = (block: string) => seen[0][block].value;
    expect(value("text")).toEqual({ type: "plain_text_input", value: "words" });
    expect(value("preset").value).toBe("as it was");
    expect(value("number").value).toBe("7");
    expect(value("choice").selected_option).toEqual(options[0]);
    expect(value("choices").selected_options).toEqual(options);
    expect(value("boxes").selected_options).toEqual([options[1]]);
    expect(value("radio").selected_option).toEqual(options[1]);
    expect(value("person").selected_user).toBe(await person.user("bob"));
    expect(value("place").selected_conversation).toBe((await person.channel("general")).id);
    expect(value("day").selected_date).toBe("2026-11-21");
    expect(value("hour").selected_time).toBe("09:30");
    expect(value("moment").selected_date_time).toBe(1_795_262_400);
    expect(value("empty-text").value).toBeNull();
    expect(value("empty-choice").selected_option).toBeNull();
    expect(value("empty-boxes").selected_options).toEqual([]);
    expect(value("empty-person").selected_user).toBeNull();
  });

  for (const [what, element, bad, good] of [
    ["too long", { type: "plain_text_input", max_length: 3 }, "four", "two"],
    ["too short", { type: "plain_text_input", min_length: 3 }, "no", "yes"],
    ["no number", { type: "number_input", is_decimal_allowed: false }, "1.5", "15"],
    ["too small a number", { type: "number_input", is_decimal_allowed: false, min_value: "5" }, "4", "5"],
    ["too large a number", { type: "number_input", is_decimal_allowed: true, max_value: "5" }, "5.5", "4.5"],
    ["no address", { type: "email_text_input" }, "nobody", "a@example.com"],
    ["no link", { type: "url_text_input" }, "nowhere", "https://example.com"],
    ["no date", { type: "datepicker" }, "21.11.2026", "2026-11-21"],
  ] as const)
    test(`${what} is refused by Slack's own client, and never reaches the app`, async () => {
      const { submit, seen } = await withForm(form([field("it", element)]));
      expect(await submit({ it: bad })).toMatchObject({ ok: false, errors: { it: expect.any(String) } });
      expect(seen).toEqual([]);
      expect(await submit({ it: good })).toMatchObject({ ok: true });
      expect(seen).toHaveLength(1);
    });

  test("may be sent all the same by a test that wants to", async () => {
    const { submit, seen } = await withForm(form([field("it", { type: "plain_text_input" })]));
    expect(await submit({}, { force: true })).toMatchObject({ ok: true });
    expect(seen[0].it.value.value).toBeNull();
  });

  test("must be one of the options", async () => {
    const options = [{ text: plain("A"), value: "a" }];
    const { submit } = await withForm(form([field("it", { type: "static_select", options })]));
    expect(await submit({ it: "z" })).toMatchObject({ ok: false, error: "no_such_option" });
  });
});

describe("the app answers a form", () => {
  const it = field("it", { type: "plain_text_input" });
  const next = form([field("next", { type: "plain_text_input" })], { callback_id: "next" });

  test("with other content for it", async () => {
    const { submit, open, id } = await withForm(form([it]), () => ({ response_action: "update", view: next }));
    expect(await submit({ it: "x" })).toMatchObject({ ok: true, views: [{ id, callback_id: "next" }] });
    expect(await open()).toHaveLength(1);
  });

  test("with a view on top, and closes both at once", async () => {
    const { submit, open, person, id } = await withForm(form([it]), () => ({ response_action: "push", view: next }));
    await submit({ it: "x" });
    const [first, second] = await open();
    expect([first.id, second.previous_view_id, second.root_view_id]).toEqual([id, id, id]);
    expect(await submit({ it: "x" })).toMatchObject({ error: "view_is_covered" });
    await person.post("close-view", { as: "alice", view_id: second.id, all: true });
    expect(await open()).toEqual([]);
  });

  test("by closing all of it", async () => {
    const { submit, open } = await withForm(form([it]), () => ({ response_action: "clear" }));
    await submit({ it: "x" });
    expect(await open()).toEqual([]);
  });

  test("with a view that Slack would refuse, and the person reads Slack's own error", async () => {
    const bad = { response_action: "update", view: { ...next, title: plain("far too long for a title of a form") } };
    const { submit, open } = await withForm(form([it]), () => bad);
    expect(await submit({ it: "x" })).toMatchObject({
      ok: false,
      error: "invalid_ack",
      detail: expect.stringContaining("less than 25 characters"),
    });
    expect(await open()).toHaveLength(1);
  });

  test("is not told of its end unless it asked to be", async () => {
    const quiet = await withForm(form([it]));
    await quiet.person.post("close-view", { as: "alice", view_id: quiet.id });
    expect(quiet.seen).toEqual([]);
    const told = await withForm(form([it], { notify_on_close: true, clear_on_close: true }));
    await told.person.post("close-view", { as: "alice", view_id: told.id });
    expect(told.seen).toEqual([{ closed: told.id, all: true }]);
  });
});
