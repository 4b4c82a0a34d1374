import { type Arguments, flag, json, text } from "./arguments.ts";
import { blocksToStore, checkBlocks } from "./block-kit/message.ts";
import { type Draft, post } from "./messages.ts";
import { metadataOf } from "./metadata.ts";
import type { Call } from "./method.ts";
import { escapeForeign } from "./mrkdwn.ts";
import { refuse } from "./refusal.ts";
import { botProfile } from "./shapes.ts";
import type { Channel, Kit, Message } from "./things.ts";
import { messageAt, type World } from "./world.ts";

/** Slack cuts a text here. */
const MOST_TEXT = 40_000;
/** A text over this length without blocks is put into several messages (measured by others; the harsher reading). */
const SPLIT_OVER = 4_040;
const SPLIT_AT = 4_000;
const MOST_ATTACHMENTS = 100;
const MOST_MARKDOWN = 12_000;

/** What a call wants to say, checked: text, blocks, attachments, metadata. Refuses what Slack refuses. */
export function contentOf(args: Arguments): Pick<Draft, "text" | "blocks" | "attachments" | "metadata"> {
  const markdown = text(args, "markdown_text");
  const words = text(args, "text");
  const given = json(args, "blocks");
  const attachments = attachmentsOf(args);
  const hasBlocks = given !== undefined && !(Array.isArray(given) && given.length === 0);

  if (markdown !== undefined) {
    if (words !== undefined || hasBlocks) refuse("markdown_text_conflict");
    if ([...markdown].length > MOST_MARKDOWN) refuse("msg_too_long");
    return {
      text: escapeForeign(markdown),
      blocks: blocksToStore([{ type: "markdown", text: markdown }]),
      ...metadataOf(args),
    };
  }
  if (words === undefined && !hasBlocks && attachments.length === 0) refuse("no_text");
  const blocks = hasBlocks ? blocksToStore(checkBlocks(given)) : undefined;
  return {
    text: escapeForeign([...(words ?? "")].slice(0, MOST_TEXT).join("")),
    ...(blocks ? { blocks } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...metadataOf(args),
  };
}

function attachmentsOf(args: Arguments): Kit[] {
  const given = json(args, "attachments");
  if (given === undefined) return [];
  if (!Array.isArray(given)) return refuse("invalid_attachments");
  if (given.length > MOST_ATTACHMENTS) refuse("too_many_attachments");
  for (const attachment of given as Kit[]) if (attachment.blocks) checkBlocks(attachment.blocks, "/attachments");
  return given as Kit[];
}

/** Whoever speaks as the bot signs like this. */
export function signedByBot(world: World): Pick<Draft, "user" | "bot_id" | "app_id" | "team"> {
  return { user: world.app.user, bot_id: world.app.botId, app_id: world.app.id, team: world.team.id };
}

/** The thread a reply belongs to: the thread's first message, also when a reply was named. */
export function threadOf(world: World, channel: Channel, args: Arguments): { thread_ts?: string } {
  const ts = text(args, "thread_ts");
  if (ts === undefined) return {};
  const parent = messageAt(world, channel.id, ts) ?? refuse("thread_not_found");
  if (parent.subtype && parent.subtype !== "thread_broadcast") refuse("cannot_reply_to_message");
  return { thread_ts: parent.thread_ts ?? parent.ts };
}

/** Posts what a call says, as one message, or as several when its text is too long for one. Returns the first. */
export function postAsBot({ world, args }: Call, channel: Channel): Message {
  const content = contentOf(args);
  const thread = threadOf(world, channel, args);
  const broadcast = thread.thread_ts && flag(args, "reply_broadcast") ? { subtype: "thread_broadcast" } : {};
  const draft = { ...signedByBot(world), ...content, ...thread, ...broadcast };
  const pieces = draft.blocks ? [draft.text] : split(draft.text);
  const [first, ...rest] = pieces;
  const message = post(world, channel, { ...draft, text: first ?? "" });
  for (const piece of rest) post(world, channel, { ...signedByBot(world), ...thread, text: piece });
  return message;
}

function split(words: string): string[] {
  const characters = [...words];
  if (characters.length <= SPLIT_OVER) return [words];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += SPLIT_AT) pieces.push(characters.slice(at, at + SPLIT_AT).join(""));
  return pieces;
}

/** A message of the bot's as `chat.*` answer it. */
export function ownMessage(world: World, message: Message) {
  return { ...message, bot_profile: botProfile(world) };
}
