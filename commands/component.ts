import { overallStatuses } from "../src/domain/policy.ts";
import { defineCommand } from "../src/in/command.ts";
import { choice, componentNames, needed, rest } from "../src/in/fields.ts";
import { nearest } from "../src/in/nearest.ts";

const settable = [...overallStatuses, "clear"] as const;

/** Sets the status of a component by hand, or takes that back. */
export default defineCommand({
  verb: "component",
  summary: "Sets the public status of a component by hand, until it is taken back.",
  usage: "component <name> operational|maintenance|degraded|partial-outage|major-outage|clear <why>",
  examples: [
    'component "Keystore (active keys)" degraded the vendor throttles us',
    "component Keystore clear it is over",
  ],
  where: "anywhere",
  permission: "publish",
  fields: {
    components: needed({
      ...componentNames,
      label: "Component",
      position: "words" as const,
      input: "choices" as const,
    }),
    status: needed({
      ...choice("status", settable, "Status"),
      position: "word" as const,
      fits: (word: string) => nearest(word, settable) !== null,
    }),
    why: needed({ ...rest, label: "Why", hint: "For your colleagues: it is never published.", input: "line" as const }),
  },
  form: { title: "Status of a component", submit: "Set" },
  check: (_ctx, { components }) =>
    components.length === 1 ? [] : [{ field: "components", message: "Name one component." }],
  event: ({ actor: by }, { components: [component = ""], status, why }) => ({
    type: "component.by-hand",
    component,
    status: status === "clear" ? null : status,
    why,
    by,
  }),
  said(_done, { components: [component = ""], status }) {
    return status === "clear" || status === "operational"
      ? `${component} is not set by hand any more: it follows the incidents and the maintenance.`
      : `${component} is ${status} until somebody takes it back. What is worse still counts.`;
  },
});
