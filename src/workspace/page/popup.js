// @ts-check

const EDGE_PX = 8;

/**
 * Puts a popup (already shown, `position: fixed`) below its anchor, or above where there is more room, inside the window.
 * @param {HTMLElement} popup
 * @param {Element} anchor
 * @param {{ end?: boolean, fit?: boolean }} [how] `end`: align right edges; `fit`: at least as wide as the anchor
 */
export function placePopup(popup, anchor, { end = false, fit = false } = {}) {
  const at = anchor.getBoundingClientRect();
  popup.style.minWidth = fit ? `${at.width}px` : "";
  popup.style.maxHeight = "";
  const below = innerHeight - at.bottom - EDGE_PX * 2;
  const above = at.top - EDGE_PX * 2;
  const wanted = Math.min(popup.scrollHeight + 2, 340);
  const upward = wanted > below && above > below;
  const height = Math.min(wanted, Math.max(upward ? above : below, 80));
  popup.style.maxHeight = `${height}px`;
  const { width } = popup.getBoundingClientRect();
  const left = end ? at.right - width : at.left;
  popup.style.left = `${Math.max(EDGE_PX, Math.min(left, innerWidth - width - EDGE_PX))}px`;
  popup.style.top = `${upward ? at.top - popup.getBoundingClientRect().height - 4 : at.bottom + 4}px`;
}

/** Where a popup of this element must live: inside an open form everything outside of it is inert. @param {Element} anchor */
export const popupHome = (anchor) => anchor.closest("dialog") ?? document.body;
