import type { InputBlock, KnownBlock, ModalView } from "@slack/types";
import { toBlocks } from "../../text/blocks.ts";
import type { Block } from "../../text/card.ts";
import { clip } from "../../text/foreign.ts";
import type { Typed } from "../command.ts";
import { asText } from "../fields.ts";
import type { Input, Sheet } from "../form.ts";
import { menuOf } from "./options.ts";

/** What a form carries with it, so that any replica can take it in. Slack keeps at most 3,000 characters of it. */
export interface Carried {
  verb: string;
  incident: string | null;
  kept: Typed;
  channel: string | null;
  responseUrl: string | null;
}

/** Slack's limits for what stands in a form, in characters (contracts: Slack, section 7). */
const most = {
  title: 24,
  label: 2_000,
  placeholder: 150,
  typed: 3_000,
  blocks: 100,
  metadata: 3_000,
};

/** Every form of ours is known by this in front of its verb. */
export const formPrefix = "form:";
/** A field whose change shows the form anew. */
export const refreshPrefix = "refresh:";

/** A form as Slack shows it. A field's name is its `block_id`, and nothing else is needed to read it back. */
export function toView(sheet: Sheet, place: Pick<Carried, "channel" | "responseUrl">): ModalView {
  const blocks: KnownBlock[] = [
    ...shown(sheet.intro?.blocks ?? [], "intro"),
    ...sheet.inputs.map((input) => inputBlock(input)),
    ...previewBlocks(sheet),
  ];
  return {
    type: "modal",
    callback_id: `${formPrefix}${sheet.verb}`,
    title: { type: "plain_text", text: clip(sheet.title, most.title) },
    submit: { type: "plain_text", text: clip(sheet.submit, most.title) },
    close: { type: "plain_text", text: "Not now" },
    private_metadata: metadata({ verb: sheet.verb, incident: sheet.incident, kept: sheet.kept, ...place }),
    blocks: blocks.slice(0, most.blocks),
  };
}

/** What was typed for fields that are not asked for gives way first, then the address to answer at. */
function metadata(carried: Carried): string {
  const whole = JSON.stringify(carried);
  if (whole.length <= most.metadata) return whole;
  return JSON.stringify({ ...carried, kept: {} });
}

/** The blocks of a card's part, with ids of their own in the form. */
function shown(blocks: Block[], part: string): KnownBlock[] {
  return toBlocks(blocks).map((block, index) => ({ ...block, block_id: `${part}-${index}` }));
}

function previewBlocks({ preview, verb }: Sheet): KnownBlock[] {
  if (!preview) return [];
  const said: Block[] =
    "text" in preview
      ? [
          { type: "note", line: preview.blocked ? "Not to be published like this:" : "This is what will be read:" },
          { type: "quote", text: preview.text },
          ...(preview.beside ?? []),
        ]
      : [{ type: "note", line: preview.missing }, ...(preview.beside ?? [])];
  return [
    { type: "divider", block_id: "preview-line" },
    ...shown(said, "preview"),
    {
      type: "actions",
      block_id: "preview-refresh",
      elements: [
        {
          type: "button",
          action_id: `${refreshPrefix}${verb}`,
          text: { type: "plain_text", text: "Refresh the preview" },
        },
      ],
    },
  ];
}

function inputBlock(input: Input): InputBlock {
  const { name, field, refreshes } = input;
  const { element, left } = elementOf(input);
  const hint = [field.hint, ...(left > 0 ? [leftOut(left, name)] : [])].filter(Boolean).join(" ");
  return {
    type: "input",
    block_id: name,
    label: { type: "plain_text", text: clip(field.label, most.label) },
    optional: !field.required,
    ...(hint ? { hint: { type: "plain_text", text: clip(hint, most.label) } } : {}),
    ...(refreshes ? { dispatch_action: true } : {}),
    element,
  };
}

function leftOut(left: number, name: string): string {
  return `${left} more are too many for a form: in words they can be named, by --${name.replaceAll("_", "-")}.`;
}

/** `left` = how many options found no room in it. */
function elementOf(input: Input): { element: InputBlock["element"]; left: number } {
  const { name, field, options, value, refreshes } = input;
  if (field.input !== "choice" && field.input !== "choices") return { element: element(input), left: 0 };
  const action_id = refreshes ? `${refreshPrefix}${name}` : name;
  const chosen = Array.isArray(value) ? value : (value?.split("\n") ?? []);
  const { choices, left, of } = menuOf(options, chosen);
  const initial = chosen.flatMap((one) => of(one) ?? []);
  if (field.input === "choices") {
    const initially = initial.length > 0 ? { initial_options: initial } : {};
    return { element: { type: "multi_static_select", action_id, ...choices, ...initially }, left };
  }
  const [first] = initial;
  const initially = first ? { initial_option: first } : {};
  return { element: { type: "static_select", action_id, ...choices, ...initially }, left };
}

function element({ name, field, value, refreshes }: Input): InputBlock["element"] {
  const action_id = refreshes ? `${refreshPrefix}${name}` : name;
  const text = asText(value);
  switch (field.input) {
    case "switch": {
      const option = { text: { type: "plain_text" as const, text: "Yes" }, value: "yes" };
      const on = text !== undefined && !/^(no|false|off|0)$/i.test(text);
      return { type: "checkboxes", action_id, options: [option], ...(on ? { initial_options: [option] } : {}) };
    }
    case "person":
      return { type: "users_select", action_id, ...(text ? { initial_user: text } : {}) };
    default:
      return {
        type: "plain_text_input",
        action_id,
        multiline: field.input === "lines",
        max_length: most.typed,
        ...(text ? { initial_value: text.slice(0, most.typed) } : {}),
        ...(refreshes ? { dispatch_action_config: { trigger_actions_on: ["on_character_entered"] } } : {}),
      };
  }
}
