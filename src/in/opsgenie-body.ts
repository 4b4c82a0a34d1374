import { z } from "zod";
import type { Signal } from "../domain/events.ts";
import {
  epochOf,
  firstText,
  identityOf,
  labelsOf,
  labelsOfTags,
  levelOf,
  membersOf,
  text,
  titleOf,
  webLink,
  wordsOf,
} from "./foreign.ts";
import { isPageKey, opsgenieDeed, opsgenieEvent } from "./pager-events.ts";
import type { Reading } from "./source.ts";

/* The outgoing webhook of Opsgenie, which Jira Service Management took over with its body (alert sources 4.4, 4.5). */

/** What changes the state of an alert. Everything else (notes, tags, owners, escalations) is no news to us. */
const isDeed = (action: string) =>
  ["triggered", "acknowledged", "unacknowledged", "resolved"].includes(opsgenieDeed(action));

export const opsgenieBody = z
  .object({
    action: z.string().min(1),
    alert: z.record(z.string(), z.unknown()).nullish(),
    integrationName: z.unknown().optional(),
  })
  .refine((one) => opsgenieEvent(one, "opsgenie") !== null || !isDeed(one.action), {
    error: "Invalid input: expected the alert that the action is about",
    path: ["alert"],
  });

type Body = z.infer<typeof opsgenieBody>;

/** The alert of one message, if the message is about its state. A page of our own is an echo and no alert. */
export function signalsOfAction(body: Body, reading: Reading, source: "opsgenie" | "jsm"): Signal[] {
  const event = opsgenieEvent(body, source);
  if (event === null || !isDeed(event.called) || isPageKey(event.key)) return [];
  const alert = membersOf(body.alert);
  const details = membersOf(alert.details);
  const resolved = event.deed === "resolved";
  const priority = text(alert.priority);
  return [
    {
      source,
      identity: identityOf(reading.prefix, event.alert ?? reading.unique()),
      status: resolved ? "resolved" : "firing",
      acknowledged:
        event.deed === "acknowledged" ? { by: event.by } : event.deed === "unacknowledged" ? "given-back" : undefined,
      // Taking up and giving back say nothing of an alert that we never heard of (decisions.md 2).
      onlyIfKnown: event.deed === "acknowledged" || event.deed === "unacknowledged" ? true : undefined,
      title: titleOf(firstText(alert.message, alert.alias, alert.entity)) || "An alert without a message",
      description: text(alert.description),
      severityHint: priority,
      level: levelOf(priority),
      labels: labelsOf({
        ...labelsOfTags(alert.tags),
        ...details,
        priority,
        entity: alert.entity,
        source: alert.source,
        alias: alert.alias,
        tinyId: alert.tinyId,
        teams: wordsOf(alert.teams),
        integration: body.integrationName,
      }),
      groupKey: null,
      startedAt: epochOf(alert.createdAt),
      endedAt: resolved ? (event.at ?? undefined) : undefined,
      eventAt: event.at ?? undefined,
      runbookUrl: webLink(details.runbook_url) ?? webLink(details.runbook),
      links: [],
    },
  ];
}
