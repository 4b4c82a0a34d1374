import { describe, expect, test } from "vitest";
import { api, handClock, type Json, people, socketApp, workspace } from "./kit.ts";
import { manifest } from "./manifest.ts";

const view = (more: object = {}): Json => ({
  type: "modal",
  title: { type: "plain_text", text: "A form" },
  blocks: [{ type: "divider" }],
  ...more,
});

/** A workspace whose app keeps each trigger it is given, and acknowledges everything. */
async function withTriggers(options = {}) {
  const slack = await workspace(options);
  const { app, start } = socketApp(slack);
  const triggers: string[] = [];
  const bodies: Json[] = [];
  app.use(async (args: Json) => {
    if (args.body.trigger_id) triggers.push(args.body.trigger_id);
    bodies.push(args.body);
    if (args.ack) await args.ack();
  });
  await start();
  const person = people(slack);
  const trigger = async (): Promise<string> => {
    await person.say("alice", "general", "/incident");
    return triggers.at(-1) ?? "";
  };
  return { slack, person, call: api(slack), trigger, triggers, bodies };
}

describe("a trigger", () => {
  test("opens one form, once", async () => {
    const { call, trigger, person } = await withTriggers();
    const trigger_id = await trigger();
    expect((await call("views.open", { trigger_id, view: view() })).ok).toBe(true);
    expect((await call("views.open", { trigger_id, view: view() })).error).toBe("exchanged_trigger_id");
    expect((await person.get("views?as=alice")).views).toHaveLength(1);
  });

  test("expires three seconds after it was sent, and must have been sent", async () => {
    const protocolClock = handClock();
    const { call, trigger } = await withTriggers({ protocolClock });
    const [late, inTime] = [await trigger(), await trigger()];
    protocolClock.pass(3_000);
    expect((await call("views.open", { trigger_id: inTime, view: view() })).ok).toBe(true);
    protocolClock.pass(1);
    expect((await call("views.open", { trigger_id: late, view: view() })).error).toBe("expired_trigger_id");
    expect((await call("views.open", { trigger_id: "1.2.abc", view: view() })).error).toBe("invalid_trigger_id");
  });

  test("opens no view of more than 250 KB", async () => {
    const { call, trigger } = await withTriggers();
    const blocks = Array.from({ length: 90 }, () => ({
      type: "section",
      text: { type: "mrkdwn", text: "x".repeat(3_000) },
    }));
    const refused = await call("views.open", { trigger_id: await trigger(), view: view({ blocks }) });
    expect(refused.error).toBe("view_too_large");
  });

  test("is not used up by a view that Slack refuses", async () => {
    const { call, trigger } = await withTriggers();
    const trigger_id = await trigger();
    const refused = await call("views.open", { trigger_id, view: view({ title: undefined }) });
    expect(refused).toMatchObject({ ok: false, error: "invalid_arguments" });
    expect(refused.response_metadata.messages[0]).toContain("missing required field: title");
    expect((await call("views.open", { trigger_id, view: view() })).ok).toBe(true);
  });
});

describe("a modal", () => {
  test("takes three views, and no fourth", async () => {
    const { call, trigger, triggers, person } = await withTriggers();
    const blocks = [
      {
        type: "actions",
        elements: [{ type: "button", action_id: "more", text: { type: "plain_text", text: "More" } }],
      },
    ];
    let top = (await call("views.open", { trigger_id: await trigger(), view: view({ blocks }) })).view;
    const push = async () => {
      await person.post("click", { as: "alice", view_id: top.id, action_id: "more" });
      return call("views.push", { trigger_id: triggers.at(-1), view: view({ blocks }) });
    };
    for (let pushed = 0; pushed < 2; pushed++) top = (await push()).view;
    expect(top.root_view_id).not.toBe(top.id);
    expect((await push()).error).toBe("push_limit_reached");
    // A trigger from outside of the modal pushes nothing onto it.
    expect((await call("views.push", { trigger_id: await trigger(), view: view() })).error).toBe("invalid_trigger_id");
  });

  test("is changed by id or by its own name, and not over somebody else's change", async () => {
    const { call, trigger } = await withTriggers();
    const opened = await call("views.open", { trigger_id: await trigger(), view: view({ external_id: "mine" }) });
    const { id, hash } = opened.view;
    const changed = await call("views.update", { view_id: id, hash, view: view({ external_id: "mine" }) });
    expect(changed.view.hash).not.toBe(hash);
    expect((await call("views.update", { view_id: id, hash, view: view() })).error).toBe("hash_conflict");
    expect((await call("views.update", { external_id: "mine", view: view() })).ok).toBe(true);
    expect((await call("views.update", { view_id: "V0000000000", view: view() })).error).toBe("not_found");
  });

  test("has a name of its own that no other open one has", async () => {
    const { call, trigger, person, triggers } = await withTriggers();
    await call("views.open", { trigger_id: await trigger(), view: view({ external_id: "mine" }) });
    await person.say("bob", "general", "/incident");
    const trigger_id = triggers.at(-1);
    const refused = await call("views.open", { trigger_id, view: view({ external_id: "mine" }) });
    expect(refused.error).toBe("duplicate_external_id");
  });

  test("keeps what was typed when the app changes it, and tells the app where it was closed", async () => {
    const { call, trigger, person, bodies } = await withTriggers();
    const input = {
      type: "input",
      block_id: "title",
      label: { type: "plain_text", text: "Title" },
      element: { type: "plain_text_input", action_id: "typed" },
    };
    const refresh = {
      type: "actions",
      elements: [{ type: "button", action_id: "refresh", text: { type: "plain_text", text: "R" } }],
    };
    const form = view({
      submit: { type: "plain_text", text: "Send" },
      blocks: [input, refresh],
      notify_on_close: true,
    });
    const { id } = (await call("views.open", { trigger_id: await trigger(), view: form })).view;
    await person.post("click", { as: "alice", view_id: id, action_id: "refresh", values: { title: "typed" } });
    const updated = await call("views.update", { view_id: id, view: form });
    expect(updated.view.state.values.title.typed.value).toBe("typed");
    expect(await person.post("close-view", { as: "alice", view_id: id })).toMatchObject({ ok: true });
    expect(bodies.at(-1)).toMatchObject({ type: "view_closed", is_cleared: false, view: { id } });
    expect(await person.post("close-view", { as: "alice", view_id: id })).toMatchObject({ error: "view_not_found" });
  });

  test("asks the app for options while a person types, and hands the chosen one over whole", async () => {
    const slack = await workspace();
    const { app, start } = socketApp(slack);
    const option = { text: { type: "plain_text" as const, text: "Payment gateway" }, value: "gw" };
    const typed: string[] = [];
    const chosen: Json[] = [];
    app.options("component", async ({ ack, options }) => {
      typed.push(options.value);
      await ack({ options: [option] });
    });
    app.action("component", async ({ ack, action }) => {
      chosen.push(action);
      await ack();
    });
    await start();
    const { id } = await people(slack).channel("general");
    const element = { type: "external_select", action_id: "component", min_query_length: 2 } as const;
    const { ts } = await app.client.chat.postMessage({
      channel: id,
      text: "pick",
      blocks: [{ type: "actions", elements: [element] }],
    });
    const place = { as: "alice", channel: "general", ts, action_id: "component" };
    expect((await people(slack).post("suggest", { ...place, value: "p" })).options).toEqual([]);
    expect((await people(slack).post("suggest", { ...place, value: "pay" })).options).toEqual([option]);
    await people(slack).post("click", { ...place, value: "gw" });
    expect(typed).toEqual(["pay"]);
    expect(chosen).toMatchObject([{ type: "external_select", selected_option: option }]);
  });
});

describe("the Home tab", () => {
  test("is one per person, and needs the manifest's leave", async () => {
    const slack = await workspace();
    const call = api(slack);
    const user_id = await people(slack).user("alice");
    const home = { type: "home", blocks: [{ type: "divider" }] };
    const first = await call("views.publish", { user_id, view: home });
    const second = await call("views.publish", { user_id, view: home, hash: first.view.hash });
    expect(second.view.id).toBe(first.view.id);
    expect((await call("views.publish", { user_id, view: home, hash: first.view.hash })).error).toBe("hash_conflict");
    expect((await people(slack).get("views?as=alice")).views).toHaveLength(1);

    const without = manifest();
    if (without.features) without.features.app_home = {};
    const bare = await workspace({ manifest: without });
    const refused = await api(bare)("views.publish", { user_id: await people(bare).user("alice"), view: home });
    expect(refused.error).toBe("not_enabled");
  });
});

describe("a response_url", () => {
  async function issued(options = {}) {
    const { slack, person, bodies } = await withTriggers(options);
    await person.say("alice", "general", "/incident");
    const { response_url } = bodies.at(-1);
    const respond = (body: object) =>
      fetch(response_url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    return { slack, person, respond };
  }

  test("answers five times and no more", async () => {
    const { respond, person } = await issued();
    const statuses: number[] = [];
    for (let uses = 0; uses < 6; uses++) statuses.push((await respond({ text: `${uses}` })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect((await person.messages("general", "alice")).filter(({ ephemeral }) => ephemeral)).toHaveLength(5);
  });

  test("answers for half an hour of real time", async () => {
    const protocolClock = handClock();
    const { respond } = await issued({ protocolClock });
    protocolClock.pass(30 * 60_000);
    expect((await respond({ text: "in time" })).status).toBe(200);
    protocolClock.pass(1);
    expect((await respond({ text: "late" })).status).toBe(404);
  });

  test("refuses what Slack would not show", async () => {
    const { respond } = await issued();
    expect((await respond({})).status).toBe(400);
    expect((await respond({ text: "x", blocks: [{ type: "marquee" }] })).status).toBe(400);
  });

  test("reaches a channel that the bot is not in", async () => {
    const { person, bodies } = await withTriggers();
    await person.say("alice", "incidents", "/incident");
    const body = JSON.stringify({ response_type: "in_channel", text: "for all" });
    const headers = { "content-type": "application/json" };
    expect((await fetch(bodies.at(-1).response_url, { method: "POST", headers, body })).status).toBe(200);
    expect((await person.messages("incidents")).at(-1)).toMatchObject({ text: "for all" });
  });
});
