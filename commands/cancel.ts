import { headline } from "../src/domain/incident/view.ts";
import { defineCommand } from "../src/in/command.ts";
import { needed, rest } from "../src/in/fields.ts";

/** A false alarm: nothing is owed any more. What was published has to be resolved publicly instead. */
export default defineCommand({
  verb: "cancel",
  summary: "Ends a false alarm that was never published.",
  usage: "cancel <why>",
  examples: ["cancel the probe was wrong, not the gateway"],
  where: "incident",
  permission: "respond",
  fields: { why: needed({ ...rest, label: "Why it was none", input: "line" }) },
  form: { title: "Cancel the incident", submit: "Cancel it" },
  event: ({ incident, actor }, { why }) => ({ type: "incident.cancel", incident: incident.id, by: actor, why }),
  said: ({ now }) => `Cancelled ${headline(now)}. Nothing is owed any more.`,
});
