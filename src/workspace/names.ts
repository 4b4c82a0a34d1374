import type { World } from "./world.ts";

/** The longest name of a channel (https://docs.slack.dev/reference/methods/conversations.create). */
const MOST_CHARACTERS = 80;

/** Why Slack refuses this channel name, or null. Whether it is taken is another question: {@link isNameTaken}. */
export function nameProblem(name: string): string | null {
  if (name.trim() === "") return "invalid_name_required";
  if ([...name].length > MOST_CHARACTERS) return "invalid_name_maxlength";
  if (/^[\p{P}\p{S}\s]+$/u.test(name)) return "invalid_name_punctuation";
  if (!/^[\p{Ll}\p{Lo}\p{M}\p{N}_-]+$/u.test(name)) return "invalid_name_specials";
  return null;
}

/** Archived channels keep their names, and so do channels the bot cannot see, people and user groups. */
export function isNameTaken(world: World, name: string): boolean {
  return (
    [...world.channels.values()].some((channel) => channel.name === name) ||
    [...world.users.values()].some((user) => user.name === name) ||
    world.usergroups.some(({ handle }) => handle === name) ||
    reserved.has(name)
  );
}

/** Words that stand for something else in Slack and cannot name a channel. */
const reserved = new Set(["here", "channel", "everyone", "group"]);
