import { defineCommand } from "../src/in/command.ts";
import { needed } from "../src/in/fields.ts";

/** Tries a delivery again that had failed for good. Its button stands under the notice of the failure. */
export default defineCommand({
  verb: "retry",
  summary: "Tries a failed delivery again.",
  usage: "retry <number>",
  where: "anywhere",
  permission: "respond",
  fields: {
    effect: needed({
      read: (given: string) =>
        /^\d{1,15}$/.test(given.trim()) ? Number(given) : { problem: "Say the number of the delivery." },
      label: "Delivery",
      position: "word" as const,
      input: "line" as const,
    }),
  },
  event: ({ actor }, { effect }) => ({ type: "effect.retry", effect, by: actor }),
  said: () => "It is being tried again.",
});
