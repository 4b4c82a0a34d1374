import type { Instant } from "../../base/clock.ts";
import { type Block, type Button, type Card, type Line, line, person } from "../../text/card.ts";
import { utcMinute } from "../../text/instant.ts";
import type { Actor } from "../actor.ts";
import { type Decided, type Decision, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf } from "../events.ts";
import { may } from "../permissions.ts";
import { timeless } from "../publishing/difference.ts";
import { besideText, statusesAfter } from "../publishing/preview.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { type Deed, type Incident, isOpen, type UpdateWords, type WaitingDraft } from "./state.ts";
import { buttons, named, note } from "./view.ts";
import { type Drafted, goingOut } from "./wording.ts";

/*
 * Updates that wait for approval (`publishing.approver`). A draft changes nothing but itself: no stage, no clock, no page. It
 * keeps what its author asked for and not a text, so that it is written anew, with the state of that moment, when it is
 * approved; if it then says something else than its approver was shown, they are shown that and asked again.
 */

/** True when what this actor publishes goes out at once. */
export function publishesAtOnce(by: Actor, was: Incident, terms: Terms): boolean {
  return may(by, "publish", was, terms.permissions) && (!terms.approver || may(by, "approve", was, terms.permissions));
}

/** Keeps an update for somebody to approve. There is one draft at a time; `instead` puts another in its place. */
export function keepDraft(
  was: Incident,
  deed: Deed,
  drafted: Drafted,
  { at, by, instead }: { at: Instant; by: Actor; instead: boolean },
  terms: Terms,
): Decided<Incident> {
  if (was.draft && !instead) {
    return refuse("draft-waits", { number: was.number, by: was.draft.by.name }, [
      editButton(was),
      { label: "Discard", verb: "discard", words: `#${was.number}` },
    ]);
  }
  const draft: WaitingDraft = {
    by,
    at,
    deed: withoutUnchanged(deed, was),
    found: foundNow(was),
    shown: was.version + 1,
    text: drafted.text,
    print: printOf(drafted, was, terms),
  };
  const now: Incident = { ...was, draft };
  const text = `${by.name} ${was.draft ? "wrote the draft anew" : "wrote a draft"} of the ${drafted.after.stage} update; it waits for approval`;
  return decided(now, {
    timeline: [{ kind: "update", at, by, text }],
    effects: [showDraft(now, draft, drafted, null, terms)],
  });
}

/** The draft would be another text now: whoever approves is shown it, and asked again. */
export function showAnew(
  was: Incident,
  draft: WaitingDraft,
  drafted: Drafted,
  { at, by }: { at: Instant; by: Actor },
  terms: Terms,
): Decision<Incident> {
  const next: WaitingDraft = {
    ...draft,
    shown: was.version + 1,
    text: drafted.text,
    print: printOf(drafted, was, terms),
  };
  const why = line`${named(by)} wanted to approve it, but it has come to say something else since it was shown. Please look again.`;
  const text = `${by.name} was shown the draft of the ${drafted.after.stage} update anew: it had come to say something else`;
  return decided(
    { ...was, draft: next },
    {
      timeline: [{ kind: "update", at, by, text }],
      effects: [showDraft({ ...was, draft: next }, next, drafted, why, terms)],
    },
  );
}

/** The draft as it is carried out now: what was decided since it was written stands, and a promise that has passed is made anew. */
export function broughtUpToDate({ deed, found }: WaitingDraft, was: Incident, at: Instant): Deed {
  const isPast = (promise: Instant | undefined) => promise !== undefined && promise <= at;
  if (deed.type === "incident.no-change") return isPast(deed.nextUpdate) ? { ...deed, nextUpdate: undefined } : deed;
  if (deed.type !== "incident.update") return deed;
  const words = { ...deed.words };
  if (isPast(words.nextUpdate)) delete words.nextUpdate;
  const now = foundNow(was);
  for (const fact of ["severity", "components", "overall"] as const)
    if (JSON.stringify(now[fact]) !== JSON.stringify(found[fact])) delete words[fact];
  return { ...deed, words };
}

/** True when it would publish what was shown, but for its times. */
export function isAsShown(draft: WaitingDraft, drafted: Drafted, was: Incident, deed: Deed, terms: Terms): boolean {
  return draft.print === printOf(drafted, was, terms) && promiseOf(draft.deed) === promiseOf(deed);
}

/** The facts that an author starts from. Their words are theirs; of a fact that was decided anew since, the newer one counts. */
function foundNow({ severity, components, overallByHand }: Incident): WaitingDraft["found"] {
  return { severity, components, overall: overallByHand?.status ?? null };
}

function promiseOf(deed: Deed): Instant | undefined {
  if (deed.type === "incident.update") return deed.words.nextUpdate;
  return deed.type === "incident.no-change" ? deed.nextUpdate : undefined;
}

/** Somebody says that the draft is not wanted. */
export function discard(was: Incident, { at, by, why }: EventOf<"incident.discard">): Decided<Incident> {
  if (!was.draft) return refuse("no-draft", { number: was.number });
  const text = `${by.name} discarded the draft by ${was.draft.by.name}${why ? `: ${why}` : ""}`;
  return decided(
    { ...was, draft: null },
    { timeline: [{ kind: "update", at, by, text }], effects: [settleDraft(was, `${text}.`)] },
  );
}

/** An incident that is over has no draft waiting any more. */
export function withoutDraft(now: Incident): { state: Incident; effects: Effect[] } {
  if (!now.draft || isOpen(now)) return { state: now, effects: [] };
  return {
    state: { ...now, draft: null },
    effects: [settleDraft(now, "The incident is over; this draft was not published.")],
  };
}

/** Closes the card of a draft. */
export function settleDraft(incident: Incident, text: string): Effect {
  const slot = slotOf(incident);
  return {
    kind: "message.settle",
    to: { incident: incident.id },
    slot,
    lane: slot,
    card: { summary: text, blocks: [note(text)] },
  };
}

export function approveButton({ number, draft }: Incident): Button {
  return { label: "Approve", verb: "approve", words: `#${number} ${draft?.shown ?? ""}`.trim(), style: "primary" };
}

export function editButton({ number }: Incident) {
  return { label: "Edit", verb: "update", words: `#${number} --edit` };
}

const slotOf = ({ id }: Incident) => `${id}/draft`;

function showDraft(now: Incident, draft: WaitingDraft, drafted: Drafted, why: Line | null, terms: Terms): Effect {
  const slot = slotOf(now);
  const card = draftCard(now, draft, drafted, why, terms);
  return { kind: "message.renew", to: { incident: now.id }, card, slot, lane: slot, urgency: "reminder" };
}

function draftCard(now: Incident, draft: WaitingDraft, drafted: Drafted, why: Line | null, terms: Terms): Card {
  const approvers = approversOf(now, terms);
  const asked: Line =
    approvers.length === 0
      ? "It is published once somebody with the right to approve it does."
      : line`${approvers.flatMap((id, index): Line => (index > 0 ? [" or ", person(id)] : person(id)))}, it is published once you approve it.`;
  const beside: Block[] = besideText(goingOut(drafted, terms), terms);
  return {
    summary: `A draft of the ${drafted.after.stage} update waits for approval`,
    blocks: [
      { type: "text", line: line`${named(draft.by)} wrote the ${drafted.after.stage} update. ${asked}` },
      ...(why ? [{ type: "text", line: why } as const] : []),
      { type: "quote", text: drafted.text },
      ...beside,
      buttons([
        approveButton({ ...now, draft }),
        editButton(now),
        { label: "Discard", verb: "discard", words: `#${now.number}` },
      ]),
      note(`Written ${utcMinute(draft.at)}. Its times are set when it is approved; until then the clocks run on.`),
    ],
  };
}

/** Who is asked: those who have the right, as far as they are people we know. */
function approversOf({ roles }: Incident, { permissions: { approve } }: Terms): string[] {
  if (approve.everyone) return [];
  const holders = approve.roles.flatMap((role) => roles[role] ?? []);
  return [...new Set([...holders, ...approve.people])];
}

/** Everything that would be published, but its times: the text, the stage it moves from, and what becomes of the status. */
function printOf({ text, after, overall, told }: Drafted, was: Incident, terms: Terms): string {
  const statuses = statusesAfter({ components: after.components, overall }, terms.around?.components ?? []);
  return JSON.stringify([timeless(text), was.stage, after.severity, told, statuses, was.lastUpdate?.id ?? null]);
}

/** What an author left as they found it is no wish of theirs: it is as it will be. */
function withoutUnchanged(deed: Deed, was: Incident): Deed {
  if (deed.type !== "incident.update") return deed;
  const found: UpdateWords = { ...was.account, severity: was.severity, components: was.components };
  const words = Object.entries(deed.words).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(found[name as keyof UpdateWords]),
  );
  return { ...deed, words: Object.fromEntries(words) as UpdateWords };
}
