import { type Card, line, person } from "../../text/card.ts";
import { utcClock } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { refuse } from "../refusal.ts";
import { updateOwed } from "./deadlines.ts";
import type { Incident, Role } from "./state.ts";
import { headline, named, note, plain, say } from "./view.ts";

/** How a role is shown (decisions.md 13). */
export const roleNames: Record<Role, string> = {
  lead: "incident commander",
  comms: "comms",
  scribe: "scribe",
  ops: "ops",
};

/** Gives a role to a person, who is invited and gets a short brief. */
export function assign(was: Incident, event: EventOf<"incident.assign">): Decided<Incident> {
  const { at, by, role, person: holder } = event;
  if (was.roles[role] === holder)
    return refuse("role-unchanged", { role: roleNames[role], person: by.id === holder ? "You" : "That person" });
  const now: Incident = { ...was, roles: { ...was.roles, [role]: holder } };
  const own = by.id === holder;
  const text = own ? `${by.name} took the role of ${roleNames[role]}` : `${by.name} made ${holder} ${roleNames[role]}`;
  return decided(now, {
    timeline: [{ kind: "role", at, by, text }],
    effects: [
      { kind: "channel.invite", incident: now.id, people: [holder] },
      say(
        now,
        plain(
          text,
          own
            ? line`${named(by)} is now ${roleNames[role]}.`
            : line`${person(holder)} is now ${roleNames[role]}, named by ${named(by)}.`,
        ),
      ),
      ...(own ? [] : [brief(now, role, holder)]),
    ],
  });
}

function brief(incident: Incident, role: Role, holder: string) {
  const owed = updateOwed(incident);
  const card: Card = {
    summary: `You are ${roleNames[role]} of ${headline(incident)}`,
    blocks: [
      { type: "text", line: line`You are ${roleNames[role]} of ${headline(incident)}.` },
      note(
        `${incident.stage}. ${owed ? `Next update by ${utcClock(owed.dueAt)}. ` : ""}\`status\` in its channel tells the rest.`,
      ),
    ],
  };
  return {
    kind: "message.show",
    to: { person: holder },
    card,
    slot: null,
    lane: `${incident.id}/brief/${holder}`,
    urgency: "rest",
  } as const;
}
