// @ts-check
import { fill, h, icon } from "./dom.js";
import { markdown } from "./markdown-view.js";
import { anchor } from "./text.js";
/** @import { Message } from "./wire.ts" */

/**
 * A file in a message. What is text (a post-mortem, say) can be read on the spot; it is fetched when it is unfolded.
 * @param {NonNullable<Message["files"]>[number]} file
 */
export function fileNode(file) {
  const address = file.url_private ?? file.permalink ?? "";
  const name = file.title || file.name || "File";
  const link = h("p", { class: "file" }, icon("file"), anchor(address, name));
  if (!/\.(md|markdown|txt|log|json|ya?ml)$/i.test(file.name ?? "") || !address) return link;
  const body = h("div", { class: "file-body block block-markdown" });
  const preview = h(
    "details",
    {
      class: "file-preview",
      ontoggle: async () => {
        if (!preview.open || body.childElementCount > 0) return;
        const text = await read(address);
        fill(body, /\.(md|markdown)$/i.test(file.name ?? "") ? markdown(text) : h("pre", { tabindex: "0" }, text));
      },
    },
    h("summary", {}, "Read it here"),
    body,
  );
  return h("div", {}, link, preview);
}

/** The page may stand under another name of this machine than the file's address: only the path counts. @param {string} address */
async function read(address) {
  try {
    const response = await fetch(new URL(address).pathname);
    return response.ok ? await response.text() : `The file cannot be read (${response.status}).`;
  } catch {
    return "The file cannot be read now.";
  }
}
