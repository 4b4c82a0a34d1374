import type { GlobalShortcut, MessageShortcut } from "@slack/bolt";
import { markedKey, note } from "./capture.ts";
import { type Desk, receivedIn } from "./desk.ts";
import { show } from "./show.ts";

/** The two shortcuts of the manifest: one opens the form of a declaration, one puts a message on the timeline. */
export function listenToShortcuts(desk: Desk): void {
  const { app, router, people } = desk;

  app.shortcut<GlobalShortcut>(
    { callback_id: "declare_incident", type: "shortcut" },
    async ({ ack, body, context }) => {
      await ack();
      const { key, replayed } = receivedIn(context);
      const actor = await people.actor(body.user.id, body.user.username);
      const from = { actor, channel: null, door: "slack shortcut", key, forms: true };
      const result = await router.run({ verb: "declare", incident: null, typed: {} }, from);
      await show(
        result,
        { user: body.user.id, channel: null, responseUrl: null },
        replayed ? null : body.trigger_id,
        desk,
      );
    },
  );

  app.shortcut<MessageShortcut>({ callback_id: "add_to_timeline", type: "message_action" }, async ({ ack, body }) => {
    await ack();
    const actor = await people.actor(body.user.id, body.user.name ?? null);
    const channel = body.channel.id;
    const said = { text: body.message.text ?? "", user: body.message.user ?? null, ts: body.message.ts };
    const request = await note(said, actor, desk);
    const ear = { user: body.user.id, channel, responseUrl: body.response_url };
    const key = markedKey(channel, said.ts, "note");
    const from = { actor, channel, door: "slack shortcut", key, forms: true };
    await show(await router.run(request, from), ear, body.trigger_id, desk);
  });
}
