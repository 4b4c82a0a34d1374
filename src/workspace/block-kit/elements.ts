import type { Kit } from "../things.ts";
import { type Check, complain, items, kitAt, onlyFields, required, words } from "./check.ts";
import { anyText, confirmation, imageFields, optionList, plain, selectOptions, textObject } from "./objects.ts";

/** Where an element may stand (the element lists of `@slack/types`). */
type Place = "section" | "actions" | "input" | "context_actions";

interface Element {
  places: Place[];
  /** The fields it has beside `type` and `action_id`. */
  fields: string;
  check(check: Check, kit: Kit, at: string): void;
}

const anywhere: Place[] = ["section", "actions", "input"];
const placeholder = (check: Check, kit: Kit, at: string) =>
  textObject(check, kit.placeholder, `${at}/placeholder`, 150, plain);
const confirmed = (check: Check, kit: Kit, at: string) => confirmation(check, kit.confirm, `${at}/confirm`);
const common = (check: Check, kit: Kit, at: string) => {
  placeholder(check, kit, at);
  confirmed(check, kit, at);
};

const date = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const time = /^([01]\d|2[0-3]):[0-5]\d$/;
const matches = (check: Check, kit: Kit, at: string, name: string, pattern: RegExp, form: string) => {
  if (kit[name] !== undefined && !pattern.test(String(kit[name])))
    complain(check, `${at}/${name}`, `must have the form ${form}`);
};

const button = (check: Check, kit: Kit, at: string) => {
  required(check, kit, at, "text");
  textObject(check, kit.text, `${at}/text`, 75, plain);
  words(check, kit, at, "value", 2_000);
  words(check, kit, at, "url", 3_000);
  words(check, kit, at, "accessibility_label", 75);
  if (kit.style !== undefined && kit.style !== "primary" && kit.style !== "danger")
    complain(check, `${at}/style`, "must be one of: primary, danger");
  confirmed(check, kit, at);
};

const choices = (most: number) => (check: Check, kit: Kit, at: string) => {
  required(check, kit, at, "options");
  optionList(check, items(check, kit, at, "options", most), `${at}/options`, anyText);
  confirmed(check, kit, at);
};

const staticSelect = (check: Check, kit: Kit, at: string) => {
  selectOptions(check, kit, at);
  common(check, kit, at);
};

const textInput = (check: Check, kit: Kit, at: string) => {
  placeholder(check, kit, at);
  for (const name of ["min_length", "max_length"]) {
    const value = kit[name];
    if (value !== undefined && !(Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 3_000))
      complain(check, `${at}/${name}`, "must be a whole number of at most 3000");
  }
  words(check, kit, at, "initial_value", typeof kit.max_length === "number" ? kit.max_length : 3_000);
};

const numberInput = (check: Check, kit: Kit, at: string) => {
  required(check, kit, at, "is_decimal_allowed");
  placeholder(check, kit, at);
  for (const name of ["initial_value", "min_value", "max_value"]) words(check, kit, at, name, 100);
};

const pick = (fields: string, check: Element["check"] = common): Element => ({
  places: anywhere,
  fields: `placeholder confirm focus_on_load ${fields}`,
  check,
});
const several = (fields: string, check: Element["check"] = common): Element =>
  pick(`${fields} max_selected_items`, check);
const input = (fields: string, check: Element["check"]): Element => ({
  places: ["input"],
  fields: `placeholder initial_value dispatch_action_config focus_on_load ${fields}`,
  check,
});

const elements: Record<string, Element> = {
  button: { places: ["section", "actions"], fields: "text value url style confirm accessibility_label", check: button },
  workflow_button: { places: ["section", "actions"], fields: "text workflow style accessibility_label", check: button },
  overflow: { places: ["section", "actions"], fields: "options confirm", check: choices(5) },
  checkboxes: { places: anywhere, fields: "options initial_options confirm focus_on_load", check: choices(10) },
  radio_buttons: { places: anywhere, fields: "options initial_option confirm focus_on_load", check: choices(10) },
  static_select: pick("options option_groups initial_option", staticSelect),
  external_select: pick("initial_option min_query_length"),
  users_select: pick("initial_user"),
  conversations_select: pick("initial_conversation default_to_current_conversation response_url_enabled filter"),
  channels_select: pick("initial_channel response_url_enabled"),
  multi_static_select: several("options option_groups initial_options", staticSelect),
  multi_external_select: several("initial_options min_query_length"),
  multi_users_select: several("initial_users"),
  multi_conversations_select: several("initial_conversations default_to_current_conversation filter"),
  multi_channels_select: several("initial_channels"),
  datepicker: pick("initial_date", (check, kit, at) => {
    common(check, kit, at);
    matches(check, kit, at, "initial_date", date, "YYYY-MM-DD");
  }),
  timepicker: pick("initial_time timezone", (check, kit, at) => {
    common(check, kit, at);
    matches(check, kit, at, "initial_time", time, "HH:mm");
  }),
  datetimepicker: {
    places: ["actions", "input"],
    fields: "initial_date_time confirm focus_on_load",
    check(check, kit, at) {
      confirmed(check, kit, at);
      matches(check, kit, at, "initial_date_time", /^\d{10}$/, "of ten digits, Unix seconds");
    },
  },
  plain_text_input: input("multiline min_length max_length", textInput),
  email_text_input: input("", textInput),
  url_text_input: input("", textInput),
  number_input: input("is_decimal_allowed min_value max_value", numberInput),
  rich_text_input: { ...input("", placeholder), places: ["actions", "input"] },
  file_input: { places: ["input"], fields: "filetypes max_files", check() {} },
  feedback_buttons: { places: ["context_actions"], fields: "positive_button negative_button", check() {} },
  icon_button: {
    places: ["context_actions"],
    fields: "icon text value confirm accessibility_label visible_to_user_ids",
    check() {},
  },
  image: { places: ["section"], fields: "image_url alt_text slack_file", check: imageFields },
};

/** Surfaces on which a kind of input cannot stand. */
const onlyInViews = new Set(["email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"]);

/** An interactive element in its block. `actionIds` are those of the same block: unique inside it. */
export function elementAt(check: Check, value: unknown, at: string, place: Place, actionIds: Set<string>) {
  const kit = kitAt(check, value, at);
  if (!kit || !required(check, kit, at, "type")) return;
  const element = elements[String(kit.type)];
  if (!element) return complain(check, `${at}/type`, `unsupported type: ${kit.type}`);
  if (!element.places.includes(place))
    return complain(check, `${at}/type`, `${kit.type} cannot stand in a block of type ${place}`);
  if (kit.type === "file_input" && check.surface !== "modal")
    complain(check, `${at}/type`, "file_input stands in modals only");
  if (onlyInViews.has(String(kit.type)) && check.surface === "message")
    complain(check, `${at}/type`, `${kit.type} cannot stand in a message`);

  onlyFields(check, kit, at, `type action_id ${element.fields}`);
  element.check(check, kit, at);
  words(check, kit, at, "action_id", 255, 1);
  if (typeof kit.action_id !== "string") return;
  if (actionIds.has(kit.action_id))
    complain(check, `${at}/action_id`, `action_id "${kit.action_id}" already exists in this block`);
  actionIds.add(kit.action_id);
}
