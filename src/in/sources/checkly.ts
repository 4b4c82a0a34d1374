import type { Level, Signal } from "../../domain/events.ts";
import { identityOf, instantOf, labelsOf, linksOf, text, titleOf } from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { headerOf, isSigned } from "../signature.ts";
import { defineSource, type Reading } from "../source.ts";

/** Names come as the user's template writes them: `check_id`, `CHECK_ID`. */
const names = ["alert_type", "check_id", "check_name"] as const;

/**
 * Checkly's webhook, from a template whose default we read; all values are texts. It signs the body with a secret of the
 * channel; the time it shows beside is not signed.
 */
export default defineSource<Members>({
  name: "checkly",
  methods: ["PUT"],
  verify: ({ raw, ...request }, secrets) => isSigned([headerOf(request, "x-checkly-signature") ?? ""], secrets, raw),
  body: objectWith(...names, ...names.map((name) => name.toUpperCase())),
  signals: (body, reading) => [signalOf(lowered(body), reading)],
  deliveryId(body) {
    const { check_result_id, alert_type } = lowered(body);
    const result = text(check_result_id);
    return result === null ? null : `${result} ${text(alert_type)}`;
  },
});

function lowered(body: Members): Members {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
}

function signalOf(body: Members, reading: Reading): Signal {
  const type = text(body.alert_type);
  const kind = type?.toUpperCase() ?? "";
  const over = kind.endsWith("RECOVERY");
  const id = text(body.check_id) ?? reading.unique();
  const at = instantOf(body.started_at);
  const event = text(body.event);
  return {
    source: "checkly",
    identity: identityOf(reading.prefix, kind === "ALERT_SSL" ? `${id}:ssl` : id),
    status: over ? "resolved" : "firing",
    title: titleOf(text(body.check_name) ?? event ?? `Check ${id}`),
    description: text(body.check_error_message) ?? event,
    severityHint: type,
    level: over ? undefined : levelFor(kind),
    labels: labelsIn(body),
    groupKey: null,
    startedAt: over || kind.endsWith("REMAIN") ? null : at,
    endedAt: over ? (at ?? undefined) : undefined,
    eventAt: at ?? undefined,
    runbookUrl: null,
    links: linksOf({ Source: body.link }),
  };
}

/** Checkly has no levels: a check is degraded or it fails, and a certificate runs out in days. */
function levelFor(kind: string): Level | undefined {
  if (kind === "ALERT_SSL" || kind === "ALERT_DEGRADED" || kind === "ALERT_DEGRADED_REMAIN") return "warning";
  return kind.startsWith("ALERT_") ? "error" : undefined;
}

function labelsIn(body: Members): Record<string, string> {
  const { event, link, check_error_message, check_result_id, started_at, uuid, ...said } = body;
  return labelsOf(said);
}
