// @ts-check
import { post } from "./api.js";
import { store } from "./store.js";
import { refused } from "./toasts.js";

/**
 * Reacts to a message, or takes the reaction back.
 * @param {string} channel
 * @param {string} ts
 * @param {string} name
 * @param {boolean} remove
 */
export async function react(channel, ts, name, remove) {
  const answer = await post("react", { as: store.me, channel, ts, name, ...(remove ? { remove: true } : {}) });
  if (!answer.ok && answer.error !== "already_reacted") refused(answer);
}
