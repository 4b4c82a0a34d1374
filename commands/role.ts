import { roleNames } from "../src/domain/incident/assign.ts";
import { roles } from "../src/domain/incident/state.ts";
import { defineCommand } from "../src/in/command.ts";
import { needed, roleWord, somebody } from "../src/in/fields.ts";
import { line, person } from "../src/text/card.ts";

/** Gives a role to a person, or takes it. */
export default defineCommand({
  verb: "role",
  aliases: Object.fromEntries(roles.map((role) => [role, role])),
  summary: "Gives a role to a person; `lead`, `comms`, `scribe` and `ops` are short for it.",
  usage: "role lead|comms|scribe|ops <@person>|me",
  examples: ["lead me", "role scribe @dana"],
  where: "incident",
  permission: "respond",
  fields: { role: needed(roleWord), user: needed({ ...somebody, label: "Person" }) },
  form: {
    title: "Give a role",
    submit: "Give it",
    prefill: ({ actor }) => ({ user: actor.kind === "person" ? actor.id : undefined }),
  },
  event: ({ incident, actor }, { role, user }) => ({
    type: "incident.assign",
    incident: incident.id,
    by: actor,
    role,
    person: user,
  }),
  said: (_done, { role, user }) => ({
    summary: `The ${roleNames[role]} is named`,
    blocks: [{ type: "text", line: line`${person(user)} is ${roleNames[role]} now.` }],
  }),
});
