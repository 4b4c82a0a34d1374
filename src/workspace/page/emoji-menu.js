// @ts-check
import { h } from "./dom.js";
import { canDraw, EMOJI, QUICK } from "./emoji.js";
import { placePopup, popupHome } from "./popup.js";

const SHOWN = 48;

/**
 * A grid of emoji with a search. Arrow keys move, Enter picks, Escape goes back.
 * @param {HTMLElement} anchor
 * @param {(name: string) => void} picked
 */
export function openEmoji(anchor, picked) {
  const grid = h("div", { class: "emoji-grid", role: "group", "aria-label": "Emoji" });
  const search = h("input", {
    class: "field",
    type: "search",
    placeholder: "Find an emoji",
    "aria-label": "Find an emoji",
    oninput: () => draw(),
  });
  const box = h(
    "div",
    { class: "menu emoji-menu", role: "dialog", "aria-label": "Add reaction", popover: "auto" },
    search,
    grid,
  );

  /** @param {string} name */
  const pick = (name) => {
    box.hidePopover();
    picked(name);
  };
  const draw = () => {
    const words = search.value
      .trim()
      .toLowerCase()
      .replace(/[\s:]+/g, "_")
      .replace(/^_|_$/g, "");
    const names = words
      ? Object.keys(EMOJI).filter((name) => name.includes(words))
      : [...QUICK, ...Object.keys(EMOJI).filter((name) => !QUICK.includes(name))];
    grid.replaceChildren(
      ...names.slice(0, SHOWN).map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "quiet",
            "aria-label": name.replace(/_/g, " "),
            title: `:${name}:`,
            onclick: () => pick(name),
          },
          canDraw(EMOJI[name] ?? "") ? EMOJI[name] : `:${name}:`,
        ),
      ),
    );
    grid.classList.toggle("named", !names.slice(0, SHOWN).every((name) => canDraw(EMOJI[name] ?? "")));
    if (names.length === 0) grid.replaceChildren(h("p", { class: "choices-note" }, "Nothing found"));
  };
  box.addEventListener("keydown", (event) => {
    const buttons = [...grid.querySelectorAll("button")];
    const here = buttons.indexOf(/** @type {any} */ (document.activeElement));
    if (event.key === "Enter" && here < 0) {
      event.preventDefault();
      buttons[0]?.click();
      return;
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: here < 0 ? 1 : 8, ArrowUp: -8 }[event.key];
    if (step === undefined || (here < 0 && event.key !== "ArrowDown")) return;
    event.preventDefault();
    if (here + step < 0) search.focus();
    else buttons[Math.min(here + step, buttons.length - 1)]?.focus();
  });
  box.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") return;
    if (box.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
    box.remove();
  });
  draw();
  popupHome(anchor).append(box);
  box.showPopover();
  placePopup(box, anchor, { end: true });
  search.focus();
}
