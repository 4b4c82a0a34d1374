import type { Signal } from "../../domain/events.ts";
import { epochOf, identityOf, isLeftover, labelsOf, linksOf, text, titleOf } from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { defineSource, type Reading } from "../source.ts";

/**
 * UptimeRobot's webhook: JSON, a form or a query, from a template of `*variables*`; all values are texts. Its test leaves
 * the monitor's id as the variable it is. Signs nothing.
 */
export default defineSource<Members>({
  name: "uptimerobot",
  methods: ["GET"],
  body: objectWith("monitorID", "monitorFriendlyName", "monitorURL", "alertType", "alertTypeFriendlyName"),
  signals: (body, reading) => (isLeftover(body.monitorID) ? [] : [signalOf(body, reading)]),
});

type Kind = "down" | "up" | "expiry";

/** By the type's number; by its name where the template has only that. Whatever is unknown is down. */
function kindOf({ alertType, alertTypeFriendlyName }: Members): Kind {
  const type = text(alertType);
  if (type !== null) return type === "2" ? "up" : type === "3" ? "expiry" : "down";
  const name = text(alertTypeFriendlyName) ?? "";
  return /^up$/i.test(name) ? "up" : /ssl|expir/i.test(name) ? "expiry" : "down";
}

function signalOf(body: Members, reading: Reading): Signal {
  const kind = kindOf(body);
  const id = text(body.monitorID) ?? reading.unique();
  const at = epochOf(body.alertDateTime);
  const name = text(body.monitorFriendlyName) ?? text(body.monitorURL) ?? `Monitor ${id}`;
  const lasted = Math.round(Number(text(body.alertDuration) ?? Number.NaN) * 1_000);
  return {
    source: "uptimerobot",
    identity: identityOf(reading.prefix, kind === "expiry" ? `${id}:ssl` : id),
    status: kind === "up" ? "resolved" : "firing",
    title: kind === "expiry" ? titleOf(name, "its certificate or domain expires") : titleOf(name),
    description: text(body.alertDetails),
    severityHint: null,
    level: kind === "expiry" ? "warning" : undefined,
    labels: labelsIn(body),
    groupKey: null,
    startedAt: kind !== "up" ? at : at !== null && lasted >= 0 && lasted < at ? at - lasted : null,
    endedAt: kind === "up" ? (at ?? undefined) : undefined,
    eventAt: at ?? undefined,
    runbookUrl: null,
    // Rules that ask what is monitored ask whether it answers.
    links: linksOf({ [kind === "expiry" ? "Address" : "Monitored"]: body.monitorURL }),
  };
}

/** What the template has, with the user's own names; but not what is said elsewhere, and no address of a contact. */
function labelsIn(body: Members): Record<string, string> {
  const { alertDetails, alertDateTime, alertDuration, alertID, monitorAlertContacts, token, ...said } = body;
  return labelsOf(said);
}
