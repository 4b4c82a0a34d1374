import { defineCommand } from "../src/in/command.ts";
import { moment, needed, rest } from "../src/in/fields.ts";

/** A line on the timeline. It may speak of an earlier time. */
export default defineCommand({
  verb: "note",
  aliases: { log: "" },
  summary: "Puts a line on the timeline.",
  usage: "note <text> [--at <time>]",
  examples: ['note restarted the proxy --at "5m ago"'],
  where: "incident",
  permission: "respond",
  fields: {
    text: needed({ ...rest, label: "What happened" }),
    at: { ...moment, label: "When" },
    source: { read: (given: string) => given.trim(), label: "Where it was said", input: "line" as const, hidden: true },
  },
  form: { title: "Note", submit: "Add to timeline" },
  event: ({ incident, actor }, { text, at, source }) => ({
    type: "incident.note",
    incident: incident.id,
    by: actor,
    text,
    happenedAt: at,
    source: source || undefined,
  }),
  said: () => "It is on the timeline.",
});
