// @ts-check

import { choiceOf, choicesFor, finder, initialChoices } from "./choices.js";
import { combobox } from "./combobox.js";
import { freshId, h, icon } from "./dom.js";
import { menuButton } from "./menu.js";
import { isPicker, picker } from "./pickers.js";
import { slot, use } from "./surface.js";
import { textObject, wordsOf } from "./text.js";
import { textInput } from "./text-input.js";
/** @import { Kit } from "./wire.ts" */
/** @import { Surface } from "./surface.js" */

/**
 * How an element is named and used: ids of its label and hints, and whether using it tells the app at once.
 * @typedef {{ id: string, name: Record<string, string | undefined>, dispatch: boolean, input: boolean }} Wiring
 */

/** An element outside an input block: it is named by itself and tells the app at once. @returns {Wiring} */
export const loose = (/** @type {Kit} */ element) => ({
  id: freshId("element"),
  name: {
    "aria-label":
      element.accessibility_label ?? (element.placeholder ? wordsOf(element.placeholder) : labelFor(element)),
  },
  dispatch: true,
  input: false,
});

/** @param {Kit} element */
const labelFor = (element) => (element.type ?? "element").replace(/^multi_/, "").replace(/_/g, " ");

/**
 * @param {Kit} element
 * @param {Kit} block
 * @param {Surface} surface
 * @param {Wiring} wiring
 * @returns {HTMLElement}
 */
export function element(element, block, surface, wiring) {
  const type = element.type ?? "";
  if (type === "button" || type === "workflow_button") return button(element, block, surface);
  if (type === "overflow") return overflow(element, block, surface);
  if (type === "image")
    return h("img", { class: "thumb", src: element.image_url, alt: element.alt_text ?? "", loading: "lazy" });
  if (type.endsWith("_select")) return select(element, block, surface, wiring);
  if (type === "checkboxes" || type === "radio_buttons") return boxes(element, block, surface, wiring);
  if (isPicker(type)) return picker(element, block, surface, wiring);
  if (type.endsWith("_input")) return textInput(element, block, surface, wiring);
  return h("span", { class: "unknown-block" }, `“${type}” is not shown here`);
}

/** @param {Kit} kit @param {Kit} block @param {Surface} surface */
function button(kit, block, surface) {
  const style = kit.style === "primary" ? "button primary" : kit.style === "danger" ? "button danger" : "button";
  const pressed = () => use(surface, block, kit, kit.value, control);
  /** @type {HTMLElement} */
  const control = kit.url
    ? h(
        "a",
        {
          class: style,
          href: /^https?:/i.test(kit.url) ? kit.url : undefined,
          target: "_blank",
          rel: "noopener noreferrer",
          "aria-label": kit.accessibility_label,
          onclick: pressed,
        },
        textObject(kit.text),
        icon("link"),
      )
    : h(
        "button",
        {
          type: "button",
          class: style,
          "aria-label": kit.accessibility_label,
          dataset: { action: kit.action_id ?? "" },
          onclick: pressed,
        },
        textObject(kit.text),
      );
  return control;
}

/** @param {Kit} kit @param {Kit} block @param {Surface} surface */
function overflow(kit, block, surface) {
  const control = menuButton(
    {
      class: "button square",
      "aria-label": kit.accessibility_label ?? "More actions",
      dataset: { action: kit.action_id ?? "" },
    },
    icon("more"),
    () =>
      (kit.options ?? []).map((/** @type {Kit} */ option) => ({
        label: textObject(option.text),
        detail: option.description ? wordsOf(option.description) : undefined,
        pick: () => {
          if (option.url && /^https?:/i.test(option.url)) window.open(option.url, "_blank", "noopener,noreferrer");
          void use(surface, block, kit, option.value, control);
        },
      })),
    { label: "More actions" },
  );
  return control;
}

/** Choices that were seen, by slot: an external select cannot be asked for the words of a value. @type {Map<string, any[]>} */
const seen = new Map();

/** @param {Kit} kit @param {Kit} block @param {Surface} surface @param {Wiring} wiring */
function select(kit, block, surface, wiring) {
  const key = slot(block, kit);
  const multi = kit.type.startsWith("multi_");
  const kept = surface.values.get(key);
  const chosen = kept === undefined ? initialChoices(kit) : choicesFor(kit, [kept ?? []].flat(), seen.get(key) ?? []);
  /** @param {string[]} values */
  const hold = (values) => surface.values.set(key, multi ? values : (values[0] ?? null));
  hold(chosen.map((choice) => choice.value));
  const box = combobox({
    find: finder(kit, block, surface),
    chosen,
    multi,
    max: kit.max_selected_items,
    clearable: wiring.input && block.optional === true,
    placeholder: kit.placeholder ? wordsOf(kit.placeholder) : "Choose…",
    id: wiring.id,
    name: wiring.name,
    changed: (now, control) => {
      seen.set(key, now);
      const values = now.map((choice) => choice.value);
      hold(values);
      if (wiring.dispatch) void use(surface, block, kit, multi ? values : values[0], control);
    },
  });
  box.dataset.action = kit.action_id ?? "";
  return box;
}

/** @param {Kit} kit @param {Kit} block @param {Surface} surface @param {Wiring} wiring */
function boxes(kit, block, surface, wiring) {
  const key = slot(block, kit);
  const several = kit.type === "checkboxes";
  const initial = (several ? kit.initial_options : kit.initial_option) ?? [];
  const kept = surface.values.get(key);
  const held = new Set(kept === undefined ? [initial].flat().map((option) => option.value) : [kept ?? []].flat());
  const hold = () => surface.values.set(key, several ? [...held] : ([...held][0] ?? null));
  hold();
  const group = freshId("group");
  const box = h(
    "div",
    {
      id: wiring.id,
      class: "boxes",
      role: several ? "group" : "radiogroup",
      tabindex: "-1",
      dataset: { action: kit.action_id ?? "" },
      ...wiring.name,
    },
    (kit.options ?? []).map((/** @type {Kit} */ option) => {
      const choice = choiceOf(option);
      return h(
        "label",
        { class: "box" },
        h("input", {
          type: several ? "checkbox" : "radio",
          name: group,
          value: option.value,
          checked: held.has(option.value),
          onchange: (/** @type {Event} */ event) => {
            const { checked } = /** @type {HTMLInputElement} */ (event.target);
            if (!several) held.clear();
            if (checked) held.add(choice.value);
            else held.delete(choice.value);
            hold();
            if (wiring.dispatch) void use(surface, block, kit, several ? [...held] : choice.value, box);
          },
        }),
        h(
          "span",
          {},
          textObject(option.text),
          option.description ? h("small", {}, textObject(option.description)) : undefined,
        ),
      );
    }),
  );
  return box;
}
