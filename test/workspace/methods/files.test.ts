import { WebClient } from "@slack/web-api";
import { expect, test } from "vitest";
import { api, people, workspace } from "../kit.ts";
import { rule } from "../slack.ts";

rule("a file of no length is refused", async (slack) => {
  const refused = await slack.call("files.getUploadURLExternal", { filename: "empty.txt", length: 0 });
  expect(refused.error).toBe("missing_argument");
});

rule("a file that was never announced cannot be shared", async (slack) => {
  const files = [{ id: "F0000000000", title: "x" }];
  expect((await slack.call("files.completeUploadExternal", { files })).error).toBe("file_not_found");
});

test("the SDK's own upload arrives in the channel, byte for byte", async () => {
  const slack = await workspace();
  const client = new WebClient(slack.tokens.bot, { slackApiUrl: `${slack.url}/api/` });
  const { id } = await people(slack).channel("general");
  await client.filesUploadV2({
    channel_id: id,
    filename: "postmortem.md",
    title: "Post-mortem",
    content: "# What happened\n\nÜber alles",
    initial_comment: "Here it is",
  });
  const message = (await people(slack).messages("general")).at(-1);
  expect(message).toMatchObject({ text: "Here it is", subtype: "file_share", files: [{ title: "Post-mortem" }] });
  const response = await fetch(message.files[0].url_private);
  expect(await response.text()).toBe("# What happened\n\nÜber alles");
});

test("an announced file whose bytes never came cannot be shared", async () => {
  const slack = await workspace();
  const { file_id, upload_url } = await api(slack)("files.getUploadURLExternal", { filename: "a.txt", length: 3 });
  expect((await fetch(upload_url, { method: "POST", body: "four" })).status).toBe(400);
  const files = [{ id: file_id }];
  expect((await api(slack)("files.completeUploadExternal", { files })).error).toBe("file_not_found");
  expect((await fetch(upload_url, { method: "POST", body: "abc" })).status).toBe(200);
  expect((await api(slack)("files.completeUploadExternal", { files })).ok).toBe(true);
});
