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
 *   inputs: () => Kit[],
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
export const messageSurface = (channel, ts) =>
  kept(
    `${channel} ${ts}`,
    () => ({ channel, ts }),
    () => [],
  );

/** @param {View} view @returns {Surface} */
export const viewSurface = (view) =>
  kept(
    view.id,
    () => ({ view_id: view.id }),
    () => store.modals.get(view.id)?.blocks ?? [],
  );

/** @param {string} key @param {Surface["address"]} address @param {Surface["inputs"]} inputs */
function kept(key, address, inputs) {
  const whole = `${store.me} ${key}`;
  const found = surfaces.get(whole) ?? { address, values: new Map(), inputs };
  surfaces.set(whole, found);
  return found;
}

/** @param {View} view */
export const forgetView = (view) => surfaces.delete(`${store.me} ${view.id}`);

/**
 * What the inputs hold now, by block: what `submit` and a click inside a form send along. What stands outside of input
 * blocks has told the app already, when it was used.
 * @param {Surface} surface
 * @param {Kit[]} blocks
 */
export const filledIn = (surface, blocks) =>
  Object.fromEntries(
    blocks
      .filter((block) => block.type === "input" && block.element?.type !== "file_input")
      .map((block) => [block.block_id, surface.values.get(slot(block, block.element)) ?? null]),
  );

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
  if (stoodInClosedForm(control)) return;
  await whileBusy(control, async () => {
    const values = filledIn(surface, surface.inputs());
    const answer = await post("click", {
      as: store.me,
      ...surface.address(),
      block_id: block.block_id,
      action_id: element.action_id,
      value,
      ...(Object.keys(values).length > 0 ? { values } : {}),
    });
    control.classList.toggle("failed", !answer.ok);
    if (!answer.ok && !stoodInClosedForm(control)) refused(answer);
  });
}

/**
 * What was typed just before a form was sent is told a moment later, when the form may be gone; nobody has to hear of that.
 * @param {HTMLElement} control
 */
const stoodInClosedForm = (control) => control.closest("dialog:not([open])") !== null;

/** @param {Kit} confirm Slack's confirmation object */
const confirmed = (confirm) =>
  ask({
    title: textObject(confirm.title),
    body: textObject(confirm.text),
    yes: textObject(confirm.confirm),
    no: textObject(confirm.deny ?? { type: "plain_text", text: "Cancel" }),
    danger: confirm.style === "danger",
  });
