import type { Instant } from "../../base/clock.ts";
import { utcDate, utcMinute } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf } from "../events.ts";
import { refuse } from "../refusal.ts";
import { onCallAt } from "../rota.ts";
import type { Terms } from "../terms.ts";
import { summaryEffect } from "./alert-summary.ts";
import { unknownComponent } from "./component.ts";
import { type Incident, noAlerts } from "./state.ts";

/** The longest title that is taken: it stands in headings, topics and public updates. */
export const mostTitleCharacters = 200;

/**
 * Opens an incident: its channel, its card, its clocks, the page. `number` is the next free one, handed in by the engine.
 * Declaring does not acknowledge, unless the declarer is on call.
 */
export function declare(event: EventOf<"incident.declare">, number: number, terms: Terms): Decided<Incident> {
  const { declaration, by, at } = event;
  const title = declaration.title.replace(/\s+/gu, " ").trim();
  if (title === "") return refuse("title-missing", {});
  const length = [...title].length;
  if (length > mostTitleCharacters) return refuse("title-too-long", { length, most: mostTitleCharacters });
  const detectedAt = declaration.detectedAt ?? at;
  if (detectedAt > at) return refuse("in-the-future", { field: "detected_at" });
  const components = declaration.components ?? [];
  const unknown = unknownComponent(components, terms);
  if (unknown) return unknown;

  const onCall = onCallAt(terms.rota, at);
  const declarerIsOnCall = by.kind === "person" && (by.id === onCall.primary || by.id === onCall.secondary);
  const lead = by.kind === "person" ? by.id : onCall.primary;
  const retrospective = declaration.retrospective ?? false;

  const incident: Incident = {
    id: event.incident,
    number,
    kind: declaration.drill ? "drill" : "incident",
    title,
    severity: declaration.severity,
    stage: "INVESTIGATING",
    private: declaration.private ?? false,
    retrospective,
    components,
    account: {
      symptom: declaration.symptom ?? null,
      impact: declaration.impact ?? null,
      cause: null,
      action: null,
      progress: null,
      eta: null,
      rootCause: null,
    },
    detectedAt,
    declaredAt: at,
    declaredBy: by,
    clocksFrom: detectedAt,
    severeSince: at,
    acknowledged: declarerIsOnCall && !retrospective ? { at, by } : null,
    mitigated: null,
    identifiedAt: null,
    resolvedAt: null,
    closure: null,
    roles: lead ? { lead } : {},
    published: false,
    overallByHand: null,
    cadence: null,
    deadlines: [],
    channel: { id: null, name: channelNameOf(title, number, declaration.severity, at, terms), state: "wanted" },
    alerts: alertsOf(declaration, at),
    runbookUrl: declaration.alert?.runbookUrl ?? null,
    paged: [],
    pagesAtAnyHour: declaration.page === true,
    pages: [],
    episodes: 0,
    providers: {},
    readBackAt: null,
    unheard: [],
    called: [],
    draft: null,
    lastUpdate: null,
    postmortem: { drafts: 0, path: null },
    entries: 0,
    chain: "",
    version: 0,
  };

  const kind = incident.kind === "drill" ? "drill" : retrospective ? "retrospective incident" : "incident";
  return decided(incident, {
    timeline: [
      { kind: "alert", at: detectedAt, by, text: firstSignal(event) },
      { kind: "declared", at, by, text: `${by.name} declared the ${kind} as ${incident.severity}: ${title}` },
      ...(incident.acknowledged
        ? [{ kind: "acknowledged" as const, at, by, text: `${by.name}, on call, acknowledged by declaring` }]
        : []),
    ],
    effects: [...roomEffects(incident, terms, at), ...(incident.alerts.total > 1 ? [summaryEffect(incident)] : [])],
  });
}

function alertsOf({ alert }: EventOf<"incident.declare">["declaration"], at: Instant): Incident["alerts"] {
  if (!alert) return noAlerts;
  const { counts, total, group, digest } = alert;
  const standing = { ...counts, total };
  return { ...noAlerts, ...standing, groups: [group], digest, shown: { ...standing, at } };
}

/** Everything the room needs once it exists. The card, the topic and the announcement follow from the state by themselves. */
function roomEffects(incident: Incident, terms: Terms, at: number): Effect[] {
  const { id } = incident;
  const onCall = onCallAt(terms.rota, at);
  const invited = [
    incident.declaredBy.kind === "person" ? incident.declaredBy.id : null,
    incident.retrospective ? null : onCall.primary,
  ];
  const people = [...new Set([...invited, incident.roles.lead].filter((one) => typeof one === "string"))];
  const bookmarks: [string, string | null][] = [
    ["Runbook", incident.runbookUrl],
    ["Dashboard", terms.links.dashboard],
    ["Status page", terms.links.statusPage],
  ];
  return [
    { kind: "channel.create", incident: id, name: incident.channel.name, private: incident.private },
    ...(people.length > 0 ? [{ kind: "channel.invite", incident: id, people } as const] : []),
    {
      kind: "channel.purpose",
      incident: id,
      purpose: `Incident #${incident.number}, detected ${utcMinute(incident.detectedAt)}`,
    },
    ...bookmarks.flatMap(([title, url]) =>
      url ? [{ kind: "channel.bookmark", incident: id, title, url } as const] : [],
    ),
  ];
}

function firstSignal({ declaration, by }: EventOf<"incident.declare">): string {
  return declaration.alert ? `First signal: ${declaration.alert.title}` : `First signal, reported by ${by.name}`;
}

/** The channel's name from its template; Slack's own rules and what is taken are met when it is reserved. */
function channelNameOf(title: string, number: number, severity: string, at: number, terms: Terms): string {
  const name = terms.channelName
    .replaceAll("{date}", utcDate(at))
    .replaceAll("{number}", String(number))
    .replaceAll("{severity}", severity.toLowerCase())
    .replaceAll("{slug}", slugOf(title) || String(number));
  return name.slice(0, mostChannelCharacters).replace(/-+$/u, "");
}

/** Slack takes 80 characters; the rest is kept for a suffix when the name is taken. */
const mostChannelCharacters = 74;

/** Plain letters, digits and dashes: what every Slack workspace accepts as a channel name. */
function slugOf(title: string): string {
  return title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^-|-$/gu, "")
    .slice(0, 40)
    .replace(/-$/u, "");
}
