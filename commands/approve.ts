import { defineCommand, type Field } from "../src/in/command.ts";
import { askedAgain, postedAnswer } from "../src/in/posted.ts";
import { passingFields } from "../src/in/publish.ts";

const shown: Field<number> = {
  read: (given) =>
    /^\d{1,6}$/.test(given.trim())
      ? Number(given)
      : { problem: "Say the number that stands on the button; or nothing, for the draft that waits." },
  label: "Which draft",
  position: "word",
  fits: (word) => /^\d{1,6}$/.test(word),
  input: "line",
  hidden: true,
};

/** Publishes the draft that waits. Its text is written with the state of this moment; should it say something else by then, it is shown first. */
export default defineCommand({
  verb: "approve",
  summary: "Publishes the update that waits for approval.",
  usage: "approve",
  where: "incident",
  permission: "approve",
  fields: { shown, ...passingFields },
  event: ({ incident, actor }, { shown: number, ...passing }) => ({
    type: "incident.approve",
    incident: incident.id,
    by: actor,
    shown: number,
    ...passing,
  }),
  said: ({ now, updates }, _values, { terms }) =>
    updates.length === 0 ? askedAgain() : postedAnswer(now, updates, terms),
});
