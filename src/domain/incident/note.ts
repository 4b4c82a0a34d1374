import { utcMinute } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { refuse } from "../refusal.ts";
import type { Incident } from "./state.ts";

/** A person's note on the timeline; it may speak of an earlier time, never of a later one. */
export function takeNote(was: Incident, event: EventOf<"incident.note">): Decided<Incident> {
  const { by, text, source } = event;
  const at = event.happenedAt ?? event.at;
  if (at > event.at) return refuse("in-the-future", { field: "at" });
  return decided(was, { timeline: [{ kind: "note", at, by, text: source ? `${text} (${source})` : text }] });
}

/** A command that was run, as it was typed. Internal only. */
export function ran(was: Incident, event: EventOf<"incident.ran">): Decided<Incident> {
  const { at, by, command, result } = event;
  const text = result ? `${by.name} ran \`${command}\`: ${result}` : `${by.name} ran \`${command}\``;
  return decided(was, { timeline: [{ kind: "command", at, by, text }] });
}

/** Corrects the timeline: hides or rewords an entry, or moves it to the time it belongs to. The original is kept. */
export function amend(was: Incident, event: EventOf<"incident.amend">): Decided<Incident> {
  const { at, by, entry, hide = false, text = null, happenedAt = null } = event;
  if (entry < 1 || entry > was.entries) return refuse("no-such-entry", { entry });
  if (happenedAt !== null && happenedAt > at) return refuse("in-the-future", { field: "at" });
  const what = hide
    ? `hid entry ${entry}`
    : text === null
      ? `moved entry ${entry} to ${utcMinute(happenedAt ?? at)}`
      : `reworded entry ${entry}`;
  return decided(was, {
    timeline: [
      { kind: "correction", at, by, text: `${by.name} ${what}`, corrects: { entry, hide, text, at: happenedAt } },
    ],
  });
}
