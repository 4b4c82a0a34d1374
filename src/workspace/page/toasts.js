// @ts-check
import { h, icon, part } from "./dom.js";

/** @import { Answer } from "./wire.ts" */

const STAYS_MS = 9_000;

/** What Slack's own words would be, or plain ones, for errors a person can meet. @type {Record<string, string>} */
const WORDS = {
  operation_timeout: "Sitrep did not answer within 3 seconds.",
  dispatch_failed: "Sitrep is not reachable: no app is connected to this workspace.",
  unreachable: "The local workspace does not answer. Is it still running?",
  is_archived: "This channel is archived.",
  not_in_channel: "You are not in this channel.",
};

/**
 * Says something in the corner, and to screen readers at once. The same words twice in a row are said once.
 * @param {string} text
 * @param {{ kind?: "error" | "info", code?: string | undefined }} [how]
 */
export function toast(text, { kind = "error", code } = {}) {
  const corner = part("toasts");
  if ([...corner.children].some((shown) => /** @type {HTMLElement} */ (shown).dataset.text === text)) return;
  const box = h(
    "div",
    { class: `toast toast-${kind}`, role: kind === "error" ? "alert" : "status", dataset: { text } },
    icon(kind === "error" ? "warn" : "check"),
    h("p", {}, text, code && !text.includes(code) ? [" ", h("code", {}, code)] : undefined),
    h(
      "button",
      { type: "button", class: "quiet", "aria-label": "Dismiss", onclick: () => box.remove() },
      icon("close"),
    ),
  );
  corner.append(box);
  // Shown anew each time: so it lies above a form that was opened since.
  if (corner.matches(":popover-open")) corner.hidePopover();
  corner.showPopover();
  while (corner.children.length > 4) corner.firstElementChild?.remove();
  const leave = () => setTimeout(() => (box.matches(":hover, :focus-within") ? leave() : box.remove()), STAYS_MS);
  leave();
}

/**
 * The sentence for a refusal.
 * @param {{ error?: string | undefined, detail?: string | undefined }} answer
 */
export const wordsFor = (answer) =>
  answer.detail || WORDS[answer.error ?? ""] || `The workspace answered “${answer.error ?? "error"}”.`;

/**
 * Tells the person that what they tried was refused.
 * @param {Answer} answer
 * @param {string} [what] what did not happen
 */
export function refused(answer, what) {
  toast(what ? `${what}. ${wordsFor(answer)}` : wordsFor(answer), { code: answer.error });
}
