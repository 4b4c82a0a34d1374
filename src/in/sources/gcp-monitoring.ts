import { z } from "zod";
import type { Signal } from "../../domain/events.ts";
import {
  epochOf,
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
import { defineSource, type Reading } from "../source.ts";

const body = z.object({ version: z.unknown().optional(), incident: z.record(z.string(), z.unknown()) });

type Body = z.infer<typeof body>;

/** Google Cloud Monitoring's webhook channel, versions 1.1 and 1.2. Signs nothing. Its test is listed, and pages nobody. */
export default defineSource<Body>({
  name: "gcp-monitoring",
  prefix: "gcp",
  body,
  signals: (one, reading) => [signalOf(one, reading)],
});

function signalOf({ version, incident }: Body, reading: Reading): Signal {
  const id = text(incident.incident_id);
  const state = text(incident.state)?.toLowerCase();
  const ended = epochOf(incident.ended_at);
  // Zero and null are no end, and a state that is said counts for more than a time.
  const resolved = state === undefined ? ended !== null : state === "closed";
  const own = membersOf(incident.policy_user_labels);
  const resource = membersOf(incident.resource);
  const documentation = membersOf(incident.documentation);
  const word = severityOf(incident.severity) ?? severityOf(own.severity);
  const policy = text(incident.policy_name);
  const condition = text(incident.condition_name);
  const summary = text(incident.summary);
  return {
    source: "gcp-monitoring",
    identity: identityOf(reading.prefix, id ?? reading.unique()),
    status: resolved ? "resolved" : "firing",
    title:
      titleOf(policy, condition === policy ? null : condition) ||
      titleOf(summary) ||
      "An alert of Google Cloud Monitoring",
    description: [summary, text(documentation.content)].filter((part) => part !== null).join("\n\n") || null,
    severityHint: word,
    level: levelOf(word),
    test: text(version)?.toLowerCase() === "test" ? true : undefined,
    labels: labelsOf({
      ...membersOf(membersOf(incident.metadata).user_labels),
      ...membersOf(resource.labels),
      ...own,
      resource_type: firstText(resource.type, incident.resource_type_display_name),
      resource_name: incident.resource_name,
      project: firstText(incident.scoping_project_id, incident.project_id),
      metric: membersOf(incident.metric).type,
      policy_name: policy,
      condition_name: condition,
    }),
    groupKey: null,
    startedAt: epochOf(incident.started_at),
    endedAt: resolved ? (ended ?? undefined) : undefined,
    // An incident that is closed is never opened again; a new one gets a new id.
    oneEpisode: id === null ? undefined : true,
    ...linked(incident, documentation),
  };
}

/** `No severity` is what Google writes for none. */
function severityOf(value: unknown): string | null {
  const word = text(value);
  return word?.toLowerCase() === "no severity" ? null : word;
}

function linked(
  incident: Record<string, unknown>,
  documentation: Record<string, unknown>,
): Pick<Signal, "runbookUrl" | "links"> {
  const links = linksOf({ "Google Cloud": incident.url });
  let runbookUrl: string | null = null;
  for (const one of listOf(documentation.links).slice(0, 10).map(membersOf)) {
    const url = webLink(one.url);
    const title = firstText(one.displayName, one.display_name) ?? "Documentation";
    if (url === null) continue;
    if (runbookUrl === null && /run\s?book|play\s?book/i.test(title)) runbookUrl = url;
    else links.push({ title: titleOf(title), url });
  }
  return { runbookUrl, links };
}
