import { randomBytes } from "node:crypto";
import { placeChannel } from "./channels.ts";
import type { Disk } from "./disk.ts";
import type { Manifest } from "./manifest.ts";
import { slackId } from "./slack-ids.ts";
import type { App, Channel, Message, StoredFile, Team, User, View } from "./things.ts";
import { microsOf } from "./things.ts";
import { messagesOf, type World } from "./world.ts";

/** People and channels to add to those that every workspace starts with. */
export interface Seed {
  users?: { name: string; real_name: string; tz?: string | undefined }[] | undefined;
  channels?: string[] | undefined;
}

const people = [
  { name: "alice", real_name: "Alice Martin", tz: "Europe/Berlin" },
  { name: "bob", real_name: "Bob Fischer", tz: "Europe/Berlin" },
  { name: "carol", real_name: "Carol Nguyen", tz: "America/New_York" },
  { name: "dave", real_name: "Dave Okafor", tz: "Europe/London" },
];

/** Who the team and the app are: made once, the same after a restart. */
export function identityOf(disk: Disk, manifest: Manifest): { team: Team; app: App } {
  const [kept] = disk.all<{ team: Team; app: App }>("identity");
  const name = manifest.features?.bot_user?.display_name ?? manifest.display_information.name.toLowerCase();
  const identity = kept ?? {
    team: { id: slackId("T"), name: "Local workspace", domain: "local-workspace" },
    app: {
      id: slackId("A"),
      user: slackId("U"),
      botId: slackId("B"),
      name,
      verification: randomBytes(12).toString("hex"),
    },
  };
  identity.app.name = name;
  disk.put("identity", "identity", identity);
  return identity;
}

/** Takes everything from the disk that was there before a restart. */
export function recall(world: World): void {
  for (const user of world.disk.all<User>("user")) world.users.set(user.id, user);
  for (const channel of world.disk.all<Channel>("channel")) world.channels.set(channel.id, channel);
  for (const { channel, message } of world.disk.all<{ channel: string; message: Message }>("message")) {
    messagesOf(world, channel).push(message);
    world.lastMicros = Math.max(world.lastMicros, microsOf(message.ts));
  }
  for (const file of world.disk.all<StoredFile>("file")) world.files.set(file.id, file);
  for (const { user, view } of world.disk.all<{ user: string; view: View }>("home")) world.homes.set(user, view);
}

/** Adds the people, the bot and the channels that are not there yet. The bot starts as a member of `general` only. */
export function settle(world: World, seed: Seed): void {
  const { app } = world;
  addUser(world, {
    id: app.user,
    name: app.name,
    real_name: world.manifest.display_information.name,
    tz: "UTC",
    is_bot: true,
  });
  const known = new Set([...world.users.values()].map(({ name }) => name));
  for (const { name, real_name, tz } of [...people, ...(seed.users ?? [])])
    if (!known.has(name)) addUser(world, { id: slackId("U"), name, real_name, tz: tz ?? "UTC", is_bot: false });

  const persons = [...world.users.values()].filter(({ is_bot }) => !is_bot).map(({ id }) => id);
  const names = new Set([...world.channels.values()].map(({ name }) => name));
  for (const name of ["general", "incidents", ...(seed.channels ?? [])]) {
    if (names.has(name)) continue;
    names.add(name);
    const is_general = name === "general";
    placeChannel(world, name, persons[0] ?? app.user, is_general ? [...persons, app.user] : [...persons], {
      is_general,
    });
  }
}

function addUser(world: World, user: Omit<User, "email">): void {
  const whole = { ...user, email: `${user.name}@example.com` };
  world.users.set(user.id, whole);
  world.disk.put("user", user.id, whole);
}
