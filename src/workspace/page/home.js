// @ts-check
import { post } from "./api.js";
import { blockNodes } from "./blocks.js";
import { fill, h, icon } from "./dom.js";
import { avatar } from "./person.js";
import { appAddress } from "./route.js";
import { bot, on, store } from "./store.js";
import { viewSurface } from "./surface.js";
import { refused } from "./toasts.js";

/**
 * The head of the bot's own place: its Home and its messages.
 * @param {"home" | "messages"} current
 */
export function appTabs(current) {
  const tab = (/** @type {"home" | "messages"} */ name, /** @type {string} */ words) =>
    h("a", { href: appAddress(name), "aria-current": current === name ? "page" : undefined }, words);
  return h(
    "div",
    { class: "title" },
    h(
      "h2",
      {},
      avatar(bot(), "small"),
      h("span", {}, bot()?.name ?? "sitrep"),
      h("span", { class: "app-mark" }, "APP"),
    ),
    h("nav", { class: "tabs", "aria-label": "App" }, tab("home", "Home"), tab("messages", "Messages")),
  );
}

/** @type {HTMLElement | undefined} */
let body;

/**
 * Shows the App Home, and tells the app that it was opened, as Slack does.
 * @param {HTMLElement} main
 */
export function home(main) {
  body = h("div", { class: "home" });
  fill(main, h("div", { class: "place-head" }, appTabs("home")), h("div", { class: "scroll", tabindex: "-1" }, body));
  draw();
  void tellOpened("home");
}

/** As Slack does, the app hears that its Home, or the conversation with it, was opened. @param {"home" | "messages"} tab */
export async function tellOpened(tab) {
  const answer = await post("home", { as: store.me, tab });
  if (!answer.ok) refused(answer, "The app could not be opened");
}

export function startHome() {
  on("home", () => body?.isConnected && draw());
}

function draw() {
  const view = store.home;
  if (!body) return;
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const action = body.contains(focused) ? focused?.dataset.action : undefined;
  if (!view || view.blocks.length === 0)
    return fill(
      body,
      h(
        "div",
        { class: "empty-state" },
        h("span", { class: "empty-sign", "aria-hidden": "true" }, icon("home")),
        h("h3", {}, "Nothing here yet"),
        h("p", {}, "The app has not published its Home for you."),
      ),
    );
  fill(body, blockNodes(view.blocks, viewSurface(view)));
  if (action) /** @type {HTMLElement | null} */ (body.querySelector(`[data-action="${CSS.escape(action)}"]`))?.focus();
}
