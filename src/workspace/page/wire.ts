/**
 * What the page reads from the person's API: only the fields it uses. Blocks and views are Slack's own shapes; they come
 * from any app, so every field of theirs may be missing.
 */

// biome-ignore lint/suspicious/noExplicitAny: Block Kit is a foreign, open format; the renderer looks before it uses.
export type Kit = any;

export interface User {
  id: string;
  name: string;
  real_name: string;
  /** IANA zone: the person's own times are shown in it. */
  tz: string;
  is_bot?: boolean;
}

export interface Bookmark {
  id: string;
  title: string;
  link: string;
  emoji?: string;
}

export interface Channel {
  id: string;
  name: string;
  topic: string;
  purpose: string;
  is_archived: boolean;
  is_private: boolean;
  is_im?: boolean;
  /** User ids. */
  members: string[];
  bookmarks: Bookmark[];
  /** The `ts` of each pinned message. */
  pins: string[];
}

export interface Message {
  ts: string;
  user: string;
  text: string;
  blocks?: Kit[];
  thread_ts?: string;
  metadata?: Kit;
  reactions?: { name: string; users: string[] }[];
  files?: { id: string; title?: string; name?: string; url_private?: string; permalink?: string }[];
  attachments?: Kit[];
  pinned?: boolean;
  edited?: Kit;
  /** True, or the id of the one person who sees it. */
  ephemeral?: boolean | string;
  subtype?: string;
}

export interface View {
  id: string;
  type: "modal" | "home";
  title?: Kit;
  submit?: Kit;
  close?: Kit;
  callback_id?: string;
  blocks: Kit[];
  hash?: string;
}

export interface Call {
  n: number;
  at: number | string;
  method: string;
  args: Kit;
  ok: boolean;
  error?: string;
}

/** How product time follows real time; both in milliseconds since 1970. */
export interface Anchor {
  real: number;
  product: number;
  speed: number;
}

export interface Command {
  command: string;
  description: string;
  usage_hint?: string;
}

export interface Shortcut {
  type: "global" | "message";
  name: string;
  callback_id: string;
  description?: string;
}

export interface State {
  users: User[];
  channels: Channel[];
  commands: Command[];
  shortcuts: Shortcut[];
  now: number | string;
  anchor?: Anchor;
}

/** One line of `GET /local/stream`. */
export type Happening =
  | ({ type: "state" } & State)
  | { type: "message"; channel: string; message: Message }
  | { type: "message_deleted"; channel: string; ts: string }
  | { type: "ephemeral"; user: string; channel: string; message: Message }
  | { type: "view"; user: string; view: View }
  | { type: "view_closed"; user: string; view_id: string }
  | { type: "home"; user: string; view: View }
  | { type: "call"; call: Call }
  | { type: "notice"; user?: string; channel?: string; error: string; text?: string }
  | { type: "clock"; anchor: Anchor };

/** What a POST to the person's API answers. A refusal has `ok: false`, a name and a sentence. */
export interface Answer {
  ok: boolean;
  error?: string;
  detail?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each call adds its own fields.
  [more: string]: any;
}
