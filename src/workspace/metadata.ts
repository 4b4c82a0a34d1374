import { type Arguments, json } from "./arguments.ts";
import { refuse } from "./refusal.ts";
import type { Kit } from "./things.ts";

/** Slack does not publish the bound of a message's metadata; this is a careful guess at it. */
const MOST_CHARACTERS = 8_000;

/** The metadata of a message: `{ event_type, event_payload }`, readable by any app of the workspace. */
export function metadataOf(args: Arguments): { metadata?: Kit } {
  const given = json(args, "metadata");
  if (given === undefined) return {};
  if (typeof given !== "object" || given === null || Array.isArray(given)) return refuse("invalid_metadata_format");
  const metadata = given as Kit;
  if (Object.keys(metadata).length === 0) return {};
  if (
    typeof metadata.event_type !== "string" ||
    typeof metadata.event_payload !== "object" ||
    metadata.event_payload === null
  )
    return refuse("invalid_metadata_schema");
  if (JSON.stringify(metadata).length > MOST_CHARACTERS) refuse("metadata_too_large");
  return { metadata: { event_type: metadata.event_type, event_payload: metadata.event_payload } };
}
