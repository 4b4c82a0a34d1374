// @ts-check
import { post } from "./api.js";
import { blockNode } from "./blocks.js";
import { whileBusy } from "./busy.js";
import { fill, freshId, h, icon } from "./dom.js";
import { missing, showError, showErrors } from "./form-errors.js";
import { on, store } from "./store.js";
import { filledIn, forgetView, viewSurface } from "./surface.js";
import { textObject } from "./text.js";
import { wordsFor } from "./toasts.js";
/** @import { View } from "./wire.ts" */

/**
 * Shows the top form of this person's stack in a real dialog. A form that the app updates keeps what was typed, and the
 * focus: only the blocks that changed are drawn anew.
 */
export function startForms() {
  const heading = freshId("form");
  const dialog = h("dialog", { class: "form", "aria-labelledby": heading });
  const title = h("h2", { id: heading });
  const body = h("div", { class: "form-body" });
  const trouble = h("p", { class: "form-trouble", role: "alert", hidden: true });
  const back = h(
    "button",
    { type: "button", class: "quiet", "aria-label": "Back", onclick: () => leave() },
    icon("back"),
  );
  const close = h(
    "button",
    { type: "button", class: "quiet", "aria-label": "Close", onclick: () => leaveAll() },
    icon("close"),
  );
  const cancel = h("button", { type: "button", class: "button", onclick: () => leave() });
  const submit = h("button", { type: "submit", class: "button primary" });
  const form = h(
    "form",
    { novalidate: true, onsubmit: (/** @type {Event} */ event) => void send(event) },
    h("div", { class: "form-head" }, back, title, close),
    trouble,
    body,
    h("div", { class: "buttons form-foot" }, cancel, submit),
  );
  dialog.append(form);
  document.body.append(dialog);

  /** @type {View | undefined} */
  let shown;
  /** @type {Map<string, { node: HTMLElement, signature: string }>} */
  let drawn = new Map();
  /** @type {HTMLElement | null} */
  let cameFrom = null;

  const top = () => [...store.modals.values()].at(-1);

  const draw = () => {
    const view = top();
    if (!view) {
      shown = undefined;
      drawn = new Map();
      if (dialog.open) {
        dialog.close();
        const composer = document.querySelector("[data-composer=channel]");
        const target = cameFrom?.isConnected ? cameFrom : composer;
        if (target instanceof HTMLElement) target.focus();
      }
      return;
    }
    const another = view.id !== shown?.id;
    const changed = another || JSON.stringify(view) !== JSON.stringify(shown);
    if (!changed) return;
    shown = view;
    if (another) drawn = new Map();
    trouble.hidden = true;
    drawBlocks(view);
    fill(title, textObject(view.title));
    fill(cancel, view.close ? textObject(view.close) : view.submit ? "Cancel" : "Close");
    fill(submit, textObject(view.submit));
    submit.hidden = !view.submit;
    back.hidden = store.modals.size < 2;
    if (!dialog.open) {
      cameFrom = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      dialog.showModal();
    }
    if (another) {
      body.scrollTop = 0;
      focusFirst(body, view.submit ? submit : cancel);
    }
  };

  /** @param {View} view */
  const drawBlocks = (view) => {
    const surface = viewSurface(view);
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    const focusedBlock = body.contains(focused)
      ? focused?.closest("[data-block]")?.getAttribute("data-block")
      : undefined;
    /** @type {typeof drawn} */
    const next = new Map();
    const nodes = view.blocks.map((block, index) => {
      const key = block.block_id || `#${index}`;
      const signature = JSON.stringify(block);
      const known = drawn.get(key);
      const node = known?.signature === signature ? known.node : blockNode(block, surface);
      next.set(key, { node, signature });
      return node;
    });
    drawn = next;
    if (nodes.length !== body.children.length || nodes.some((node, index) => body.children[index] !== node)) {
      body.replaceChildren(...nodes);
      if (focused?.isConnected && body.contains(focused)) focused.focus({ preventScroll: true });
      else if (focusedBlock) {
        const fresh = [...body.children].find((node) => node.getAttribute("data-block") === focusedBlock);
        const control = fresh?.querySelector("input, textarea, select, button");
        if (control instanceof HTMLElement) control.focus({ preventScroll: true });
      }
    }
    const gone = [...surface.values.keys()].filter(
      (key) => !view.blocks.some((block) => (block.block_id ?? "") === key.split("\n")[0]),
    );
    for (const key of gone) surface.values.delete(key);
  };

  /** @param {Event} event */
  const send = async (event) => {
    event.preventDefault();
    const view = shown;
    if (!view?.submit) return;
    trouble.hidden = true;
    const surface = viewSurface(view);
    const empty = missing(view, surface.values);
    if (showErrors(body, empty)) return;
    const answer = await whileBusy(submit, () =>
      post("submit", { as: store.me, view_id: view.id, values: filledIn(surface, view.blocks) }),
    );
    if (!answer || answer.ok || shown?.id !== view.id) return;
    if (answer.errors && showErrors(body, answer.errors)) return;
    showError(
      trouble,
      answer.error === "operation_timeout" ? "We had some trouble connecting. Try again?" : wordsFor(answer),
    );
  };

  /** @param {boolean} [all] also the forms under this one */
  const leave = async (all = false) => {
    const view = shown;
    if (!view) return;
    const closing = all ? [...store.modals.values()].reverse() : [view];
    for (const one of closing) {
      store.modals.delete(one.id);
      forgetView(one);
    }
    draw();
    await post("close-view", { as: store.me, view_id: view.id, ...(all ? { all: true } : {}) });
  };
  const leaveAll = () => leave(true);

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    void leave();
  });
  on("modals", draw);
  on("person", () => {
    store.modals = new Map();
    draw();
  });
}

/** @param {HTMLElement} body @param {HTMLElement} otherwise */
function focusFirst(body, otherwise) {
  const first = /** @type {HTMLElement | null} */ (
    body.querySelector(".block-input :is(input, textarea, button):not(.combo-clear)") ??
      body.querySelector("input, textarea, button, a[href]")
  );
  (first ?? otherwise).focus();
}
