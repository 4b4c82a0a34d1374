// @ts-check
import { post } from "./api.js";
import { ask } from "./dialog.js";
import { fill, h, icon } from "./dom.js";
import { menuButton } from "./menu.js";
import { messageNode } from "./message.js";
import { avatar } from "./person.js";
import { closeSide, openSide, sideShows } from "./side.js";
import { isBot, on, store } from "./store.js";
import { mrkdwn } from "./text.js";
import { refused } from "./toasts.js";
/** @import { Channel } from "./wire.ts" */

/** @param {string} id @param {(ts: string) => void} reveal */
export function openPins(id, reveal) {
  const list = h("ol", { class: "messages pins", "aria-label": "Pinned messages" });
  const draw = () => {
    const channel = store.channels.get(id);
    const pinned = (channel?.pins ?? [])
      .map((ts) => store.messages.get(id)?.get(ts))
      .filter((message) => message !== undefined);
    fill(
      list,
      pinned.length === 0 ? h("li", { class: "closed" }, "Nothing is pinned here.") : undefined,
      pinned.map((message) => {
        const node = messageNode(id, message, { follows: false, inThread: true, replies: [] });
        node.tabIndex = 0;
        const show = h(
          "button",
          { type: "button", class: "button small", onclick: () => reveal(message.ts) },
          "Show in channel",
        );
        node.append(show);
        return node;
      }),
    );
  };
  draw();
  drawSide = draw;
  openSide({ kind: "pins", title: "Pinned", body: h("div", { class: "scroll" }, list) });
}

/** @param {string} id */
export function openAbout(id) {
  const body = h("div", { class: "scroll about" });
  const draw = () => {
    const channel = store.channels.get(id);
    if (channel) fill(body, about(channel));
  };
  draw();
  drawSide = draw;
  openSide({ kind: "about", title: `#${store.channels.get(id)?.name ?? ""}`, body });
}

/** @type {() => void} */
let drawSide = () => {};

export function startSideChannel() {
  on(["state", "messages"], () => {
    if (["about", "pins"].includes(sideShows())) drawSide();
  });
  on(["place", "person"], () => {
    if (["about", "pins"].includes(sideShows())) closeSide();
  });
}

/** @param {Channel} channel */
function about(channel) {
  const others = [...store.users.values()].filter((user) => !channel.members.includes(user.id));
  const member = channel.members.includes(store.me);
  return [
    fact("Topic", channel.topic ? mrkdwn(channel.topic) : "None yet"),
    fact("Purpose", channel.purpose ? mrkdwn(channel.purpose) : "None yet"),
    fact("Id", h("code", {}, channel.id)),
    h(
      "section",
      {},
      h("h3", {}, `Members (${channel.members.length})`),
      h(
        "ul",
        { class: "people" },
        channel.members.map((user) => {
          const known = store.users.get(user);
          return h(
            "li",
            {},
            avatar(known, "small"),
            h("span", {}, known?.real_name || known?.name || user),
            isBot(known) ? h("span", { class: "app-mark" }, "APP") : h("small", {}, `@${known?.name ?? user}`),
          );
        }),
      ),
      others.length > 0 && member && !channel.is_archived
        ? menuButton(
            { class: "button" },
            [icon("plus"), "Add somebody"],
            () =>
              others.map((user) => ({
                label: user.real_name || user.name,
                detail: `@${user.name}`,
                pick: () => change(channel, "invite", { user: user.id }),
              })),
            { label: "Add to the channel" },
          )
        : undefined,
    ),
    h(
      "div",
      { class: "buttons start" },
      member && !channel.is_archived
        ? h("button", { type: "button", class: "button", onclick: () => change(channel, "leave") }, "Leave")
        : undefined,
      h(
        "button",
        {
          type: "button",
          class: "button",
          onclick: () => (channel.is_archived ? change(channel, "unarchive") : archive(channel)),
        },
        channel.is_archived ? "Unarchive" : "Archive",
      ),
    ),
  ];
}

/** @param {string} title @param {any} words */
const fact = (title, words) => h("section", {}, h("h3", {}, title), h("p", {}, words));

/** @param {Channel} channel */
async function archive(channel) {
  const sure = await ask({
    title: `Archive #${channel.name}?`,
    body: "Nobody can write in it afterwards. Its name stays taken.",
    yes: "Archive",
    no: "Cancel",
    danger: true,
  });
  if (sure) await change(channel, "archive");
}

/** @param {Channel} channel @param {string} action @param {Record<string, string>} [more] */
async function change(channel, action, more = {}) {
  const answer = await post("channels", { as: store.me, name: channel.id, action, ...more });
  if (!answer.ok) refused(answer);
}
