import type { Instant } from "../../base/clock.ts";
import { type Line, line } from "../../text/card.ts";
import { utcMinute } from "../../text/instant.ts";
import type { Actor } from "../actor.ts";
import { type Decided, type Decision, decided, type Entry } from "../decision.ts";
import type { Event, EventOf, UpdateWords } from "../events.ts";
import { rank, worse } from "../policy.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { unknownComponent } from "./component.ts";
import { settleProposal } from "./proposal.ts";
import { withSeverity } from "./reclassify.ts";
import { type Incident, type Stage, stages, type Update } from "./state.ts";
import { named, say } from "./view.ts";
import { type Draft, draftUpdate, overallFor, publishable } from "./wording.ts";

/** What is posted: the stage and its words. */
interface Post {
  stage: Stage;
  words: UpdateWords;
  noChange?: boolean;
  resolvedAt?: Instant;
}

/** Posts an update: the stage moves, the text goes out, and the time it promises becomes the next deadline. */
export function update(was: Incident, event: EventOf<"incident.update">, terms: Terms): Decided<Incident> {
  return post(was, { stage: event.stage, words: event.words }, event, terms);
}

/** The one click that says nothing has changed: the last stage's update again, with a new promise. */
export function noChange(was: Incident, event: EventOf<"incident.no-change">, terms: Terms): Decided<Incident> {
  if (!was.lastUpdate)
    return refuse("nothing-said-yet", {}, [{ label: "Post update", verb: "update", words: `#${was.number}` }]);
  return post(
    was,
    { stage: was.stage, words: { text: event.text, nextUpdate: event.nextUpdate }, noChange: true },
    event,
    terms,
  );
}

/** The common way of every update, the resolving one included. */
export function post(was: Incident, asked: Post, event: Event & { by: Actor }, terms: Terms): Decided<Incident> {
  const { at, by } = event;
  const no = refusedPost(was, asked, at, terms);
  if (no) return no;

  const severity = asked.words.severity ?? was.severity;
  const reclassified = withSeverity(was, severity, at);
  const draft = draftUpdate(reclassified, asked, at, terms);
  if ("missing" in draft) return refuse("missing-fields", { fields: draft.missing, stage: asked.stage });
  if ("findings" in draft) return refuse("guarded-words", { findings: draft.findings });
  return posted(was, asked, draft, event.id, { at, by }, terms);
}

function refusedPost(was: Incident, { stage, words }: Post, at: Instant, terms: Terms): Refusal | null {
  const severity = words.severity ?? was.severity;
  const { number } = was;
  if (words.audience === "public") {
    if (was.private) return refuse("private-is-not-published", { number });
    if (was.kind === "drill") return refuse("drill-is-not-published", { number });
    if (!publishable({ ...was, severity }, terms)) {
      return refuse("sev4-is-not-published", { number }, [
        { label: "Make it SEV3", verb: "severity", words: `#${number} SEV3 user-visible impact` },
      ]);
    }
  }
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
  draft: Exclude<Draft, { missing: string[] } | { findings: unknown }>,
  id: string,
  { at, by }: { at: Instant; by: Actor },
  terms: Terms,
): Decision<Incident> {
  const { after, audience } = draft;
  const { stage } = asked;
  // Where nothing may be published, the word to the channel is the promise that is kept.
  const counts = audience === "public" || !publishable(after, terms);
  const now: Incident = {
    ...after,
    severity: after.severity,
    published: was.published || audience === "public",
    identifiedAt: was.identifiedAt ?? (stage === "INVESTIGATING" ? null : at),
    lastUpdate: counts ? { id, at, nextUpdateBy: draft.nextUpdateBy } : was.lastUpdate,
  };
  const written: Update = {
    id,
    stage,
    severity: now.severity,
    audience,
    text: draft.text,
    components: now.components,
    overall: audience === "public" ? draft.told : draft.overall,
    postedAt: at,
    nextUpdateBy: draft.nextUpdateBy,
    by,
    correctedAt: null,
  };
  return decided(now, {
    timeline: entriesOf(was, now, asked, audience, { at, by }),
    updates: [written],
    effects: [
      say(
        now,
        {
          summary: draft.text,
          blocks: [
            { type: "text", line: postedLine(audience, by, asked) },
            { type: "quote", text: draft.text },
          ],
        },
        { urgency: "public-update" },
      ),
      settleProposal(now, `Update posted ${utcMinute(at)}.`),
    ],
  });
}

function postedLine(audience: "public" | "internal", by: Actor, { noChange: unchanged }: Post): Line {
  const what = unchanged ? "said that nothing has changed" : "posted an update";
  return audience === "public"
    ? line`${named(by)} ${what}. Published:`
    : line`${named(by)} ${what}, for this channel only:`;
}

function entriesOf(
  was: Incident,
  now: Incident,
  { stage, noChange: unchanged }: Post,
  audience: string,
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
  if (stage !== was.stage) {
    const back = stages.indexOf(stage) < stages.indexOf(was.stage);
    entries.push({
      kind: "stage",
      at,
      by,
      text: `${was.stage} -> ${stage}${back ? ", back: what was done did not hold" : ""}`,
    });
  }
  const said = unchanged ? `${by.name} said that nothing has changed` : `${by.name} posted the ${stage} update`;
  entries.push({ kind: "update", at, by, text: `${said} (${audience})` });
  return entries;
}
