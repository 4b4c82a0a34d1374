// @ts-check
import { blockNodes } from "./blocks.js";
import { fill, h, icon } from "./dom.js";
import { fileNode } from "./file.js";
import { toolbar } from "./message-menu.js";
import { avatar } from "./person.js";
import { react } from "./react.js";
import { addressOf } from "./route.js";
import { isBot, isLine, nameOf, store } from "./store.js";
import { messageSurface } from "./surface.js";
import { emoji, mrkdwn } from "./text.js";
import { clockTime, longDay, msOf } from "./times.js";

/** @import { Message } from "./wire.ts" */

/**
 * @param {string} channel
 * @param {Message} message
 * @param {{ follows: boolean, inThread: boolean, replies: Message[] }} how `follows`: the one above is by the same person,
 *   moments ago
 */
export function messageNode(channel, message, { follows, inThread, replies }) {
  const user = store.users.get(message.user);
  const at = msOf(message.ts);
  const line = isLine(message);
  const time = h(
    "time",
    { datetime: new Date(at).toISOString(), title: `${longDay(at)}, ${clockTime(at)}` },
    clockTime(at),
  );
  const node = h(
    "li",
    {
      class: `message${follows ? " follows" : ""}${message.ephemeral ? " ephemeral" : ""}${line ? " line" : ""}`,
      tabindex: "-1",
      dataset: { ts: message.ts },
      "aria-label": `${nameOf(message.user)}, ${clockTime(at)}`,
    },
    message.pinned ? h("p", { class: "message-note" }, icon("pin"), "Pinned") : undefined,
    message.ephemeral ? h("p", { class: "message-note" }, icon("eye"), "Only visible to you") : undefined,
    h("div", { class: "message-gutter" }, line ? avatar(user, "tiny") : follows ? time : avatar(user)),
    h(
      "div",
      { class: "message-body" },
      follows || line
        ? undefined
        : h(
            "p",
            { class: "message-head" },
            h("strong", {}, isBot(user) ? (user?.name ?? "sitrep") : user?.real_name || nameOf(message.user)),
            isBot(user) ? h("span", { class: "app-mark" }, "APP") : undefined,
            time,
          ),
      h("div", { class: "message-content" }, content(channel, message)),
      line ? time : undefined,
      message.edited ? h("span", { class: "edited" }, "(edited)") : undefined,
      (message.files ?? []).map(fileNode),
      reactions(channel, message),
      threadLink(channel, message, replies),
    ),
    toolbar(channel, message, inThread),
  );
  return node;
}

/** @param {string} channel @param {Message} message */
function content(channel, message) {
  const surface = messageSurface(channel, message.ts);
  const attached = (message.attachments ?? []).map((attachment) =>
    h(
      "div",
      {
        class: "attachment",
        vars: /^#?[0-9a-f]{6}$/i.test(attachment.color ?? "") ? { bar: `#${attachment.color.replace("#", "")}` } : {},
      },
      attachment.blocks ? blockNodes(attachment.blocks, surface) : mrkdwn(attachment.text ?? attachment.fallback ?? ""),
    ),
  );
  if (message.blocks && message.blocks.length > 0) return [blockNodes(message.blocks, surface), attached];
  return [h("div", { class: "words" }, mrkdwn(message.text)), attached];
}

/** @param {string} channel @param {Message} message */
function reactions(channel, message) {
  const given = (message.reactions ?? []).filter((reaction) => reaction.users.length > 0);
  if (given.length === 0) return undefined;
  return h(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    given.map((reaction) => {
      const mine = reaction.users.includes(store.me);
      return h(
        "button",
        {
          type: "button",
          class: mine ? "reaction mine" : "reaction",
          title: `${reaction.users.map(nameOf).join(", ")} reacted with :${reaction.name}:`,
          "aria-pressed": String(mine),
          onclick: () => react(channel, message.ts, reaction.name, mine),
        },
        emoji(reaction.name),
        h("span", {}, String(reaction.users.length)),
      );
    }),
  );
}

/** @param {string} channel @param {Message} message @param {Message[]} replies */
function threadLink(channel, message, replies) {
  const last = replies.at(-1);
  if (!last) return undefined;
  const people = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  return h(
    "a",
    { class: "thread-link", href: addressOf(channel, message.ts) },
    people.map((id) => avatar(store.users.get(id), "tiny")),
    h("strong", {}, `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`),
    h("span", {}, `last at ${clockTime(msOf(last.ts))}`),
  );
}

/** A message in a few words, for the bar of pins and for reading aloud. @param {Message} message */
export function gist(message) {
  const holder = h("span");
  fill(holder, mrkdwn(message.text));
  if (!holder.textContent && message.blocks) fill(holder, blockNodes(message.blocks, messageSurface("", message.ts)));
  return (holder.textContent ?? "").replace(/\s+/g, " ").trim();
}
