import { readFile } from "node:fs/promises";
import { parse } from "yaml";

/** The parts of an app manifest that the workspace acts on (https://docs.slack.dev/reference/app-manifest). */
export interface Manifest {
  display_information: { name: string; description?: string | undefined; long_description?: string | undefined };
  features?:
    | {
        bot_user?: { display_name: string; always_online?: boolean | undefined } | undefined;
        app_home?:
          | {
              home_tab_enabled?: boolean | undefined;
              messages_tab_enabled?: boolean | undefined;
              messages_tab_read_only_enabled?: boolean | undefined;
            }
          | undefined;
        slash_commands?: SlashCommand[] | undefined;
        shortcuts?: Shortcut[] | undefined;
      }
    | undefined;
  oauth_config: { scopes: { bot?: string[] | undefined } };
  settings?:
    | {
        socket_mode_enabled?: boolean | undefined;
        interactivity?: { is_enabled: boolean } | undefined;
        event_subscriptions?: { bot_events?: string[] | undefined } | undefined;
      }
    | undefined;
}

export interface SlashCommand {
  command: string;
  description: string;
  usage_hint?: string | undefined;
  should_escape?: boolean | undefined;
}

export interface Shortcut {
  type: "global" | "message";
  name: string;
  callback_id: string;
  description: string;
}

/**
 * The scope each event needs; a list means any one of them; none means no scope. An event that is not here does not exist
 * (https://docs.slack.dev/reference/events).
 */
const scopesOfEvents: Record<string, string[]> = {
  app_home_opened: [],
  app_mention: ["app_mentions:read"],
  app_rate_limited: [],
  app_uninstalled: [],
  channel_archive: ["channels:read"],
  channel_created: ["channels:read"],
  channel_deleted: ["channels:read"],
  channel_id_changed: ["channels:read", "groups:read"],
  channel_left: ["channels:read"],
  channel_rename: ["channels:read"],
  channel_unarchive: ["channels:read"],
  function_executed: [],
  group_archive: ["groups:read"],
  group_deleted: ["groups:read"],
  group_left: ["groups:read"],
  group_rename: ["groups:read"],
  group_unarchive: ["groups:read"],
  member_joined_channel: ["channels:read", "groups:read"],
  member_left_channel: ["channels:read", "groups:read"],
  "message.channels": ["channels:history"],
  "message.groups": ["groups:history"],
  "message.im": ["im:history"],
  "message.mpim": ["mpim:history"],
  pin_added: ["pins:read"],
  pin_removed: ["pins:read"],
  reaction_added: ["reactions:read"],
  reaction_removed: ["reactions:read"],
  team_join: ["users:read"],
  tokens_revoked: [],
  user_change: ["users:read"],
};

/** The bot's scopes, as granted when the app was installed. */
export function botScopes(manifest: Manifest): string[] {
  return manifest.oauth_config.scopes.bot ?? [];
}

/** The events the app has subscribed to, `message.channels` and the like included. */
export function subscriptions(manifest: Manifest): string[] {
  return manifest.settings?.event_subscriptions?.bot_events ?? [];
}

export function slashCommands(manifest: Manifest): SlashCommand[] {
  return manifest.features?.slash_commands ?? [];
}

export function shortcuts(manifest: Manifest): Shortcut[] {
  return manifest.features?.shortcuts ?? [];
}

/** What Slack would refuse about this manifest when the app is created from it: one sentence each, empty when it is fine. */
export function manifestProblems(manifest: Manifest): string[] {
  return [...limitProblems(manifest), ...scopeProblems(manifest)];
}

function limitProblems(manifest: Manifest): string[] {
  const { name, description, long_description } = manifest.display_information;
  const commands = slashCommands(manifest);
  const actions = shortcuts(manifest);
  return [
    tooLong("display_information.name", name, 35),
    tooLong("display_information.description", description, 140),
    tooLong("display_information.long_description", long_description, 4_000),
    tooLong("features.bot_user.display_name", manifest.features?.bot_user?.display_name, 80),
    tooMany("features.slash_commands", commands, 50),
    tooMany("features.shortcuts", actions, 10),
    tooMany("oauth_config.scopes.bot", botScopes(manifest), 255),
    tooMany("settings.event_subscriptions.bot_events", subscriptions(manifest), 100),
    ...commands.flatMap(({ command, description: text, usage_hint }) => [
      /^\/[^\s/]+$/.test(command) ? null : `The command "${command}" must be one word that starts with a slash.`,
      tooLong(`the name of ${command}`, command, 32),
      tooLong(`the description of ${command}`, text, 2_000),
      tooLong(`the usage hint of ${command}`, usage_hint, 1_000),
    ]),
    ...actions.flatMap((shortcut) => [
      tooLong(`the name of shortcut ${shortcut.callback_id}`, shortcut.name, 24),
      tooLong(`the callback_id of shortcut ${shortcut.callback_id}`, shortcut.callback_id, 255),
      tooLong(`the description of shortcut ${shortcut.callback_id}`, shortcut.description, 150),
    ]),
  ].filter((problem) => problem !== null);
}

function scopeProblems(manifest: Manifest): string[] {
  const granted = new Set(botScopes(manifest));
  const problems: string[] = [];
  if (slashCommands(manifest).length + shortcuts(manifest).length > 0 && !granted.has("commands"))
    problems.push("Slash commands and shortcuts need the scope commands.");

  for (const event of subscriptions(manifest)) {
    const needed = scopesOfEvents[event];
    if (!needed) problems.push(`There is no event "${event}" to subscribe to.`);
    else if (needed.length > 0 && !needed.some((scope) => granted.has(scope)))
      problems.push(`The subscription to ${event} needs the scope ${needed.join(" or ")}.`);
  }
  return problems;
}

function tooLong(what: string, text: string | undefined, most: number): string | null {
  return text !== undefined && [...text].length > most ? `${what} has more than ${most} characters.` : null;
}

function tooMany(what: string, list: unknown[], most: number): string | null {
  return list.length > most ? `${what} has more than ${most} entries.` : null;
}

/** Reads an app manifest file, YAML or JSON. Its content is checked by {@link manifestProblems}. */
export async function readManifest(path: string): Promise<Manifest> {
  return parse(await readFile(path, "utf8")) as Manifest;
}
