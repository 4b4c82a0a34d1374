import { type Block, type Button, bold, type Card, channel, italic, type Line, line, person } from "../../text/card.ts";
import { hoursMinutes, utcClock, utcDate, utcMinute } from "../../text/instant.ts";
import type { Actor } from "../actor.ts";
import type { Effect, Urgency } from "../effects.ts";
import type { Terms } from "../terms.ts";
import { updateOwed } from "./deadlines.ts";
import { type Deadline, type Incident, isOpen, type Role, running, type Update } from "./state.ts";
import { defaultAudience, overallFor } from "./wording.ts";

/*
 * What people see of an incident at all times: the pinned card, the announcement and the topic. They are worked out from the
 * state and sent when they differ from what was shown before, so no verb has to remember them.
 */

/** The effects that bring what is shown in line with the new state. Quiet when nothing people see has changed. */
export function shown(was: Incident | null, now: Incident, terms: Terms): Effect[] {
  const before = was && { topic: topicOf(was), card: cardOf(was, terms), announcement: announcementOf(was, terms) };
  const after = { topic: topicOf(now), card: cardOf(now, terms), announcement: announcementOf(now, terms) };
  const effects: Effect[] = [];
  if (changed(before?.card, after.card))
    // Until the channel is there, an edit takes the place of the first card, and must not come later than that would.
    effects.push(show(now, "card", { incident: now.id }, after.card, was?.channel.id ? "card" : "room"));
  if (!was)
    effects.push({ kind: "message.pin", to: { incident: now.id }, slot: `${now.id}/card`, lane: `${now.id}/pin` });
  if (changed(before?.topic, after.topic))
    effects.push({ kind: "channel.topic", incident: now.id, topic: after.topic });
  if (!now.retrospective && changed(before?.announcement, after.announcement)) {
    effects.push(show(now, "announcement", { announcement: true }, after.announcement, was ? "card" : "room"));
  }
  return effects;
}

function changed(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

function show(
  incident: Incident,
  what: "card" | "announcement",
  to: { incident: string } | { announcement: true },
  card: Card,
  urgency: Urgency,
): Effect {
  const slot = `${incident.id}/${what}`;
  return { kind: "message.show", to, card, slot, lane: slot, urgency };
}

/** `SEV1 · IDENTIFIED · lead @a · next update 14:30Z`; says so when that is late (decisions.md 15). */
export function topicOf(incident: Incident): Line {
  const lead = incident.roles.lead;
  const parts: Line[] = [kindWord(incident) + incident.severity, standing(incident)];
  if (lead) parts.push(line`lead ${person(lead)}`);
  const owed = updateOwed(incident);
  if (owed) parts.push(isLate(owed) ? `🔴 update was due ${dueTime(owed)}` : `next update ${dueTime(owed)}`);
  return parts.flatMap((part, index) => (index === 0 ? [part] : [" · ", part])).flat();
}

/** `14:30Z`, with its date where that is another than the clock started on: a topic that is read on Sunday must not mean Tuesday. */
function dueTime({ startedAt, dueAt }: Deadline): string {
  return utcDate(startedAt) === utcDate(dueAt) ? utcClock(dueAt) : utcMinute(dueAt);
}

/** True from the due step of its reminders on. */
export function isLate(deadline: Deadline): boolean {
  return deadline.state === "running" && deadline.round >= 2;
}

/** Where it stands in one word: its stage, or how it ended. */
export function standing(incident: Incident): string {
  if (!incident.closure) return incident.stage;
  return incident.closure.how === "signed-off" || incident.closure.how === "waived"
    ? "CLOSED"
    : incident.closure.how.toUpperCase();
}

function kindWord(incident: Incident): string {
  return incident.kind === "drill" ? "DRILL " : "";
}

/** The card that is pinned in the incident's channel. */
export function cardOf(incident: Incident, terms: Terms): Card {
  return {
    summary: headline(incident),
    blocks: [
      { type: "heading", text: headline(incident) },
      { type: "facts", facts: [...standingFacts(incident), ...scopeFacts(incident, terms)] },
      ...(incident.private ? [note("Private: nothing of this leaves the channel.")] : []),
      { type: "buttons", buttons: isOpen(incident) ? openButtons(incident) : endedButtons(incident) },
    ],
  };
}

/** What the announcement channel sees: the same incident, shorter. Of a private one only that it exists. */
export function announcementOf(incident: Incident, terms: Terms): Card {
  if (incident.private) {
    const text = `#${incident.number} · ${incident.severity} · a private incident is ${isOpen(incident) ? "being handled" : "over"}`;
    return { summary: text, blocks: [{ type: "text", line: bold(text) }] };
  }
  const where: Line = incident.channel.id ? channel(incident.channel.id) : "its channel is being opened";
  const ended = incident.resolvedAt === null ? [] : [{ label: "Duration", value: durationOf(incident) }];
  const facts = [{ label: "Work happens in", value: where }, ...standingFacts(incident).slice(0, 4), ...ended];
  return {
    summary: headline(incident),
    blocks: [
      { type: "text", line: bold(headline(incident)) },
      { type: "facts", facts },
      ...(isOpen(incident) && !incident.acknowledged ? [buttons([ackButton(incident)])] : []),
      ...(overallFor(incident, terms) && incident.published ? [note("The public has been told.")] : []),
    ],
  };
}

/** `#12 · SEV1 · Gateway returns 503` */
export function headline(incident: Incident): string {
  return `#${incident.number} · ${kindWord(incident)}${incident.severity} · ${incident.title}`;
}

/** Hours and minutes from detection to resolution. */
export function durationOf(incident: Incident): string {
  return hoursMinutes((incident.resolvedAt ?? incident.detectedAt) - incident.detectedAt);
}

function standingFacts(incident: Incident): { label: string; value: Line }[] {
  const facts: { label: string; value: Line }[] = [
    { label: "Stage", value: standing(incident) },
    { label: "Incident commander", value: holder(incident, "lead") },
    { label: "Acknowledged", value: acknowledgement(incident) },
  ];
  const owed = updateOwed(incident);
  if (owed)
    facts.push({
      label: "Next update by",
      value: isLate(owed) ? line`🔴 ${bold(utcMinute(owed.dueAt))}, late` : utcMinute(owed.dueAt),
    });
  if (incident.resolvedAt !== null) facts.push({ label: "Resolved", value: utcMinute(incident.resolvedAt) });
  if (incident.closure) facts.push({ label: standing(incident), value: incident.closure.why });
  return facts;
}

function scopeFacts(incident: Incident, terms: Terms): { label: string; value: Line }[] {
  const facts: { label: string; value: Line }[] = [
    { label: "Detected", value: utcMinute(incident.detectedAt) },
    {
      label: "Components",
      value: incident.components.length > 0 ? incident.components.join(", ") : italic("not named yet"),
    },
    { label: "Public", value: publicly(incident, terms) },
  ];
  // As the summary shows them: the card is not edited more often than that.
  const { firing, unknown, total } = incident.alerts.shown ?? incident.alerts;
  const lost = unknown > 0 ? `, ${unknown} unknown` : "";
  if (total > 0) facts.push({ label: "Alerts", value: `${firing} firing of ${total}${lost}` });
  if (incident.draft) facts.push({ label: "Draft", value: line`by ${named(incident.draft.by)}, waits for approval` });
  const others = (["comms", "scribe", "ops"] as const).filter((role) => incident.roles[role]);
  if (others.length > 0) {
    facts.push({
      label: "Roles",
      value: others.flatMap((role, index) => [index > 0 ? ", " : "", `${role} `, holder(incident, role)]).flat(),
    });
  }
  const mitigation = running(incident, "mitigation");
  if (incident.mitigated)
    facts.push({ label: "Mitigated", value: `${utcMinute(incident.mitigated.at)}: ${incident.mitigated.how}` });
  else if (mitigation)
    facts.push({
      label: "Mitigate by",
      value: isLate(mitigation) ? `🔴 ${utcMinute(mitigation.dueAt)}, late` : utcMinute(mitigation.dueAt),
    });
  return facts;
}

function holder(incident: Incident, role: Role): Line {
  const held = incident.roles[role];
  return held ? person(held) : italic("nobody yet");
}

function acknowledgement(incident: Incident): Line {
  if (incident.acknowledged) return line`${named(incident.acknowledged.by)}, ${utcClock(incident.acknowledged.at)}`;
  const owed = running(incident, "ack");
  if (incident.retrospective) return "no clock runs";
  if (!owed) return "not yet";
  return isLate(owed) ? line`🔴 ${bold(`was due ${utcClock(owed.dueAt)}`)}` : `by ${utcMinute(owed.dueAt)}`;
}

function publicly(incident: Incident, terms: Terms): string {
  if (defaultAudience(incident, terms) === "internal") return "never";
  if (!incident.published) return "not told yet";
  return isOpen(incident)
    ? `told: ${incident.lastUpdate?.told ?? overallFor(incident, terms) ?? "operational"}`
    : "told, and closed";
}

/** A person as a mention, anybody else by name. */
export function named(actor: Actor): Line {
  return actor.kind === "person" ? person(actor.id) : actor.name;
}

export function ackButton(incident: Incident): Button {
  return { label: "Ack", verb: "ack", words: `#${incident.number}`, style: "primary" };
}

/** One click says, correctly and publicly, that nothing has changed; pressing it confirms the severity it names. */
export function noChangeButton(incident: Incident): Button {
  return { label: `Still ${incident.severity}, no change`, verb: "nochange", words: `#${incident.number}` };
}

export function updateButton(incident: Incident, label = "Post update"): Button {
  return { label, verb: "update", words: `#${incident.number}` };
}

function openButtons(incident: Incident): Button[] {
  const number = `#${incident.number}`;
  return [
    ...(incident.acknowledged || incident.retrospective ? [] : [ackButton(incident)]),
    updateButton(incident),
    ...(incident.lastUpdate ? [noChangeButton(incident)] : []),
    { label: "Severity", verb: "severity", words: number },
    { label: "Take the lead", verb: "lead", words: `${number} me` },
    ...(incident.mitigated ? [] : [{ label: "Mitigated", verb: "mitigated", words: number }]),
    { label: "Resolve", verb: "resolve", words: number },
  ];
}

function endedButtons(incident: Incident): Button[] {
  const number = `#${incident.number}`;
  return [
    { label: "Reopen", verb: "reopen", words: number },
    ...(incident.postmortem.path ? [{ label: "Post-mortem", verb: "postmortem", words: `${number} show` }] : []),
  ];
}

export function buttons(list: Button[]): Block {
  return { type: "buttons", buttons: list };
}

export function note(text: Line): Block {
  return { type: "note", line: text };
}

/**
 * An update in the incident's channel, word for word. It stands in the feed like everything that is said, under a name of its
 * own, so that a correction edits it there.
 */
export function updatePost(incident: Incident, { id, text }: Pick<Update, "id" | "text">, said: Line): Effect {
  return {
    kind: "message.show",
    to: { incident: incident.id },
    card: {
      summary: text,
      blocks: [
        { type: "text", line: said },
        { type: "quote", text },
      ],
    },
    slot: `${incident.id}/update/${id}`,
    lane: `${incident.id}/feed`,
    urgency: "public-update",
  };
}

/** Something said once in the incident's channel. `slot` keeps it current instead, under that name. */
export function say(
  incident: Incident,
  card: Card,
  rest: { slot?: string; urgency?: "public-update" | "reminder" | "rest" } = {},
): Effect {
  const slot = rest.slot ? `${incident.id}/${rest.slot}` : null;
  return {
    kind: "message.show",
    to: { incident: incident.id },
    card,
    slot,
    lane: slot ?? `${incident.id}/feed`,
    urgency: rest.urgency ?? "rest",
  };
}

/** A card of one line, with buttons under it. */
export function plain(summary: string, text: Line, under: Button[] = []): Card {
  return { summary, blocks: [{ type: "text", line: text }, ...(under.length > 0 ? [buttons(under)] : [])] };
}
