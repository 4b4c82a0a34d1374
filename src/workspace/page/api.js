// @ts-check
/** @import { Answer, Kit } from "./wire.ts" */

/**
 * Asks the person's API. A refusal, also one without a readable body, comes back as a value with `ok: false`.
 * @param {string} path
 * @returns {Promise<Answer>}
 */
export const get = (path) => ask(path, {});

/**
 * @param {string} path
 * @param {Kit} body
 * @returns {Promise<Answer>}
 */
export const post = (path, body) =>
  ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/**
 * @param {string} path
 * @param {RequestInit} init
 * @returns {Promise<Answer>}
 */
async function ask(path, init) {
  try {
    const response = await fetch(`/local/${path}`, init);
    const body = await response.json().catch(() => ({}));
    if (!response.ok && body.ok !== false) return { ok: false, error: `http_${response.status}` };
    return { ...body, ok: body.ok ?? response.ok };
  } catch {
    return { ok: false, error: "unreachable", detail: "The local workspace does not answer. Is it still running?" };
  }
}
