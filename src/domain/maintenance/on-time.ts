import type { Instant } from "../../base/clock.ts";
import { inWords } from "../../text/instant.ts";
import { type Decided, decided, isRefusal } from "../decision.ts";
import type { EventOf } from "../events.ts";
import type { Terms } from "../terms.ts";
import { remembered } from "./history.ts";
import { readAllBack, readBackDue } from "./providers.ts";
import type { Maintenance } from "./state.ts";
import { reminder } from "./view.ts";
import { type Others, told } from "./wording.ts";

/*
 * What a maintenance does by itself: it reminds, starts and completes on time. When Sitrep was away meanwhile, it does at
 * once what the time asks for by then, and says that it comes late. What providers show of it is read back, as of incidents.
 */

/** From when a notice says that it comes late, ms. */
const lateFromMs = 60_000;

/** The two moments of which people are reminded beforehand. */
type Moment = "start" | "end";

/** What is remembered of a reminder: of which moment, at which time. A moved one is reminded of anew. */
const mark = (moment: Moment, at: Instant) => `${moment}/${at}`;

/** What time is to do about it, and when. Empty a day after it is over. */
export function owedBy(
  maintenance: Maintenance,
  { maintenance: { remind }, providers }: Pick<Terms, "maintenance" | "providers">,
): { kind: string; dueAt: Instant }[] {
  const next = nextOf(maintenance);
  const readBackAt = readBackDue(maintenance, { providers });
  const owed: { kind: string; dueAt: Instant }[] =
    readBackAt === null ? [] : [{ kind: "read-back", dueAt: readBackAt }];
  if (!next) return owed;
  const { moment, at } = next;
  owed.push({ kind: moment, dueAt: at });
  const ahead = moment === "start" ? remind.beforeStartMs : remind.beforeEndMs;
  if (ahead !== null && !maintenance.reminded.includes(mark(moment, at)))
    owed.push({ kind: `${moment}-reminder`, dueAt: at - ahead });
  return owed;
}

/** With what would be reminded of at once, or was already missed, left out: whoever has just set the time knows it. */
export function unreminded(maintenance: Maintenance, at: Instant, terms: Terms): Maintenance {
  const passed = owedBy(maintenance, terms).filter(({ kind, dueAt }) => kind.endsWith("-reminder") && dueAt <= at);
  const next = nextOf(maintenance);
  if (passed.length === 0 || !next) return maintenance;
  return { ...maintenance, reminded: [...maintenance.reminded, mark(next.moment, next.at)] };
}

/** Time has come for something. A wake for which there is nothing to do any more changes nothing. */
export function onTime(
  was: Maintenance,
  event: EventOf<"maintenance.timer">,
  others: Others,
  terms: Terms,
): Decided<Maintenance> {
  const { at, by } = event;
  const { startsAt, endsAt } = was.window;
  if (was.stage === "SCHEDULED" && at >= startsAt && at < endsAt) {
    const late = at - startsAt >= lateFromMs;
    const started: Maintenance = { ...was, stage: "IN_PROGRESS", startedAt: startsAt };
    const now = told(unreminded(started, at, terms), { news: "started", late }, event, others, terms);
    if (isRefusal(now)) return now;
    return decided(
      remembered(now, { at, by, text: `It started on time${late ? `, noticed ${inWords(at - startsAt)} late` : ""}` }),
    );
  }
  if ((was.stage === "SCHEDULED" || was.stage === "IN_PROGRESS") && at >= endsAt) {
    const late = at - endsAt >= lateFromMs;
    const ended: Maintenance = {
      ...was,
      stage: "COMPLETED",
      startedAt: was.startedAt ?? startsAt,
      endedAt: Math.max(endsAt, was.startedAt ?? startsAt),
    };
    const now = told(ended, { news: "completed", late }, event, others, terms);
    if (isRefusal(now)) return now;
    const missed = was.stage === "SCHEDULED" ? "; Sitrep was away for all of it" : "";
    return decided(
      remembered(now, {
        at,
        by,
        text: `It was completed on time${late ? `, noticed ${inWords(at - endsAt)} late` : ""}${missed}`,
      }),
    );
  }
  const owed = owedBy(was, terms).filter(({ dueAt }) => dueAt <= at);
  const due = owed.find(({ kind }) => kind.endsWith("-reminder"));
  const next = nextOf(was);
  if (!due || !next) return owed.some(({ kind }) => kind === "read-back") ? readAllBack(was, at, terms) : decided(was);
  const now = { ...was, reminded: [...was.reminded, mark(next.moment, next.at)] };
  return decided(now, { effects: [reminder(now, next.moment, next.at - at)] });
}

function nextOf({ stage, window }: Maintenance): { moment: Moment; at: Instant } | null {
  if (stage === "SCHEDULED") return { moment: "start", at: window.startsAt };
  return stage === "IN_PROGRESS" ? { moment: "end", at: window.endsAt } : null;
}
