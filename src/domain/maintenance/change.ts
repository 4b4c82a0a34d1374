import { inWords, utcMinute } from "../../text/instant.ts";
import { type Decided, decided, isRefusal } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { remembered } from "./history.ts";
import { unreminded } from "./on-time.ts";
import { onNotice, refusedWindow, spanOf } from "./schedule.ts";
import { isRunning, type Maintenance } from "./state.ts";
import { nameOf } from "./view.ts";
import { type Others, told } from "./wording.ts";

/*
 * What people do to a maintenance that is scheduled or under way. Each ends in a notice to the public.
 */

const because = (why: string | undefined) => (why?.trim() ? `: ${why.trim()}` : "");

/**
 * Starts it, early or just before its time; it still ends when it was announced to. The public must have known of the work
 * for the notice period by then, or somebody answers for it.
 */
export function start(
  was: Maintenance,
  event: EventOf<"maintenance.start">,
  others: Others,
  terms: Terms,
): Decided<Maintenance> {
  const { at, by, why, text } = event;
  if (isRunning(was)) return refuse("maintenance-runs", { name: nameOf(was) });
  const knownFor = at - was.createdAt;
  const noticed = was.shortNotice ? was : onNotice(was, at + knownFor, event, terms);
  if (isRefusal(noticed)) return noticed;
  const started: Maintenance = {
    ...noticed,
    stage: "IN_PROGRESS",
    startedAt: at,
    window: { ...was.window, startsAt: at },
  };
  const now = told(unreminded(started, at, terms), { news: "started", early: true, text }, event, others, terms);
  if (isRefusal(now)) return now;
  const early = inWords(was.window.startsAt - at);
  return decided(remembered(now, { at, by, text: `${by.name} started it ${early} early${because(why)}` }));
}

/**
 * Lets it end later. While it is under way that is always possible: half-done work is worse. Before, what is added is new
 * work, which is announced like any other.
 */
export function extend(
  was: Maintenance,
  event: EventOf<"maintenance.extend">,
  others: Others,
  terms: Terms,
): Decided<Maintenance> {
  const { at, by, why, text } = event;
  const endsAt = event.endsAt ?? was.window.endsAt + (event.forMs ?? 0);
  if (endsAt <= was.window.endsAt)
    return refuse("not-an-extension", { name: nameOf(was), until: utcMinute(was.window.endsAt) });
  const noticed = isRunning(was) ? was : onNotice(was, was.window.endsAt, event, terms);
  if (isRefusal(noticed)) return noticed;
  const longer = { ...noticed, window: { ...was.window, endsAt } };
  const now = told(unreminded(longer, at, terms), { news: "extended", was: was.window, text }, event, others, terms);
  if (isRefusal(now)) return now;
  const said = `${by.name} extended it until ${utcMinute(endsAt)} (was ${utcMinute(was.window.endsAt)})${because(why)}`;
  return decided(remembered(now, { at, by, text: said }));
}

/** Gives it another window. That is announced like a new one: whoever planned around the old one has to plan again. */
export function move(
  was: Maintenance,
  event: EventOf<"maintenance.move">,
  others: Others,
  terms: Terms,
): Decided<Maintenance> {
  const { at, by, why, text, startsAt } = event;
  const lengthMs = event.forMs ?? was.window.endsAt - was.window.startsAt;
  const window = { startsAt, endsAt: event.endsAt ?? startsAt + lengthMs };
  if (isRunning(was)) return refuse("maintenance-runs", { name: nameOf(was) });
  const no = refusedWindow(window, at);
  if (no) return no;
  if (window.startsAt === was.window.startsAt && window.endsAt === was.window.endsAt)
    return refuse("maintenance-unmoved", { name: nameOf(was), window: spanOf(window) });
  const noticed = onNotice({ ...was, shortNotice: null }, window.startsAt, event, terms);
  if (isRefusal(noticed)) return noticed;
  const moved = unreminded({ ...noticed, window }, at, terms);
  const now = told(moved, { news: "moved", was: was.window, text }, event, others, terms);
  if (isRefusal(now)) return now;
  const said = `${by.name} moved it to ${spanOf(window)} (was ${spanOf(was.window)})${because(why)}`;
  return decided(remembered(now, { at, by, text: said }));
}

/** Ends it: the work is done. */
export function complete(
  was: Maintenance,
  event: EventOf<"maintenance.complete">,
  others: Others,
  terms: Terms,
): Decided<Maintenance> {
  const { at, by, why, text } = event;
  if (!isRunning(was))
    return refuse("maintenance-not-started", { name: nameOf(was), at: utcMinute(was.window.startsAt) });
  const ended: Maintenance = { ...was, stage: "COMPLETED", endedAt: at };
  const news = at < was.window.endsAt ? "completed-early" : "completed";
  const now = told(ended, { news, text }, event, others, terms);
  if (isRefusal(now)) return now;
  const early = news === "completed-early" ? ` ${inWords(was.window.endsAt - at)} early` : "";
  return decided(remembered(now, { at, by, text: `${by.name} completed it${early}${because(why)}` }));
}

/** Calls it off, or stops it in the middle. */
export function cancel(
  was: Maintenance,
  event: EventOf<"maintenance.cancel">,
  others: Others,
  terms: Terms,
): Decided<Maintenance> {
  const { at, by, why, text } = event;
  const ended: Maintenance = { ...was, stage: "CANCELLED", endedAt: at };
  const stopped = isRunning(was);
  const now = told(ended, { news: "cancelled", stopped, text }, event, others, terms);
  if (isRefusal(now)) return now;
  const said = stopped ? "stopped it in the middle" : "cancelled it";
  return decided(remembered(now, { at, by, text: `${by.name} ${said}${because(why)}` }));
}

/** Writes down that an incident came of it, here and on the incident's timeline. */
export function caused(was: Maintenance, event: EventOf<"maintenance.caused">): Decided<Maintenance> {
  const { at, by, incidentId, incidentNumber: number, secret, why } = event;
  if (was.caused?.some((one) => one.number === number)) return decided(was);
  // A private incident is known to others by its number alone.
  const shown = secret ? "" : why;
  const now: Maintenance = { ...was, caused: [...(was.caused ?? []), { number, why: shown }] };
  const text = `${by.name} said that ${nameOf(was)} (${was.what}) caused this: ${why}`;
  return decided(remembered(now, { at, by, text: `${by.name} said that it caused #${number}${because(shown)}` }), {
    followUps: [{ type: "incident.note", incident: incidentId, by, text }],
  });
}
