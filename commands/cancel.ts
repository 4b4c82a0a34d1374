import { headline } from "../src/domain/incident/view.ts";
import { draftUpdate } from "../src/domain/incident/wording.ts";
import { defineCommand } from "../src/in/command.ts";
import { needed, rest, words } from "../src/in/fields.ts";
import { draftAnswer } from "../src/in/posted.ts";
import { passingFields, previewOf } from "../src/in/publish.ts";

/** A false alarm: nothing is owed any more. What was published is closed publicly, by an update that says it was none. */
export default defineCommand({
  verb: "cancel",
  summary: "Ends a false alarm; one that was published is closed publicly too.",
  usage: "cancel <why> [--text <what the public reads>]",
  examples: ["cancel the probe was wrong, not the gateway"],
  where: "incident",
  permission: "respond",
  fields: {
    why: needed({ ...rest, label: "Why it was none", hint: "For us; the public does not read it.", input: "line" }),
    text: {
      ...words,
      label: "What the public reads",
      hint: "Left out, it reads that the service was not affected.",
      input: "lines",
    },
    ...passingFields,
  },
  form: {
    title: "Cancel the incident",
    submit: "Cancel it",
    ask: ({ incident }) => (incident.published ? ["why", "text"] : ["why"]),
    preview(ctx, { text, suggested, override }) {
      if (!ctx.incident.published) return { missing: "The public was never told of it, and hears nothing now." };
      const words = { text: text || undefined, audience: "public" as const };
      const asked = { stage: "RESOLVED" as const, words, falseAlarm: true, suggested, override };
      return previewOf(draftUpdate(ctx.incident, asked, ctx.now, ctx.terms), ctx);
    },
  },
  event: ({ incident, actor }, { why, text, ...passing }) => ({
    type: "incident.cancel",
    incident: incident.id,
    by: actor,
    why,
    text: text || undefined,
    ...passing,
  }),
  said({ now, updates }) {
    if (now.closure === null) return draftAnswer(now);
    const told = updates.length > 0 ? "The public was told that it was none." : "Nothing is owed any more.";
    return `Cancelled ${headline(now)}. ${told}`;
  },
});
