// @ts-check
import { post } from "./api.js";
import { whileBusy } from "./busy.js";
import { channelHead } from "./channel-head.js";
import { composer, putInComposer } from "./composer.js";
import { fill, h, icon, part } from "./dom.js";
import { home, tellOpened } from "./home.js";
import { loadMessages } from "./load.js";
import { gist } from "./message.js";
import { messageList } from "./message-list.js";
import { markRead, readUpTo } from "./read.js";
import { bot, isDirect, isReply, messagesOf, nameOf, on, openChannel, store } from "./store.js";
import { refused } from "./toasts.js";
/** @import { Channel, Message } from "./wire.ts" */

/** The middle of the page: the channel in view, or the App Home. */
export function startPlace() {
  const main = part("place");
  let shown = "";
  let pointed = "";
  /** @type {string | undefined} */
  let newAfter;
  /** @type {ReturnType<typeof messageList> | undefined} */
  let list;
  const head = h("div", { class: "place-head" });
  const foot = h("div", { class: "place-foot" });

  const open = () => {
    const channel = openChannel();
    document.title = channel ? `${titleOf(channel)} · Local workspace` : "Local workspace";
    const key = `${store.me} ${channel?.id ?? JSON.stringify(store.place)}`;
    if (key === shown) return;
    shown = key;
    list = undefined;
    if (store.place && "app" in store.place) return home(main);
    if (!channel) return fill(main, h("p", { class: "loading" }, "No channel here."));
    newAfter = readUpTo(channel.id);
    list = messageList({ inThread: false, label: `Messages in ${titleOf(channel)}` });
    fill(main, head, list.box, foot);
    drawHead();
    drawFoot(true);
    if (isDirect(channel)) void tellOpened("messages");
    if (store.messages.has(channel.id)) draw();
    else void loadMessages(channel.id);
  };

  const draw = () => {
    const channel = openChannel();
    if (!channel || !list || !store.messages.has(channel.id)) return;
    const messages = messagesOf(channel.id).filter(
      (message) => !isReply(message) || message.subtype === "thread_broadcast",
    );
    list.show(channel.id, messages, { newAfter, empty: emptyState(channel) });
    markRead();
    const point = store.place && "channel" in store.place ? store.place.point : undefined;
    if (!point || point === pointed) return;
    pointed = point;
    list.reveal(point);
  };
  const drawHead = () => {
    const channel = openChannel();
    if (channel && list) channelHead(head, channel, (ts) => list?.reveal(ts));
  };
  let footKind = "";
  const drawFoot = (anew = false) => {
    const channel = openChannel();
    if (!channel || !list) return;
    const kind = channel.is_archived
      ? "archived"
      : channel.members.includes(store.me) || isDirect(channel)
        ? "composer"
        : "join";
    if (kind === footKind && !anew) return;
    footKind = kind;
    fill(
      foot,
      kind === "composer" ? composer({ channel: channel.id, sent: () => list?.toEnd() }) : closedFoot(channel, kind),
    );
  };

  on(["place", "person"], () => {
    pointed = "";
    open();
    if (list) draw();
  });
  on("state", () => {
    drawHead();
    drawFoot();
    draw();
  });
  on("messages", ({ channel, message, fresh }) => {
    if (channel !== openChannel()?.id) return;
    draw();
    drawHead();
    if (fresh && message.user !== store.me) announce(message);
  });
}

/** @param {Channel} channel */
export const titleOf = (channel) => (isDirect(channel) ? nameOf(bot()?.id ?? "sitrep") : `#${channel.name}`);

/** Reads a new message to who cannot see it. @param {Message} message */
const announce = (message) => {
  part("announcer").textContent = `${nameOf(message.user)}: ${gist(message).slice(0, 300)}`;
};

/** @param {Channel} channel @param {string} kind */
function closedFoot(channel, kind) {
  if (kind === "archived")
    return h(
      "p",
      { class: "closed" },
      icon("archive"),
      "This channel is archived. It can be read, and nobody can write in it.",
    );
  const button = h(
    "button",
    {
      type: "button",
      class: "button primary",
      onclick: () =>
        whileBusy(button, async () => {
          const answer = await post("channels", { as: store.me, name: channel.id, action: "join" });
          if (!answer.ok) refused(answer);
        }),
    },
    "Join channel",
  );
  return h("p", { class: "closed" }, `You are looking at #${channel.name} without being in it.`, button);
}

/** @param {Channel} channel */
function emptyState(channel) {
  const direct = isDirect(channel);
  const example = "/incident declare sev1 Gateway returns 503";
  return h(
    "div",
    { class: "empty-state" },
    h("span", { class: "empty-sign", "aria-hidden": "true" }, icon(direct ? "bolt" : "hash")),
    h("h3", {}, direct ? `This is you and ${nameOf(bot()?.id ?? "")}` : `This is the beginning of #${channel.name}`),
    channel.purpose ? h("p", {}, channel.purpose) : undefined,
    channel.is_archived || !(direct || channel.members.includes(store.me))
      ? undefined
      : [
          h("p", {}, "Something is broken? Declare it, and see what happens:"),
          h(
            "button",
            { type: "button", class: "example", onclick: () => putInComposer(example) },
            h("code", {}, example),
          ),
        ],
  );
}
