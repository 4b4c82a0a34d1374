import type { Deadline } from "../src/domain/incident/state.ts";
import { headline } from "../src/domain/incident/view.ts";
import { nameOf, outcomeOf } from "../src/domain/overdue.ts";
import { defineCommand } from "../src/in/command.ts";
import { type Line, line } from "../src/text/card.ts";
import { inWords, utcMinute } from "../src/text/instant.ts";

/** Explains every deadline in a sentence: where its time comes from, and how it stands. */
export default defineCommand({
  verb: "why",
  aliases: { deadlines: "" },
  summary: "Explains every deadline: where its time comes from, and how it stands.",
  usage: "why",
  where: "incident",
  permission: null,
  fields: {},
  async answer({ incident, now }) {
    const title = `The promises of ${headline(incident)}`;
    if (incident.deadlines.length === 0) {
      const why = incident.retrospective
        ? "It was typed in after the fact, so no clock runs."
        : `A ${incident.severity} owes nothing by a certain time.`;
      return {
        summary: title,
        blocks: [
          { type: "text", line: { bold: title } },
          { type: "text", line: why },
        ],
      };
    }
    return {
      summary: title,
      blocks: [
        { type: "text", line: { bold: title } },
        { type: "list", items: incident.deadlines.map((deadline) => explained(deadline, now)) },
      ],
    };
  },
});

function explained(deadline: Deadline, now: number): Line {
  const left = deadline.dueAt - now;
  const running = left >= 0 ? `, ${inWords(left)} left` : `, ${inWords(-left)} overdue`;
  const snoozed =
    deadline.snoozedUntil !== null && deadline.snoozedUntil > now
      ? `; its reminder is quiet until ${utcMinute(deadline.snoozedUntil)}`
      : "";
  const state = `${outcomeOf(deadline)}${deadline.state === "running" ? running + snoozed : ""}`;
  return line`${{ bold: nameOf(deadline.kind) }}: ${state}. ${deadline.from.charAt(0).toUpperCase()}${deadline.from.slice(1)}.`;
}
