import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadMembers } from "../../src/base/members.ts";
import { loadConfig } from "../../src/config/load.ts";
import { type Manifest, manifestOf, manifestYaml, verbs } from "../../src/config/manifest.ts";
import type { Command } from "../../src/in/command.ts";
import { program } from "./tree.ts";

/** The scopes that each Web API method needs, for public and private channels alike (contracts: Slack, section 5). */
const scopesOf: Record<string, string[]> = {
  "auth.test": [],
  "apps.connections.open": [],
  "bookmarks.add": ["bookmarks:write"],
  "bookmarks.edit": ["bookmarks:write"],
  "bookmarks.list": ["bookmarks:read"],
  "bookmarks.remove": ["bookmarks:write"],
  "bots.info": ["users:read"],
  "canvases.create": ["canvases:write"],
  "canvases.edit": ["canvases:write"],
  "chat.delete": ["chat:write"],
  "chat.getPermalink": [],
  "chat.postEphemeral": ["chat:write"],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "conversations.archive": ["channels:manage", "groups:write"],
  "conversations.canvases.create": ["canvases:write"],
  "conversations.create": ["channels:manage", "groups:write"],
  "conversations.history": ["channels:history", "groups:history", "im:history"],
  "conversations.info": ["channels:read", "groups:read"],
  "conversations.invite": ["channels:manage", "groups:write"],
  "conversations.join": ["channels:join"],
  "conversations.list": ["channels:read", "groups:read"],
  "conversations.members": ["channels:read", "groups:read"],
  "conversations.open": ["im:write"],
  "conversations.rename": ["channels:manage", "groups:write"],
  "conversations.replies": ["channels:history", "groups:history", "im:history"],
  "conversations.setPurpose": ["channels:manage", "groups:write"],
  "conversations.setTopic": ["channels:manage", "groups:write"],
  "conversations.unarchive": ["channels:manage", "groups:write"],
  "files.completeUploadExternal": ["files:write"],
  "files.getUploadURLExternal": ["files:write"],
  "pins.add": ["pins:write"],
  "pins.list": ["pins:read"],
  "pins.remove": ["pins:write"],
  "reactions.add": ["reactions:write"],
  "reactions.get": ["reactions:read"],
  "reactions.remove": ["reactions:write"],
  "team.info": ["team:read"],
  "usergroups.list": ["usergroups:read"],
  "usergroups.users.list": ["usergroups:read"],
  "users.conversations": ["channels:read", "groups:read"],
  "users.info": ["users:read"],
  "users.list": ["users:read"],
  "users.lookupByEmail": ["users:read", "users:read.email"],
  "views.open": [],
  "views.publish": [],
  "views.push": [],
  "views.update": [],
};

/** The scopes that a subscription needs. */
const scopesOfEvent: Record<string, string[]> = {
  app_mention: ["app_mentions:read"],
  "message.channels": ["channels:history"],
  "message.groups": ["groups:history"],
  pin_added: ["pins:read"],
  reaction_added: ["reactions:read"],
  reaction_removed: ["reactions:read"],
};

/** Asked for from the beginning, so that what comes next needs no new installation: every workspace would have to approve one. */
const ahead = [
  "canvases:write",
  "files:write",
  "pins:read",
  "reactions:write",
  "team:read",
  "usergroups:read",
  "users:read.email",
];

const shipped = readFileSync(new URL("../../manifest.yml", import.meta.url), "utf8");
const manifest = parse(shipped) as Manifest;
const granted = manifest.oauth_config.scopes.bot;

const families = [...new Set(Object.keys(scopesOf).map((method) => method.split(".")[0]))].join("|");
const inQuotes = new RegExp(`"((?:${families})\\.[a-zA-Z.]+)"`, "g");
const asCall = new RegExp(`\\bclient\\.((?:${families})\\.[a-zA-Z.]+)\\(`, "g");

/** The methods that the bot names or calls. The workspace only answers them. */
const called = new Set(
  program
    .filter(({ path }) => !path.startsWith("src/workspace/"))
    .flatMap(({ text }) => [...text.matchAll(inQuotes), ...text.matchAll(asCall)])
    .map(([, method = ""]) => method),
);

describe("manifest.yml", () => {
  test("is what the configuration makes", async () => {
    expect(shipped).toBe(manifestYaml(manifestOf(await loadConfig({ env: {}, cwd: "/nowhere" }))));
  });

  test("is held to methods that were found in the program", () => {
    expect([...called]).toEqual(expect.arrayContaining(["chat.postMessage", "conversations.create"]));
    expect([...called].filter((method) => !(method in scopesOf))).toEqual([]);
  });

  test("asks for every scope that a method needs", () => {
    const missing = [...called].flatMap((method) =>
      (scopesOf[method] ?? []).filter((scope) => !granted.includes(scope)).map((scope) => `${method}: ${scope}`),
    );
    expect(missing).toEqual([]);
  });

  test("asks for no scope that nothing needs", () => {
    const events = manifest.settings.event_subscriptions.bot_events.flatMap((event) => scopesOfEvent[event] ?? []);
    const needed = new Set([
      "commands",
      ...events,
      ...ahead,
      ...[...called].flatMap((method) => scopesOf[method] ?? []),
    ]);
    expect(granted.filter((scope) => !needed.has(scope))).toEqual([]);
  });

  test("offers the verbs that there are", async () => {
    const isCommand = (value: unknown): value is Command =>
      typeof value === "object" && value !== null && "verb" in value;
    const commands = await loadMembers(new URL("../../commands/", import.meta.url), isCommand, ({ verb }) => verb);
    expect(commands.map(({ verb }) => verb).filter((verb) => !verbs.includes(verb))).toEqual([]);
    const known = commands.flatMap(({ verb, aliases = {} }) => [verb, ...Object.keys(aliases)]);
    expect(verbs.filter((verb) => !known.includes(verb))).toEqual([]);
  });
});
