import type { Refused } from "./answer.ts";

/** What Slack's codes mean to a person who has to mend it. Each says what is wrong and what to do. */
const meanings: Record<string, string> = {
  is_archived: "The channel is archived. Unarchive it in Slack, then retry.",
  channel_not_found: "The channel does not exist any more, or Sitrep cannot see it.",
  not_in_channel: "Sitrep is not in the channel. Invite it with /invite @sitrep, then retry.",
  restricted_action:
    "The workspace's settings do not let apps do this. An administrator can allow it under Settings & permissions.",
  cannot_create_channel:
    "The workspace's settings do not let apps create channels. An administrator can allow it under Settings & permissions.",
  user_not_found: "Slack does not know this person.",
  users_not_found: "Slack does not know this person.",
  user_disabled: "This person's Slack account is deactivated.",
  user_not_visible: "Sitrep is not allowed to see this person.",
  cannot_dm_bot: "A bot cannot be sent a direct message.",
  too_many_bookmarks: "The channel has as many bookmarks as Slack allows. Remove one, then retry.",
  too_many_pins: "The channel has as many pins as Slack allows. Remove one, then retry.",
  invalid_link: "Slack takes only http and https links as bookmarks.",
  invalid_blocks: "Slack refused the layout of the message.",
  invalid_blocks_format: "Slack refused the layout of the message.",
  msg_blocks_too_long: "The message is longer than Slack allows.",
  msg_too_long: "The message is longer than Slack allows.",
  no_text: "The message was empty.",
  metadata_too_large: "The message's hidden data is larger than Slack allows.",
  message_limit_exceeded: "The workspace has used up the messages its plan allows.",
  plan_upgrade_required: "The workspace's Slack plan does not include this.",
  not_allowed_token_type: "The token is of the wrong kind: SLACK_BOT_TOKEN has to begin with xoxb-.",
  edit_window_closed: "The workspace's settings do not let messages be edited any more after some time.",
  cant_update_message: "Slack does not let Sitrep edit this message.",
  ura_max_channels: "This guest is in as many channels as Slack allows.",
  user_is_restricted: "This guest may not be invited by an app.",
  org_user_not_in_team: "This person belongs to another workspace of the organisation.",
};

/** Codes that say that the channel itself is gone or closed to us: everything else that goes there would fail as well. */
export const channelGone: Record<string, "archived" | "deleted" | "bot-removed"> = {
  is_archived: "archived",
  channel_is_archived: "archived",
  channel_not_found: "deleted",
  not_in_channel: "bot-removed",
};

/** Slack's no as a sentence, with its own code for whoever searches for it. `needed` is the scope that is missing, if one is. */
export function sentenceOf({ error, needed, details }: Omit<Refused, "people">): string {
  if (error === "missing_scope") {
    return `The Slack app lacks the permission ${needed ?? "for this"}: add it under OAuth & Permissions, reinstall the app, then retry (missing_scope).`;
  }
  const meaning = meanings[error] ?? "Slack refused.";
  const detail = details[0] ? ` Slack says: ${details[0]}` : "";
  return `${meaning}${detail} (${error})`;
}
