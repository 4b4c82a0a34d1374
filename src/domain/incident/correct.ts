import { line } from "../../text/card.ts";
import { overridden, type PublicText } from "../../text/guard.ts";
import { utcClock, utcMinute } from "../../text/instant.ts";
import { type Decided, decided, type Entry } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { may, type Permission } from "../permissions.ts";
import { carriedWords } from "../publishing/carried.ts";
import { movedBy, tidied } from "../publishing/correction.ts";
import { type Guarded, type GuardedWords, guardByField } from "../publishing/guarded.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { heldBy } from "./held.ts";
import type { Incident, Update } from "./state.ts";
import { foundIn } from "./update.ts";
import { named, updatePost } from "./view.ts";
import { takingPart } from "./wording.ts";

/** A correction as it would be published. */
export type Corrected = { text: PublicText; overrode: GuardedWords[] } | { moved: string[] } | { same: true } | Guarded;

/** What a published text would become. The preview and the decision ask here alone. */
export function correctedText(
  incident: Incident,
  update: Pick<Update, "text">,
  asked: { text: string; suggested?: boolean | undefined; override?: string | undefined },
  terms: Terms,
): Corrected {
  const text = tidied(asked.text);
  if (text === tidied(update.text)) return { same: true };
  const moved = movedBy(update.text, text);
  if (moved.length > 0) return { moved };
  const checked = guardByField(text, { text }, terms.guard, takingPart(incident));
  if (checked.ok) return { text: checked.text, overrode: [] };
  const { findings, suggested } = checked;
  const mended = asked.suggested ? suggested.text : undefined;
  if (mended !== undefined && mended !== text)
    return correctedText(incident, update, { text: mended, override: asked.override }, terms);
  if (asked.override) return { text: overridden(text, { findings, reason: asked.override }), overrode: findings };
  return { findings, suggested };
}

/**
 * Corrects the words of a published update. Nobody is notified again: it changes where it stands, marked with the time, and
 * no clock moves, for the stage and what was promised cannot be corrected. What it read before is kept. The next update starts
 * from the corrected words.
 */
export function correct(
  was: Incident,
  event: EventOf<"incident.correct">,
  updates: readonly Update[],
  terms: Terms,
): Decided<Incident> {
  const { at, by, why, override } = event;
  const update = updates.find(({ id, audience }) => id === event.update && audience === "public");
  if (!update) return refuse("no-such-update", { number: was.number });
  const no = withoutRight(was, event, terms);
  if (no) return no;
  const corrected = correctedText(was, update, event, terms);
  if ("same" in corrected) return refuse("correction-changes-nothing", {});
  if ("moved" in corrected) return refuse("correction-moves-a-promise", { lines: corrected.moved });
  if ("findings" in corrected) return refuse("guarded-words", { ...corrected, held: heldBy("override", terms) });
  const { text, overrode } = corrected;
  if (overrode.length > 0 && !may(by, "override", was, terms.permissions)) return notAllowed("override", terms);

  const posted = utcMinute(update.postedAt);
  const because = why ? ` (${why})` : "";
  const entries: Entry[] = [
    {
      kind: "correction",
      at,
      by,
      text: `${by.name} corrected the update of ${posted}${because}. It had read: "${update.text.replace(/\s+/g, " ")}"`,
    },
  ];
  if (overrode.length > 0)
    entries.push({
      kind: "override",
      at,
      by,
      text: `${by.name} published ${foundIn(overrode)} against the guard: ${override}`,
    });
  const said = line`${named(update.by)} posted an update. Published ${utcClock(update.postedAt)}, corrected ${utcClock(at)} by ${named(by)}:`;
  const words = carriedWords(tidied(update.text), text, { ...was.account });
  const now = Object.keys(words).length === 0 ? was : { ...was, account: { ...was.account, ...words } };
  return decided(now, {
    timeline: entries,
    corrections: [{ id: update.id, text }],
    effects: [updatePost(now, { id: update.id, text }, said)],
  });
}

/** A correction takes what publishing takes; where that has to be approved, it takes the right to approve. */
function withoutRight(was: Incident, { by }: EventOf<"incident.correct">, terms: Terms): Refusal | null {
  return terms.approver && !may(by, "approve", was, terms.permissions) ? notAllowed("approve", terms) : null;
}

function notAllowed(permission: Permission, terms: Terms): Refusal {
  return refuse("not-allowed", { permission, held: heldBy(permission, terms) });
}
