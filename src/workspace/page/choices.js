// @ts-check
import { post } from "./api.js";
import { isDirect, store } from "./store.js";
import { wordsOf } from "./text.js";
/** @import { Kit } from "./wire.ts" */
/** @import { Choice, ChoiceGroup } from "./combobox.js" */
/** @import { Surface } from "./surface.js" */

/** @param {Kit} option @returns {Choice} */
export const choiceOf = (option) => ({
  value: option.value,
  label: wordsOf(option.text),
  detail: option.description ? wordsOf(option.description) : undefined,
});

/** @param {string} id @returns {Choice} */
const person = (id) => {
  const user = store.users.get(id);
  return { value: id, label: user?.real_name || user?.name || id, detail: user ? `@${user.name}` : undefined };
};

/** @param {string} id @returns {Choice} */
const channel = (id) => ({ value: id, label: `#${store.channels.get(id)?.name ?? id}` });

/** @param {ChoiceGroup[]} groups @param {string} typed */
const matching = (groups, typed) => {
  const words = typed.toLowerCase();
  const fits = (/** @type {Choice} */ choice) => `${choice.label} ${choice.detail ?? ""}`.toLowerCase().includes(words);
  return groups.map((group) => ({ ...group, choices: group.choices.filter(fits) }));
};

/**
 * What a select offers for what was typed; an external one asks the app.
 * @param {Kit} element
 * @param {Kit} block
 * @param {Surface} surface
 * @returns {(typed: string) => ChoiceGroup[] | Promise<ChoiceGroup[]>}
 */
export function finder(element, block, surface) {
  const kind = element.type.replace(/^multi_/, "");
  if (kind === "users_select") {
    return (typed) => matching([{ choices: [...store.users.keys()].map(person) }], typed);
  }
  if (kind === "conversations_select" || kind === "channels_select") {
    const open = () => [...store.channels.values()].filter((one) => !one.is_archived && !isDirect(one));
    return (typed) => matching([{ choices: open().map((one) => channel(one.id)) }], typed);
  }
  if (kind === "external_select") {
    return async (typed) => {
      if (typed.length < (element.min_query_length ?? 3)) return [];
      const answer = await post("suggest", {
        as: store.me,
        ...surface.address(),
        block_id: block.block_id,
        action_id: element.action_id,
        value: typed,
      });
      return answer.ok ? groupsOf(answer) : [];
    };
  }
  const groups = groupsOf(element);
  return (typed) => matching(groups, typed);
}

/** @param {Kit} from an element, or the answer of an external one @returns {ChoiceGroup[]} */
const groupsOf = (from) =>
  from.option_groups
    ? from.option_groups.map((/** @type {Kit} */ group) => ({
        label: wordsOf(group.label),
        choices: group.options.map(choiceOf),
      }))
    : [{ choices: (from.options ?? []).map(choiceOf) }];

/** @type {Record<string, string>} */
const INITIAL = { users: "user", conversations: "conversation", channels: "channel" };

/**
 * What a select holds to begin with.
 * @param {Kit} element
 * @returns {Choice[]}
 */
export function initialChoices(element) {
  const [, multi, kind] = /^(multi_)?(\w+?)_select$/.exec(element.type) ?? [];
  const field = INITIAL[kind ?? ""];
  if (field) {
    const ids = multi ? element[`initial_${field}s`] : element[`initial_${field}`];
    return [ids ?? []].flat().map(field === "user" ? person : channel);
  }
  return [(multi ? element.initial_options : element.initial_option) ?? []].flat().map(choiceOf);
}

/**
 * The words for values that were chosen before a redraw.
 * @param {Kit} element
 * @param {string[]} values
 * @param {Choice[]} seen choices this element has shown; an external one cannot be asked for its words again
 * @returns {Choice[]}
 */
export function choicesFor(element, values, seen) {
  const all = groupsOf(element).flatMap((group) => group.choices);
  return values.map((value) => {
    if (/user/.test(element.type)) return person(value);
    if (/conversations|channels/.test(element.type)) return channel(value);
    return [...seen, ...all].find((choice) => choice.value === value) ?? { value, label: value };
  });
}
