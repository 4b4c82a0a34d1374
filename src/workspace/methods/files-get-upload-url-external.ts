import type { FilesGetUploadURLExternalResponse } from "@slack/web-api";
import { needed, text } from "../arguments.ts";
import { defineMethod } from "../method.ts";
import { refuse, refuseArguments } from "../refusal.ts";
import { slackId } from "../slack-ids.ts";
import { seconds } from "../world.ts";

/** A snippet (a file with a `snippet_type`) may be this long. */
const MOST_SNIPPET_BYTES = 1024 * 1024;

/** Announces a file, and tells where its bytes are to be sent. */
export default defineMethod<FilesGetUploadURLExternalResponse>({
  name: "files.getUploadURLExternal",
  tier: 4,
  scopes: ["files:write"],
  run({ world, args, by }) {
    const name = needed(args, "filename");
    const size = Number(text(args, "length") ?? 0);
    if (!Number.isInteger(size) || size < 0)
      refuseArguments("invalid_arguments", ["must be a whole number [json-pointer:/length]"]);
    if (size === 0) refuse("missing_argument");
    if (text(args, "snippet_type") && size > MOST_SNIPPET_BYTES) refuse("snippet_too_large");
    const id = slackId("F");
    const file = {
      id,
      name,
      title: name,
      size,
      mimetype: typeOf(name),
      user: by,
      created: seconds(world),
      content: "",
      channels: [],
    };
    world.files.set(id, file);
    return { upload_url: `${world.url}/upload/${id}`, file_id: id };
  },
});

const types: Record<string, string> = {
  txt: "text/plain",
  md: "text/markdown",
  csv: "text/csv",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  pdf: "application/pdf",
  zip: "application/zip",
};

const typeOf = (name: string) => types[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
