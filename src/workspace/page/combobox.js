// @ts-check
import { freshId, h, icon } from "./dom.js";
import { placePopup } from "./popup.js";

/**
 * @typedef {{ value: string, label: string, detail?: string | undefined }} Choice
 * @typedef {{ label?: string | undefined, choices: Choice[] }} ChoiceGroup
 * @typedef {{
 *   find: (typed: string) => ChoiceGroup[] | Promise<ChoiceGroup[]>,
 *   chosen: Choice[],
 *   multi: boolean,
 *   max?: number | undefined,
 *   clearable: boolean,
 *   placeholder: string,
 *   id: string,
 *   name: Record<string, string | undefined>,
 *   changed: (chosen: Choice[], control: HTMLElement) => void,
 * }} ComboHow
 */

const TYPING_MS = 180;

/**
 * A select with a search: Slack's selects, single and multiple. Arrow keys move, Enter picks, Escape closes, Backspace in
 * an empty multiple select takes the last one back.
 * @param {ComboHow} how `name` holds the aria attributes that label it
 */
export function combobox(how) {
  let chosen = [...how.chosen];
  /** @type {Choice[]} */
  let offered = [];
  let active = -1;
  let asked = 0;
  let timer = 0;

  const listId = freshId("choices");
  const list = h("div", {
    id: listId,
    class: "menu choices",
    role: "listbox",
    popover: "manual",
    "aria-multiselectable": how.multi ? "true" : undefined,
  });
  const input = h("input", {
    id: how.id,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    placeholder: how.placeholder,
    ...how.name,
  });
  const chips = h("span", { class: "chips" });
  const clear = h(
    "button",
    { type: "button", class: "quiet combo-clear", "aria-label": "Clear", onclick: () => set([]) },
    icon("close"),
  );
  const box = h("div", { class: "combo", dataset: { id: how.id } }, chips, input, clear, icon("down"), list);

  const isOpen = () => list.matches(":popover-open");

  const draw = () => {
    if (how.multi) {
      chips.replaceChildren(
        ...chosen.map((choice) =>
          h(
            "button",
            { type: "button", class: "chip", "aria-label": `Remove ${choice.label}`, onclick: () => toggle(choice) },
            choice.label,
            icon("close"),
          ),
        ),
      );
      input.placeholder = chosen.length > 0 ? "" : how.placeholder;
    } else input.value = chosen[0]?.label ?? "";
    clear.hidden = how.multi || !how.clearable || chosen.length === 0;
  };

  /** @param {Choice[]} next */
  const set = (next) => {
    chosen = next;
    draw();
    how.changed(chosen, box);
  };

  /** @param {Choice} choice */
  const toggle = (choice) => {
    if (!how.multi) {
      close();
      if (chosen[0]?.value === choice.value) draw();
      else set([choice]);
      return;
    }
    const has = chosen.some((one) => one.value === choice.value);
    if (!has && how.max && chosen.length >= how.max) return;
    set(has ? chosen.filter((one) => one.value !== choice.value) : [...chosen, choice]);
    input.value = "";
    if (isOpen()) void search();
  };

  /** @param {number} to */
  const move = (to) => {
    active = offered.length === 0 ? -1 : (to + offered.length) % offered.length;
    for (const [index, option] of [...list.querySelectorAll("[role=option]")].entries()) {
      option.classList.toggle("active", index === active);
      if (index !== active) continue;
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
    if (active < 0) input.removeAttribute("aria-activedescendant");
  };

  const search = async () => {
    const turn = ++asked;
    const typed = !how.multi && input.value === chosen[0]?.label ? "" : input.value.trim();
    const found = how.find(typed);
    if (found instanceof Promise)
      list.replaceChildren(h("div", { class: "choices-note", role: "presentation" }, "Looking…"));
    const groups = await found;
    if (turn !== asked) return;
    offered = groups.flatMap((group) => group.choices);
    list.replaceChildren(...groups.flatMap(groupNodes));
    if (offered.length === 0)
      list.replaceChildren(
        h(
          "div",
          { class: "choices-note", role: "presentation" },
          typed ? `Nothing matches “${typed}”` : "Nothing to choose from",
        ),
      );
    if (isOpen()) placePopup(list, box, { fit: true });
    const at = offered.findIndex((choice) => chosen.some((one) => one.value === choice.value));
    move(typed || at < 0 ? 0 : at);
  };

  /** @param {ChoiceGroup} group */
  const groupNodes = (group) => {
    if (group.choices.length === 0) return [];
    const options = group.choices.map((choice) =>
      h(
        "div",
        {
          id: freshId("choice"),
          role: "option",
          class: "menu-item",
          "aria-selected": String(chosen.some((one) => one.value === choice.value)),
          onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
          onclick: () => toggle(choice),
        },
        how.multi || chosen.length > 0
          ? icon(chosen.some((one) => one.value === choice.value) ? "check" : "")
          : undefined,
        h(
          "span",
          { class: "menu-words" },
          h("span", {}, choice.label),
          choice.detail ? h("small", {}, choice.detail) : undefined,
        ),
      ),
    );
    if (!group.label) return options;
    return [
      h(
        "div",
        { role: "group", "aria-label": group.label },
        h("div", { class: "choices-note", role: "presentation" }, group.label),
        options,
      ),
    ];
  };

  const open = () => {
    if (isOpen()) return;
    list.showPopover();
    input.setAttribute("aria-expanded", "true");
    placePopup(list, box, { fit: true });
    void search();
  };
  const close = () => {
    asked += 1;
    if (isOpen()) list.hidePopover();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    draw();
    if (how.multi) input.value = "";
  };

  input.addEventListener("focus", () => !how.multi && input.select());
  input.addEventListener("click", open);
  input.addEventListener("blur", close);
  input.addEventListener("input", () => {
    open();
    clearTimeout(timer);
    timer = setTimeout(search, TYPING_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen()) move(active + (event.key === "ArrowDown" ? 1 : -1));
      else open();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const choice = offered[active];
      if (isOpen() && choice) toggle(choice);
      else open();
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && how.multi && input.value === "" && chosen.length > 0) {
      set(chosen.slice(0, -1));
    }
  });
  box.addEventListener("mousedown", (event) => {
    if (event.target === box || event.target === chips) {
      event.preventDefault();
      input.focus();
      open();
    }
  });
  draw();
  return box;
}
