import { headline } from "../src/domain/incident/view.ts";
import { defineCommand } from "../src/in/command.ts";
import { needed, rest } from "../src/in/fields.ts";

/** The fix did not hold: the incident is open again, and its clocks start anew. */
export default defineCommand({
  verb: "reopen",
  summary: "Brings a resolved or cancelled incident back; its clocks start anew.",
  usage: "reopen <why>",
  where: "incident",
  permission: "respond",
  fields: { why: needed({ ...rest, label: "Why", input: "line" }) },
  form: { title: "Reopen the incident", submit: "Reopen" },
  event: ({ incident, actor }, { why }) => ({ type: "incident.reopen", incident: incident.id, by: actor, why }),
  said: ({ now }) => `Reopened ${headline(now)}. All clocks start anew from now.`,
});
