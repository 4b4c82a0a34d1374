// @ts-check
/** @import { View } from "./wire.ts" */

/**
 * The inputs that must be filled in and are not, with the words for it. Slack checks this before the app hears of it.
 * @param {View} view
 * @param {Map<string, string | string[] | null>} values
 */
export function missing(view, values) {
  /** @type {Record<string, string>} */
  const errors = {};
  for (const block of view.blocks) {
    if (block.type !== "input") continue;
    const value = values.get(`${block.block_id ?? ""}\n${block.element?.action_id ?? ""}`);
    const empty = value === undefined || value === null || value.length === 0;
    if (empty && !block.optional) errors[block.block_id] = "Please complete this required field.";
    const wrong = empty ? undefined : misshapen(block.element, String(value));
    if (wrong) errors[block.block_id] = wrong;
  }
  return errors;
}

/** @param {import("./wire.ts").Kit} element @param {string} value */
function misshapen(element, value) {
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value)) return "Please enter an email address.";
  if (element.type === "url_text_input" && !URL.canParse(value))
    return "Please enter an address that starts with https://.";
  if (element.type === "number_input") return badNumber(element, value);
  if (element.min_length && value.length < element.min_length) return `At least ${element.min_length} characters.`;
  if (element.max_length && value.length > element.max_length) return `At most ${element.max_length} characters.`;
  return undefined;
}

/** @param {import("./wire.ts").Kit} element @param {string} value */
function badNumber(element, value) {
  const number = Number(value);
  if (Number.isNaN(number)) return "Please enter a number.";
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Please enter a whole number.";
  if (element.min_value !== undefined && number < Number(element.min_value)) return `At least ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value)) return `At most ${element.max_value}.`;
  return undefined;
}

/**
 * Shows each error at its field, takes the others away, and goes to the first one.
 * @param {HTMLElement} body
 * @param {Record<string, string>} errors by `block_id`
 * @returns whether there was any
 */
export function showErrors(body, errors) {
  /** @type {HTMLElement | undefined} */
  let first;
  for (const block of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll(".block-input"))) {
    const words = errors[block.dataset.block ?? ""];
    const place = /** @type {HTMLElement | null} */ (block.querySelector(".field-error"));
    if (place) showError(place, words);
    block.classList.toggle("wrong", !!words);
    const control = /** @type {HTMLElement | null} */ (
      block.querySelector(":is(input, textarea)[aria-describedby], [role=group], [role=radiogroup]")
    );
    if (words) control?.setAttribute("aria-invalid", "true");
    else control?.removeAttribute("aria-invalid");
    if (words && !first) first = control ?? block;
  }
  first?.scrollIntoView({ block: "nearest" });
  first?.focus();
  return Object.keys(errors).length > 0;
}

/** @param {HTMLElement} place @param {string | undefined} words */
export function showError(place, words) {
  place.textContent = words ?? "";
  place.hidden = !words;
}
