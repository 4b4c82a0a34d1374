import type { Incident, Stage, UpdateWords } from "../src/domain/incident/state.ts";
import { headline } from "../src/domain/incident/view.ts";
import { defaultAudience, draftUpdate } from "../src/domain/incident/wording.ts";
import { defineCommand, type Typed } from "../src/in/command.ts";
import {
  choice,
  componentNames,
  futureMoment,
  needed,
  onOff,
  overallWord,
  rest,
  severityWord,
  stageWord,
  words,
} from "../src/in/fields.ts";
import { postedAnswerAsking } from "../src/in/posted.ts";
import { passingFields, previewOf } from "../src/in/publish.ts";
import { utcMinute } from "../src/text/instant.ts";
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
    action: { ...words, label: "Action", hint: "What goes on after “We are”: rolling back the release" },
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
    ...passingFields,
    edit: { ...onOff, label: "Edit the draft that waits", hidden: true },
  },
  form: {
    title: "Post an update",
    submit: "Post it",
    opens: (_ctx, { edit }) => edit === true,
    prefill: ({ incident, terms }, typed) => {
      const known = { ...fromAccount(incident), ...(typed.edit === undefined ? {} : fromDraft(incident)) };
      return {
        ...known,
        stage: typed.stage ?? known.stage ?? incident.stage,
        severity: typed.severity ?? known.severity ?? incident.severity,
        audience: typed.audience ?? known.audience ?? defaultAudience(incident, terms),
      };
    },
    ask: (_ctx, { stage, audience }) => [
      "stage",
      "severity",
      ...askedBy[stageOf(stage)],
      "text",
      ...(audience === "internal" || stage === "RESOLVED" ? [] : (["overall"] as const)),
      ...(stage === "RESOLVED" ? [] : (["next_update"] as const)),
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
    preview(ctx, { stage = ctx.incident.stage, suggested, override, edit: _, ...said }) {
      const asked = { stage, words: wordsOf(said), suggested, override };
      return previewOf(draftUpdate(ctx.incident, asked, ctx.now, ctx.terms), ctx, asked.words);
    },
  },
  event: ({ incident, actor }, { stage, suggested, override, edit, ...said }) => ({
    type: "incident.update",
    incident: incident.id,
    by: actor,
    stage,
    words: wordsOf(said),
    suggested,
    override,
    instead: edit,
  }),
  said: ({ now, updates }, _values, { terms }) => postedAnswerAsking(now, updates, terms),
});

/** The last words stand in the form again: most of an update is what the one before said. */
function fromAccount({ account: said, components }: Incident): Typed {
  return {
    components,
    ...Object.fromEntries(account.map((name) => [name, said[name] ?? undefined])),
    root_cause: said.rootCause ?? undefined,
  };
}

/** The words of the draft that waits, as its author would type them. */
function fromDraft({ draft, stage: now }: Incident): Typed {
  if (!draft) return {};
  const { deed } = draft;
  switch (deed.type) {
    case "incident.update": {
      const { rootCause, nextUpdate, components, ...said } = deed.words;
      const typed = { ...said, root_cause: rootCause, next_update: promised(nextUpdate) };
      return {
        stage: deed.stage,
        ...(components ? { components } : {}),
        ...Object.fromEntries(Object.entries(typed).filter(([, value]) => typeof value === "string")),
      } as Typed;
    }
    case "incident.no-change":
      return { stage: now, text: deed.text, next_update: promised(deed.nextUpdate) };
    case "incident.resolve":
      return { stage: "RESOLVED", root_cause: deed.rootCause };
    case "incident.cancel":
      return { stage: "RESOLVED", text: deed.text };
  }
}

function promised(at: number | undefined): string | undefined {
  return at === undefined ? undefined : utcMinute(at);
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
