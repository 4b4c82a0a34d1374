import { defineCommand } from "../src/in/command.ts";
import { needed, rest } from "../src/in/fields.ts";

/** Customer impact has stopped: the mitigation clock stops, and the incident goes on. */
export default defineCommand({
  verb: "mitigated",
  aliases: { mitigate: "" },
  summary: "Customer impact has stopped: the mitigation clock stops.",
  usage: "mitigated <how>",
  examples: ["mitigated rolled back to 4.2.1"],
  where: "incident",
  permission: "respond",
  fields: {
    how: needed({ ...rest, label: "How", hint: "What was done, and how you know that it holds.", input: "line" }),
  },
  form: { title: "Impact has stopped", submit: "Mitigated" },
  event: ({ incident, actor }, { how }) => ({ type: "incident.mitigated", incident: incident.id, by: actor, how }),
  said({ now }) {
    const deadline = now.deadlines.findLast(({ kind }) => kind === "mitigation");
    const how = deadline?.state === "kept" ? " in time" : deadline?.state === "late" ? ", late" : "";
    return `Mitigated${how}. It stays open until \`resolve\` says that it is over.`;
  },
});
