import { z } from "zod";
import type { Level, Signal } from "../../domain/events.ts";
import {
  firstText,
  identityOf,
  instantOf,
  labelsOf,
  levelOf,
  linksOf,
  listOf,
  membersOf,
  text,
  titleOf,
  webLink,
  wordsOf,
} from "../foreign.ts";
import { defineSource, type Reading } from "../source.ts";

const members = z.record(z.string(), z.unknown());
const body = z.object({
  schemaId: z.literal("azureMonitorCommonAlertSchema", {
    error: "Invalid input: expected azureMonitorCommonAlertSchema; enable the common alert schema on the action group",
  }),
  data: z.object({
    essentials: members,
    alertContext: z.unknown().optional(),
    customProperties: z.unknown().optional(),
  }),
  customProperties: z.unknown().optional(),
});

type Body = z.infer<typeof body>;

/** Azure's severities begin with 0, where everybody else's Sev1 is the worst (alert sources 1.1). */
const azureLevels: Record<string, Level> = {
  sev0: "critical",
  sev1: "error",
  sev2: "warning",
  sev3: "info",
  sev4: "info",
};

/** Azure Monitor's action groups, with the common alert schema. Each episode of a rule has an alert id of its own. */
export default defineSource<Body>({
  name: "azure-monitor",
  prefix: "azure",
  body,
  signals: (one, reading) => [signalOf(one, reading)],
});

function signalOf({ data, customProperties }: Body, reading: Reading): Signal {
  const { essentials } = data;
  const context = membersOf(data.alertContext);
  const id = text(essentials.alertId);
  // A time of resolving in a body that says Fired is left from before: the condition counts.
  const resolved = text(essentials.monitorCondition)?.toLowerCase() === "resolved";
  const severity = text(essentials.severity);
  const conditions = listOf(membersOf(context.condition).allOf).slice(0, 20).map(membersOf);
  const own = { ...membersOf(context.properties), ...membersOf(data.customProperties), ...membersOf(customProperties) };
  return {
    source: "azure-monitor",
    identity: identityOf(reading.prefix, id?.toLowerCase() ?? reading.unique()),
    status: resolved ? "resolved" : "firing",
    title:
      titleOf(
        firstText(
          essentials.alertRule,
          membersOf(context.AlertData).BudgetName,
          essentials.description,
          essentials.monitoringService,
        ),
      ) || "An alert of Azure Monitor",
    description:
      [text(essentials.description), ...conditions.map(conditionOf)].filter((line) => line !== null).join("\n") || null,
    severityHint: severity,
    level: severity === null ? undefined : (azureLevels[severity.toLowerCase()] ?? levelOf(severity)),
    labels: labelsOf({
      ...dimensionsOf(conditions),
      ...own,
      alertRule: essentials.alertRule,
      signalType: essentials.signalType,
      monitoringService: essentials.monitoringService,
      configurationItems: wordsOf(essentials.configurationItems),
      ...placeOf(firstText(essentials.alertTargetIDs)),
    }),
    groupKey: null,
    startedAt: instantOf(essentials.firedDateTime),
    endedAt: resolved ? (instantOf(essentials.resolvedDateTime) ?? undefined) : undefined,
    oneEpisode: id === null ? undefined : true,
    runbookUrl: webLink(own.runbook_url) ?? webLink(own.runbook),
    links: linksOf({
      Azure: essentials.investigationLink,
      "Search results": conditions.map((one) => firstText(one.linkToSearchResultsUI)).find((url) => url !== null),
    }),
  };
}

/** `Percentage CPU GreaterThan 25 (31.1)`. Null where nothing is said of what was measured. */
function conditionOf(one: Record<string, unknown>): string | null {
  const name = firstText(one.metricName, one.metricMeasureColumn, one.searchQuery);
  if (name === null) return null;
  const value = text(one.metricValue);
  const said = [name, text(one.operator), text(one.threshold), value === null ? null : `(${value})`];
  return said.filter((part) => part !== null).join(" ");
}

function dimensionsOf(conditions: Record<string, unknown>[]): Record<string, unknown> {
  const all = conditions.flatMap((one) => listOf(one.dimensions).slice(0, 50).map(membersOf));
  return Object.fromEntries(all.flatMap(({ name, value }) => (text(name) === null ? [] : [[text(name), value]])));
}

/** Where the first thing that the alert is about lies. */
function placeOf(target: string | null): Record<string, unknown> {
  const part = (name: string) => new RegExp(`/${name}/([^/]+)`, "i").exec(target ?? "")?.[1];
  return { subscription: part("subscriptions"), resourceGroup: part("resourcegroups"), target };
}
