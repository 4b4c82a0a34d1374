import { no } from "./door.ts";
import { channelFor, person } from "./people.ts";
import type { Kit } from "./things.ts";
import type { World } from "./world.ts";

/** An interactive element with the block it stands in. */
export interface Found {
  block: Kit;
  element: Kit;
}

/** What was typed or chosen, by `block_id` and `action_id`, in Slack's form. */
export type Values = Record<string, Record<string, Kit>>;

/** Every interactive element of some blocks, in reading order. */
export function elementsIn(blocks: Kit[]): Found[] {
  return blocks.flatMap((block) => {
    const elements = block.type === "context" || block.type === "rich_text" ? [] : ((block.elements ?? []) as Kit[]);
    return [block.accessory, ...elements, block.element]
      .filter((element): element is Kit => typeof element === "object" && element !== null && "action_id" in element)
      .map((element) => ({ block, element }));
  });
}

/** The state of all inputs: what was typed so far, else what stood there at first, else empty. */
export function statesOf(world: World, blocks: Kit[], typed: Values): Values {
  const values: Values = {};
  for (const { block, element } of elementsIn(blocks)) {
    if (element.type === "button" || element.type === "overflow" || element.type === "workflow_button") continue;
    const [blockId, actionId] = [String(block.block_id), String(element.action_id)];
    values[blockId] ??= {};
    values[blockId][actionId] = typed[blockId]?.[actionId] ?? initial(world, element);
  }
  return values;
}

const initialFields: Record<string, string> = {
  initial_value: "value",
  initial_option: "selected_option",
  initial_options: "selected_options",
  initial_user: "selected_user",
  initial_users: "selected_users",
  initial_conversation: "selected_conversation",
  initial_conversations: "selected_conversations",
  initial_channel: "selected_channel",
  initial_channels: "selected_channels",
  initial_date: "selected_date",
  initial_time: "selected_time",
  initial_date_time: "selected_date_time",
};

function initial(world: World, element: Kit): Kit {
  const empty = chosen(world, element, null);
  for (const [from, to] of Object.entries(initialFields)) if (element[from] !== undefined) empty[to] = element[from];
  return empty;
}

/** What stands in an input after a person gave it this value; null or nothing empties it. Ids and names are both understood. */
export function chosen(world: World, element: Kit, given: unknown): Kit {
  const type = String(element.type);
  const single = given === undefined || given === null || given === "" ? null : Array.isArray(given) ? given[0] : given;
  const many = Array.isArray(given) ? given : single === null ? [] : [given];
  const user = (value: unknown) => person(world, value).id;
  const channel = (value: unknown) => channelFor(world, value, null).id;

  switch (type) {
    case "static_select":
    case "radio_buttons":
    case "overflow":
      return { type, selected_option: single === null ? null : optionOf(element, single) };
    case "multi_static_select":
    case "checkboxes":
      return { type, selected_options: many.map((value) => optionOf(element, value)) };
    case "external_select":
      return { type, selected_option: single === null ? null : foreignOption(single) };
    case "multi_external_select":
      return { type, selected_options: many.map(foreignOption) };
    case "users_select":
      return { type, selected_user: single === null ? null : user(single) };
    case "multi_users_select":
      return { type, selected_users: many.map(user) };
    case "conversations_select":
      return { type, selected_conversation: single === null ? null : channel(single) };
    case "multi_conversations_select":
      return { type, selected_conversations: many.map(channel) };
    case "channels_select":
      return { type, selected_channel: single === null ? null : channel(single) };
    case "multi_channels_select":
      return { type, selected_channels: many.map(channel) };
    case "datepicker":
      return { type, selected_date: single };
    case "timepicker":
      return { type, selected_time: single, ...(element.timezone ? { timezone: element.timezone } : {}) };
    case "datetimepicker":
      return { type, selected_date_time: single === null ? null : Number(single) };
    case "file_input":
      return { type, files: many };
    case "rich_text_input":
      return { type, rich_text_value: single === null ? null : richText(single) };
    default:
      return { type, value: single === null ? null : String(single) };
  }
}

/** An option of a menu by its value, or by the words a person reads. */
function optionOf(element: Kit, given: unknown): Kit {
  const groups = (element.option_groups ?? []) as { options: Kit[] }[];
  const options = [...((element.options ?? []) as Kit[]), ...groups.flatMap((group) => group.options)];
  const reads = (option: Kit) => (option.text as Kit | undefined)?.text;
  const found = options.find(({ value }) => value === given) ?? options.find((option) => reads(option) === given);
  if (found) return found;
  const known = options.map(({ value }) => value).join(", ");
  return no("no_such_option", `"${String(given)}" cannot be chosen here; these can: ${known}.`);
}

/** An option that the app suggested: whole, or only its value. */
function foreignOption(given: unknown): Kit {
  if (typeof given === "object" && given !== null) return given as Kit;
  return { text: { type: "plain_text", text: String(given) }, value: String(given) };
}

function richText(given: unknown): Kit {
  if (typeof given === "object" && given !== null) return given as Kit;
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text: String(given) }] }],
  };
}

/** Whether nothing stands in an input. */
export function isEmpty(state: Kit): boolean {
  const { type: _, timezone: __, ...fields } = state;
  return Object.values(fields).every(
    (value) => value === null || value === "" || (Array.isArray(value) && value.length === 0),
  );
}

/** What Slack's own client would object to before the form is sent: by `block_id`. */
export function clientErrors(blocks: Kit[], values: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, element } of elementsIn(blocks)) {
    if (block.type !== "input") continue;
    const blockId = String(block.block_id);
    const state = values[blockId]?.[String(element.action_id)] ?? {};
    const problem = isEmpty(state)
      ? block.optional === true
        ? null
        : "Please complete this required field."
      : formProblem(element, state);
    if (problem) errors[blockId] = problem;
  }
  return errors;
}

function formProblem(element: Kit, state: Kit): string | null {
  const value = String(state.value ?? "");
  const length = [...value].length;
  const bound = (name: string, otherwise: number) => (element[name] === undefined ? otherwise : Number(element[name]));
  switch (element.type) {
    case "plain_text_input":
      if (length > bound("max_length", 3_000)) return `Must be no more than ${bound("max_length", 3_000)} characters.`;
      return length < bound("min_length", 0) ? `Must be at least ${bound("min_length", 0)} characters.` : null;
    case "number_input":
      if (!(element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(value)) return "Must be a number.";
      if (Number(value) < bound("min_value", Number.NEGATIVE_INFINITY))
        return `Must be at least ${String(element.min_value)}.`;
      return Number(value) > bound("max_value", Number.POSITIVE_INFINITY)
        ? `Must be at most ${String(element.max_value)}.`
        : null;
    case "email_text_input":
      return /^\S+@\S+\.\S+$/.test(value) ? null : "Please enter a valid email address.";
    case "url_text_input":
      return URL.canParse(value) ? null : "Please enter a valid URL.";
    case "datepicker":
      return /^\d{4}-\d{2}-\d{2}$/.test(String(state.selected_date)) ? null : "Please enter a valid date.";
    case "timepicker":
      return /^\d{2}:\d{2}$/.test(String(state.selected_time)) ? null : "Please enter a valid time.";
    default:
      return null;
  }
}
