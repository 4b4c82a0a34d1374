import { defineCommand } from "../src/in/command.ts";
import { needed, rest } from "../src/in/fields.ts";

/** A command that was run, as it was typed, on the timeline. It never leaves the team. */
export default defineCommand({
  verb: "ran",
  summary: "Puts a command that was run on the timeline, as it was typed.",
  usage: 'ran <command> | ran "<command>" <result>',
  examples: ["ran kubectl rollout undo deploy/gateway", 'ran "kubectl rollout undo deploy/gateway" 503s are gone'],
  where: "incident",
  permission: "respond",
  fields: {
    command: needed({ ...rest, label: "Command", position: "phrase" as const }),
    result: { ...rest, label: "Result" },
  },
  form: { title: "A command that was run", submit: "Add to timeline" },
  event: ({ incident, actor }, { command, result }) => ({
    type: "incident.ran",
    incident: incident.id,
    by: actor,
    command: command.replace(/^```\s*|\s*```$/gu, "").replace(/^`(.*)`$/u, "$1"),
    result: result || undefined,
  }),
  said: () => "It is on the timeline.",
});
