// @ts-check
import { freshId, h } from "./dom.js";

/**
 * Opens a small dialog and waits for its end. Escape and the cancel button answer `false`.
 * @param {{ title: any, body: any, yes: any, no?: any, danger?: boolean, wide?: boolean }} how
 * @returns {Promise<boolean>}
 */
export function ask({ title, body, yes, no, danger = false, wide = false }) {
  return new Promise((answer) => {
    const heading = freshId("ask");
    const dialog = h(
      "dialog",
      { class: wide ? "ask ask-wide" : "ask", "aria-labelledby": heading },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id: heading }, title),
        h("div", { class: "ask-body" }, body),
        h(
          "div",
          { class: "buttons" },
          no === undefined ? undefined : h("button", { class: "button", value: "no" }, no),
          h("button", { class: danger ? "button danger" : "button primary", value: "yes" }, yes),
        ),
      ),
    );
    const before = document.activeElement;
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before instanceof HTMLElement) before.focus();
      answer(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
