import { correctedText } from "../src/domain/incident/correct.ts";
import type { Update } from "../src/domain/incident/state.ts";
import { changesFrom } from "../src/domain/publishing/preview.ts";
import { type AskedAbout, defineCommand, type Field, type Preview } from "../src/in/command.ts";
import { rest, words } from "../src/in/fields.ts";
import { findingBlocks, passingFields } from "../src/in/publish.ts";
import { utcMinute } from "../src/text/instant.ts";

const which: Field<number> = {
  read: (given) =>
    /^#?\d{1,4}$/.test(given.trim())
      ? Number(given.trim().replace("#", ""))
      : { problem: "Say which published update, counted from 1; left out, it is the last." },
  label: "Which update",
  hint: "The published updates are counted from 1; left out, it is the last.",
  input: "line",
};

/** Corrects the words of what was published. Nobody is notified again, and what was promised stays. */
export default defineCommand({
  verb: "correct",
  aliases: { correction: "" },
  summary: "Corrects the words of a published update; nobody is notified again.",
  usage: "correct [--update <number>] [--text <the whole text> | --replace <words> --by <words>] [--why <reason>]",
  examples: ["correct", 'correct --replace "all requests" --by "most requests"'],
  where: "incident",
  permission: "publish",
  fields: {
    update: which,
    text: {
      ...rest,
      position: undefined,
      label: "The text as it should read",
      hint: "The first line's stage and the lines with times stay as they are.",
    },
    replace: { ...words, label: "Words to replace", hint: "As they stand in the published text." },
    by: { ...words, label: "Words to say instead" },
    why: { ...words, label: "Why", hint: "For the timeline; the public does not read it." },
    ...passingFields,
  },
  form: {
    title: "Correct an update",
    submit: "Correct it",
    opens: (_ctx, { text, replace }) => !text && !replace,
    prefill: (ctx, { update }) => ({ text: chosen(ctx, numberIn(update))?.text }),
    ask: () => ["text", "why"],
    needs: () => ["text"],
    intro: ({ updates }) =>
      updates.some(isPublic)
        ? null
        : { summary: "Nothing was published", blocks: [{ type: "note", line: "Nothing of it was published yet." }] },
    preview: (ctx, values) => previewOf(ctx, values),
  },
  check(ctx, values) {
    const { text, replace, by } = values;
    if (text || !replace) return text ? [] : [{ field: "text", message: "Say how it should read." }];
    if (by === undefined) return [{ field: "by", message: "Say what it should read instead." }];
    const update = chosen(ctx, values.update);
    return !update || update.text.includes(replace)
      ? []
      : [
          {
            field: "replace",
            message: "These words do not stand in the published text. They have to be as they are there.",
          },
        ];
  },
  event(ctx, values) {
    const { update: number, why, suggested, override } = values;
    const update = chosen(ctx, number);
    const { incident, actor } = ctx;
    return {
      type: "incident.correct",
      incident: incident.id,
      by: actor,
      update: update?.id ?? "",
      text: wanted(update, values),
      why: why || undefined,
      suggested,
      override,
    };
  },
  said: (_done, _values, { terms }) =>
    `Corrected on the status page${terms.providers.length > 0 ? ", at the providers that can" : ""} and in the incident's channel, and marked so. Nobody is notified again, and no clock moved.`,
});

interface Wanted {
  text?: string | undefined;
  replace?: string | undefined;
  by?: string | undefined;
  suggested?: boolean | undefined;
  override?: string | undefined;
}

function isPublic({ audience }: Update): boolean {
  return audience === "public";
}

/** The published update of a number, or the last. */
function chosen({ updates }: Pick<AskedAbout, "updates">, number: number | undefined): Update | undefined {
  const told = updates.filter(isPublic);
  return number === undefined ? told.at(-1) : told[number - 1];
}

function numberIn(typed: string | string[] | undefined): number | undefined {
  const read = typeof typed === "string" && /^#?\d{1,4}$/.test(typed.trim()) ? typed.trim().replace("#", "") : null;
  return read === null ? undefined : Number(read);
}

function wanted(update: Update | undefined, { text, replace, by }: Wanted): string {
  if (text || !replace) return text ?? "";
  return (update?.text ?? "").replaceAll(replace, by ?? "");
}

function previewOf(ctx: AskedAbout, values: Wanted & { update?: number | undefined }): Preview {
  const update = chosen(ctx, values.update);
  if (!update) return { missing: "There is no published update to correct." };
  const text = wanted(update, values);
  const corrected = correctedText(ctx.incident, update, { ...values, text }, ctx.terms);
  if ("same" in corrected) return { missing: "It reads like this already." };
  if ("moved" in corrected) return { missing: `These stay as they were published: ${corrected.moved.join(" · ")}` };
  if ("findings" in corrected)
    return { text, blocked: true, beside: findingBlocks(corrected.findings), asks: ["suggested"] };
  const beside = changesFrom(update.text, corrected.text, `what was published ${utcMinute(update.postedAt)}`);
  return { text: corrected.text, beside, asks: values.suggested ? ["suggested"] : [] };
}
