import { updateOwed } from "../src/domain/incident/deadlines.ts";
import { headline } from "../src/domain/incident/view.ts";
import { defineCommand } from "../src/in/command.ts";
import { needed, rest, severityWord } from "../src/in/fields.ts";
import { utcMinute } from "../src/text/instant.ts";

/** Reclassifies the incident; every clock is worked out again. */
export default defineCommand({
  verb: "severity",
  aliases: { sev: "", reclassify: "" },
  summary: "Changes the severity; every clock is worked out again.",
  usage: "severity SEV1|SEV2|SEV3|SEV4 <why>",
  examples: ["severity sev1 all regions are down"],
  where: "incident",
  permission: "respond",
  fields: { severity: needed(severityWord), why: needed({ ...rest, label: "Why", input: "line" }) },
  form: {
    title: "Change the severity",
    submit: "Change it",
    prefill: ({ incident }, { severity }) => ({ severity: severity ?? incident.severity }),
  },
  event: ({ incident, actor }, { severity, why }) => ({
    type: "incident.reclassify",
    incident: incident.id,
    by: actor,
    to: severity,
    why,
  }),
  said({ was, now }) {
    const owed = updateOwed(now);
    const next = owed ? ` The next update is due by ${utcMinute(owed.dueAt)}.` : "";
    return `${headline(now)} (it was ${was?.severity}). The clocks were worked out again.${next}`;
  },
});
