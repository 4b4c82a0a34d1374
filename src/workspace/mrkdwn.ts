import type { Channel, User } from "./things.ts";

/** What stands between angle brackets and means something: mentions, special words, dates, links. */
const control =
  /<(?:@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|!(?:here|channel|everyone|subteam\^S[A-Z0-9]+|date\^[^>|]+)|(?:https?|mailto|tel|slack):[^>|\s]+)(?:\|[^<>]*)?>/;

/**
 * The text as Slack keeps it: `&`, `<` and `>` are escaped unless they are an entity already, or make up a mention or a
 * link (https://docs.slack.dev/messaging/formatting-message-text).
 */
export function escapeForeign(text: string): string {
  const parts = text.split(new RegExp(`(${control.source})`, "g"));
  return parts.map((part, at) => (at % 2 === 1 ? part : escaped(part))).join("");
}

const escaped = (text: string) =>
  text
    .replace(/&(?!(?:amp|lt|gt);)/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");

interface Names {
  users: Iterable<User>;
  channels: Iterable<Channel>;
}

/** What a person typed, as their client sends it: names with `@` and `#` become mentions, the rest is escaped. */
export function typed(text: string, names: Names): string {
  return escapeForeign(mentionsIn(text, names, false));
}

/** The text of a slash command with `should_escape`: users, channels and links carry their ids; the rest stays raw. */
export function escapedCommand(text: string, names: Names): string {
  return mentionsIn(text, names, true).replace(/(^|\s)(https?:\/\/[^\s<>]+)/g, "$1<$2>");
}

function mentionsIn(text: string, { users, channels }: Names, labelled: boolean): string {
  const userIds = new Map([...users].map(({ name, id }) => [name, id]));
  const channelIds = new Map([...channels].map(({ name, id }) => [name, id]));
  const label = (name: string) => (labelled ? `|${name}` : "");
  return text
    .replace(/(^|[\s(,])@([\w.-]*\w)/g, (all, before: string, name: string) => {
      if (["here", "channel", "everyone"].includes(name)) return `${before}<!${name}>`;
      const id = userIds.get(name);
      return id ? `${before}<@${id}${label(name)}>` : all;
    })
    .replace(/(^|[\s(,])#([\p{L}\p{N}_-]+)/gu, (all, before: string, name: string) => {
      const id = channelIds.get(name);
      return id ? `${before}<#${id}|${labelled ? name : ""}>` : all;
    });
}
