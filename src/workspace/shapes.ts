import type { ConversationsInfoResponse, ConversationsOpenResponse, UsersInfoResponse } from "@slack/web-api";
import { type Channel, type Message, microsOf, type User } from "./things.ts";
import { messagesOf, type World } from "./world.ts";

/** A channel as `conversations.*` answer it. */
export function channelShape(world: World, channel: Channel) {
  if (channel.is_im) return directShape(world, channel);
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.is_private,
    is_group: channel.is_private && !channel.is_mpim,
    is_im: false,
    is_mpim: channel.is_mpim,
    is_private: channel.is_private,
    is_archived: channel.is_archived,
    is_general: channel.is_general,
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    is_member: channel.members.includes(world.app.user),
    created: channel.created,
    updated: channel.updated,
    creator: channel.creator,
    unlinked: 0,
    context_team_id: world.team.id,
    shared_team_ids: [world.team.id],
    pending_shared: [],
    pending_connected_team_ids: [],
    topic: channel.topic,
    purpose: channel.purpose,
    previous_names: channel.previous_names,
  } satisfies ConversationsInfoResponse["channel"];
}

function directShape(world: World, channel: Channel) {
  return {
    id: channel.id,
    created: channel.created,
    updated: channel.updated,
    is_im: true,
    is_archived: false,
    is_org_shared: false,
    context_team_id: world.team.id,
    user: channel.members.find((member) => member !== world.app.user) ?? world.app.user,
    priority: 0,
  } satisfies ConversationsOpenResponse["channel"];
}

/** A user as `users.*` answer them; the address only with its own scope. */
export function userShape(world: World, user: User) {
  const [first = "", ...rest] = user.real_name.split(" ");
  return {
    id: user.id,
    team_id: world.team.id,
    name: user.name,
    deleted: false,
    color: "9f69e7",
    real_name: user.real_name,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: offsetOf(user.tz, world.clock.now()),
    profile: {
      title: "",
      phone: "",
      skype: "",
      real_name: user.real_name,
      real_name_normalized: user.real_name,
      display_name: user.is_bot ? "" : user.name,
      display_name_normalized: user.is_bot ? "" : user.name,
      first_name: first,
      last_name: rest.join(" "),
      status_text: "",
      status_emoji: "",
      avatar_hash: user.id.slice(-8).toLowerCase(),
      team: world.team.id,
      ...(user.is_bot ? { bot_id: world.app.botId, api_app_id: world.app.id, always_active: true } : {}),
      ...(world.scopes.has("users:read.email") && !user.is_bot ? { email: user.email } : {}),
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: user.is_bot,
    is_app_user: false,
    updated: 0,
    is_email_confirmed: true,
    who_can_share_contact_card: "EVERYONE",
  } satisfies UsersInfoResponse["user"];
}

/** Seconds east of UTC at that moment. */
function offsetOf(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
  const [, sign, hours, minutes] =
    /GMT([+-])(\d{2}):(\d{2})/.exec(parts.find(({ type }) => type === "timeZoneName")?.value ?? "") ?? [];
  const offset = Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60;
  return sign === "-" ? -offset : offset;
}

/** A message as the history answers it: with its replies counted; metadata only for those who ask. */
export function messageShape(world: World, channel: Channel, message: Message, withMetadata: boolean) {
  const { metadata, ...rest } = message;
  const pins = channel.pins.some(({ ts }) => ts === message.ts) ? { pinned_to: [channel.id] } : {};
  return { ...rest, ...repliesOf(world, channel, message), ...pins, ...(withMetadata && metadata ? { metadata } : {}) };
}

function repliesOf(world: World, channel: Channel, message: Message) {
  if (message.thread_ts !== message.ts) return {};
  const replies = messagesOf(world, channel.id).filter(
    ({ ts, thread_ts }) => thread_ts === message.ts && ts !== thread_ts,
  );
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: replies.reduce((latest, { ts }) => (microsOf(ts) > microsOf(latest) ? ts : latest), message.ts),
    is_locked: false,
    subscribed: false,
  };
}

/** The bot as it rides along in its own messages. */
export function botProfile(world: World) {
  return {
    id: world.app.botId,
    app_id: world.app.id,
    name: world.app.name,
    deleted: false,
    updated: 0,
    team_id: world.team.id,
    icons: {},
  };
}
