// @ts-check
import { h } from "./dom.js";
import { slot, use } from "./surface.js";
import { wordsOf } from "./text.js";

/** @import { Kit } from "./wire.ts" */
/** @import { Surface } from "./surface.js" */
/** @import { Wiring } from "./elements.js" */

/** @type {Record<string, string>} */
const TYPES = { email_text_input: "email", url_text_input: "url" };

/** A pause in typing after which the app is told, where it asked for every character. */
const TYPING_MS = 350;

/** @param {Kit} element @param {Kit} block @param {Surface} surface @param {Wiring} wiring */
export function textInput(element, block, surface, wiring) {
  if (element.type === "file_input")
    return h("p", { class: "unknown-block" }, "Files cannot be attached in the local workspace.");
  const key = slot(block, element);
  const kept = surface.values.get(key);
  const held = kept === undefined ? initial(element) : kept;
  const lengthy = element.multiline === true || element.type === "rich_text_input";
  surface.values.set(key, held === "" || held === undefined ? null : held);

  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  /** @type {HTMLInputElement | HTMLTextAreaElement} */
  const input = h(lengthy ? "textarea" : "input", {
    id: wiring.id,
    class: "field",
    type: lengthy ? undefined : (TYPES[element.type] ?? "text"),
    inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : undefined,
    rows: lengthy ? "4" : undefined,
    autocomplete: "off",
    maxlength: element.max_length,
    placeholder: element.placeholder ? wordsOf(element.placeholder) : undefined,
    dataset: { action: element.action_id ?? "" },
    value: held ?? "",
    ...wiring.name,
  });
  let timer = 0;
  const tell = () => wiring.dispatch && use(surface, block, element, input.value, input);
  input.addEventListener("input", () => {
    surface.values.set(key, input.value === "" ? null : input.value);
    if (!when.includes("on_character_entered")) return;
    clearTimeout(timer);
    timer = setTimeout(tell, TYPING_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (/** @type {KeyboardEvent} */ (event).key !== "Enter" || lengthy || !wiring.dispatch) return;
    if (!when.includes("on_enter_pressed")) return;
    event.preventDefault();
    void tell();
  });
  return input;
}

/** @param {Kit} element */
function initial(element) {
  if (element.type !== "rich_text_input") return element.initial_value;
  const parts = (element.initial_value?.elements ?? []).flatMap((/** @type {Kit} */ part) => part.elements ?? []);
  return parts.map((/** @type {Kit} */ leaf) => leaf.text ?? "").join("");
}
