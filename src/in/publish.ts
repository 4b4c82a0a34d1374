import type { Actor } from "../domain/actor.ts";
import type { Incident, Passing, UpdateWords } from "../domain/incident/state.ts";
import { neverPublic } from "../domain/incident/update.ts";
import { type Draft, goingOut } from "../domain/incident/wording.ts";
import { may } from "../domain/permissions.ts";
import { type Guarded, type GuardedWords, guardByField } from "../domain/publishing/guarded.ts";
import { besideText, warningBlocks } from "../domain/publishing/preview.ts";
import { findingInWords, type Offer, type Refusal, type RefusalFacts, wordsOf } from "../domain/refusal.ts";
import type { Terms } from "../domain/terms.ts";
import { type Block, type Line, line } from "../text/card.ts";
import type { Asked, AskedAbout, Command, Field, Preview, Typed } from "./command.ts";
import { onOff, words } from "./fields.ts";
import { withCode } from "./result.ts";
import { asWords } from "./which.ts";

/*
 * What the commands that publish have in common: how a person gets past the guard, and what they are shown before anything
 * goes out.
 */

/** One click puts the guard's words in the place of what it found; a reason publishes it as it is, with the right to. */
export const passingFields = {
  suggested: { ...onOff, label: "Use the suggested words" },
  override: {
    ...words,
    label: "Publish it all the same, because",
    hint: "The reason goes on the timeline. It takes the right to override.",
  },
} satisfies Record<string, Field>;

/** The preview of an update: its text with everything a person should know before it goes out, or why there is none yet. */
export function previewOf(
  draft: Draft,
  { incident, actor, terms }: AskedAbout,
  { severity = incident.severity, audience }: UpdateWords = {},
): Preview {
  const no = audience === "public" ? neverPublic({ ...incident, severity }, terms) : null;
  if (no) return { missing: wordsOf(no).replaceAll("`", "") };
  if ("missing" in draft) return { missing: `Still missing: ${draft.missing.join(", ").replaceAll("_", " ")}.` };
  if ("findings" in draft) {
    const asks = [
      ...(Object.keys(draft.suggested).length > 0 ? ["suggested"] : []),
      ...(may(actor, "override", incident, terms.permissions) ? ["override"] : []),
    ];
    return { text: draft.text, blocked: true, beside: findingBlocks(draft.findings), asks };
  }
  const { text, mended, overrode } = draft;
  if (draft.audience === "internal") return { text };
  const waits = terms.approver && !may(actor, "approve", incident, terms.permissions);
  return {
    text,
    asks: [...(mended.length > 0 ? ["suggested"] : []), ...(overrode.length > 0 ? ["override"] : [])],
    beside: [
      ...(waits ? [{ type: "note", line: "It waits for approval before it goes out." } as const] : []),
      ...mendedBlocks(mended),
      ...besideText(goingOut(draft, terms), terms),
    ],
  };
}

/** The preview of a notice of maintenance: its text with advice on it, or what may not leave and how it gets past. */
export function noticePreview(
  notice: { missing: string } | { text: string } | ({ text: string } & Guarded),
  asked: Passing,
  { actor, terms }: Pick<Asked, "actor" | "terms">,
): Preview {
  if ("missing" in notice) return notice;
  if ("findings" in notice)
    return {
      text: notice.text,
      blocked: true,
      beside: findingBlocks(notice.findings),
      asks: asksToPass(notice, actor, terms),
    };
  const beside = warningBlocks({ text: notice.text, stage: "SCHEDULED" });
  const asks = [...(asked.suggested ? ["suggested"] : []), ...(asked.override ? ["override"] : [])];
  return { text: notice.text, beside, asks };
}

/** What can be said of the notice of a change before it is sent: whether its free words may leave. */
export function changePreview(text: string | undefined, { actor, terms }: Pick<Asked, "actor" | "terms">): Preview {
  const checked = guardByField(text ?? "", { text }, terms.guard);
  const missing = "The notice is made of this, and shown to you once it is sent.";
  if (checked.ok) return { missing };
  return { missing, beside: findingBlocks(checked.findings), asks: asksToPass(checked, actor, terms) };
}

function asksToPass({ suggested }: Guarded, actor: Actor, terms: Terms): string[] {
  return [
    ...(Object.keys(suggested).length > 0 ? ["suggested"] : []),
    ...(may(actor, "override", null, terms.permissions) ? ["override"] : []),
  ];
}

/** What may not leave, where it stands, and what could be said. */
export function findingBlocks(findings: readonly GuardedWords[]): Block[] {
  return [
    { type: "note", line: "These words may not leave:" },
    { type: "list", items: findings.map((one) => withCode(findingInWords(one))) },
  ];
}

function mendedBlocks(mended: readonly GuardedWords[]): Block[] {
  if (mended.length === 0) return [];
  const items = mended.map(({ found, replacement }): Line => line`${found} → ${replacement}`);
  return [
    { type: "note", line: "The suggested words are in place:" },
    { type: "list", items },
  ];
}

/**
 * The refusal of guarded words with the click that mends it: the same command, with the replacements in place of what was
 * typed. Words that were said before are mended with it.
 */
export function withSuggestion(
  refusal: Refusal,
  command: Pick<Command, "verb" | "fields">,
  typed: Typed,
  { incident }: { incident: Incident | null },
): Refusal {
  if (refusal.refused !== "guarded-words" || !("suggested" in command.fields)) return refusal;
  const { suggested = {} } = refusal.facts as RefusalFacts["guarded-words"];
  if (Object.keys(suggested).length === 0) return refusal;
  const own = Object.fromEntries(Object.entries(suggested).filter(([name]) => typed[name] !== undefined));
  const about = incident ? `#${incident.number} ` : "";
  const offer: Offer = {
    label: "Use the suggested words",
    verb: command.verb,
    words: `${about}${asWords({ ...typed, ...own, suggested: "yes" })}`,
  };
  return { ...refusal, offers: [offer, ...refusal.offers] };
}
