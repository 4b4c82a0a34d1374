// @ts-check
import { composer } from "./composer.js";
import { h } from "./dom.js";
import { messageList } from "./message-list.js";
import { goTo } from "./route.js";
import { closeSide, openSide, sideShows } from "./side.js";
import { isDirect, messagesOf, on, openChannel, repliesOf, store } from "./store.js";

/** The thread that the address names, at the side. */
export function startThread() {
  /** @type {ReturnType<typeof messageList> | undefined} */
  let list;
  let shown = "";

  const thread = () => (store.place && "channel" in store.place ? store.place.thread : undefined);

  const open = () => {
    const channel = openChannel();
    const root = thread();
    const key = channel && root ? `${store.me} ${channel.id} ${root}` : "";
    if (key === shown) return;
    shown = key;
    if (!channel || !root) {
      list = undefined;
      if (sideShows() === "thread") closeSide();
      return;
    }
    list = messageList({ inThread: true, label: "Thread" });
    const closed = channel.is_archived || !(channel.members.includes(store.me) || isDirect(channel));
    openSide({
      kind: "thread",
      title: ["Thread ", h("small", {}, isDirect(channel) ? "" : `#${channel.name}`)],
      body: [list.box, closed ? undefined : composer({ channel: channel.id, thread: root, sent: () => list?.toEnd() })],
      closed: () => {
        shown = "";
        if (thread() && openChannel()?.id === channel.id) goTo(channel.id);
      },
    });
    draw();
  };

  const draw = () => {
    const channel = openChannel();
    const root = thread();
    if (!channel || !root || !list || !store.messages.has(channel.id)) return;
    const first = messagesOf(channel.id).filter((message) => message.ts === root);
    list.show(channel.id, [...first, ...repliesOf(channel.id, root)], {
      empty: h("p", { class: "closed" }, "This message is gone."),
    });
  };

  on(["place", "person"], open);
  on("messages", ({ channel }) => channel === openChannel()?.id && draw());
}
