import { type Channel, channelType, type Message, tsOf } from "./things.ts";
import { messageAt, messagesOf, nextTs, saveChannel, saveMessage, type World } from "./world.ts";

/** What a new message says; its `ts` is given by {@link post}. */
export type Draft = Omit<Message, "type" | "ts">;

/** Puts a message into a channel and sends the events it causes. It has been checked. */
export function post(world: World, channel: Channel, draft: Draft): Message {
  const parent = draft.thread_ts ? messageAt(world, channel.id, draft.thread_ts) : undefined;
  const message: Message = { type: "message", ts: nextTs(world), ...draft };
  if (parent) {
    message.parent_user_id = parent.user;
    if (!parent.thread_ts) saveMessage(world, channel.id, { ...parent, thread_ts: parent.ts });
  }
  saveMessage(world, channel.id, message);
  world.events.send(messageEvent(channel, message), channel);
  if (mentionsBot(world, channel, message)) {
    const { type: _, ...rest } = messageEvent(channel, message);
    world.events.send({ ...rest, type: "app_mention" }, channel);
  }
  return message;
}

/** Shows a message to one person only. */
export function postEphemeral(world: World, channel: Channel, user: string, draft: Draft): Message {
  const message: Message = { type: "message", ts: nextTs(world), ...draft, ephemeral: true };
  showEphemeral(world, channel.id, user, message);
  return message;
}

/** Puts an ephemeral message in the place of the one with its `ts`, or at the end. */
export function showEphemeral(world: World, channel: string, user: string, message: Message): void {
  const list = world.ephemerals.get(channel) ?? [];
  world.ephemerals.set(channel, [...list.filter(({ message: { ts } }) => ts !== message.ts), { user, message }]);
  world.stream.publish({ type: "ephemeral", user, channel, message });
}

/** Takes an ephemeral message away. */
export function hideEphemeral(world: World, channel: string, ts: string): void {
  const list = world.ephemerals.get(channel) ?? [];
  world.ephemerals.set(
    channel,
    list.filter(({ message }) => message.ts !== ts),
  );
  world.stream.publish({ type: "message_deleted", channel, ts });
}

/** What an edit brings; a field that is there but undefined is taken away. */
type Change = { [Field in keyof Message]?: Message[Field] | undefined };

/** Changes what a message says. `by` is who edited it. */
export function edit(world: World, channel: Channel, was: Message, change: Change, by: string): Message {
  const message = { ...was, ...change, edited: { user: by, ts: tsOf(world.clock.now() * 1_000) } } as Message;
  for (const key of Object.keys(change) as (keyof Message)[]) if (change[key] === undefined) delete message[key];
  saveMessage(world, channel.id, message);
  const event = {
    ...envelope(channel, "message_changed", nextTs(world)),
    message: told(message),
    previous_message: told(was),
  };
  world.events.send(event, channel);
  return message;
}

/** Takes a message away, with its pin. */
export function remove(world: World, channel: Channel, was: Message): void {
  const list = messagesOf(world, channel.id);
  list.splice(list.indexOf(was), 1);
  world.disk.remove("message", `${channel.id}/${was.ts}`);
  if (channel.pins.some(({ ts }) => ts === was.ts)) {
    channel.pins = channel.pins.filter(({ ts }) => ts !== was.ts);
    saveChannel(world, channel);
  }
  world.stream.publish({ type: "message_deleted", channel: channel.id, ts: was.ts });
  const event = {
    ...envelope(channel, "message_deleted", nextTs(world)),
    deleted_ts: was.ts,
    previous_message: told(was),
  };
  world.events.send(event, channel);
}

function messageEvent(channel: Channel, message: Message) {
  return { ...told(message), channel: channel.id, channel_type: channelType(channel), event_ts: message.ts };
}

function envelope(channel: Channel, subtype: string, ts: string) {
  const kind = channelType(channel);
  return { type: "message", subtype, hidden: true, channel: channel.id, channel_type: kind, ts, event_ts: ts };
}

/** A message as the app is told of it: metadata comes only to those who ask the history for it. */
function told(message: Message): Omit<Message, "metadata"> {
  const { metadata: _, ...rest } = message;
  return rest;
}

/** Slack sends no `app_mention` for direct conversations, nor for the lines it writes itself. */
function mentionsBot(world: World, channel: Channel, message: Message): boolean {
  if (channel.is_im || (message.subtype && message.subtype !== "thread_broadcast")) return false;
  return new RegExp(`<@${world.app.user}(\\|[^>]*)?>`).test(message.text);
}
