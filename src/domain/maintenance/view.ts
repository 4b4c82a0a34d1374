import { type Block, type Button, bold, type Card, code, type Line, line, person } from "../../text/card.ts";
import { inWords, utcClock, utcMinute } from "../../text/instant.ts";
import type { Effect } from "../effects.ts";
import { named } from "../incident/view.ts";
import type { Terms } from "../terms.ts";
import { isAhead, isRunning, type Maintenance } from "./state.ts";

/*
 * What people see of a maintenance in the announcement channel: one card that is kept current, and one reminder.
 */

/** How people call it: `M3`. */
export function nameOf({ number }: Pick<Maintenance, "number">): string {
  return `M${number}`;
}

/** The beginning of all its slots, and the subject of its timers. */
export function slotOf({ id }: Pick<Maintenance, "id">): `maintenance/${string}` {
  return `maintenance/${id}`;
}

/** `M3 · Database upgrade` */
export function headlineOf(maintenance: Maintenance): string {
  return `${nameOf(maintenance)} · ${maintenance.what}`;
}

/** `in progress` and the like, as the end of a sentence. */
export function standingOf(maintenance: Pick<Maintenance, "stage" | "window" | "endedAt">): string {
  const { stage, window, endedAt } = maintenance;
  switch (stage) {
    case "SCHEDULED":
      return `scheduled, ${utcMinute(window.startsAt)} to ${utcMinute(window.endsAt)}`;
    case "IN_PROGRESS":
      return `under way until ${utcMinute(window.endsAt)}`;
    case "COMPLETED":
      return `completed ${utcMinute(endedAt ?? window.endsAt)}`;
    case "CANCELLED":
      return `cancelled ${utcMinute(endedAt ?? window.endsAt)}`;
  }
}

const marks: Record<Maintenance["stage"], string> = {
  SCHEDULED: "🗓️",
  IN_PROGRESS: "🔧",
  COMPLETED: "✅",
  CANCELLED: "✖️",
};

/** Its card. */
export function cardOf(maintenance: Maintenance, terms: Pick<Terms, "components">): Card {
  const {
    stage,
    components,
    impact,
    window,
    shortNotice,
    updates,
    createdBy,
    series,
    caused = [],
    history = [],
  } = maintenance;
  const title = `${marks[stage]} ${headlineOf(maintenance)}`;
  const internal = terms.components.filter(({ name, internal }) => internal && components.includes(name));
  const facts: { label: string; value: Line }[] = [
    { label: "Stage", value: stage.replace("_", " ") },
    { label: "Window", value: `${utcMinute(window.startsAt)} to ${utcMinute(window.endsAt)}` },
    { label: "Components", value: components.join(", ") },
    { label: "Expected impact", value: impact },
    { label: "Scheduled by", value: series === null ? named(createdBy) : `the recurring window ${series}` },
  ];
  if (caused.length > 0) facts.push({ label: "Caused", value: caused.map(({ number }) => `#${number}`).join(", ") });
  // That it was scheduled, by whom and for when is said above.
  const last = history.length > 1 ? history.at(-1) : undefined;
  const note: Line[] = [
    ...(shortNotice ? [line`On short notice: ${shortNotice.why} (${shortNotice.by.name}).`] : []),
    ...(updates.length === 0
      ? ["Only internal components: nothing of it is public. Their alerts are muted while it runs."]
      : internal.length > 0
        ? [`Not named in public: ${internal.map(({ name }) => name).join(", ")}.`]
        : []),
    ...(last ? [`${utcClock(last.at)} ${last.text}.`] : []),
  ];
  const newest = updates.at(-1);
  const blocks: Block[] = [
    { type: "text", line: bold(title) },
    { type: "facts", facts },
    ...note.map((one): Block => ({ type: "note", line: one })),
    ...(newest ? [{ type: "quote" as const, text: newest.text }] : []),
  ];
  const buttons = buttonsOf(maintenance);
  return { summary: title, blocks: buttons.length > 0 ? [...blocks, { type: "buttons", buttons }] : blocks };
}

function buttonsOf(maintenance: Maintenance): Button[] {
  if (!isAhead(maintenance)) return [];
  const name = nameOf(maintenance);
  const button = (label: string, words: string): Button => ({ label, verb: "maintenance", words: `${words} ${name}` });
  const asked = (label: string, words: string, title: string, text: string, yes: string): Button => ({
    ...button(label, words),
    verb: "maintenance",
    confirm: { title, text, yes, no: "Not now" },
  });
  return isRunning(maintenance)
    ? [
        asked(
          "Complete",
          "complete",
          `Complete ${name}?`,
          "The public is told that the maintenance is over.",
          "Complete",
        ),
        button("Extend", "extend"),
        button("Cancel", "cancel"),
      ]
    : [
        button("Move", "move"),
        button("Extend", "extend"),
        asked("Start now", "start", `Start ${name} now?`, "The public is told that it has started early.", "Start now"),
        button("Cancel", "cancel"),
      ];
}

/** The card brought in line with the state, where people see a difference. */
export function cardEffects(was: Maintenance | null, now: Maintenance, terms: Pick<Terms, "components">): Effect[] {
  const card = cardOf(now, terms);
  if (was && JSON.stringify(cardOf(was, terms)) === JSON.stringify(card)) return [];
  const slot = `${slotOf(now)}/card`;
  return [{ kind: "message.show", to: { announcement: true }, card, slot, lane: slot, urgency: was ? "card" : "room" }];
}

/** Reminds whoever scheduled it of what comes next. It stands alone: a newer one takes its place. */
export function reminder(maintenance: Maintenance, moment: "start" | "end", inMs: number): Effect {
  const { createdBy, window } = maintenance;
  const mention: Line = createdBy.kind === "person" ? line`${person(createdBy.id)} ` : "";
  const said =
    moment === "start"
      ? `${headlineOf(maintenance)} starts in ${inWords(inMs)}, at ${utcMinute(window.startsAt)}, by itself`
      : `${headlineOf(maintenance)} ends in ${inWords(inMs)}, at ${utcMinute(window.endsAt)}, by itself`;
  const ask = moment === "start" ? "Move or cancel it if it cannot." : "Extend it if the work takes longer.";
  const blocks: Block[] = [
    { type: "text", line: line`${mention}⏰ ${said}. ${ask}` },
    { type: "buttons", buttons: buttonsOf(maintenance) },
  ];
  return renewed(maintenance, { summary: said, blocks });
}

/** What is said when it starts and when it is over: people hear of it, beside the card that changes in silence. */
export function turned(was: Maintenance | null, now: Maintenance, firing: number): Effect[] {
  if (!was || was.stage === now.stage) return [];
  const over = !isAhead(now);
  const said = `${marks[now.stage]} ${headlineOf(now)}: ${standingOf(now)}.`;
  const still =
    over && firing > 0
      ? ` ${firing === 1 ? "One alert" : `${firing} alerts`} of its components still ${firing === 1 ? "fires" : "fire"}, and ${firing === 1 ? "is" : "are"} judged anew: rules decide what comes of ${firing === 1 ? "it" : "them"}.`
      : "";
  const muting: Line = over ? "" : line` Alerts of its components are muted until then; ${code("alarms")} lists them.`;
  const card: Card = {
    summary: said,
    blocks: [{ type: "text", line: line`${said}${still}${muting}` }],
  };
  return [renewed(now, card)];
}

function renewed(maintenance: Maintenance, card: Card): Effect {
  const slot = `${slotOf(maintenance)}/reminder`;
  return { kind: "message.renew", to: { announcement: true }, card, slot, lane: slot, urgency: "reminder" };
}
