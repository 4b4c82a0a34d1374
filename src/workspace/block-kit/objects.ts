import { type Check, complain, items, kitAt, lengthOf, onlyFields, required, words } from "./check.ts";

type TextKind = "plain_text" | "mrkdwn";

/** A text object, if it is there. */
export function textObject(check: Check, value: unknown, at: string, most: number, kinds: TextKind[], least = 1) {
  if (value === undefined || value === null) return;
  const text = kitAt(check, value, at);
  if (!text || !required(check, text, at, "type", "text")) return;
  if (!(kinds as unknown[]).includes(text.type))
    return complain(check, `${at}/type`, `must be one of: ${kinds.join(", ")}`);
  if (typeof text.text !== "string") return complain(check, `${at}/text`, "must be a string");
  lengthOf(check, text.text, `${at}/text`, most, least);
  onlyFields(check, text, at, text.type === "mrkdwn" ? "type text verbatim" : "type text emoji");
}

export const plain: TextKind[] = ["plain_text"];
export const anyText: TextKind[] = ["plain_text", "mrkdwn"];

/** The options of a select, of radio buttons, checkboxes or an overflow menu. */
export function optionList(check: Check, list: unknown[], at: string, kinds: TextKind[]) {
  const seen = new Set<unknown>();
  for (const [index, value] of list.entries()) {
    const here = `${at}/${index}`;
    option(check, value, here, kinds);
    const key = (value as { value?: unknown } | null)?.value;
    if (seen.has(key)) complain(check, `${here}/value`, "option values must be unique");
    seen.add(key);
  }
}

export function option(check: Check, value: unknown, at: string, kinds: TextKind[]) {
  const kit = kitAt(check, value, at);
  if (!kit || !required(check, kit, at, "text")) return;
  onlyFields(check, kit, at, "text value description url");
  textObject(check, kit.text, `${at}/text`, 75, kinds);
  if (kit.value === undefined && kit.url === undefined) complain(check, at, "missing required field: value");
  // The SDK's types say 75, newer pages 150: the harsher reading.
  words(check, kit, at, "value", 75, 1);
  textObject(check, kit.description, `${at}/description`, 75, kinds);
  words(check, kit, at, "url", 3_000);
}

/** `options` or `option_groups` of a select: exactly one of them, 100 at most. */
export function selectOptions(check: Check, kit: Record<string, unknown>, at: string) {
  const groups = items(check, kit, at, "option_groups", 100);
  if ((kit.options === undefined) === (kit.option_groups === undefined))
    return complain(check, at, "must have either options or option_groups");
  optionList(check, items(check, kit, at, "options", 100), `${at}/options`, plain);
  for (const [index, value] of groups.entries()) {
    const here = `${at}/option_groups/${index}`;
    const group = kitAt(check, value, here);
    if (!group || !required(check, group, here, "label", "options")) continue;
    textObject(check, group.label, `${here}/label`, 75, plain);
    optionList(check, items(check, group, here, "options", 100), `${here}/options`, plain);
  }
}

/** The question asked before an action is carried out. */
export function confirmation(check: Check, value: unknown, at: string) {
  if (value === undefined) return;
  const kit = kitAt(check, value, at);
  if (!kit || !required(check, kit, at, "title", "text", "confirm", "deny")) return;
  onlyFields(check, kit, at, "title text confirm deny style");
  textObject(check, kit.title, `${at}/title`, 100, plain);
  textObject(check, kit.text, `${at}/text`, 300, anyText);
  textObject(check, kit.confirm, `${at}/confirm`, 30, plain);
  textObject(check, kit.deny, `${at}/deny`, 30, plain);
}

export function imageFields(check: Check, kit: Record<string, unknown>, at: string) {
  required(check, kit, at, "alt_text");
  words(check, kit, at, "alt_text", 2_000, 1);
  if (kit.image_url === undefined && kit.slack_file === undefined)
    complain(check, at, "missing required field: image_url");
  words(check, kit, at, "image_url", 3_000, 1);
  if (typeof kit.image_url === "string" && !/^https?:\/\//.test(kit.image_url))
    complain(check, `${at}/image_url`, "must be a valid url");
}
