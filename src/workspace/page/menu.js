// @ts-check
import { h, icon } from "./dom.js";
import { placePopup, popupHome } from "./popup.js";

/**
 * @typedef {{ label: string | (Node | string)[], detail?: string | undefined, sign?: string | undefined, danger?: boolean, checked?: boolean | undefined, pick: () => void }} MenuItem
 */

/**
 * Opens a menu at a button: arrow keys move, Enter picks, Escape and a click elsewhere close, and the focus goes back.
 * @param {HTMLElement} anchor
 * @param {MenuItem[]} items
 * @param {{ label: string, end?: boolean }} how
 */
export function openMenu(anchor, items, { label, end = false }) {
  if (anchor.getAttribute("aria-expanded") === "true") return;
  const checks = items.some((item) => item.checked !== undefined);
  const rows = items.map((item) =>
    h(
      "button",
      {
        type: "button",
        class: item.danger ? "menu-item danger" : "menu-item",
        role: checks ? "menuitemradio" : "menuitem",
        "aria-checked": checks ? String(item.checked ?? false) : undefined,
        tabindex: "-1",
        onclick: () => {
          menu.hidePopover();
          item.pick();
        },
      },
      item.sign || checks ? icon(item.sign ?? (item.checked ? "check" : "")) : undefined,
      h(
        "span",
        { class: "menu-words" },
        h("span", {}, item.label),
        item.detail ? h("small", {}, item.detail) : undefined,
      ),
    ),
  );
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, popover: "auto" }, rows);
  menu.addEventListener("keydown", (event) => {
    const here = rows.indexOf(/** @type {any} */ (document.activeElement));
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === "Tab") menu.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    rows.at(to % rows.length)?.focus();
  });
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") return;
    anchor.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
    menu.remove();
  });
  anchor.setAttribute("aria-expanded", "true");
  popupHome(anchor).append(menu);
  menu.showPopover();
  placePopup(menu, anchor, { end });
  (rows.find((row) => row.getAttribute("aria-checked") === "true") ?? rows[0])?.focus();
}

/**
 * A button that opens a menu.
 * @param {Record<string, any>} props
 * @param {any} words
 * @param {() => MenuItem[]} items
 * @param {{ label: string, end?: boolean }} how
 */
export const menuButton = (props, words, items, how) => {
  const button = h(
    "button",
    {
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      ...props,
      onclick: () => openMenu(button, items(), how),
    },
    words,
  );
  return button;
};
