import { durationOf, headline } from "../src/domain/incident/view.ts";
import { defaultAudience, draftUpdate } from "../src/domain/incident/wording.ts";
import { defineCommand } from "../src/in/command.ts";
import { moment, onOff, rest } from "../src/in/fields.ts";
import { draftAnswer } from "../src/in/posted.ts";
import { passingFields, previewOf } from "../src/in/publish.ts";
import { line } from "../src/text/card.ts";

/** Ends the incident: the RESOLVED update goes out, the clocks stop, the post-mortem is drafted. */
export default defineCommand({
  verb: "resolve",
  aliases: { resolved: "", close: "" },
  summary: "Ends it: RESOLVED goes out, the clocks stop, the post-mortem is drafted.",
  usage: "resolve <root cause> [--resolved-at <time>]",
  examples: ['resolve "A certificate was not renewed." --resolved-at "5m ago"'],
  where: "incident",
  permission: "respond",
  fields: {
    root_cause: { ...rest, label: "Root cause", hint: "A paragraph in plain words; the public reads it." },
    resolved_at: { ...moment, label: "Resolved at", hint: "5m ago, 14:30 (UTC); left out, it is now." },
    despite_alerts: { ...onOff, label: "Resolve although alerts are still firing" },
    ...passingFields,
  },
  form: {
    title: "Resolve the incident",
    submit: "Resolve",
    opens: (_ctx, { root_cause }) => !root_cause,
    prefill: ({ incident }) => ({ root_cause: incident.account.rootCause ?? undefined }),
    ask: ({ incident }) => [
      "root_cause",
      "resolved_at",
      ...(incident.alerts.firing > 0 ? (["despite_alerts"] as const) : []),
    ],
    intro({ incident, terms }) {
      const said =
        incident.published || defaultAudience(incident, terms) === "public"
          ? "The RESOLVED update is published with these words."
          : "This stays inside: nothing of it was published.";
      return { summary: said, blocks: [{ type: "note", line: said }] };
    },
    preview(ctx, { root_cause: rootCause, resolved_at: resolvedAt, suggested, override }) {
      const { incident, now, terms } = ctx;
      const audience = incident.published ? ("public" as const) : ("internal" as const);
      const words = { ...(rootCause ? { rootCause } : {}), audience };
      return previewOf(
        draftUpdate(
          incident,
          { stage: "RESOLVED", words, resolvedAt: resolvedAt ?? now, suggested, override },
          now,
          terms,
        ),
        ctx,
      );
    },
  },
  event: ({ incident, actor }, { root_cause, resolved_at, despite_alerts, ...passing }) => ({
    type: "incident.resolve",
    incident: incident.id,
    by: actor,
    rootCause: root_cause || undefined,
    resolvedAt: resolved_at,
    despiteAlerts: despite_alerts,
    ...passing,
  }),
  said({ now, updates }) {
    if (updates.length === 0) return draftAnswer(now);
    const where = updates.at(-1)?.audience === "public" ? "The public has been told." : "Nothing of it was public.";
    return {
      summary: `Resolved ${headline(now)} after ${durationOf(now)}`,
      blocks: [
        {
          type: "text",
          line: line`Resolved ${{ bold: headline(now) }} after ${durationOf(now)} (hours:minutes). ${where}`,
        },
      ],
    };
  },
});
