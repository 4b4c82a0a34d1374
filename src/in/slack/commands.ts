import type { Desk } from "./desk.ts";
import { receivedIn } from "./desk.ts";
import { plainWords } from "./plain-words.ts";
import { show } from "./show.ts";

/** The slash command, under whichever names the app has it. */
export function listenToCommands(desk: Desk): void {
  const { app, router, people } = desk;
  app.command(/.*/, async ({ ack, body, context }) => {
    await ack();
    const { key, replayed } = receivedIn(context);
    const actor = await people.actor(body.user_id, body.user_name);
    const ear = { user: body.user_id, channel: body.channel_id, responseUrl: body.response_url };
    const from = {
      actor,
      channel: body.channel_id,
      channelName: body.channel_name,
      door: "slack command",
      key,
      forms: true,
    };
    await show(await router.say(plainWords(body.text ?? ""), from), ear, replayed ? null : body.trigger_id, desk);
  });
}
