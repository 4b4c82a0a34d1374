import { describe, expect } from "vitest";
import { rule, type Slack } from "../slack.ts";

const error = async (slack: Slack, method: string, args: object) =>
  (await slack.call(method, args as Record<string, unknown>)).error;

describe("conversations.create", () => {
  rule("creates a channel whose member the bot is", async (slack) => {
    const name = slack.name();
    const { ok, channel } = await slack.call("conversations.create", { name });
    expect({ ok, name: channel.name, member: channel.is_member }).toEqual({ ok: true, name, member: true });
    await slack.call("conversations.archive", { channel: channel.id });
  });

  for (const [name, code] of [
    ["", "invalid_name_required"],
    ["x".repeat(81), "invalid_name_maxlength"],
    ["---", "invalid_name_punctuation"],
    ["Upper-Case", "invalid_name_specials"],
    ["with space", "invalid_name_specials"],
    ["with.dot", "invalid_name_specials"],
  ] as const)
    rule(`refuses the name "${name.slice(0, 20)}" with ${code}`, async (slack) => {
      expect(await error(slack, "conversations.create", { name })).toBe(code);
    });

  rule("takes a name of 80 characters", async (slack) => {
    const name = slack.name().padEnd(80, "x");
    const { channel } = await slack.call("conversations.create", { name });
    expect(channel.name).toBe(name);
    await slack.call("conversations.archive", { channel: channel.id });
  });

  rule("refuses a name that is in use, and still when its channel is archived", async (slack) => {
    const name = slack.name();
    const { channel } = await slack.call("conversations.create", { name });
    expect(await error(slack, "conversations.create", { name })).toBe("name_taken");
    await slack.call("conversations.archive", { channel: channel.id });
    expect(await error(slack, "conversations.create", { name })).toBe("name_taken");
  });
});

describe("conversations.rename", () => {
  rule("renames and keeps the id; a taken name is refused", async (slack) => {
    const channel = await slack.channel();
    const name = slack.name();
    const renamed = await slack.call("conversations.rename", { channel, name });
    expect({ id: renamed.channel.id, name: renamed.channel.name }).toEqual({ id: channel, name });
    const other = await slack.channel();
    expect(await error(slack, "conversations.rename", { channel: other, name })).toBe("name_taken");
  });
});

describe("conversations.invite", () => {
  rule("brings a person in, once", async (slack) => {
    const [channel, users] = [await slack.channel(), await slack.person()];
    expect((await slack.call("conversations.invite", { channel, users })).ok).toBe(true);
    expect(await error(slack, "conversations.invite", { channel, users })).toBe("already_in_channel");
    expect((await slack.call("conversations.members", { channel })).members).toContain(users);
  });

  rule("refuses to invite the bot itself", async (slack) => {
    const { user_id } = await slack.call("auth.test");
    const channel = await slack.channel();
    expect(await error(slack, "conversations.invite", { channel, users: user_id })).toBe("cant_invite_self");
  });

  rule("fails as a whole for one bad user, unless it is forced", async (slack) => {
    const [channel, person] = [await slack.channel(), await slack.person()];
    const users = `${person},U0000000000`;
    expect(await error(slack, "conversations.invite", { channel, users })).toBe("user_not_found");
    expect((await slack.call("conversations.members", { channel })).members).not.toContain(person);
    expect((await slack.call("conversations.invite", { channel, users, force: true })).ok).toBe(true);
    expect((await slack.call("conversations.members", { channel })).members).toContain(person);
  });

  rule("wants somebody to invite", async (slack) => {
    expect(await error(slack, "conversations.invite", { channel: await slack.channel(), users: "" })).toBe("no_user");
  });
});

describe("conversations.kick and leave", () => {
  rule("puts a person out who is in, and nobody else", async (slack) => {
    const [channel, user] = [await slack.channel(), await slack.person()];
    expect(await error(slack, "conversations.kick", { channel, user })).toBe("not_in_channel");
    await slack.call("conversations.invite", { channel, users: user });
    expect((await slack.call("conversations.kick", { channel, user })).ok).toBe(true);
    const { user_id } = await slack.call("auth.test");
    expect(await error(slack, "conversations.kick", { channel, user: user_id })).toBe("cant_kick_self");
  });

  rule("leaves a channel that others stay in, and not as the last one", async (slack) => {
    const [channel, users] = [await slack.channel(), await slack.person()];
    expect(await error(slack, "conversations.leave", { channel })).toBe("last_member");
    await slack.call("conversations.invite", { channel, users });
    expect((await slack.call("conversations.leave", { channel })).ok).toBe(true);
    expect((await slack.call("conversations.leave", { channel })).not_in_channel).toBe(true);
    await slack.call("conversations.join", { channel });
  });
});

describe("topic and purpose", () => {
  for (const [method, field] of [
    ["conversations.setTopic", "topic"],
    ["conversations.setPurpose", "purpose"],
  ] as const)
    rule(`${method} takes 250 characters and no more`, async (slack) => {
      const channel = await slack.channel();
      const words = "t".repeat(250);
      expect((await slack.call(method, { channel, [field]: words })).ok).toBe(true);
      expect((await slack.call("conversations.info", { channel })).channel[field].value).toBe(words);
      expect(await error(slack, method, { channel, [field]: `${words}t` })).toBe("too_long");
    });

  rule("are refused where the bot is not", async (slack) => {
    const channel = await slack.elsewhere();
    expect(await error(slack, "conversations.setTopic", { channel, topic: "x" })).toBe("not_in_channel");
  });
});

describe("conversations.archive", () => {
  rule("ends a channel: nothing can be said, changed or archived there any more", async (slack) => {
    const [channel, users] = [await slack.channel(), await slack.person()];
    expect((await slack.call("conversations.archive", { channel })).ok).toBe(true);
    expect(await error(slack, "conversations.archive", { channel })).toBe("already_archived");
    expect(await error(slack, "chat.postMessage", { channel, text: "late" })).toBe("is_archived");
    expect(await error(slack, "conversations.setTopic", { channel, topic: "late" })).toBe("is_archived");
    expect(await error(slack, "conversations.invite", { channel, users })).toBe("is_archived");
    expect(await error(slack, "conversations.join", { channel })).toBe("is_archived");
    expect(await error(slack, "conversations.unarchive", { channel })).toBe("not_in_channel");
  });

  rule("does not know a channel that does not exist", async (slack) => {
    for (const method of ["conversations.archive", "conversations.info", "conversations.history", "conversations.join"])
      expect(await error(slack, method, { channel: "C0000000000" })).toBe("channel_not_found");
  });
});

describe("conversations.list and members", () => {
  rule("pages through with a cursor, each channel once", async (slack) => {
    await slack.channel();
    await slack.channel();
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 50; pages++) {
      const page = await slack.call("conversations.list", { limit: 2, cursor, exclude_archived: true });
      seen.push(...page.channels.map(({ id }: { id: string }) => id));
      cursor = page.response_metadata.next_cursor;
      if (!cursor) break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(4);
  });

  rule("refuses a limit, a cursor and a type that make no sense", async (slack) => {
    expect(await error(slack, "conversations.list", { limit: 1_000 })).toBe("invalid_limit");
    expect(await error(slack, "conversations.list", { cursor: "nonsense" })).toBe("invalid_cursor");
    expect(await error(slack, "conversations.list", { types: "secret_channel" })).toBe("invalid_types");
  });

  rule("users.conversations lists the bot's own channels only", async (slack) => {
    const [own, other] = [await slack.channel(), await slack.elsewhere()];
    const { channels } = await slack.call("users.conversations", { limit: 999, exclude_archived: true });
    const ids = channels.map(({ id }: { id: string }) => id);
    expect(ids).toContain(own);
    expect(ids).not.toContain(other);
  });
});

describe("conversations.history and replies", () => {
  rule("gives the newest first, without replies, and metadata only to those who ask", async (slack) => {
    const channel = await slack.channel();
    const metadata = { event_type: "sitrep_effect", event_payload: { key: "k1" } };
    const first = await slack.call("chat.postMessage", { channel, text: "first", metadata });
    await slack.call("chat.postMessage", { channel, text: "reply", thread_ts: first.ts });
    await slack.call("chat.postMessage", { channel, text: "second" });
    const plain = (await slack.call("conversations.history", { channel, limit: 2 })).messages;
    expect(plain.map(({ text }: { text: string }) => text)).toEqual(["second", "first"]);
    expect(plain[1]).toMatchObject({ reply_count: 1, thread_ts: first.ts });
    expect(plain[1].metadata).toBeUndefined();
    const asked = await slack.call("conversations.history", { channel, include_all_metadata: true });
    expect(asked.messages.find(({ ts }: { ts: string }) => ts === first.ts).metadata).toEqual(metadata);
    const thread = await slack.call("conversations.replies", { channel, ts: first.ts });
    expect(thread.messages.map(({ text }: { text: string }) => text)).toEqual(["first", "reply"]);
  });

  rule("leaves the bounds of a span out, unless they are asked for", async (slack) => {
    const channel = await slack.channel();
    const { ts } = await slack.call("chat.postMessage", { channel, text: "bound" });
    const without = await slack.call("conversations.history", { channel, oldest: ts });
    expect(without.messages).toEqual([]);
    const within = await slack.call("conversations.history", { channel, oldest: ts, inclusive: true });
    expect(within.messages).toHaveLength(1);
    expect(await error(slack, "conversations.history", { channel, oldest: "yesterday" })).toBe("invalid_ts_oldest");
  });

  rule("are not for channels the bot is not in", async (slack) => {
    const channel = await slack.elsewhere();
    expect(await error(slack, "conversations.history", { channel })).toBe("not_in_channel");
    const own = await slack.channel();
    expect(await error(slack, "conversations.replies", { channel: own, ts: "1.000001" })).toBe("thread_not_found");
  });
});

describe("conversations.open", () => {
  rule("opens one conversation with a person, and finds it again", async (slack) => {
    const users = await slack.person();
    const first = await slack.call("conversations.open", { users });
    const again = await slack.call("conversations.open", { users });
    expect(first.channel.id).toMatch(/^D/);
    expect(again).toMatchObject({ ok: true, already_open: true, channel: { id: first.channel.id } });
  });

  rule("wants to know with whom", async (slack) => {
    expect(await error(slack, "conversations.open", {})).toBe("users_list_not_supplied");
    expect(await error(slack, "conversations.open", { users: "U0000000000" })).toBe("user_not_found");
  });
});
