import { updateOwed } from "../src/domain/incident/deadlines.ts";
import { running } from "../src/domain/incident/state.ts";
import { headline } from "../src/domain/incident/view.ts";
import { defineCommand } from "../src/in/command.ts";
import { utcMinute } from "../src/text/instant.ts";

/** Says that somebody has it: the ack clock stops, and nobody further is paged. */
export default defineCommand({
  verb: "ack",
  aliases: { acknowledge: "" },
  summary: "Acknowledges: the ack clock stops, and nobody further is paged.",
  usage: "ack",
  where: "incident",
  permission: "respond",
  fields: {},
  event: ({ incident, actor }) => ({ type: "incident.ack", incident: incident.id, by: actor }),
  said({ was, now }) {
    const owed = updateOwed(now);
    const due = was && running(was, "ack")?.dueAt;
    const late = due !== undefined && due !== null && now.acknowledged && now.acknowledged.at > due ? ", late" : "";
    return `You have ${headline(now)}${late}.${owed ? ` The next public word is due by ${utcMinute(owed.dueAt)}.` : ""}`;
  },
});
