import { spelled, textOf } from "./journal.ts";

/** A message as a person of the workspace sees it. */
export interface Message {
  ts: string;
  user: string;
  text: string;
  blocks?: unknown[];
  ephemeral?: boolean;
  pinned?: boolean;
}

/** A channel as the workspace knows it. `members` and `pins` are ids. */
export interface Room {
  id: string;
  name: string;
  topic: string;
  members: string[];
  is_archived: boolean;
  is_private: boolean;
  is_im: boolean;
  bookmarks: { title: string; link: string }[];
}

/** An open form. */
export interface View {
  id: string;
  type: string;
  title: { text: string };
  blocks: { block_id: string; type: string; [more: string]: unknown }[];
  state?: { values: Record<string, Record<string, { value?: string; selected_option?: { value: string } | null }>> };
}

interface Answer {
  ok: boolean;
  error?: string;
  detail?: string;
  errors?: Record<string, string>;
}

/** What people do in the workspace, and what they see of it. People and channels go by their names. */
export interface People {
  /** A person types; a text that begins with `/` is a command. Resolves with what they alone were answered, then what all saw. */
  say(as: string, channel: string, text: string): Promise<string[]>;
  /** A person clicks the button that reads so, on the newest message that has it. Resolves with what they were answered. */
  click(as: string, channel: string, label: string): Promise<string[]>;
  /** The forms a person has open, the newest last. */
  views(as: string): Promise<View[]>;
  /** Fills in the newest form and sends it. */
  submit(as: string, values: Record<string, unknown>): Promise<Answer>;
  /** Chooses or types something in the newest form, which the app may answer with the form anew. */
  choose(as: string, field: string, value: unknown): Promise<void>;
  react(as: string, channel: string, ts: string, name: string): Promise<void>;
  shortcut(as: string, callback: string, message?: { channel: string; ts: string }): Promise<void>;
  /** A person archives a channel, brings it back, or does something else that only Slack's own menus can. */
  manage(as: string, channel: string, deed: Record<string, unknown>): Promise<Answer>;
  messages(channel: string, as?: string): Promise<Message[]>;
  /** All words of a channel's messages with their buttons, oldest first. */
  words(channel: string, as?: string): Promise<string[]>;
  channels(): Promise<Room[]>;
  channel(name: string): Promise<Room>;
  /** The channel of the newest incident. */
  room(): Promise<string>;
  /** What the bot told a person directly, oldest first, as it stands now. */
  direct(person: string): Promise<string[]>;
  /** `@bob` or `#incidents` for an id. */
  names(): Promise<(id: string) => string>;
}

/** `settle` is awaited after every deed. */
export async function openPeople(
  url: string,
  settle: () => Promise<void>,
): Promise<People & { ids: Map<string, string> }> {
  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return (await fetch(`${url}/local/${path}`, body === undefined ? {} : post)).json() as Promise<T>;
  };
  const state = () => ask<{ users: { id: string; name: string }[]; channels: Room[] }>("state");
  const ids = new Map((await state()).users.map(({ id, name }) => [name, id]));
  const done = async (deed: Promise<Answer>): Promise<Answer> => {
    const answer = await deed;
    if (answer.ok === false && !answer.errors) throw new Error(`${answer.error}: ${answer.detail}`);
    await settle();
    return answer;
  };
  const messages = async (channel: string, as?: string): Promise<Message[]> =>
    (await ask<{ messages: Message[] }>(`channels/${encodeURIComponent(channel)}/messages${as ? `?as=${as}` : ""}`))
      .messages;
  /** What was said to a person between two looks, in the channel or to their eyes only. */
  const answered = async (as: string, channel: string, deed: () => Promise<Answer>): Promise<string[]> => {
    const before = new Set((await messages(channel, as)).map(({ ts }) => ts));
    await done(deed());
    const names = await namesNow();
    const fresh = (await messages(channel, as)).filter(({ ts }) => !before.has(ts));
    const alone = (message: Message) => (message.ephemeral ? 0 : 1);
    return fresh.toSorted((a, b) => alone(a) - alone(b)).map((message) => spelled(textOf(message), names));
  };
  const views = async (as: string) =>
    (await ask<{ views: View[] }>(`views?as=${as}`)).views.filter((view) => view.type === "modal");
  const newest = async (as: string): Promise<View> => {
    const view = (await views(as)).at(-1);
    if (!view) throw new Error(`${as} has no form open`);
    return view;
  };
  const namesNow = async () => {
    const { users, channels } = await state();
    const known = new Map([
      ...users.map(({ id, name }) => [id, `@${name}`] as const),
      ...channels.map(({ id, name, is_im }) => [id, is_im ? name : `#${name}`] as const),
    ]);
    return (id: string) => known.get(id) ?? id;
  };

  return {
    ids,
    say: (as, channel, text) => answered(as, channel, () => ask("say", { as, channel, text })),
    async click(as, channel, label) {
      const message = (await messages(channel, as)).findLast((one) => textOf(one).includes(`[${label}]`));
      if (!message) throw new Error(`nothing in #${channel} has a button that reads "${label}"`);
      return answered(as, channel, () => ask("click", { as, channel, ts: message.ts, action_id: label }));
    },
    views,
    async submit(as, values) {
      const view = await newest(as);
      return done(ask("submit", { as, view_id: view.id, values }));
    },
    async choose(as, field, value) {
      const view = await newest(as);
      const block = view.blocks.find(({ block_id }) => block_id === field);
      const { action_id } = (block?.element ?? {}) as { action_id?: string };
      await done(ask("click", { as, view_id: view.id, action_id, block_id: field, value }));
    },
    react: async (as, channel, ts, name) => void (await done(ask("react", { as, channel, ts, name }))),
    shortcut: async (as, callback_id, message = undefined) =>
      void (await done(ask("shortcut", { as, callback_id, ...message }))),
    manage: (as, channel, deed) => done(ask("channels", { as, channel, ...deed })),
    messages,
    words: async (channel, as) => {
      const names = await namesNow();
      return (await messages(channel, as)).map((message) => spelled(textOf(message), names));
    },
    channels: async () => (await state()).channels,
    async channel(name) {
      const found = (await state()).channels.find((one) => one.name === name);
      if (!found) throw new Error(`there is no channel #${name}`);
      return found;
    },
    async room() {
      const rooms = (await state()).channels.map(({ name }) => name);
      return rooms.findLast((name) => name.startsWith("inc-")) ?? "";
    },
    async direct(person) {
      const id = ids.get(person) ?? person;
      const { channels } = await state();
      const im = channels.find((one) => one.members.includes(id) && one.members.length === 2 && one.is_im);
      const names = await namesNow();
      return im ? (await messages(im.id)).map((message) => spelled(textOf(message), names)) : [];
    },
    names: namesNow,
  };
}
