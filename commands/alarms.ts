import { headline } from "../src/domain/incident/view.ts";
import { defineCommand } from "../src/in/command.ts";
import { choice, severityWord } from "../src/in/fields.ts";
import { listAlerts } from "../src/store/read/alert-list.ts";
import { type Line, line } from "../src/text/card.ts";
import { utcMinute } from "../src/text/instant.ts";

/** Shows the alerts that fire, and answers the proposal of an alert group: it becomes an incident, or it is said to be none. */
export default defineCommand({
  verb: "alarms",
  aliases: { alerts: "" },
  summary: "Shows the alerts that fire; its buttons answer what they propose.",
  usage: "alarms",
  where: "anywhere",
  permission: null,
  fields: {
    do: {
      ...choice("deed", ["declare", "dismiss"], "What to do"),
      position: "word" as const,
      input: "line" as const,
      hidden: true,
    },
    group: {
      read: (given: string) => given.trim(),
      label: "Alert group",
      position: "word" as const,
      input: "line" as const,
      hidden: true,
    },
    severity: { ...severityWord, input: "line" as const, hidden: true },
  },
  check: (_ctx, { do: deed, group }) => (deed && !group ? [{ field: "group", message: "Say which alert group." }] : []),
  event: ({ actor }, { do: deed, group, severity }) =>
    deed && group ? { type: "alert.proposal", group, answer: deed, severity, by: actor } : null,
  said: ({ now }, { do: deed }) =>
    deed === "dismiss" ? "Noted: this is no incident." : now ? `Declared ${headline(now)}.` : "Declared.",
  async answer({ store }) {
    const { items, next } = await listAlerts(store.read, { state: "firing", limit: 30 });
    if (items.length === 0) return "No alert is firing.";
    const said = `${items.length} ${items.length === 1 ? "alert fires" : "alerts fire"}`;
    const lines = items.map(
      ({ alert, incidentNumber }): Line =>
        line`${{ bold: alert.title }} · ${alert.source} · since ${utcMinute(alert.firstAt)}${incidentNumber === null ? "" : ` · #${incidentNumber}`}`,
    );
    const more = next === null ? [] : [{ type: "note", line: "There are more." } as const];
    return { summary: said, blocks: [{ type: "text", line: `${said}:` }, { type: "list", items: lines }, ...more] };
  },
});
