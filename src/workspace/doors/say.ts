import { showAnswer } from "../answers.ts";
import { text } from "../arguments.ts";
import { type Asked, defineDoor, no } from "../door.ts";
import { ackError, channelRef, responseUrl } from "../interactions.ts";
import { slashCommands } from "../manifest.ts";
import { post } from "../messages.ts";
import { escapedCommand, typed } from "../mrkdwn.ts";
import { actor, channelFor, joined } from "../people.ts";
import { SlackRefusal } from "../refusal.ts";
import type { Channel, Kit, User } from "../things.ts";
import { watch } from "../watch.ts";
import { messageAt, type World } from "../world.ts";

/** A person types something and presses Enter: a message, or a slash command. */
export default defineDoor({
  method: "POST",
  path: "/say",
  run({ world, body }: Asked) {
    const who = actor(world, body);
    const channel = joined(world, channelFor(world, body.channel, who), who);
    const words = text(body, "text") ?? no("no_text", "Nothing was typed: `text` is missing.");
    return words.startsWith("/")
      ? command(world, who, channel, words, body)
      : message(world, who, channel, words, body);
  },
});

async function message(world: World, who: User, channel: Channel, words: string, body: Kit) {
  const thread = text(body, "thread_ts");
  const parent = thread === undefined ? undefined : messageAt(world, channel.id, thread);
  if (thread !== undefined && !parent)
    no("thread_not_found", `There is no message ${thread} in #${channel.name}.`, 404);
  const names = { users: world.users.values(), channels: world.channels.values() };
  const watching = watch(world, who.id, channel.id);
  const posted = post(world, channel, {
    user: who.id,
    team: world.team.id,
    text: typed(words, names),
    ...(parent ? { thread_ts: parent.thread_ts ?? parent.ts } : {}),
  });
  // Where the bot is not, nobody will answer.
  const isHeard = channel.members.includes(world.app.user);
  return { ok: true, ts: posted.ts, channel: channel.id, ...(isHeard ? await watching.settled() : watching.stop()) };
}

async function command(world: World, who: User, channel: Channel, words: string, body: Kit) {
  const [, name = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/.exec(words) ?? [];
  if (body.thread_ts !== undefined && body.thread_ts !== "")
    no("slash_command_in_thread", `${name} is not supported in threads. Sorry!`);
  const known = slashCommands(world.manifest).find(({ command }) => command === name.toLowerCase());
  if (!known) return no("unknown_command", `${name} is not a valid command.`);

  const origin = { user: who.id, channel: channel.id, message: null };
  const names = { users: world.users.values(), channels: world.channels.values() };
  const trigger_id = world.triggers.issue(who.id);
  const watching = watch(world, who.id, channel.id);
  const answer = await world.courier.deliver({
    kind: "slash_commands",
    type: known.command,
    key: trigger_id,
    retry: null,
    payload: {
      token: world.app.verification,
      team_id: world.team.id,
      team_domain: world.team.domain,
      channel_id: channel.id,
      channel_name: channelRef(channel).name,
      user_id: who.id,
      user_name: who.name,
      command: known.command,
      text: known.should_escape ? escapedCommand(rest, names) : rest,
      api_app_id: world.app.id,
      is_enterprise_install: "false",
      response_url: responseUrl(world, origin),
      trigger_id,
    },
  });

  if (!answer.acked) {
    watching.stop();
    const error = ackError(answer);
    const detail = `${known.command} failed with the error "${error}"`;
    world.stream.publish({ type: "notice", user: who.id, channel: channel.id, error, text: detail });
    return no(error, detail, 424);
  }
  if (answer.body !== null) {
    const said = typeof answer.body === "string" ? { text: answer.body } : answer.body;
    if (said.response_type === "in_channel") post(world, channel, { user: who.id, text: words });
    try {
      showAnswer(world, origin, said);
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      const detail = `${known.command} failed with the error "${error.code}"`;
      world.stream.publish({ type: "notice", user: who.id, channel: channel.id, error: error.code, text: detail });
      return no(error.code, `${detail}: the app's answer is no message that Slack would show.`, 424);
    }
  }
  return { ok: true, ...(await watching.settled()) };
}
