// @ts-check

import { startPlace } from "./channel-view.js";
import { startChannels } from "./channels.js";
import { startClock } from "./clock.js";
import { fill, h, icon, part } from "./dom.js";
import { startForms } from "./form.js";
import { startHome } from "./home.js";
import { startInspector, toggleInspector } from "./inspector.js";
import { loadPerson, loadUnread } from "./load.js";
import { personSwitch } from "./person.js";
import { startRead } from "./read.js";
import { becomePerson, go, personOfAddress, startRoute } from "./route.js";
import { startSide } from "./side.js";
import { startSideChannel } from "./side-channel.js";
import { on, openChannel, store } from "./store.js";
import { startStream } from "./stream.js";
import { themeSwitch } from "./theme.js";
import { startThread } from "./thread.js";

fill(
  part("tools"),
  h(
    "button",
    {
      type: "button",
      class: "quiet",
      id: "inspect",
      "aria-pressed": "false",
      "aria-label": "API calls",
      title: "API calls",
      onclick: toggleInspector,
    },
    icon("inspect"),
  ),
  themeSwitch(),
  personSwitch(),
);
startRead();
startClock();
startChannels();
startDrawer();
startSide();
startPlace();
startThread();
startSideChannel();
startHome();
startInspector();
startForms();
startRoute();
part("skip").addEventListener("click", () => {
  /** @type {HTMLElement | null} */ (document.querySelector("[data-composer=channel]"))?.focus();
});

on("person", () => {
  store.messages = new Map();
  store.home = undefined;
  go();
  void loadPerson();
});
on("online", () => {
  const banner = part("banner");
  banner.hidden = store.online;
  banner.textContent = store.online ? "" : "Connection lost. Trying again…";
});
on("state", () => {
  if (store.me) void loadUnread();
});
startStream(() => {
  if (store.users.has(store.me)) {
    // Connected again: what was missed is fetched, and what is open stays open.
    store.messages = new Map();
    if (!openChannel()) go();
    void loadPerson();
    return;
  }
  const person = personOfAddress();
  if (person) becomePerson(person.id);
});

/** On a narrow window the list of channels is a drawer. */
function startDrawer() {
  const button = part("open-nav");
  const shade = part("shade");
  fill(button, icon("menu"));
  /** @param {boolean} open */
  const set = (open) => {
    if (open === document.body.classList.contains("with-nav")) return;
    document.body.classList.toggle("with-nav", open);
    button.setAttribute("aria-expanded", String(open));
    shade.hidden = !open;
    if (open)
      /** @type {HTMLElement | null} */ (
        part("nav").querySelector("[aria-current]") ?? part("nav").querySelector("a")
      )?.focus();
    else if (part("nav").contains(document.activeElement)) button.focus();
  };
  button.addEventListener("click", () => set(!document.body.classList.contains("with-nav")));
  shade.addEventListener("click", () => set(false));
  document.addEventListener("open-nav", () => button.offsetParent && set(true));
  part("nav").addEventListener("click", (event) => /** @type {Element} */ (event.target).closest("a") && set(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && set(false));
  on("place", () => set(false));
}
