// @ts-check
import { fill, freshId, h, part } from "./dom.js";

/** @import { Offer } from "./completions.js" */

/** So short that several columns of them fit. @param {Offer["items"][number]} item */
const isShort = (item) => item.label.length < 22 && !item.detail;

/**
 * The completions above the composer. Arrow keys choose, Tab takes the chosen or the first, Enter takes only one that was
 * chosen (so that a finished command is sent, not completed), Escape puts the list away.
 * @param {HTMLTextAreaElement} text
 * @param {(insert: string, from: number, to: number) => void} take
 */
export function offerList(text, take) {
  const id = freshId("offers");
  const box = h("div", { class: "offers", hidden: true });
  /** @type {Offer | undefined} */
  let offer;
  let active = -1;
  let dismissed = "";

  const hide = () => {
    box.hidden = true;
    offer = undefined;
    active = -1;
    text.removeAttribute("aria-activedescendant");
    text.removeAttribute("aria-controls");
  };

  /** @param {number} index */
  const takeAt = (index) => {
    const item = offer?.items[index];
    if (!offer || !item) return;
    const { from, to } = offer;
    hide();
    take(item.insert, from, to);
  };

  const mark = () => {
    for (const [index, row] of [...box.querySelectorAll("[role=option]")].entries()) {
      row.classList.toggle("active", index === active);
      row.setAttribute("aria-selected", String(index === active));
      if (index !== active) continue;
      text.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    }
    if (active < 0) text.removeAttribute("aria-activedescendant");
  };

  /** @param {Offer | undefined} next */
  const show = (next) => {
    if (!next || document.activeElement !== text || dismissed === text.value) return hide();
    const same = JSON.stringify(next.items) === JSON.stringify(offer?.items) && next.help === offer?.help;
    offer = next;
    dismissed = "";
    if (same) return;
    active = -1;
    box.hidden = false;
    text.setAttribute("aria-controls", id);
    fill(
      box,
      h(
        "p",
        { class: "offers-title" },
        next.title,
        h("span", { class: "offers-keys" }, next.items.length > 0 ? "↑↓ choose · Tab completes" : ""),
      ),
      next.help ? h("p", { class: "offers-help" }, h("code", {}, next.help)) : undefined,
      h(
        "div",
        { id, role: "listbox", "aria-label": next.title, class: next.items.every(isShort) ? "short" : undefined },
        next.items.map((item, index) =>
          h(
            "div",
            {
              id: freshId("offer"),
              role: "option",
              class: "offer",
              "aria-selected": "false",
              onmousedown: (/** @type {Event} */ event) => {
                event.preventDefault();
                takeAt(index);
              },
            },
            h("code", {}, item.label),
            item.detail ? h("small", {}, item.detail) : undefined,
          ),
        ),
      ),
    );
    if (next.items.length > 0)
      part("announcer").textContent = `${next.items.length} suggestions. Tab completes the first.`;
  };

  /** @param {KeyboardEvent} event @returns whether the key was for the list */
  const key = (event) => {
    if (!offer) return false;
    const count = offer.items.length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count > 0) {
      active = event.key === "ArrowDown" ? (active + 1) % count : (active <= 0 ? count : active) - 1;
      mark();
    } else if (event.key === "Tab" && !event.shiftKey && count > 0) takeAt(Math.max(active, 0));
    else if (event.key === "Enter" && !event.shiftKey && active >= 0) takeAt(active);
    else if (event.key === "Escape") {
      dismissed = text.value;
      hide();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { box, show, hide, key };
}
