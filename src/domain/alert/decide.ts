import type { Instant } from "../../base/clock.ts";
import { type Card, line } from "../../text/card.ts";
import { type Decided, type Decision, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf, Happening, Signal } from "../events.ts";
import { buttons, note } from "../incident/view.ts";
import type { Severity } from "../policy.ts";
import { refuse } from "../refusal.ts";
import type { Judgement } from "./rules.ts";
import type { Alert, AlertGroup } from "./state.ts";

/** What an alert decision changes: the alert (null = dropped by rule) and its group. */
export interface AlertRoom {
  alert: Alert | null;
  group: AlertGroup | null;
}

/** What the engine looked up for a signal. `incidentOpen` says whether the group's incident still is. */
export interface Found extends AlertRoom {
  incidentOpen: boolean;
}

/**
 * Decides what one signal of a sender means. By the alert's own state it is a new episode, a repeat, or a resolution
 * (decisions.md 1 to 5):
 *
 * - A new episode joins the open incident of its group. Where there is none, its rule declares one, proposes one, or
 *   merely lists the alert.
 * - A repeat refreshes and counts; nobody hears of it.
 * - A resolution tells the incident. One without a firing is kept and listed, and nothing else.
 */
export function decideSignal(event: EventOf<"alert.signal">, found: Found, judgement: Judgement): Decision<AlertRoom> {
  const { signal, at } = event;
  const { alert, group } = found;
  if (judgement.outcome === "drop" || judgement.outcome === "mark")
    return decided<AlertRoom>({ alert: null, group: null });
  if (signal.status === "resolved") return resolved(event, found, judgement);
  if (alert?.status === "firing" && group) {
    return decided<AlertRoom>({
      alert: { ...refreshed(alert, signal, at), count: alert.count + 1 },
      group: touched(group, at),
    });
  }
  return fired(event, found, judgement);
}

function fired(event: EventOf<"alert.signal">, found: Found, judgement: Judgement): Decision<AlertRoom> {
  const { signal, at, by } = event;
  const { outcome, severity, page } = judgement;
  const { key, about } = judgement.group;
  const fresh = found.group !== null && (found.group.firing > 0 || at - found.group.lastAt <= judgement.windowMs);
  const known = fresh ? found.group : null;
  const incident = known?.incident && found.incidentOpen ? known.incident : null;
  const group: AlertGroup = {
    key,
    about,
    incident,
    proposal: known?.proposal ?? null,
    firing: (known?.firing ?? 0) + 1,
    total: (known?.total ?? 0) + 1,
    lastAt: at,
  };
  const alert = begun(event, judgement, incident);

  if (incident) {
    const joined = {
      type: "incident.alert-joined",
      incident,
      by,
      title: signal.title,
      severity,
      runbookUrl: alert.runbookUrl,
      page: page || undefined,
    } as const;
    return decided<AlertRoom>({ alert, group }, { followUps: [joined] });
  }
  if (outcome === "declare" && severity) {
    const declared = declaration(
      event.id,
      group,
      {
        severity,
        title: signal.title,
        component: judgement.component,
        runbookUrl: alert.runbookUrl,
        detectedAt: alert.firstAt,
        page,
      },
      by,
    );
    const settled: AlertGroup = {
      ...group,
      incident: event.id,
      proposal: group.proposal?.state === "open" ? { ...group.proposal, state: "declared" } : group.proposal,
    };
    return decided<AlertRoom>(
      { alert: { ...alert, incident: event.id }, group: settled },
      {
        followUps: [declared],
        effects:
          group.proposal?.state === "open"
            ? [closeProposal(settled, `An incident was declared for ${group.about}.`)]
            : [],
      },
    );
  }
  if (outcome === "propose" && severity) {
    const standing = group.proposal?.state === "open" || group.proposal?.state === "dismissed";
    const { component, runbookUrl, firstAt: detectedAt } = alert;
    const proposal = standing
      ? group.proposal
      : { severity, title: signal.title, component, runbookUrl, detectedAt, state: "open" as const, at };
    const proposed = { ...group, proposal };
    return decided<AlertRoom>(
      { alert, group: proposed },
      { effects: proposal?.state === "open" ? [showProposal(proposed)] : [] },
    );
  }
  return decided<AlertRoom>({ alert, group });
}

function resolved(event: EventOf<"alert.signal">, { alert, group }: Found, judgement: Judgement): Decision<AlertRoom> {
  const { signal, at, by } = event;
  if (!alert || !group) {
    const { key, about } = judgement.group;
    const listed = { ...begun(event, judgement, null), status: "resolved" as const, resolvedAt: at };
    return decided<AlertRoom>({
      alert: listed,
      group: group ?? { key, about, incident: null, proposal: null, firing: 0, total: 0, lastAt: at },
    });
  }
  if (alert.status === "resolved")
    return decided<AlertRoom>({ alert: { ...refreshed(alert, signal, at), count: alert.count + 1 }, group });

  const firing = Math.max(0, group.firing - 1);
  const withdrawn = firing === 0 && group.proposal?.state === "open";
  const now: AlertGroup = {
    ...group,
    firing,
    lastAt: at,
    proposal: withdrawn && group.proposal ? { ...group.proposal, state: "withdrawn" } : group.proposal,
  };
  const followUps: Happening[] = alert.incident
    ? [{ type: "incident.alert-resolved", incident: alert.incident, by, title: alert.title }]
    : [];
  return decided<AlertRoom>(
    { alert: { ...refreshed(alert, signal, at), status: "resolved", resolvedAt: at }, group: now },
    {
      followUps,
      effects: withdrawn ? [closeProposal(now, `Resolved by itself: ${group.proposal?.title ?? group.about}.`)] : [],
    },
  );
}

/** A person answers a proposal: it becomes an incident with all alerts of its group, or it is said to be none. */
export function decideProposal(event: EventOf<"alert.proposal">, group: AlertGroup | null): Decided<AlertRoom> {
  const { proposal } = group ?? {};
  if (!group || !proposal) return refuse("not-found", { what: "such proposal" });
  if (proposal.state !== "open") return refuse("proposal-is-gone", { how: proposal.state });
  if (event.answer === "dismiss") {
    const now: AlertGroup = { ...group, proposal: { ...proposal, state: "dismissed" } };
    return decided<AlertRoom>(
      { alert: null, group: now },
      { effects: [closeProposal(now, `${event.by.name} said that this is no incident: ${proposal.title}.`)] },
    );
  }
  const severity = event.severity ?? proposal.severity;
  const now: AlertGroup = { ...group, incident: event.id, proposal: { ...proposal, state: "declared" } };
  const declared = declaration(event.id, group, { ...proposal, severity }, event.by);
  return decided<AlertRoom>(
    { alert: null, group: now },
    {
      followUps: [declared],
      effects: [closeProposal(now, `${event.by.name} declared a ${severity}: ${proposal.title}.`)],
    },
  );
}

function begun(
  { id, signal, at }: EventOf<"alert.signal">,
  { rule, severity, component, runbook, group }: Judgement,
  incident: string | null,
): Alert {
  const { startedAt } = signal;
  return {
    id,
    identity: signal.identity,
    source: signal.source,
    status: "firing",
    title: signal.title,
    description: signal.description,
    severity,
    component,
    labels: signal.labels,
    group: group.key,
    count: 1,
    firstAt: startedAt !== null && startedAt <= at ? startedAt : at,
    lastAt: at,
    resolvedAt: null,
    incident,
    runbookUrl: signal.runbookUrl ?? runbook,
    links: signal.links,
    rule: rule?.name ?? null,
  };
}

/** How finely a group knows when it was last heard of, ms: a storm of repeats must not write it each time. */
const lastHeardMs = 60_000;

function touched(group: AlertGroup, at: Instant): AlertGroup {
  return at - group.lastAt < lastHeardMs ? group : { ...group, lastAt: at };
}

/** The title stays as the episode began with; description and labels follow the sender (decisions.md 3). */
function refreshed(alert: Alert, signal: Signal, at: Instant): Alert {
  return { ...alert, description: signal.description, labels: signal.labels, links: signal.links, lastAt: at };
}

interface Origin {
  severity: Severity;
  title: string;
  component: string | null;
  runbookUrl: string | null;
  detectedAt: Instant;
  page?: boolean | undefined;
}

function declaration(
  incident: string,
  group: AlertGroup,
  origin: Origin,
  by: EventOf<"alert.signal">["by"],
): Happening {
  const { severity, title, component, runbookUrl, detectedAt, page } = origin;
  const alert = { group: group.key, title, runbookUrl, firing: group.firing };
  return {
    type: "incident.declare",
    incident,
    by,
    declaration: {
      severity,
      title: clipped(title),
      components: component ? [component] : [],
      detectedAt,
      alert,
      page: page || undefined,
    },
  };
}

/** A sender's title may be longer than an incident's can be; a person can say more in a note. */
function clipped(title: string): string {
  const characters = [...title];
  return characters.length <= 150 ? title : `${characters.slice(0, 149).join("")}…`;
}

function proposalSlot(group: AlertGroup): string {
  return `proposal/${group.key}/${group.proposal?.at ?? 0}`;
}

function showProposal(group: AlertGroup): Effect {
  const { severity, title } = group.proposal ?? { severity: "SEV3", title: group.about };
  const card: Card = {
    summary: `${severity} proposed: ${title}`,
    blocks: [
      { type: "text", line: line`An alert proposes a ${severity}: ${{ bold: title }}` },
      {
        type: "facts",
        facts: [
          { label: "Alerts firing", value: String(group.firing) },
          { label: "Group", value: group.about },
        ],
      },
      buttons([
        { label: `Declare ${severity}`, verb: "alarms", words: `declare ${group.key}`, style: "primary" },
        { label: "Not an incident", verb: "alarms", words: `dismiss ${group.key}` },
      ]),
    ],
  };
  const slot = proposalSlot(group);
  return { kind: "message.show", to: { announcement: true }, card, slot, lane: slot, urgency: "reminder" };
}

function closeProposal(group: AlertGroup, text: string): Effect {
  const slot = proposalSlot(group);
  return {
    kind: "message.settle",
    to: { announcement: true },
    slot,
    lane: slot,
    card: { summary: text, blocks: [note(text)] },
  };
}
