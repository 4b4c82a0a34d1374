import type { Incident } from "../src/domain/incident/state.ts";
import { headline } from "../src/domain/incident/view.ts";
import { onCallAt } from "../src/domain/rota.ts";
import { defineCommand, type Typed } from "../src/in/command.ts";
import {
  componentNames,
  looksLikeSeverity,
  moment,
  needed,
  onOff,
  rest,
  severityWord,
  words,
} from "../src/in/fields.ts";
import { similarTo } from "../src/in/similar.ts";
import { asWords } from "../src/in/which.ts";
import { openIncidents } from "../src/store/incidents.ts";
import { type Card, code, line, person } from "../src/text/card.ts";

/** Opens an incident. With a severity and a title it happens at once; with less, the form asks for the rest. */
export default defineCommand({
  verb: "declare",
  aliases: { new: "", open: "", start: "" },
  summary: "Opens an incident: its channel, its clocks, the page.",
  usage: "declare SEV1|SEV2|SEV3|SEV4 <title>",
  examples: ["declare sev1 Gateway returns 503", 'sev2 "TLS expired" --components Gateway --detected-at "10m ago"'],
  where: "anywhere",
  permission: "declare",
  fields: {
    severity: needed({ ...severityWord, fits: looksLikeSeverity }),
    title: needed({ ...rest, label: "Title", hint: "What people see, in a few words.", input: "line" }),
    components: componentNames,
    symptom: { ...words, label: "Symptom", hint: "What users see, in one line; it opens the public updates." },
    impact: { ...words, label: "Impact", hint: "Whom it concerns and what they cannot do." },
    detected_at: {
      ...moment,
      label: "Detected",
      hint: "Clocks start here. 10m ago, 09:30 (UTC); left out, it is now.",
    },
    private: { ...onOff, label: "Private: a private channel, and nothing public" },
    drill: { ...onOff, label: "Drill: never public, wakes nobody" },
    retrospective: { ...onOff, label: "Retrospective: typed in after the fact, no clocks", hidden: true },
    anyway: { ...onOff, label: "Declare although a similar one is open", hidden: true },
  },
  form: {
    title: "Declare an incident",
    submit: "Declare",
    intro: ({ terms }) => ({
      summary: "Pick the highest severity that matches.",
      blocks: [
        { type: "note", line: "Pick the highest severity that matches." },
        {
          type: "list",
          items: Object.entries(terms.policy.severities).map(
            ([name, { criteria }]) => line`${{ bold: name }} ${criteria.join("; ")}`,
          ),
        },
      ],
    }),
  },
  async before(ctx, values) {
    if (values.anyway) return null;
    const open = (await openIncidents(ctx.store.read, 50)).filter((incident) => !incident.private);
    const twin = similarTo(values.title, open);
    return twin && joinOr(twin, againWith(values));
  },
  event: (
    { actor, ids },
    { severity, title, components, symptom, impact, detected_at, private: isPrivate, drill, retrospective },
  ) => ({
    type: "incident.declare",
    incident: ids(),
    by: actor,
    declaration: {
      severity,
      title,
      components,
      symptom: symptom || undefined,
      impact: impact || undefined,
      detectedAt: detected_at,
      private: isPrivate,
      drill,
      retrospective,
    },
  }),
  said({ now }, _values, { terms, now: at }) {
    if (!now) return "Declared.";
    const { primary } = onCallAt(terms.rota, at);
    const acknowledged = now.acknowledged
      ? "You are on call, so it counts as acknowledged."
      : "It is not acknowledged yet.";
    return {
      summary: `Declared ${headline(now)}`,
      blocks: [
        {
          type: "text",
          line: line`Declared ${{ bold: headline(now) }}. Its channel ${code(`#${now.channel.name}`)} is being opened; you are invited.`,
        },
        {
          type: "note",
          line: now.retrospective
            ? "Typed in after the fact: nobody is paged, and no clock runs."
            : primary
              ? line`On call: ${person(primary)}. ${now.kind === "drill" ? "A drill wakes nobody." : acknowledged}`
              : acknowledged,
        },
      ],
    };
  },
});

/** The same declaration once more, as the button carries it. */
function againWith({ detected_at, anyway: _, ...values }: Record<string, unknown>): string {
  const said = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === "boolean" ? (value ? "yes" : "no") : value,
  ]);
  const at = typeof detected_at === "number" ? new Date(detected_at).toISOString() : undefined;
  return asWords({ ...Object.fromEntries(said), detected_at: at, anyway: "yes" } as Typed);
}

/** Two incidents of one trouble split the people who work on it. */
function joinOr(twin: Incident, again: string): Card {
  const where = twin.channel.id ? line`Join it in ${{ channel: twin.channel.id }}` : "Its channel is being opened";
  return {
    summary: `Something similar is open: ${headline(twin)}`,
    blocks: [
      {
        type: "text",
        line: line`Something similar is open: ${{ bold: headline(twin) }}. ${where}, or declare another one.`,
      },
      {
        type: "buttons",
        buttons: [
          { label: `Where #${twin.number} stands`, verb: "status", words: `#${twin.number}` },
          { label: "Declare anyway", verb: "declare", words: again },
        ],
      },
    ],
  };
}
