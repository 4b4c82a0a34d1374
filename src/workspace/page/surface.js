// @ts-check
import { post } from "./api.js";
import { whileBusy } from "./busy.js";
import { ask } from "./dialog.js";
import { store } from "./store.js";
import { textObject } from "./text.js";
import { refused } from "./toasts.js";
/** @import { Kit, View } from "./wire.ts" */

/**
 * Where blocks stand, and so where a click in them goes. `values` holds what the person put in, by block and action: a
 * string, or a list for what takes several; it outlives a redraw of the blocks.
 *
 * @typedef {{
 *   address: () => { channel: string, ts: string } | { view_id: string },
 *   values: Map<string, string | string[] | null>,
 *   form: boolean,
 * }} Surface
 */

/** @param {Kit} block @param {Kit} element */
export const slot = (block, element) => `${block.block_id ?? ""}\n${element.action_id ?? ""}`;

/** @type {Map<string, Surface>} */
const surfaces = new Map();

/**
 * The surface of a message; the same one each time the message is drawn.
 * @param {string} channel
 * @param {string} ts
 * @returns {Surface}
 */
export const messageSurface = (channel, ts) => kept(`${channel} ${ts}`, () => ({ channel, ts }), false);

/** @param {View} view @returns {Surface} */
export const viewSurface = (view) => kept(view.id, () => ({ view_id: view.id }), true);

/** @param {string} key @param {Surface["address"]} address @param {boolean} form */
function kept(key, address, form) {
  const whole = `${store.me} ${key}`;
  const found = surfaces.get(whole) ?? { address, values: new Map(), form };
  surfaces.set(whole, found);
  return found;
}

/** @param {View} view */
export const forgetView = (view) => surfaces.delete(`${store.me} ${view.id}`);

/**
 * What the view's inputs hold now, by block: what `submit` and a click inside a view send along.
 * @param {Surface} surface
 */
export function filledIn(surface) {
  /** @type {Record<string, string | string[]>} */
  const values = {};
  for (const [key, value] of surface.values) if (value !== null) values[key.split("\n")[0] ?? ""] = value;
  return values;
}

/**
 * Uses an element: asks first where the app wants that, shows that it works until the app has answered, and says so when
 * it does not.
 * @param {Surface} surface
 * @param {Kit} block
 * @param {Kit} element
 * @param {string | string[] | undefined} value
 * @param {HTMLElement} control
 */
export async function use(surface, block, element, value, control) {
  if (element.confirm && !(await confirmed(element.confirm))) return;
  await whileBusy(control, async () => {
    const answer = await post("click", {
      as: store.me,
      ...surface.address(),
      block_id: block.block_id,
      action_id: element.action_id,
      value,
      ...(surface.form ? { values: filledIn(surface) } : {}),
    });
    control.classList.toggle("failed", !answer.ok);
    if (!answer.ok) refused(answer);
  });
}

/** @param {Kit} confirm Slack's confirmation object */
const confirmed = (confirm) =>
  ask({
    title: textObject(confirm.title),
    body: textObject(confirm.text),
    yes: textObject(confirm.confirm),
    no: textObject(confirm.deny ?? { type: "plain_text", text: "Cancel" }),
    danger: confirm.style === "danger",
  });
