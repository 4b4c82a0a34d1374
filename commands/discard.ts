import { defineCommand } from "../src/in/command.ts";
import { rest } from "../src/in/fields.ts";

/** Drops the update that waits for approval. Nothing of it is published. */
export default defineCommand({
  verb: "discard",
  summary: "Drops the update that waits for approval.",
  usage: "discard [<why>]",
  where: "incident",
  permission: "respond",
  fields: { why: { ...rest, label: "Why", input: "line" } },
  event: ({ incident, actor }, { why }) => ({
    type: "incident.discard",
    incident: incident.id,
    by: actor,
    why: why || undefined,
  }),
  said: () => "The draft was discarded. Nothing of it was published, and what was owed is owed still.",
});
