// @ts-check
import { fill, h, icon } from "./dom.js";
import { menuButton } from "./menu.js";
import { becomePerson } from "./route.js";
import { isBot, on, store } from "./store.js";

/** @import { User } from "./wire.ts" */

const HUES = 8;

/**
 * A person's sign: initials on a colour that stays theirs. The bot has a drawing.
 * @param {User | undefined} user
 * @param {string} [size]
 */
export function avatar(user, size = "") {
  if (isBot(user))
    return h(
      "span",
      { class: `avatar avatar-bot ${size}`, "aria-hidden": "true" },
      h("img", { src: "/page/icon.svg", alt: "" }),
    );
  const name = user?.real_name || user?.name || "?";
  const initials = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  const hue = [...(user?.id ?? name)].reduce((sum, letter) => sum + letter.charCodeAt(0) * 7, 0) % HUES;
  return h("span", { class: `avatar hue-${hue} ${size}`, "aria-hidden": "true" }, initials);
}

/** Lets one be somebody else: each person sees their own channels, forms and messages. */
export function personSwitch() {
  const words = h("span", { class: "person" });
  const button = menuButton(
    { class: "quiet person-switch", id: "person", title: "Switch person" },
    [words, icon("down")],
    () =>
      [...store.users.values()]
        .filter((user) => !isBot(user))
        .map((user) => ({
          label: user.real_name || user.name,
          detail: `@${user.name} · ${user.tz || "UTC"}`,
          checked: user.id === store.me,
          pick: () => becomePerson(user.id),
        })),
    { label: "Act as", end: true },
  );
  on(["person", "state"], () => {
    const me = store.users.get(store.me);
    fill(
      words,
      avatar(me, "small"),
      h("span", { class: "unseen" }, "You act as "),
      h("span", { class: "person-name" }, me?.name ?? ""),
    );
  });
  return button;
}
