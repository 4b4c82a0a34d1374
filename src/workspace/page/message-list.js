// @ts-check
import { h, icon } from "./dom.js";
import { messageNode } from "./message.js";
import { isLine, store, threadsOf } from "./store.js";
import { dayKey, longDay, msOf } from "./times.js";

/** @import { Message } from "./wire.ts" */

/** Messages of one person that follow within this time share one head. */
const TOGETHER_MS = 5 * 60_000;
/** So close to the end counts as being at the end. */
const NEAR_END_PX = 80;

/**
 * A list that keeps the nodes of messages that did not change: what is focused, half filled in or busy stays as it is, and
 * somebody who reads further up is not moved.
 * @param {{ inThread: boolean, label: string }} how
 */
export function messageList({ inThread, label }) {
  const list = h("ol", { class: "messages", "aria-label": label });
  const jump = h(
    "button",
    { type: "button", class: "jump", hidden: true, onclick: () => toEnd() },
    icon("down"),
    h("span", {}, "Newest"),
  );
  const scroll = h("div", { class: "scroll", tabindex: "-1" }, list);
  const box = h("div", { class: "list-box" }, scroll, jump);

  /** @type {Map<string, { node: HTMLLIElement, signature: string }>} */
  let drawn = new Map();
  let place = "";

  const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END_PX;
  const toEnd = () => {
    scroll.scrollTop = scroll.scrollHeight;
    jump.hidden = true;
  };
  scroll.addEventListener("scroll", () => {
    if (atEnd()) jump.hidden = true;
  });

  /**
   * @param {string} channel
   * @param {readonly Message[]} messages
   * @param {{ newAfter?: string | undefined, empty: Node | undefined, head?: Node | undefined }} more
   */
  const show = (channel, messages, { newAfter, empty, head }) => {
    const here = `${store.me} ${channel} ${inThread}`;
    const stay = here !== place || atEnd();
    const before = list.querySelectorAll(".message").length;
    if (here !== place) drawn = new Map();
    place = here;

    /** @type {typeof drawn} */
    const next = new Map();
    /** @type {Node[]} */
    const nodes = head ? [head] : [];
    const threads = threadsOf(channel);
    /** @type {Message | undefined} */
    let above;
    /** @type {boolean} */
    let marked = false;
    for (const message of messages) {
      const newDay = !above || dayKey(msOf(above.ts)) !== dayKey(msOf(message.ts));
      if (newDay && !inThread) nodes.push(h("li", { class: "day" }, h("span", {}, longDay(msOf(message.ts)))));
      /** @type {boolean} */
      const isNew =
        !marked && newAfter !== undefined && Number(message.ts) > Number(newAfter) && message.user !== store.me;
      if (isNew) nodes.push(h("li", { class: "new-line" }, h("span", {}, "New")));
      marked ||= isNew;
      const follows = !newDay && !isNew && sameHead(above, message);
      const replies = inThread ? [] : (threads.get(message.ts) ?? []);
      const signature =
        jsonOf(message) + JSON.stringify([follows, replies.map(({ ts, user }) => [ts, user]), store.me]);
      const known = drawn.get(message.ts);
      const node =
        known?.signature === signature ? known.node : messageNode(channel, message, { follows, inThread, replies });
      if (known && known.node !== node) keepFocus(known.node, node);
      next.set(message.ts, { node, signature });
      nodes.push(node);
      above = message;
    }
    if (messages.length === 0 && empty) nodes.push(h("li", { class: "empty" }, empty));
    sync(list, nodes);
    drawn = next;
    rove(list);
    if (stay) toEnd();
    else if (messages.length > before) jump.hidden = false;
  };

  list.addEventListener("keydown", (event) => {
    const at = /** @type {HTMLElement} */ (event.target);
    if (!at.matches(".message")) return;
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(".message"))];
    const to = { ArrowDown: all.indexOf(at) + 1, ArrowUp: all.indexOf(at) - 1, Home: 0, End: all.length - 1 }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    const next = all[Math.max(0, Math.min(to, all.length - 1))];
    next?.focus();
    rove(list, next);
  });

  /** Brings one message into view and points at it for a moment. @param {string} ts */
  const reveal = (ts) => {
    const node = drawn.get(ts)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("pointed");
    setTimeout(() => node.classList.remove("pointed"), 1_800);
    node.focus({ preventScroll: true });
  };
  return { box, show, reveal, toEnd };
}

/** A message that changes comes as a new object, so its text form is made once. @type {WeakMap<Message, string>} */
const jsons = new WeakMap();

/** @param {Message} message */
function jsonOf(message) {
  const made = jsons.get(message) ?? JSON.stringify(message);
  jsons.set(message, made);
  return made;
}

/** @param {Message | undefined} above @param {Message} message */
const sameHead = (above, message) =>
  !!above &&
  !isLine(above) &&
  above.user === message.user &&
  !above.ephemeral === !message.ephemeral &&
  !message.pinned &&
  msOf(message.ts) - msOf(above.ts) < TOGETHER_MS;

/** Leaves what is in its place where it is: a moved node would lose the focus. @param {Element} parent @param {Node[]} wanted */
function sync(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  let here = parent.firstChild;
  for (const node of wanted) {
    if (node === here) here = here.nextSibling;
    else parent.insertBefore(node, here);
  }
}

/** @param {Element} list @param {Element | undefined} [stop] */
function rove(list, stop) {
  const all = [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(".message"))];
  const current = stop ?? all.find((node) => node.tabIndex === 0) ?? all.at(-1);
  for (const node of all) node.tabIndex = node === current ? 0 : -1;
}

/** A message that is drawn anew under the focus keeps it: on the same button if there still is one. @param {Element} old @param {HTMLElement} fresh */
function keepFocus(old, fresh) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  if (!focused || !old.contains(focused)) return;
  const action = focused.dataset.action;
  queueMicrotask(() => {
    const same = action
      ? /** @type {HTMLElement | null} */ (fresh.querySelector(`[data-action="${CSS.escape(action)}"]`))
      : null;
    (same ?? fresh).focus({ preventScroll: true });
  });
}
