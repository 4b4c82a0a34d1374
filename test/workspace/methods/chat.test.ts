import { describe, expect } from "vitest";
import { rule, type Slack } from "../slack.ts";

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const post = (slack: Slack, channel: string, args: object) => slack.call("chat.postMessage", { channel, ...args });

describe("chat.postMessage", () => {
  rule("posts text and blocks, and gives the blocks ids", async (slack) => {
    const channel = await slack.channel();
    const { ok, ts, message } = await post(slack, channel, { text: "hello", blocks: [section("*hello*")] });
    expect(ok).toBe(true);
    expect(ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(message).toMatchObject({ type: "message", text: "hello", ts, blocks: [{ type: "section" }] });
    expect(message.blocks[0].block_id).toBeTruthy();
  });

  rule("never gives out the same ts twice in a channel, and never goes back", async (slack) => {
    const channel = await slack.channel();
    const stamps: string[] = [];
    for (const text of ["one", "two", "three"]) stamps.push((await post(slack, channel, { text })).ts);
    expect(stamps.toSorted()).toEqual(stamps);
    expect(new Set(stamps).size).toBe(3);
  });

  rule("wants something to say", async (slack) => {
    expect((await post(slack, await slack.channel(), {})).error).toBe("no_text");
  });

  rule("refuses channels that are unknown, and those the bot is not in", async (slack) => {
    expect((await post(slack, "C0000000000", { text: "x" })).error).toBe("channel_not_found");
    expect((await post(slack, await slack.elsewhere(), { text: "x" })).error).toBe("not_in_channel");
  });

  rule("keeps mentions and escapes what is none", async (slack) => {
    const [channel, user] = [await slack.channel(), await slack.person()];
    const { message } = await post(slack, channel, { text: `<@${user}> a < b & c &amp; d` });
    expect(message.text).toBe(`<@${user}> a &lt; b &amp; c &amp; d`);
  });

  rule("refuses blocks that are no list, too many, unknown, or too long", async (slack) => {
    const channel = await slack.channel();
    expect((await post(slack, channel, { blocks: "{" })).error).toBe("invalid_blocks_format");
    const many = Array.from({ length: 51 }, () => ({ type: "divider" }));
    expect((await post(slack, channel, { text: "x", blocks: many })).error).toBe("invalid_blocks");
    expect((await post(slack, channel, { text: "x", blocks: [{ type: "marquee" }] })).error).toBe("invalid_blocks");
    const refused = await post(slack, channel, { text: "x", blocks: [section("x".repeat(3_001))] });
    expect(refused.error).toBe("invalid_blocks");
    expect(refused.response_metadata.messages[0]).toMatch(/less than 3001 characters.*\/blocks\/0\/text\/text/);
  });

  rule("takes about 13,000 characters of block text in one message, and no more", async (slack) => {
    const channel = await slack.channel();
    const blocks = (characters: number) =>
      Array.from({ length: Math.ceil(characters / 2_500) }, (_, at) =>
        section("x".repeat(Math.min(2_500, characters - at * 2_500))),
      );
    expect((await post(slack, channel, { text: "x", blocks: blocks(12_000) })).ok).toBe(true);
    expect((await post(slack, channel, { text: "x", blocks: blocks(13_400) })).error).toBe("msg_blocks_too_long");
  });

  rule("takes a hundred attachments and no more", async (slack) => {
    const channel = await slack.channel();
    const attachments = (count: number) => Array.from({ length: count }, (_, at) => ({ text: `${at}`, fallback: "x" }));
    expect((await post(slack, channel, { text: "x", attachments: attachments(100) })).ok).toBe(true);
    expect((await post(slack, channel, { text: "x", attachments: attachments(101) })).error).toBe(
      "too_many_attachments",
    );
  });

  rule("takes markdown_text alone", async (slack) => {
    const channel = await slack.channel();
    expect((await post(slack, channel, { markdown_text: "**hi**" })).ok).toBe(true);
    expect((await post(slack, channel, { markdown_text: "**hi**", text: "hi" })).error).toBe("markdown_text_conflict");
  });

  rule("refuses metadata without a type or a payload", async (slack) => {
    const channel = await slack.channel();
    const refused = await post(slack, channel, { text: "x", metadata: { event_type: "only" } });
    expect(refused.error).toBe("invalid_metadata_schema");
  });

  rule("answers in a thread, also when a reply of it was named", async (slack) => {
    const channel = await slack.channel();
    const { ts } = await post(slack, channel, { text: "parent" });
    const reply = await post(slack, channel, { text: "reply", thread_ts: ts });
    expect(reply.message.thread_ts).toBe(ts);
    const other = await post(slack, channel, { text: "another", thread_ts: reply.ts });
    expect(other.message.thread_ts).toBe(ts);
  });

  rule("reaches a person by their user id", async (slack) => {
    const { channel, ok } = await post(slack, await slack.person(), { text: "for you" });
    expect(ok).toBe(true);
    expect(channel).toMatch(/^D/);
  });
});

describe("chat.update", () => {
  rule("changes a message and marks it; words without blocks take the blocks away", async (slack) => {
    const channel = await slack.channel();
    const { ts } = await post(slack, channel, { text: "old", blocks: [section("old")] });
    const { ok, message } = await slack.call("chat.update", { channel, ts, text: "new" });
    expect(ok).toBe(true);
    expect(message).toMatchObject({ text: "new" });
    expect(message.blocks ?? []).toEqual([]);
    const [stored] = (await slack.call("conversations.history", { channel, limit: 1 })).messages;
    expect(stored).toMatchObject({ ts, text: "new" });
    expect(stored.edited.ts).toBeTruthy();
  });

  rule("keeps the metadata that it does not mention", async (slack) => {
    const channel = await slack.channel();
    const metadata = { event_type: "sitrep_effect", event_payload: { key: "k" } };
    const { ts } = await post(slack, channel, { text: "old", metadata });
    await slack.call("chat.update", { channel, ts, text: "new" });
    const { messages } = await slack.call("conversations.history", { channel, limit: 1, include_all_metadata: true });
    expect(messages[0].metadata).toEqual(metadata);
  });

  rule("refuses a text of more than 4,000 characters, and messages that are not there", async (slack) => {
    const channel = await slack.channel();
    const { ts } = await post(slack, channel, { text: "old" });
    expect((await slack.call("chat.update", { channel, ts, text: "x".repeat(4_001) })).error).toBe("msg_too_long");
    expect((await slack.call("chat.update", { channel, ts: "1.000001", text: "x" })).error).toBe("message_not_found");
  });
});

describe("chat.delete", () => {
  rule("deletes a message once", async (slack) => {
    const channel = await slack.channel();
    const { ts } = await post(slack, channel, { text: "gone" });
    expect((await slack.call("chat.delete", { channel, ts })).ok).toBe(true);
    expect((await slack.call("chat.delete", { channel, ts })).error).toBe("message_not_found");
  });
});

describe("chat.postEphemeral", () => {
  rule("wants the person in the channel, and cannot be changed later", async (slack) => {
    const [channel, user] = [await slack.channel(), await slack.person()];
    const args = { channel, user, text: "only you" };
    expect((await slack.call("chat.postEphemeral", args)).error).toBe("user_not_in_channel");
    await slack.call("conversations.invite", { channel, users: user });
    const { ok, message_ts } = await slack.call("chat.postEphemeral", args);
    expect(ok).toBe(true);
    const change = await slack.call("chat.update", { channel, ts: message_ts, text: "changed" });
    expect(change.error).toBe("message_not_found");
  });
});

describe("chat.getPermalink", () => {
  rule("gives the address of a message that is there", async (slack) => {
    const channel = await slack.channel();
    const { ts } = await post(slack, channel, { text: "here" });
    const { permalink } = await slack.call("chat.getPermalink", { channel, message_ts: ts });
    expect(permalink).toContain(`/archives/${channel}/p${ts.replace(".", "")}`);
    const missing = await slack.call("chat.getPermalink", { channel, message_ts: "1.000001" });
    expect(missing.error).toBe("message_not_found");
  });
});
