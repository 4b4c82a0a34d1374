import type { Instant } from "../../base/clock.ts";
import { type Line, line } from "../../text/card.ts";
import { utcMinute } from "../../text/instant.ts";
import type { Actor } from "../actor.ts";
import { type Decided, type Decision, decided, type Entry } from "../decision.ts";
import type { Event } from "../events.ts";
import { may } from "../permissions.ts";
import { rank, worse } from "../policy.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";

import { unknownComponent } from "./component.ts";
import { isAsShown, keepDraft, publishesAtOnce, settleDraft, showAnew } from "./draft.ts";
import { heldBy } from "./held.ts";
import { settleProposal } from "./proposal.ts";
import { withSeverity } from "./reclassify.ts";
import { type Deed, type Incident, type Passing, type Stage, stages, type Update, type WaitingDraft } from "./state.ts";
import { named, updatePost } from "./view.ts";
import { type Drafted, draftUpdate, overallFor, publishable, type Saying } from "./wording.ts";

/** How it comes to be published: as a draft that is approved now, or in the place of one that waits. */
export interface Asking {
  approval?: WaitingDraft | undefined;
  instead?: boolean | undefined;
}

/** What is posted, and the deed that is kept where somebody has to approve it. Without a deed it is published at once. */
export interface Post extends Saying, Asking {
  deed?: Deed | undefined;
}

/** Posts an update: the stage moves, the text goes out, and the time it promises becomes the next deadline. */
export function update(was: Incident, asked: Post, event: Event & { by: Actor }, terms: Terms): Decided<Incident> {
  return post(was, asked, event, terms);
}

/** The one click that says nothing has changed: the last stage's update again, with a new promise. */
export function noChange(
  was: Incident,
  {
    text,
    nextUpdate,
    ...rest
  }: Passing & Asking & { text?: string | undefined; nextUpdate?: Instant | undefined; deed: Deed },
  event: Event & { by: Actor },
  terms: Terms,
): Decided<Incident> {
  if (!was.lastUpdate)
    return refuse("nothing-said-yet", {}, [{ label: "Post update", verb: "update", words: `#${was.number}` }]);
  return post(was, { ...rest, stage: was.stage, words: { text, nextUpdate }, noChange: true }, event, terms);
}

/**
 * The common way of every update, the resolving one included. A public one by somebody who needs approval becomes a draft,
 * and then nothing is posted: `updates` is empty.
 */
export function post(was: Incident, asked: Post, event: Event & { by: Actor }, terms: Terms): Decided<Incident> {
  const { at, by } = event;
  const no = refusedPost(was, asked, at, terms);
  if (no) return no;

  const severity = asked.words.severity ?? was.severity;
  const reclassified = withSeverity(was, severity, at);
  const drafted = draftUpdate(reclassified, asked, at, terms);
  if ("missing" in drafted) return refuse("missing-fields", { fields: drafted.missing, stage: asked.stage });
  if ("findings" in drafted) {
    const { findings, suggested } = drafted;
    return refuse("guarded-words", { findings, suggested, held: heldBy("override", terms) });
  }
  const isTaken = asked.approval?.deed.override !== undefined || may(by, "override", was, terms.permissions);
  if (drafted.overrode.length > 0 && !isTaken)
    return refuse("not-allowed", { permission: "override", held: heldBy("override", terms) });
  const waits = toApprove(was, asked, drafted, { at, by }, terms);
  return waits ?? posted(was, asked, drafted, event.id, { at, by }, terms);
}

/** What becomes of it where it is not published now; null where it is. */
function toApprove(
  was: Incident,
  { deed, approval, instead = false }: Post,
  drafted: Drafted,
  { at, by }: { at: Instant; by: Actor },
  terms: Terms,
): Decided<Incident> | null {
  if (drafted.audience !== "public" || !deed) return null;
  if (approval)
    return isAsShown(approval, drafted, was, deed, terms)
      ? null
      : showAnew(was, { ...approval, deed }, drafted, { at, by }, terms);
  return publishesAtOnce(by, was, terms) ? null : keepDraft(was, deed, drafted, { at, by, instead }, terms);
}

/** Why nothing of an incident may be public, with the way out; null when it may. */
export function neverPublic(incident: Incident, terms: Terms): Refusal | null {
  const { number } = incident;
  if (incident.private) return refuse("private-is-not-published", { number });
  if (incident.kind === "drill") return refuse("drill-is-not-published", { number });
  if (publishable(incident, terms)) return null;
  return refuse("sev4-is-not-published", { number }, [
    { label: "Make it SEV3", verb: "severity", words: `#${number} SEV3 user-visible impact` },
  ]);
}

function refusedPost(was: Incident, { stage, words }: Post, at: Instant, terms: Terms): Refusal | null {
  const severity = words.severity ?? was.severity;
  const { number } = was;
  const unheard = words.audience === "public" ? neverPublic({ ...was, severity }, terms) : null;
  if (unheard) return unheard;
  if (severity !== was.severity && was.published && !terms.policy.severities[severity].published) {
    return refuse("published-is-not-sev4", { number }, [{ label: "Resolve", verb: "resolve", words: `#${number}` }]);
  }
  if (words.nextUpdate !== undefined && words.nextUpdate <= at) return refuse("in-the-past", { field: "next_update" });
  if (words.overall && stage !== "RESOLVED") {
    const implied = overallFor({ severity, overallByHand: null }, terms);
    const isWorse = implied === null || (worse(implied, words.overall) === words.overall && words.overall !== implied);
    if (implied !== words.overall && !isWorse)
      return refuse("overall-not-worse", { status: words.overall, implied: implied ?? "operational" });
  }
  return unknownComponent(words.components ?? [], terms);
}

function posted(
  was: Incident,
  asked: Post,
  drafted: Drafted,
  id: string,
  { at, by }: { at: Instant; by: Actor },
  terms: Terms,
): Decision<Incident> {
  const { after, audience } = drafted;
  const { stage, approval } = asked;
  // Where nothing may be published, the word to the channel is the promise that is kept.
  const counts = audience === "public" || !publishable(after, terms);
  const takesDraft = was.draft !== null && (approval !== undefined || asked.instead === true);
  const now: Incident = {
    ...after,
    severity: after.severity,
    published: was.published || audience === "public",
    identifiedAt: was.identifiedAt ?? (stage === "INVESTIGATING" || asked.falseAlarm ? null : at),
    lastUpdate: counts
      ? { id, at, nextUpdateBy: drafted.nextUpdateBy, ...(audience === "public" ? { told: drafted.told } : {}) }
      : was.lastUpdate,
    draft: takesDraft ? null : was.draft,
  };
  const written: Update = {
    id,
    stage,
    severity: now.severity,
    audience,
    text: drafted.text,
    components: now.components,
    overall: audience === "public" ? drafted.told : drafted.overall,
    postedAt: at,
    nextUpdateBy: drafted.nextUpdateBy,
    by,
    correctedAt: null,
  };
  return decided(now, {
    timeline: entriesOf(was, now, asked, drafted, { at, by }),
    updates: [written],
    effects: [
      updatePost(now, { id, text: drafted.text }, postedLine(audience, by, asked)),
      settleProposal(now, `Update posted ${utcMinute(at)}.`),
      ...(takesDraft ? [settleDraft(now, `Approved by ${by.name}, and published ${utcMinute(at)}.`)] : []),
    ],
  });
}

function postedLine(audience: "public" | "internal", by: Actor, { noChange: unchanged, approval }: Post): Line {
  const what = unchanged ? "said that nothing has changed" : "posted an update";
  if (audience === "internal") return line`${named(by)} ${what}, for this channel only:`;
  if (approval) return line`${named(approval.by)} ${what}, and ${named(by)} approved it. Published:`;
  return line`${named(by)} ${what}. Published:`;
}

function entriesOf(
  was: Incident,
  now: Incident,
  { stage, noChange: unchanged, approval, override }: Post,
  { audience, overrode, mended }: Drafted,
  { at, by }: { at: Instant; by: Actor },
): Entry[] {
  const entries: Entry[] = [];
  if (now.severity !== was.severity) {
    const verb = rank(now.severity) < rank(was.severity) ? "raised" : "lowered";
    entries.push({
      kind: "severity",
      at,
      by,
      text: `${by.name} ${verb} the severity from ${was.severity} to ${now.severity} with an update`,
    });
  }
  if (stage !== was.stage) entries.push({ kind: "stage", at, by, text: stageMoved(was.stage, stage) });
  const author = approval?.by ?? by;
  const said = unchanged ? `${author.name} said that nothing has changed` : `${author.name} posted the ${stage} update`;
  const approved = approval ? `, approved by ${by.name}` : "";
  entries.push({ kind: "update", at, by, text: `${said} (${audience})${approved}` });
  if (mended.length > 0)
    entries.push({ kind: "update", at, by, text: `The suggested words took the place of ${foundIn(mended)}` });
  if (overrode.length > 0)
    entries.push({
      kind: "override",
      at,
      by,
      text: `${(approval?.deed.override ? author : by).name} published ${foundIn(overrode)} against the guard: ${override}`,
    });
  return entries;
}

function stageMoved(from: Stage, to: Stage): string {
  const back = stages.indexOf(to) < stages.indexOf(from);
  return `${from} -> ${to}${back ? ", back: what was done did not hold" : ""}`;
}

/** What the guard found, once each: `"$8,432" (money)`. Of a secret it is its beginning alone. */
export function foundIn(findings: Drafted["overrode"]): string {
  return [...new Set(findings.map(({ found, rule }) => `"${found}" (${rule})`))].join(", ");
}
