import { inWords, utcClock } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { nameOf } from "../overdue.ts";
import { refuse } from "../refusal.ts";
import { reminderPlace } from "../timer.ts";
import type { Incident } from "./state.ts";
import { note, say } from "./view.ts";

/** Changes how often this incident owes an update. What the public was promised already stays. */
export function setCadence(was: Incident, event: EventOf<"incident.set-cadence">): Decided<Incident> {
  const { at, by, everyMs, why } = event;
  const now: Incident = { ...was, cadence: { everyMs, why } };
  const text = `${by.name} set the update cadence to ${everyMs === null ? "never" : `every ${inWords(everyMs)}`}: ${why}`;
  return decided(now, {
    timeline: [{ kind: "cadence", at, by, text }],
    effects: [say(now, { summary: text, blocks: [note(text)] })],
  });
}

/** Quiets the live reminder for a while: the one named, or the one that is due first. The deadline itself stands. */
export function snooze(was: Incident, event: EventOf<"incident.snooze">): Decided<Incident> {
  const { at, by, forMs, why, kind } = event;
  const candidates = was.deadlines.filter(
    (deadline) => deadline.state === "running" && (kind === undefined || deadline.kind === kind),
  );
  const target = candidates.toSorted((a, b) => a.dueAt - b.dueAt)[0];
  if (!target) return refuse("nothing-to-snooze", { kind: kind ?? null });
  const until = at + forMs;
  const now: Incident = {
    ...was,
    deadlines: was.deadlines.map((deadline) =>
      deadline.id === target.id ? { ...deadline, snoozedUntil: until } : deadline,
    ),
  };
  const text = `${by.name} snoozed the reminder (${nameOf(target.kind).toLowerCase()}) until ${utcClock(until)}: ${why}`;
  const { to, slot } = reminderPlace(now, target.kind);
  return decided(now, {
    timeline: [{ kind: "snooze", at, by, text }],
    effects: [
      {
        kind: "message.settle",
        to,
        slot,
        lane: slot,
        card: { summary: text, blocks: [note(text)] },
      },
    ],
  });
}
