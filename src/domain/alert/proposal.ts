import type { Instant } from "../../base/clock.ts";
import { type Block, type Card, type Line, line } from "../../text/card.ts";
import { utcMinute } from "../../text/instant.ts";
import type { Actor } from "../actor.ts";
import { type Decided, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf, Happening } from "../events.ts";
import { buttons, note } from "../incident/view.ts";
import type { Severity } from "../policy.ts";
import { refuse } from "../refusal.ts";
import { topOf } from "./digest.ts";
import { type AlertGroup, type AlertRoom, isQuiet } from "./state.ts";

/*
 * The one message of a group in the announcement channel: it proposes an incident, or tells of what could not be read. It
 * is edited as alerts come, at most once in `cardEveryMs`, and closed with what became of it.
 */

/** The least time between two edits of a card about alerts, ms: a storm must not spend what Slack allows for everything. */
export const cardEveryMs = 5_000;

/** What opens an incident from a group. */
export interface Origin {
  severity: Severity;
  title: string;
  component: string | null;
  runbookUrl: string | null;
  detectedAt: Instant;
  private: boolean;
  page?: boolean | undefined;
}

/** A person answers a proposal: it becomes an incident with all alerts of its group, or it is said to be none. */
export function decideProposal(event: EventOf<"alert.proposal">, group: AlertGroup | null): Decided<AlertRoom> {
  const { proposal } = group ?? {};
  if (!group || !proposal) return refuse("not-found", { what: "such proposal" });
  if (proposal.state !== "open") return refuse("proposal-is-gone", { how: proposal.state });
  if (event.answer === "dismiss") {
    const many = group.total > 1 ? ` (${group.total} alerts)` : "";
    const said = `${event.by.name} said that this is no incident: ${titleOf(group)}${many}.`;
    const noise = { rule: proposal.rule ?? "", alerts: group.total };
    return decided<AlertRoom>(
      { alert: null, noise, ...closed(group, "dismissed") },
      { effects: [closing(group, said)] },
    );
  }
  const severity = event.severity ?? proposal.severity;
  const now = { ...closed(group, "declared").group, incident: event.id };
  return decided<AlertRoom>(
    { alert: null, group: now },
    {
      followUps: [declaration(event.id, group, { ...proposal, severity }, event.by)],
      effects: [closing(group, `${event.by.name} declared a ${severity}: ${titleOf(group)}.`)],
    },
  );
}

/** What a group or its proposal is about, as far as everybody may know. */
export function titleOf({ proposal, about }: AlertGroup): string {
  return proposal?.private ? privately : (proposal?.title ?? about);
}

/** The group with its proposal at an end, in the shape of a room. */
function closed(group: AlertGroup, state: "declared" | "dismissed" | "withdrawn"): { group: AlertGroup } {
  return { group: { ...group, card: null, proposal: group.proposal && { ...group.proposal, state } } };
}

/** The incident that a group becomes. */
export function declaration(incident: string, group: AlertGroup, origin: Origin, by: Actor): Happening {
  const { severity, title, component, runbookUrl, detectedAt, page } = origin;
  const { firing, unknown, flapping, total, digest } = group;
  return {
    type: "incident.declare",
    incident,
    by,
    declaration: {
      severity,
      title: clipped(title),
      components: component ? [component] : [],
      detectedAt,
      alert: { group: group.key, title, runbookUrl, counts: { firing, unknown, flapping }, total, digest },
      page: page || undefined,
      private: origin.private || undefined,
    },
  };
}

/** A sender's title may be longer than an incident's can be; a person can say more in a note. */
function clipped(title: string): string {
  const characters = [...title];
  return characters.length <= 150 ? title : `${characters.slice(0, 149).join("")}…`;
}

/** An incident was declared: a proposal that stands is closed with it. */
export function withDeclared(group: AlertGroup, incident: string): { group: AlertGroup; effects: Effect[] } {
  return closedAs({ ...group, incident }, "declared", `An incident was declared for ${titleOf(group)}.`);
}

/** The group with the proposal that stands, if one does, closed: with what became of it, in words. */
export function closedAs(
  group: AlertGroup,
  state: "declared" | "dismissed" | "withdrawn",
  said: string,
): { group: AlertGroup; effects: Effect[] } {
  if (group.proposal?.state !== "open") return { group, effects: [] };
  return { group: closed(group, state).group, effects: [closing(group, said)] };
}

/** Brings the group's card in line with it: a proposal whose alerts are all over is withdrawn, any other shows how they stand. */
export function withCard(group: AlertGroup, at: Instant): { group: AlertGroup; effects: Effect[] } {
  if (!hasCard(group)) return { group, effects: [] };
  if (group.proposal?.state === "open" && isQuiet(group)) {
    return {
      group: closed(group, "withdrawn").group,
      effects: [closing(group, `Resolved by itself: ${titleOf(group)}.`)],
    };
  }
  const { card } = group;
  // What comes in one transaction is one edit.
  if (card !== null && at !== card.shownAt && at < card.shownAt + cardEveryMs) {
    const owedAt = card.owedAt ?? card.shownAt + cardEveryMs;
    return { group: owedAt === card.owedAt ? group : { ...group, card: { ...card, owedAt } }, effects: [] };
  }
  return { group: { ...group, card: { shownAt: at, owedAt: null } }, effects: [showing(group)] };
}

/** The card that is owed. */
export function decideCard(group: AlertGroup, at: Instant): { group: AlertGroup; effects: Effect[] } {
  if (group.card?.owedAt == null || group.card.owedAt > at) return { group, effects: [] };
  if (!hasCard(group)) return { group: { ...group, card: null }, effects: [] };
  return { group: { ...group, card: { shownAt: at, owedAt: null } }, effects: [showing(group)] };
}

function hasCard(group: AlertGroup): boolean {
  return group.proposal?.state === "open" || group.unread !== null;
}

function slotOf(group: AlertGroup): string {
  return group.unread === null ? `proposal/${group.key}/${group.proposal?.at ?? 0}` : `unread/${group.key}`;
}

function showing(group: AlertGroup): Effect {
  const slot = slotOf(group);
  const card = group.unread === null ? proposing(group) : unreadable(group, group.unread);
  return { kind: "message.show", to: { announcement: true }, card, slot, lane: slot, urgency: "reminder" };
}

function closing(group: AlertGroup, text: string): Effect {
  const slot = slotOf(group);
  const card: Card = { summary: text, blocks: [note(text)] };
  return { kind: "message.settle", to: { announcement: true }, slot, lane: slot, card };
}

function proposing(group: AlertGroup): Card {
  const { severity = "SEV3", private: hidden = true, detectedAt = group.since } = group.proposal ?? {};
  const title = titleOf(group);
  const { about, firing, total } = group;
  const facts: { label: string; value: Line }[] = [
    { label: "Since", value: utcMinute(detectedAt) },
    ...(firing === total ? [] : [{ label: "Still firing", value: `${firing} of ${total}` }]),
    ...(hidden || total < 2 || about === title ? [] : [{ label: "What they share", value: about }]),
  ];
  // What "not an incident" is counted for, and where to look if it is one too many.
  if (!hidden && group.proposal?.rule) facts.push({ label: "By the rule", value: group.proposal.rule });
  if (group.unknown > 0) facts.push({ label: "Not heard of any more", value: String(group.unknown) });
  if (group.flapping > 0) facts.push({ label: "Flapping", value: String(group.flapping) });
  return {
    summary: `${severity} proposed: ${title}`,
    blocks: [
      {
        type: "text",
        line: line`${total > 1 ? `${total} alerts propose` : "An alert proposes"} a ${severity}: ${{ bold: title }}`,
      },
      { type: "facts", facts },
      ...(hidden ? [] : kinds(group)),
      buttons([
        { label: `Declare ${severity}`, verb: "alarms", words: `declare ${group.key}`, style: "primary" },
        { label: "Not an incident", verb: "alarms", words: `dismiss ${group.key}` },
        { label: "Part of another incident", verb: "alarms", words: `move ${group.key}` },
      ]),
    ],
  };
}

/** What is said in the place of the title of what concerns security. */
const privately = "a private matter";

/** What kinds of alerts a proposal holds, once they are several: of one kind, the title and the count say all. */
function kinds({ digest }: AlertGroup): Block[] {
  const { top, rest } = topOf(digest.names, 5);
  if (Object.keys(digest.names).length < 2) return [];
  const items = top.map(([name, count]): Line => `${name} × ${count}`);
  return [{ type: "list", items: rest > 0 ? [...items, `and ${rest} more`] : items }];
}

function unreadable(group: AlertGroup, reason: string): Card {
  const said = group.total === 1 ? "An alert" : `${group.total} alerts`;
  const summary = `${said} from ${group.about} could not be read`;
  return {
    summary,
    blocks: [
      {
        type: "text",
        line: line`⚠️ ${{ bold: summary }}. Nobody is paged for what cannot be read, so look at it: ${{ code: "why" }} of one shows what came.`,
      },
      { type: "text", line: reason },
      buttons([{ label: "Show alarms", verb: "alarms", words: "" }]),
    ],
  };
}
