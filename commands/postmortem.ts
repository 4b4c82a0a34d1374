import { running } from "../src/domain/incident/state.ts";
import { headline } from "../src/domain/incident/view.ts";
import { defineCommand } from "../src/in/command.ts";
import { choice } from "../src/in/fields.ts";
import { code, line } from "../src/text/card.ts";
import { utcDate } from "../src/text/instant.ts";

/** Shows the draft of the post-mortem, where it lies and by when it is owed. */
export default defineCommand({
  verb: "postmortem",
  aliases: { "post-mortem": "", pm: "" },
  summary: "Shows the draft of the post-mortem, and by when it is owed.",
  usage: "postmortem show",
  where: "incident",
  permission: null,
  fields: { do: { ...choice("deed", ["show"], "What to do"), position: "word" as const } },
  async answer({ incident, readFile }) {
    const { path } = incident.postmortem;
    if (path === null) {
      return incident.resolvedAt === null
        ? "The post-mortem is drafted when the incident is resolved."
        : `${headline(incident)} owes no post-mortem, or its draft is being written.`;
    }
    const owed = running(incident, "post-mortem");
    const draft = await readFile(path);
    return {
      summary: `Post-mortem of ${headline(incident)}`,
      blocks: [
        { type: "text", line: line`${{ bold: `Post-mortem of ${headline(incident)}` }}` },
        {
          type: "text",
          line: line`The draft lies in ${code(path)}.${owed ? ` It is due by ${utcDate(owed.dueAt)}.` : ""}`,
        },
        ...(draft === null
          ? [{ type: "note", line: "The file is not there any more." } as const]
          : [{ type: "code", text: draft } as const]),
      ],
    };
  },
  async data({ incident, readFile }) {
    const { path } = incident.postmortem;
    return { path, text: path === null ? null : await readFile(path) };
  },
});
