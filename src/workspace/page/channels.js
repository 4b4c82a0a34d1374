// @ts-check
import { post } from "./api.js";
import { ask } from "./dialog.js";
import { fill, freshId, h, icon, part } from "./dom.js";
import { avatar } from "./person.js";
import { unread } from "./read.js";
import { addressOf, appAddress, goTo } from "./route.js";
import { bot, directChannel, isDirect, on, openChannel, store } from "./store.js";
import { refused } from "./toasts.js";
/** @import { Channel } from "./wire.ts" */

/** The list of channels with what is unread, the apps, and the way to make a channel. */
export function startChannels() {
  const nav = part("nav");
  const search = h("input", {
    type: "search",
    class: "field nav-search",
    placeholder: "Find a channel",
    "aria-label": "Find a channel",
    "aria-keyshortcuts": "Control+K",
    oninput: () => draw(),
  });
  const lists = h("div", { class: "nav-lists" });
  fill(nav, h("div", { class: "nav-top" }, search), lists);

  /** Archived and unjoined channels stay folded until asked for. */
  const unfolded = { Archived: false, "Not joined": true };

  const draw = () => {
    const words = search.value.trim().toLowerCase().replace(/^#/, "");
    const all = [...store.channels.values()]
      .filter((channel) => !isDirect(channel) && channel.name.includes(words))
      .filter((channel) => !channel.is_private || channel.members.includes(store.me))
      .sort((one, other) => one.name.localeCompare(other.name));
    const mine = all.filter((channel) => !channel.is_archived && channel.members.includes(store.me));
    const others = all.filter((channel) => !channel.is_archived && !channel.members.includes(store.me));
    const archived = all.filter((channel) => channel.is_archived);
    const focused = document.activeElement?.closest("#nav a")?.getAttribute("href");
    fill(
      lists,
      group("Channels", mine, addButton()),
      words && all.length === 0 ? h("p", { class: "nav-empty" }, `No channel is called “${words}”.`) : undefined,
      others.length > 0 ? folded("Not joined", others, words) : undefined,
      archived.length > 0 ? folded("Archived", archived, words) : undefined,
      apps(),
    );
    rove(focused);
    const waiting = lists.querySelectorAll("a.unread").length;
    document.title = document.title.replace(/^(\(\d+\) )?/, waiting > 0 ? `(${waiting}) ` : "");
    part("open-nav").classList.toggle("unread", waiting > 0);
  };

  /** @param {"Archived" | "Not joined"} title @param {Channel[]} channels @param {string} words */
  const folded = (title, channels, words) =>
    h(
      "details",
      {
        open: unfolded[title] || words !== "" || channels.some((channel) => channel.id === openChannel()?.id),
        ontoggle: (/** @type {Event} */ event) => {
          if (!words) unfolded[title] = /** @type {HTMLDetailsElement} */ (event.target).open;
        },
      },
      h("summary", {}, icon("down"), title, h("span", { class: "nav-count" }, String(channels.length))),
      h("ul", {}, channels.map(row)),
    );

  on(["state", "person", "place", "messages", "read"], () => requestDraw());
  let asked = false;
  const requestDraw = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };

  nav.addEventListener("keydown", moveFocus);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("open-nav"));
    search.focus();
    search.select();
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const first = lists.querySelector("a");
    if (first && search.value) first.click();
    search.value = "";
    draw();
  });
}

/** @param {string} title @param {Channel[]} channels @param {Node} [extra] */
function group(title, channels, extra) {
  const id = freshId("nav");
  return h(
    "section",
    {},
    h("div", { class: "nav-head" }, h("h2", { id }, title), extra),
    h("ul", { "aria-labelledby": id }, channels.map(row)),
  );
}

/** @param {Channel} channel */
function row(channel) {
  const { count, mentions } = unread(channel);
  const here = openChannel()?.id === channel.id;
  const sign = channel.is_archived ? "archive" : channel.is_private ? "lock" : "hash";
  const state = [
    channel.is_private && "private",
    channel.is_archived && "archived",
    count > 0 && `${count} unread`,
  ].filter(Boolean);
  return h(
    "li",
    {},
    h(
      "a",
      {
        href: addressOf(channel.id),
        class: count > 0 && !here ? "unread" : undefined,
        "aria-current": here ? "page" : undefined,
        title: `#${channel.name}`,
      },
      icon(sign),
      h("span", { class: "unseen" }, channel.name),
      h("span", { class: "nav-name", "aria-hidden": "true" }, nameParts(channel.name)),
      state.length > 0 ? h("span", { class: "unseen" }, `, ${state.join(", ")}`) : undefined,
      here ? undefined : badge(count, mentions),
    ),
  );
}

/**
 * A name with its date set apart: where room is short, the date gives way first, as the words after it tell more.
 * @param {string} name
 */
function nameParts(name) {
  const [, date, rest] = /^(.*?\d{4}-\d{2}-\d{2}-)(.+)$/.exec(name) ?? [];
  return date && rest ? [h("span", { class: "nav-date" }, date), h("span", {}, rest)] : h("span", {}, name);
}

/** @param {number} count @param {number} mentions */
function badge(count, mentions) {
  if (mentions > 0)
    return h("span", { class: "badge", "aria-hidden": "true" }, mentions > 99 ? "99+" : String(mentions));
  return count > 0 ? h("span", { class: "dot", "aria-hidden": "true" }) : undefined;
}

function apps() {
  const app = bot();
  const direct = directChannel();
  const { count } = direct ? unread(direct) : { count: 0 };
  const inApp = !!store.place && "app" in store.place;
  const inDirect = !!direct && openChannel()?.id === direct.id;
  return h(
    "section",
    {},
    h("div", { class: "nav-head" }, h("h2", {}, "Apps")),
    h(
      "ul",
      {},
      h(
        "li",
        {},
        h(
          "a",
          {
            href: appAddress(count > 0 ? "messages" : "home"),
            class: count > 0 && !inDirect ? "unread" : undefined,
            "aria-current": inApp || inDirect ? "page" : undefined,
          },
          avatar(app, "tiny"),
          h("span", { class: "nav-name" }, h("span", {}, app?.name ?? "sitrep")),
          count > 0 ? h("span", { class: "unseen" }, `, ${count} unread`) : undefined,
          inDirect ? undefined : badge(count, count),
        ),
      ),
    ),
  );
}

const addButton = () =>
  h(
    "button",
    { type: "button", class: "quiet small", "aria-label": "New channel", title: "New channel", onclick: newChannel },
    icon("plus"),
  );

async function newChannel() {
  const id = freshId("name");
  const name = h("input", {
    id,
    class: "field",
    placeholder: "plan-the-week",
    autocomplete: "off",
    maxlength: "80",
    required: true,
  });
  const body = [
    h("label", { class: "label", for: id }, "Name"),
    name,
    h("p", { class: "hint" }, "Lower-case letters, digits, - and _, at most 80."),
  ];
  if (!(await ask({ title: "New channel", body, yes: "Create", no: "Cancel" }))) return;
  const answer = await post("channels", { as: store.me, name: name.value.trim(), action: "create" });
  if (!answer.ok) return refused(answer, "The channel was not made");
  const made = answer.channel?.id ?? answer.channel;
  if (typeof made === "string") goTo(made);
}

/** One stop of the Tab key for the whole list; arrow keys move inside. @param {string | null | undefined} focused */
function rove(focused) {
  const links = [.../** @type {NodeListOf<HTMLElement>} */ (part("nav").querySelectorAll("a"))];
  const stop =
    links.find((link) => link.getAttribute("href") === focused) ??
    links.find((link) => link.hasAttribute("aria-current")) ??
    links[0];
  for (const link of links) link.tabIndex = link === stop ? 0 : -1;
  if (focused) stop?.focus();
}

/** @param {KeyboardEvent} event */
function moveFocus(event) {
  const links = [.../** @type {NodeListOf<HTMLElement>} */ (part("nav").querySelectorAll("a, summary"))].filter(
    (link) => link.offsetParent,
  );
  const here = links.indexOf(/** @type {any} */ (document.activeElement));
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 }[event.key];
  const from = /** @type {HTMLElement} */ (event.target);
  if (to === undefined || (from.tagName === "INPUT" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  links[Math.max(0, Math.min(to, links.length - 1))]?.focus();
}
