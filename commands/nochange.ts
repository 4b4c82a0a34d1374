import { defineCommand } from "../src/in/command.ts";
import { futureMoment, rest } from "../src/in/fields.ts";
import { postedAnswer } from "../src/in/posted.ts";
import { passingFields } from "../src/in/publish.ts";

/** The one click that tells the public, correctly, that nothing has changed and when it hears again. */
export default defineCommand({
  verb: "nochange",
  aliases: { "no-change": "", still: "" },
  summary: "Posts the last stage again: still on it, with the next due time.",
  usage: "nochange [<words>]",
  examples: ["nochange", "nochange We are still rolling back"],
  where: "incident",
  permission: "respond",
  fields: {
    text: { ...rest, label: "Words to add" },
    next_update: {
      ...futureMoment,
      label: "Next update by",
      hint: "in 2 h, 14:30 (UTC); left out, it follows the cadence.",
    },
    ...passingFields,
  },
  form: { title: "Nothing has changed", submit: "Post it" },
  event: ({ incident, actor }, { text, next_update, ...passing }) => ({
    type: "incident.no-change",
    incident: incident.id,
    by: actor,
    text: text || undefined,
    nextUpdate: next_update,
    ...passing,
  }),
  said: ({ now, updates }, _values, { terms }) => postedAnswer(now, updates, terms),
});
