import type { BlockAction } from "@slack/bolt";
import { verbOfAction } from "../../text/buttons.ts";
import { type Desk, receivedIn } from "./desk.ts";
import { show } from "./show.ts";

/**
 * Buttons. One carries a verb and its words, and does what typing them does: it may be clicked by anybody who sees it,
 * more than once, and long after the end, and is answered in words each time. A button that only opens an address is
 * acknowledged.
 */
export function listenToActions(desk: Desk): void {
  const { app, router, people } = desk;
  app.action<BlockAction>(/^verb:/, async ({ ack, body, action, context }) => {
    await ack();
    const verb = verbOfAction(action.action_id);
    if (verb === null) return;
    const { key, replayed } = receivedIn(context);
    const words = "value" in action && typeof action.value === "string" ? action.value : "";
    const channel = body.channel?.id ?? null;
    const actor = await people.actor(body.user.id, body.user.username || body.user.name || null);
    const ear = { user: body.user.id, channel, responseUrl: body.response_url ?? null, thread: threadOf(body) };
    const from = { actor, channel, door: "slack button", key, forms: true };
    await show(await router.say(`${verb} ${words}`, from), ear, replayed ? null : body.trigger_id, desk);
  });
  app.action(/^link:/, async ({ ack }) => ack());
}

function threadOf({ message }: BlockAction): string | null {
  const thread = message?.thread_ts as unknown;
  return typeof thread === "string" ? thread : null;
}
