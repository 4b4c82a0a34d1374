// @ts-check
import { fill, h, icon, part } from "./dom.js";

/** @type {(() => void) | undefined} */
let onClose;
/** @type {HTMLElement | undefined} */
let cameFrom;

/** What the side pane shows now, or "". */
export const sideShows = () => part("side").dataset.kind ?? "";

/**
 * Opens the pane at the side. There is one: what was in it before goes.
 * @param {{ kind: string, title: any, body: any, closed?: () => void, focus?: boolean }} how
 */
export function openSide({ kind, title, body, closed, focus = true }) {
  const side = part("side");
  const before = onClose;
  onClose = undefined;
  if (sideShows() && sideShows() !== kind) before?.();
  if (!side.contains(document.activeElement)) cameFrom = /** @type {HTMLElement} */ (document.activeElement);
  side.dataset.kind = kind;
  side.hidden = false;
  document.body.classList.add("with-side");
  const close = h(
    "button",
    { type: "button", class: "quiet", "aria-label": "Close", onclick: closeSide },
    icon("close"),
  );
  const heading = h("h2", { id: "side-title", tabindex: "-1" }, title);
  side.setAttribute("aria-labelledby", "side-title");
  fill(side, h("div", { class: "side-head" }, heading, close), body);
  onClose = closed;
  if (focus) heading.focus({ preventScroll: true });
}

export function closeSide() {
  const side = part("side");
  if (side.hidden) return;
  const within = side.contains(document.activeElement);
  side.hidden = true;
  side.dataset.kind = "";
  side.replaceChildren();
  document.body.classList.remove("with-side");
  const told = onClose;
  onClose = undefined;
  told?.();
  if (within && cameFrom?.isConnected) cameFrom.focus();
}

/** Escape in the pane closes it, unless something smaller in it took the key. */
export function startSide() {
  part("side").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) closeSide();
  });
}
