import type { Kit } from "../things.ts";
import { type Check, complain, items, kitAt, onlyFields, required, type Surface, words } from "./check.ts";
import { elementAt } from "./elements.ts";
import { anyText, imageFields, plain, textObject } from "./objects.ts";

interface Block {
  surfaces: Surface[];
  /** The fields it has beside `type` and `block_id`; null where the newest blocks still change. */
  fields: string | null;
  check(check: Check, kit: Kit, at: string): void;
}

const everywhere: Surface[] = ["message", "modal", "home"];
const messages: Surface[] = ["message"];

const section = (check: Check, kit: Kit, at: string) => {
  if (kit.text === undefined && kit.fields === undefined) complain(check, at, "missing required field: text");
  textObject(check, kit.text, `${at}/text`, 3_000, anyText);
  for (const [index, field] of items(check, kit, at, "fields", 10).entries())
    textObject(check, field, `${at}/fields/${index}`, 2_000, anyText);
  if (kit.accessory !== undefined) elementAt(check, kit.accessory, `${at}/accessory`, "section", new Set());
};

const context = (check: Check, kit: Kit, at: string) => {
  required(check, kit, at, "elements");
  for (const [index, value] of items(check, kit, at, "elements", 10).entries()) {
    const here = `${at}/elements/${index}`;
    const element = kitAt(check, value, here);
    if (element?.type === "image") imageFields(check, element, here);
    else if (element) textObject(check, element, here, 3_000, anyText);
  }
};

const interactive = (place: "actions" | "context_actions", most: number) => (check: Check, kit: Kit, at: string) => {
  required(check, kit, at, "elements");
  const actionIds = new Set<string>();
  for (const [index, element] of items(check, kit, at, "elements", most).entries())
    elementAt(check, element, `${at}/elements/${index}`, place, actionIds);
};

const input = (check: Check, kit: Kit, at: string) => {
  required(check, kit, at, "label", "element");
  textObject(check, kit.label, `${at}/label`, 2_000, plain);
  textObject(check, kit.hint, `${at}/hint`, 2_000, plain);
  if (kit.element !== undefined) elementAt(check, kit.element, `${at}/element`, "input", new Set());
};

const table = (check: Check, kit: Kit, at: string) => {
  required(check, kit, at, "rows");
  for (const [index, row] of items(check, kit, at, "rows", 100).entries())
    if (!Array.isArray(row) || row.length > 20) complain(check, `${at}/rows/${index}`, "no more than 20 items allowed");
};

const carousel = (check: Check, kit: Kit, at: string) => {
  for (const [index, element] of items(check, kit, at, "elements", 10).entries())
    card(check, element as Kit, `${at}/elements/${index}`);
};

const card = (check: Check, kit: Kit, at: string) => {
  textObject(check, kit.title, `${at}/title`, 150, anyText);
  textObject(check, kit.body, `${at}/body`, 200, anyText);
};

const blocks: Record<string, Block> = {
  section: { surfaces: everywhere, fields: "text fields accessory expand", check: section },
  header: {
    surfaces: everywhere,
    fields: "text level",
    check(check, kit, at) {
      required(check, kit, at, "text");
      textObject(check, kit.text, `${at}/text`, 150, plain);
    },
  },
  divider: { surfaces: everywhere, fields: "", check() {} },
  context: { surfaces: everywhere, fields: "elements", check: context },
  actions: { surfaces: everywhere, fields: "elements", check: interactive("actions", 25) },
  context_actions: { surfaces: messages, fields: "elements", check: interactive("context_actions", 5) },
  input: { surfaces: everywhere, fields: "label hint element optional dispatch_action", check: input },
  image: {
    surfaces: everywhere,
    fields: "image_url alt_text title slack_file",
    check(check, kit, at) {
      imageFields(check, kit, at);
      textObject(check, kit.title, `${at}/title`, 2_000, plain);
    },
  },
  markdown: {
    surfaces: messages,
    fields: "text",
    check(check, kit, at) {
      required(check, kit, at, "text");
      words(check, kit, at, "text", 12_000, 1);
    },
  },
  rich_text: {
    surfaces: everywhere,
    fields: "elements",
    check: (check, kit, at) => void required(check, kit, at, "elements"),
  },
  video: {
    surfaces: everywhere,
    fields: null,
    check: (check, kit, at) => void required(check, kit, at, "alt_text", "title", "thumbnail_url", "video_url"),
  },
  file: {
    surfaces: messages,
    fields: null,
    check: (check, kit, at) => void required(check, kit, at, "external_id", "source"),
  },
  table: { surfaces: messages, fields: "rows column_settings", check: table },
  card: { surfaces: messages, fields: null, check: card },
  carousel: { surfaces: messages, fields: null, check: carousel },
  container: {
    surfaces: messages,
    fields: null,
    check: (check, kit, at) => void items(check, kit, at, "child_blocks", 10),
  },
  alert: { surfaces: everywhere, fields: null, check() {} },
  data_table: { surfaces: messages, fields: null, check() {} },
  plan: { surfaces: messages, fields: null, check() {} },
  task_card: { surfaces: messages, fields: null, check() {} },
};

/** Checks the blocks of a surface, all of them, and complains about each fault. */
export function blocksAt(check: Check, list: unknown[], at: string, most: number) {
  if (list.length > most) complain(check, at, `no more than ${most} items allowed`);
  for (const [index, value] of list.entries()) blockAt(check, value, `${at}/${index}`);
  if (list.filter((block) => (block as Kit | null)?.type === "table").length > 1)
    complain(check, at, "only one table allowed");
}

function blockAt(check: Check, value: unknown, at: string) {
  const kit = kitAt(check, value, at);
  if (!kit || !required(check, kit, at, "type")) return;
  const block = blocks[String(kit.type)];
  if (!block) return complain(check, `${at}/type`, `unsupported type: ${kit.type}`);
  if (!block.surfaces.includes(check.surface))
    return complain(check, `${at}/type`, `${kit.type} cannot stand in a ${check.surface}`);

  if (block.fields !== null) onlyFields(check, kit, at, `type block_id ${block.fields}`);
  block.check(check, kit, at);
  words(check, kit, at, "block_id", 255, 1);
  if (typeof kit.block_id !== "string") return;
  if (check.blockIds.has(kit.block_id)) complain(check, `${at}/block_id`, `block_id "${kit.block_id}" already exists`);
  check.blockIds.add(kit.block_id);
}
