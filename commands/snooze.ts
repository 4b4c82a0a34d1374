import { defineCommand } from "../src/in/command.ts";
import { clockWord, needed, rest, span } from "../src/in/fields.ts";
import { inWords } from "../src/text/instant.ts";

/** Quiets the live reminder for a while. The deadline itself stands. */
export default defineCommand({
  verb: "snooze",
  summary: "Quiets the live reminder for a while; the deadline stands.",
  usage: "snooze <how long> <why> [--clock <kind>]",
  examples: ["snooze 10m the rollback is running"],
  where: "incident",
  permission: "respond",
  fields: {
    for: needed({ ...span, label: "For", hint: "10m, 1 h 30 min" }),
    why: needed({ ...rest, label: "Why", input: "line" }),
    clock: { ...clockWord, hint: "Left out, it is the reminder that is due first." },
  },
  form: { title: "Snooze the reminder", submit: "Snooze", prefill: (_ctx, typed) => ({ for: typed.for ?? "10m" }) },
  event: ({ incident, actor }, { for: forMs, why, clock }) => ({
    type: "incident.snooze",
    incident: incident.id,
    by: actor,
    forMs,
    why,
    kind: clock,
  }),
  said: (_done, { for: forMs }) => `Quiet for ${inWords(forMs)}. The deadline itself stands.`,
});
