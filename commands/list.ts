import { updateOwed } from "../src/domain/incident/deadlines.ts";
import { headline, standing } from "../src/domain/incident/view.ts";
import { defineCommand } from "../src/in/command.ts";
import { maySee } from "../src/in/which.ts";
import { openIncidents } from "../src/store/incidents.ts";
import { type Line, line } from "../src/text/card.ts";
import { utcMinute } from "../src/text/instant.ts";

/** The most that one message shows. */
const mostShown = 30;

/** The open incidents. */
export default defineCommand({
  verb: "list",
  aliases: { ls: "" },
  summary: "Shows the open incidents.",
  usage: "list",
  where: "anywhere",
  permission: null,
  fields: {},
  async answer(ctx) {
    const open = (await openIncidents(ctx.store.read, mostShown + 1)).filter((incident) => maySee(incident, ctx));
    if (open.length === 0) return `No incident is open. \`${ctx.terms.command} declare\` opens one.`;
    const items = open.slice(0, mostShown).map((incident): Line => {
      const owed = updateOwed(incident);
      const where: Line = incident.channel.id ? { channel: incident.channel.id } : "";
      return line`${{ bold: headline(incident) }} · ${standing(incident)}${owed ? ` · next update by ${utcMinute(owed.dueAt)}` : ""} ${where}`;
    });
    const more =
      open.length > mostShown
        ? [{ type: "note", line: "There are more; the dashboard shows all of them." } as const]
        : [];
    const said = open.length === 1 ? "One incident is open" : `${Math.min(open.length, mostShown)} incidents are open`;
    return { summary: said, blocks: [{ type: "text", line: `${said}:` }, { type: "list", items }, ...more] };
  },
});
