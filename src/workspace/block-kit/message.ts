import { refuse, refuseArguments } from "../refusal.ts";
import { fillerId } from "../slack-ids.ts";
import type { Kit } from "../things.ts";
import { blocksAt } from "./blocks.ts";
import { openCheck } from "./check.ts";

const MOST_BLOCKS = 50;
/** All text of one message's blocks together: Slack starts to refuse between 13,172 and 13,297 characters (measured). */
const MOST_TEXT = 13_172;

/** The blocks of a message, checked as Slack checks them: `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`. */
export function checkBlocks(given: unknown, at = ""): Kit[] {
  if (!Array.isArray(given)) return refuse("invalid_blocks_format");
  const check = openCheck("message");
  blocksAt(check, given, `${at}/blocks`, MOST_BLOCKS);
  if (check.problems.length > 0) refuseArguments("invalid_blocks", check.problems);
  if (textIn(given) > MOST_TEXT) refuse("msg_blocks_too_long");
  return given as Kit[];
}

/** How much a reader would have to read: every `text` that is a string, at any depth. */
function textIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textIn(item), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [name, part]) => sum + (name === "text" && typeof part === "string" ? [...part].length : textIn(part)),
    0,
  );
}

/** The blocks as Slack stores them: whatever bears no id gets one. */
export function blocksToStore(blocks: Kit[]): Kit[] {
  return blocks.map((block) => {
    const stored: Kit = { ...block, block_id: block.block_id ?? fillerId() };
    if (Array.isArray(block.elements) && (block.type === "actions" || block.type === "context_actions"))
      stored.elements = (block.elements as Kit[]).map(withActionId);
    if (isInteractive(block.accessory)) stored.accessory = withActionId(block.accessory);
    if (isInteractive(block.element)) stored.element = withActionId(block.element);
    return stored;
  });
}

const isInteractive = (value: unknown): value is Kit =>
  typeof value === "object" && value !== null && (value as Kit).type !== "image";

const withActionId = (element: Kit): Kit => ({ ...element, action_id: element.action_id ?? fillerId() });
