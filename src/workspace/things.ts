/** The things a workspace is made of, in Slack's own shapes. */

/** An open JSON object in Slack's own shape (a block, a view, a payload): whoever uses a field looks at it first. */
export type Kit = Record<string, unknown>;

export interface User {
  id: string;
  name: string;
  real_name: string;
  /** IANA zone. */
  tz: string;
  email: string;
  is_bot: boolean;
}

/** A topic or a purpose, with who set it and when (Unix seconds). */
export interface Line {
  value: string;
  creator: string;
  last_set: number;
}

export interface Bookmark {
  id: string;
  channel_id: string;
  title: string;
  link: string;
  emoji?: string;
  type: "link";
  date_created: number;
  date_updated: number;
  last_updated_by_user_id: string;
}

export interface Pin {
  ts: string;
  user: string;
  created: number;
}

export interface Channel {
  id: string;
  /** Without `#`. Of a direct conversation: `@` and the names of the people in it. */
  name: string;
  is_private: boolean;
  is_im: boolean;
  is_mpim: boolean;
  is_general: boolean;
  is_archived: boolean;
  /** Unix seconds. */
  created: number;
  /** Milliseconds: when anything about the channel was last changed. */
  updated: number;
  creator: string;
  topic: Line;
  purpose: Line;
  previous_names: string[];
  /** User ids, in the order they joined. */
  members: string[];
  bookmarks: Bookmark[];
  pins: Pin[];
}

export interface Reaction {
  name: string;
  users: string[];
  count: number;
}

export interface Message {
  type: "message";
  subtype?: string;
  ts: string;
  user: string;
  text: string;
  bot_id?: string;
  app_id?: string;
  team?: string;
  blocks?: Kit[];
  attachments?: Kit[];
  files?: Kit[];
  thread_ts?: string;
  parent_user_id?: string;
  metadata?: Kit;
  reactions?: Reaction[];
  edited?: { user: string; ts: string };
  /** Only one person sees it. It is not stored by Slack: `chat.update` and the history know nothing of it. */
  ephemeral?: true;
  /** Fields of a message with a subtype: the new topic, the old name, who invited. */
  topic?: string;
  purpose?: string;
  name?: string;
  old_name?: string;
  inviter?: string;
}

/** A view as Slack returns it, and as the page shows it. */
export interface View extends Kit {
  id: string;
  type: "modal" | "home";
  blocks: Kit[];
  hash: string;
  callback_id: string;
  private_metadata: string;
  external_id: string;
  root_view_id: string;
  previous_view_id: string | null;
  state: { values: Record<string, Record<string, Kit>> };
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  size: number;
  mimetype: string;
  user: string;
  created: number;
  /** What was uploaded, in base64; empty until it was. */
  content: string;
  channels: string[];
}

export interface Team {
  id: string;
  name: string;
  domain: string;
}

export interface App {
  id: string;
  /** The bot's user id. */
  user: string;
  botId: string;
  name: string;
  /** The old verification token that rides in every payload; worth nothing. */
  verification: string;
}

export interface Tokens {
  bot: string;
  app: string;
  signingSecret: string;
}

/** Slack's form of a time in microseconds. */
export function tsOf(micros: number): string {
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, "0")}`;
}

/** Slack's form of a time, as microseconds; NaN when it is none. */
export function microsOf(ts: string): number {
  const parts = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(ts);
  return parts ? Number(parts[1]) * 1_000_000 + Number((parts[2] ?? "").padEnd(6, "0")) : Number.NaN;
}

/** The kind of conversation, as message events name it. */
export function channelType(channel: Channel): "channel" | "group" | "im" | "mpim" {
  if (channel.is_im) return "im";
  if (channel.is_mpim) return "mpim";
  return channel.is_private ? "group" : "channel";
}
