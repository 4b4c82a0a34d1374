import type { Manifest } from "../../src/workspace/manifest.ts";

/** An app like Sitrep: the manifest of the Slack contract, with the events and scopes that its decisions add. */
export function manifest(): Manifest {
  return {
    display_information: { name: "Sitrep", description: "Incident response in Slack" },
    features: {
      bot_user: { display_name: "sitrep", always_online: true },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      slash_commands: [
        {
          command: "/incident",
          description: "Declare and run incidents",
          usage_hint: "declare | help",
          should_escape: true,
        },
        { command: "/plain", description: "Takes its words as they are" },
      ],
      shortcuts: [
        {
          type: "global",
          name: "Declare incident",
          callback_id: "declare_incident",
          description: "Open a new incident",
        },
        { type: "message", name: "Add to timeline", callback_id: "add_to_timeline", description: "Note this message" },
      ],
    },
    oauth_config: { scopes: { bot: [...scopes] } },
    settings: {
      socket_mode_enabled: true,
      interactivity: { is_enabled: true },
      event_subscriptions: { bot_events: [...events] },
    },
  };
}

const scopes = [
  ...[
    "commands",
    "chat:write",
    "app_mentions:read",
    "channels:manage",
    "channels:read",
    "channels:join",
    "channels:history",
  ],
  ...["groups:write", "groups:read", "groups:history", "im:write", "im:history", "users:read", "users:read.email"],
  ...["usergroups:read", "pins:write", "pins:read", "bookmarks:write", "bookmarks:read", "reactions:read"],
  ...["reactions:write", "files:write", "canvases:write", "team:read"],
];

const events = [
  ...["app_home_opened", "app_mention", "message.channels", "message.groups", "message.im", "reaction_added"],
  ...[
    "reaction_removed",
    "pin_added",
    "member_joined_channel",
    "channel_archive",
    "channel_unarchive",
    "channel_rename",
  ],
  ...["group_archive", "group_rename", "app_uninstalled", "tokens_revoked"],
];
