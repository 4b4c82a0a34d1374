import type { FilesCompleteUploadExternalResponse } from "@slack/web-api";
import { type Arguments, json, list, text } from "../arguments.ts";
import { isVisible, needMembership, needUnarchived } from "../lookup.ts";
import { post } from "../messages.ts";
import { defineMethod } from "../method.ts";
import { escapeForeign } from "../mrkdwn.ts";
import { signedByBot, threadOf } from "../posting.ts";
import { refuse, refuseArguments } from "../refusal.ts";
import type { Channel, Kit, StoredFile } from "../things.ts";
import type { World } from "../world.ts";

const MOST_CHANNELS = 100;

/** Ends an upload and shares the files in channels the bot is in, with a comment. */
export default defineMethod<FilesCompleteUploadExternalResponse>({
  name: "files.completeUploadExternal",
  tier: 4,
  scopes: ["files:write"],
  run({ world, args }) {
    const files = filesOf(world, args);
    const one = text(args, "channel_id");
    const ids = one ? [one] : list(args, "channels");
    if (ids.length > MOST_CHANNELS) refuse("channels_limit_exceeded");
    const channels = ids.map((id) => channelToShare(world, id));
    for (const channel of channels) {
      for (const file of files) file.channels = [...new Set([...file.channels, channel.id])];
      const thread = threadOf(world, channel, args);
      const comment = escapeForeign(text(args, "initial_comment") ?? "");
      post(world, channel, {
        ...signedByBot(world),
        subtype: "file_share",
        text: comment,
        files: files.map((file) => fileShape(world, file)),
        ...thread,
      });
    }
    for (const file of files) world.disk.put("file", file.id, file);
    return { files: files.map((file) => fileShape(world, file)) };
  },
});

function filesOf(world: World, args: Arguments): StoredFile[] {
  const given = json(args, "files");
  if (!Array.isArray(given) || given.length === 0)
    return refuseArguments("invalid_arguments", ["missing required field: files"]);
  return (given as Kit[]).map(({ id, title }) => {
    const file = world.files.get(String(id));
    if (!file || file.content === "") return refuse("file_not_found");
    if (typeof title === "string" && title !== "") file.title = title;
    return file;
  });
}

function channelToShare(world: World, id: string): Channel {
  const channel = world.channels.get(id);
  if (!channel || !isVisible(world, channel)) return refuse("channel_not_found");
  needUnarchived(channel);
  needMembership(world, channel);
  return channel;
}

function fileShape(world: World, { content: _, ...file }: StoredFile): Kit {
  const url = `${world.url}/files/${file.id}`;
  return {
    ...file,
    timestamp: file.created,
    url_private: url,
    url_private_download: url,
    permalink: url,
    is_external: false,
  };
}
