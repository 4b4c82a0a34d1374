import { post } from "./messages.ts";
import { slackId } from "./slack-ids.ts";
import type { Channel, Message, User } from "./things.ts";
import { saveChannel, seconds, type World } from "./world.ts";

/** The caps that Slack keeps per channel (unconfirmed: the harsher reading). */
export const MOST_PINS = 100;
export const MOST_BOOKMARKS = 100;

type Kind = Partial<Pick<Channel, "is_private" | "is_im" | "is_mpim" | "is_general">>;

/** Puts a channel there as if it had always been: nothing is told of it. */
export function placeChannel(world: World, name: string, creator: string, members: string[], kind: Kind = {}): Channel {
  const line = { value: "", creator: "", last_set: 0 };
  const channel: Channel = {
    id: slackId(kind.is_im ? "D" : "C"),
    name,
    is_private: false,
    is_im: false,
    is_mpim: false,
    is_general: false,
    is_archived: false,
    created: seconds(world),
    updated: 0,
    creator,
    topic: line,
    purpose: { ...line },
    previous_names: [],
    members,
    bookmarks: [],
    pins: [],
    ...kind,
  };
  saveChannel(world, channel);
  return channel;
}

/** Makes a channel whose only members are given. The name has been checked. */
export function createChannel(world: World, name: string, creator: string, members: string[], is_private: boolean) {
  const channel = placeChannel(world, name, creator, members, { is_private });
  const { id, created } = channel;
  if (!is_private) world.events.send({ type: "channel_created", channel: { id, name, created, creator } }, null);
  for (const user of members) announceJoin(world, channel, user, null);
  return channel;
}

/** The channel kind as events name it: public channels are `C`, private ones `G`. */
const letter = (channel: Channel): "C" | "G" => (channel.is_private ? "G" : "C");

/** Adds a person. Does nothing when they are in already; `false` says so. */
export function join(world: World, channel: Channel, user: string, inviter: string | null): boolean {
  if (channel.members.includes(user)) return false;
  channel.members.push(user);
  saveChannel(world, channel);
  announceJoin(world, channel, user, inviter);
  return true;
}

function announceJoin(world: World, channel: Channel, user: string, inviter: string | null): void {
  const by = inviter && inviter !== user ? { inviter } : {};
  const subtype = channel.is_private ? "group_join" : "channel_join";
  systemMessage(world, channel, user, subtype, `<@${user}> has joined the channel`, by);
  world.events.send(
    {
      type: "member_joined_channel",
      user,
      channel: channel.id,
      channel_type: letter(channel),
      team: world.team.id,
      ...by,
    },
    channel,
  );
}

/** Takes a person out, of their own will or not. */
export function leave(world: World, channel: Channel, user: string): void {
  const wasBot = user === world.app.user;
  if (wasBot)
    world.events.send({ type: channel.is_private ? "group_left" : "channel_left", channel: channel.id }, channel);
  channel.members = channel.members.filter((member) => member !== user);
  saveChannel(world, channel);
  const subtype = channel.is_private ? "group_leave" : "channel_leave";
  systemMessage(world, channel, user, subtype, `<@${user}> has left the channel`);
  world.events.send(
    { type: "member_left_channel", user, channel: channel.id, channel_type: letter(channel), team: world.team.id },
    channel,
  );
}

/** Archives a channel: its people keep it in sight, apps are put out of it. */
export function archive(world: World, channel: Channel, by: string): void {
  const kind = channel.is_private ? "group" : "channel";
  systemMessage(world, channel, by, `${kind}_archive`, `<@${by}> archived the channel`);
  world.events.send({ type: `${kind}_archive`, channel: channel.id, user: by, is_moved: 0 }, channel);
  channel.is_archived = true;
  channel.members = channel.members.filter((member) => !world.users.get(member)?.is_bot);
  saveChannel(world, channel);
}

/** Brings an archived channel back. Apps stay out until they are invited or join again. */
export function unarchive(world: World, channel: Channel, by: string): void {
  const kind = channel.is_private ? "group" : "channel";
  channel.is_archived = false;
  saveChannel(world, channel);
  systemMessage(world, channel, by, `${kind}_unarchive`, `<@${by}> un-archived the channel`);
  world.events.send({ type: `${kind}_unarchive`, channel: channel.id, user: by }, channel);
}

/** Deletes a channel with everything in it, as only an administrator can. */
export function deleteChannel(world: World, channel: Channel): void {
  const kind = channel.is_private ? "group" : "channel";
  world.events.send({ type: `${kind}_deleted`, channel: channel.id }, channel);
  for (const { ts } of world.messages.get(channel.id) ?? []) world.disk.remove("message", `${channel.id}/${ts}`);
  for (const things of [world.channels, world.messages, world.ephemerals]) things.delete(channel.id);
  world.disk.remove("channel", channel.id);
  world.stream.publish({ type: "state" });
}

/** Renames a channel. The name has been checked. */
export function rename(world: World, channel: Channel, name: string, by: string): void {
  const kind = channel.is_private ? "group" : "channel";
  const old_name = channel.name;
  channel.previous_names = [old_name, ...channel.previous_names];
  channel.name = name;
  saveChannel(world, channel);
  const text = `<@${by}> has renamed the channel from "${old_name}" to "${name}"`;
  systemMessage(world, channel, by, `${kind}_name`, text, { old_name, name });
  world.events.send({ type: `${kind}_rename`, channel: { id: channel.id, name, created: channel.created } }, channel);
}

/** Sets the topic or the purpose. Setting it to what it is already changes nothing and tells nobody. */
export function setLine(world: World, channel: Channel, which: "topic" | "purpose", value: string, by: string): void {
  if (channel[which].value === value) return;
  channel[which] = { value, creator: by, last_set: seconds(world) };
  saveChannel(world, channel);
  const kind = channel.is_private ? "group" : "channel";
  const what = which === "topic" ? "channel topic" : "channel description";
  const text = value ? `<@${by}> set the ${what}: ${value}` : `<@${by}> cleared the ${what}`;
  systemMessage(world, channel, by, `${kind}_${which}`, text, { [which]: value });
}

/** Makes a public channel private, or a private one public. It keeps its id. */
export function setPrivate(world: World, channel: Channel, is_private: boolean, by: string): void {
  channel.is_private = is_private;
  saveChannel(world, channel);
  const now = is_private ? "private" : "public";
  systemMessage(world, channel, by, `channel_convert_to_${now}`, `<@${by}> made this channel *${now}*.`);
}

/** A line that Slack itself writes into a channel. */
function systemMessage(
  world: World,
  channel: Channel,
  user: string,
  subtype: string,
  text: string,
  more: Partial<Message> = {},
): void {
  post(world, channel, { user, subtype, text, ...more });
}

/** The direct conversation of exactly these people, made when there is none. */
export function openDirect(world: World, users: User[]): { channel: Channel; already: boolean } {
  const ids = users.map(({ id }) => id).sort();
  const is_im = ids.length === 2;
  const same = (channel: Channel) => [...channel.members].sort().join() === ids.join();
  const known = [...world.channels.values()].find((channel) => (channel.is_im || channel.is_mpim) && same(channel));
  if (known) return { channel: known, already: true };

  const people = users.filter(({ is_bot }) => !is_bot);
  const name = `@${(people.length > 0 ? people : users).map((user) => user.name).join(",")}`;
  const kind = { is_private: true, is_im, is_mpim: !is_im };
  return { channel: placeChannel(world, name, world.app.user, ids, kind), already: false };
}
