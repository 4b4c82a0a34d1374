import { stringify } from "yaml";
import type { Config } from "./config.ts";

/** The app manifest: what Slack is told about the app when it is made (https://docs.slack.dev/reference/app-manifest). */
export interface Manifest {
  _metadata: { major_version: number };
  display_information: { name: string; description: string; background_color: string };
  features: {
    bot_user: { display_name: string; always_online: boolean };
    app_home: { home_tab_enabled: boolean; messages_tab_enabled: boolean; messages_tab_read_only_enabled: boolean };
    slash_commands: {
      command: string;
      url?: string;
      description: string;
      usage_hint: string;
      should_escape: boolean;
    }[];
    shortcuts: { type: "global" | "message"; name: string; callback_id: string; description: string }[];
  };
  oauth_config: { scopes: { bot: string[] } };
  settings: {
    socket_mode_enabled: boolean;
    org_deploy_enabled: boolean;
    token_rotation_enabled: boolean;
    interactivity: { is_enabled: boolean; request_url?: string };
    event_subscriptions: { bot_events: string[]; request_url?: string };
  };
}

/** The path that Slack sends everything to in HTTP mode; Bolt's own. */
export const slackPath = "/slack/events";

/** What `/incident` offers as a person types, in the order in which an incident needs it. A test holds it to `commands/`. */
export const verbs = [
  "declare",
  "ack",
  "update",
  "nochange",
  "correct",
  "approve",
  "discard",
  "provider",
  "mitigated",
  "resolve",
  "severity",
  "status",
  "list",
  "oncall",
  "page",
  "role",
  "lead",
  "comms",
  "scribe",
  "ops",
  "note",
  "ran",
  "timeline",
  "why",
  "remind",
  "snooze",
  "reopen",
  "cancel",
  "postmortem",
  "alarms",
  "maintenance",
  "component",
  "subscribe",
  "retry",
  "help",
];

/** What the bot may do. Each is needed by a method or an event; `test/house/manifest.test.ts` knows which. */
const scopes = [
  "app_mentions:read",
  "bookmarks:read",
  "bookmarks:write",
  "canvases:write",
  "channels:history",
  "channels:join",
  "channels:manage",
  "channels:read",
  "chat:write",
  "commands",
  "files:write",
  "groups:history",
  "groups:read",
  "groups:write",
  "im:history",
  "im:write",
  "pins:read",
  "pins:write",
  "reactions:read",
  "reactions:write",
  "team:read",
  "usergroups:read",
  "users:read",
  "users:read.email",
];

/** What the bot hears of. */
const events = [
  "app_home_opened",
  "app_mention",
  "app_uninstalled",
  "channel_archive",
  "channel_deleted",
  "channel_left",
  "channel_rename",
  "channel_unarchive",
  "group_archive",
  "group_deleted",
  "group_left",
  "group_rename",
  "group_unarchive",
  "member_joined_channel",
  "message.channels",
  "message.groups",
  "pin_added",
  "reaction_added",
  "reaction_removed",
  "tokens_revoked",
];

/** The manifest of this installation. In Socket Mode it has no addresses; in HTTP mode all lead to {@link slackPath}. */
export function manifestOf({ slack, server }: Config): Manifest {
  const socket = slack.delivery === "socket";
  const address = `${server.url}${slackPath}`;
  return {
    _metadata: { major_version: 2 },
    display_information: { name: "Sitrep", description: "Incident response in Slack", background_color: "#1f2937" },
    features: {
      bot_user: { display_name: "sitrep", always_online: true },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      slash_commands: [slack.command, ...slack.aliases].map((command) => ({
        command,
        ...(socket ? {} : { url: address }),
        description: "Declare and run incidents",
        usage_hint: verbs.join(" | "),
        should_escape: true,
      })),
      shortcuts: [
        {
          type: "global",
          name: "Declare incident",
          callback_id: "declare_incident",
          description: "Open a new incident",
        },
        {
          type: "message",
          name: "Add to timeline",
          callback_id: "add_to_timeline",
          description: "Put this message on the incident timeline",
        },
      ],
    },
    oauth_config: { scopes: { bot: [...scopes] } },
    settings: {
      socket_mode_enabled: socket,
      org_deploy_enabled: false,
      token_rotation_enabled: false,
      interactivity: { is_enabled: true, ...(socket ? {} : { request_url: address }) },
      event_subscriptions: { ...(socket ? {} : { request_url: address }), bot_events: [...events] },
    },
  };
}

/** The manifest as Slack's "Create an app from a manifest" takes it. */
export function manifestYaml(manifest: Manifest): string {
  const note = "# The Slack app of Sitrep. Made from the configuration by `npm run manifest`; change that, not this.\n";
  return note + stringify(manifest, { lineWidth: 0 });
}
