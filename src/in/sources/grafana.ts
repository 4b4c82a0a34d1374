import { z } from "zod";
import type { Signal } from "../../domain/events.ts";
import {
  type GroupedAlert,
  groupAround,
  groupedAlert,
  signalsOfGroup,
  truncationNotices,
} from "../alertmanager-body.ts";
import {
  firstText,
  identityOf,
  labelsOf,
  levelOf,
  linksOf,
  listOf,
  membersOf,
  text,
  titleOf,
  webLink,
} from "../foreign.ts";
import { headerOf, isSigned, isTimely } from "../signature.ts";
import { defineSource, type Reading } from "../source.ts";

const body = z
  .looseObject({ ...groupAround, alerts: z.array(groupedAlert.loose()).min(1).nullish() })
  .refine((one) => one.alerts || text(one.ruleId) !== null || text(one.ruleName) !== null, {
    error:
      "Invalid input: expected alerts (or, of a Grafana before 9, ruleId). A template of your own is for the generic source",
  });

type Body = z.infer<typeof body>;

/** The names of the headers at Grafana's contact point, under "HMAC Signature". */
const options = z.strictObject({
  signature_header: z.string().min(1).default("X-Grafana-Alerting-Signature"),
  timestamp_header: z.string().min(1).optional(),
});

type Options = z.infer<typeof options>;

/**
 * Grafana's webhook contact point, and the alert notifications of Grafana before 9. It can sign: HMAC-SHA256 over the body,
 * or over a time, a colon and the body where the contact point names a header for the time; then it counts for 5 minutes.
 */
export default defineSource<Body, Options>({
  name: "grafana",
  methods: ["PUT"],
  repeatsEveryMs: 4 * 60 * 60_000,
  options,
  verify(request, secrets, { signature_header, timestamp_header }) {
    const shown = headerOf(request, signature_header);
    if (shown === null) return false;
    if (timestamp_header === undefined) return isSigned([shown], secrets, request.raw);
    const signedAt = headerOf(request, timestamp_header);
    return isTimely(signedAt, request.at) && isSigned([shown], secrets, `${signedAt}:`, request.raw);
  },
  body,
  signals(one, reading) {
    if (!one.alerts) return oldSignals(one, reading);
    const { alerts } = one;
    return signalsOfGroup({ ...one, alerts }, reading, { source: "grafana", called: "Grafana", links }).map(
      (signal, at) => ({ ...signal, ...ofItsOwn(signal, alerts[at]) }),
    );
  },
  notices: (one) => truncationNotices(one, "Grafana", "Set Max Alerts to 0 at its contact point."),
});

function links(one: GroupedAlert & Record<string, unknown>): [title: string, url: unknown][] {
  return [
    ["Dashboard", one.dashboardURL],
    ["Panel", one.panelURL],
    ["Silence", one.silenceURL],
    ["Image", one.imageURL],
  ];
}

/** What Grafana means by names of its own. */
function ofItsOwn({ labels, title, description }: Signal, one: Record<string, unknown> | undefined): Partial<Signal> {
  const { alertname, instance, rulename } = labels;
  const own: Partial<Signal> = { description: description ?? text(one?.valueString) };
  if (alertname === "TestAlert" && (instance === undefined || instance === "Grafana")) own.test = true;
  // A rule without data, or that could not be run, says so as an alert of its own: it is not the rule's alert.
  if (alertname === "DatasourceNoData" || alertname === "DatasourceError") {
    own.level = "info";
    if (rulename !== undefined) own.title = titleOf(alertname, rulename, title.slice(alertname.length + 2) || null);
  }
  return own;
}

/** The format before Grafana 9: one rule a message. A paused rule and one that waits are no news. */
function oldSignals(one: Body, reading: Reading<Options>): Signal[] {
  const state = text(one.state)?.toLowerCase();
  if (state === "paused" || state === "pending") return [];
  const name = firstText(one.ruleName, one.title);
  const tags = membersOf(one.tags);
  const severity = text(tags.severity);
  const rule = text(one.ruleId);
  const prefix = reading.prefix.replace("grafana", "grafana-legacy");
  return [
    {
      source: "grafana",
      identity: identityOf(prefix, rule === null ? reading.unique() : `${text(one.orgId) ?? "0"}:${rule}`),
      status: state === "ok" ? "resolved" : "firing",
      title: titleOf(name) || "An alert of Grafana",
      description: [text(one.message), ...measured(one.evalMatches)].filter((line) => line !== null).join("\n") || null,
      severityHint: severity,
      level: levelOf(severity),
      test: name === "Test notification" ? true : undefined,
      labels: labelsOf({ ...tags, ruleId: one.ruleId, ruleName: one.ruleName, orgId: one.orgId }),
      groupKey: null,
      startedAt: null,
      runbookUrl: webLink(tags.runbook_url),
      links: linksOf({ Rule: one.ruleUrl, Image: one.imageUrl }),
    },
  ];
}

/** What was measured, a line each. */
function measured(matches: unknown): string[] {
  return listOf(matches)
    .slice(0, 20)
    .map(membersOf)
    .map(({ metric, value }) => `${text(metric) ?? "value"} = ${text(value) ?? "no value"}`);
}
