import type { UpdateWords } from "../src/domain/events.ts";
import type { Incident, Stage } from "../src/domain/incident/state.ts";
import { headline } from "../src/domain/incident/view.ts";
import { defaultAudience, draftUpdate } from "../src/domain/incident/wording.ts";
import type { Terms } from "../src/domain/terms.ts";
import { defineCommand, type Preview, type Typed } from "../src/in/command.ts";
import {
  choice,
  componentNames,
  futureMoment,
  needed,
  overallWord,
  rest,
  severityWord,
  stageWord,
  words,
} from "../src/in/fields.ts";
import { postedAnswerAsking } from "../src/in/posted.ts";
import { requiredFields } from "../src/text/update.ts";

/** What each stage's form asks for, beside what every update has (decisions.md 17). */
const askedBy = {
  INVESTIGATING: ["components", "symptom", "impact"],
  IDENTIFIED: ["components", "symptom", "impact", "cause", "action"],
  MITIGATING: ["components", "symptom", "action", "progress", "eta"],
  RESOLVED: ["components", "symptom", "root_cause"],
} as const satisfies Record<Stage, readonly string[]>;

const account = ["symptom", "impact", "cause", "action", "progress", "eta"] as const;

/** Posts an update: the stage moves, the public reads it, and the time it promises becomes the next deadline. */
export default defineCommand({
  verb: "update",
  aliases: { post: "" },
  summary: "Posts an update; the time it promises becomes the next deadline.",
  usage: "update INVESTIGATING|IDENTIFIED|MITIGATING|RESOLVED [<text>] [--cause ...] [--action ...]",
  examples: [
    'update identified --cause "A certificate ran out." --action "renewing it"',
    "update mitigating --progress half the traffic is back",
  ],
  where: "incident",
  permission: "respond",
  fields: {
    stage: needed(stageWord),
    text: { ...rest, label: "Words to add", hint: "Free words; they stand under the fixed lines." },
    severity: { ...severityWord, position: undefined },
    components: componentNames,
    symptom: { ...words, label: "Symptom", hint: "What users see, in one line." },
    impact: { ...words, label: "Impact", hint: "Whom it concerns and what they cannot do.", input: "lines" as const },
    cause: { ...words, label: "Cause", hint: "In plain words, with no internal names.", input: "lines" as const },
    action: { ...words, label: "We are ...", hint: "What is being done: rolling back the release" },
    progress: { ...words, label: "Progress", hint: "Share of traffic restored, for example." },
    eta: { ...words, label: "Expected until", hint: "15:30Z, or within the hour" },
    root_cause: { ...words, label: "Root cause", hint: "A paragraph in plain words.", input: "lines" as const },
    overall: overallWord,
    next_update: {
      ...futureMoment,
      label: "Next update by",
      hint: "in 30 min, 14:30 (UTC); left out, it follows the severity.",
    },
    audience: choice("audience", ["public", "internal"], "Who reads it"),
  },
  form: {
    title: "Post an update",
    submit: "Post it",
    prefill: ({ incident, terms }, typed) => ({
      ...fromAccount(incident),
      stage: typed.stage ?? incident.stage,
      severity: typed.severity ?? incident.severity,
      audience: typed.audience ?? defaultAudience(incident, terms),
    }),
    ask: (_ctx, { stage, audience }) => [
      "stage",
      "severity",
      ...askedBy[stageOf(stage)],
      "text",
      ...(audience === "internal" ? [] : (["overall"] as const)),
      "next_update",
      "audience",
    ],
    needs: (_ctx, { stage, audience }) => [
      "severity",
      "audience",
      ...(audience === "internal"
        ? []
        : askedBy[stageOf(stage)].filter((name) => requiredFields[stageOf(stage)].includes(name))),
    ],
    refreshOn: ["stage", "severity", "audience"],
    intro: ({ incident }) => ({
      summary: headline(incident),
      blocks: [{ type: "note", line: `${headline(incident)}. Is the severity still right?` }],
    }),
    preview: ({ incident, now, terms }, values) => previewOf(incident, values, now, terms),
  },
  event: ({ incident, actor }, { stage, ...said }) => ({
    type: "incident.update",
    incident: incident.id,
    by: actor,
    stage,
    words: wordsOf(said),
  }),
  said: ({ now, updates }) => postedAnswerAsking(now, updates),
});

/** The last words stand in the form again: most of an update is what the one before said. */
function fromAccount({ account: said, components }: Incident): Typed {
  return {
    components,
    ...Object.fromEntries(account.map((name) => [name, said[name] ?? undefined])),
    root_cause: said.rootCause ?? undefined,
  };
}

function stageOf(typed: string | string[] | undefined): Stage {
  const read = typeof typed === "string" ? typed.trim().toUpperCase() : "";
  return read in askedBy ? (read as Stage) : "INVESTIGATING";
}

function wordsOf(said: Record<string, unknown>): UpdateWords {
  const { root_cause, next_update, ...others } = said;
  const named = { ...others, rootCause: root_cause, nextUpdate: next_update };
  return Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined && value !== ""),
  ) as UpdateWords;
}

/** The exact text, as the decision would write it at this moment. */
function previewOf(
  incident: Incident,
  values: Record<string, unknown> & { stage?: Stage | undefined },
  now: number,
  terms: Terms,
): Preview {
  const { stage = incident.stage, ...said } = values;
  const draft = draftUpdate(incident, { stage, words: wordsOf(said) }, now, terms);
  if ("missing" in draft) return { missing: `Still missing: ${draft.missing.join(", ")}.` };
  if ("findings" in draft)
    return {
      missing: draft.findings.map(({ why, found, replacement }) => `${found}: ${why} Say ${replacement}.`).join("\n"),
    };
  return { text: draft.text };
}
