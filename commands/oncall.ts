import { isDate } from "../src/domain/duration.ts";
import type { RotaHappening } from "../src/domain/events.ts";
import { rotaRoles } from "../src/domain/rota/layers.ts";
import { rotaCard, rotaData } from "../src/domain/rota/view.ts";
import { defineCommand, type FieldProblem } from "../src/in/command.ts";
import { choice, futureMoment, quoted, somebody } from "../src/in/fields.ts";

const deeds = ["override", "swap", "clear", "have"] as const;

/** The day of a swap: `next`, or a date. A day by its name would be another one tomorrow. */
const day = {
  read(given: string, { now }: { now: number }) {
    const said = given.trim().toLowerCase();
    if (said === "next") return "next";
    const days = { today: 0, tomorrow: 1 }[said];
    if (days !== undefined) return new Date(now + days * 86_400_000).toISOString().slice(0, 10);
    return isDate(said)
      ? said
      : { problem: `${quoted(given)} is not a day: write \`next\` or a date like 2026-12-01.` };
  },
  label: "Shift",
  hint: "The day of the first one's shift; left out, the next to begin.",
  position: "words" as const,
  fits: (word: string) => /^(next|today|tomorrow|\d{4}-\d{2}-\d{2})$/i.test(word),
  input: "line" as const,
};

/** Shows who is on call, and changes it for a while. */
export default defineCommand({
  verb: "oncall",
  aliases: { rota: "" },
  summary: "Shows who is on call; overrides the rota for a while, or swaps two shifts.",
  usage:
    "oncall [override <@person> [from <time>] until <time> | swap <@one> <@other> [on <date>|next] | clear <number>] [--role primary|secondary]",
  examples: [
    "oncall",
    "oncall override @carol from 18:00 until 22:00",
    "oncall swap @alice @bob on 2026-12-01",
    "oncall clear 3",
  ],
  where: "anywhere",
  // Everybody may look. Whoever changes something needs the right to respond: the rota decides on that.
  permission: null,
  fields: {
    do: {
      ...choice("deed", deeds, "What to do"),
      position: "word" as const,
      input: "line" as const,
      hidden: true,
    },
    who: {
      ...somebody,
      label: "Person",
      fits: (word: string) => !/^(#?\d+|[0-9A-Z]{26}|from|until|on|next)$/.test(word),
    },
    with: {
      ...somebody,
      label: "Swaps with",
      // A name, and no word that a time or a day begins with.
      fits: (word: string) => !/^(#?\d.*|from|until|on|next|in|now|today|tomorrow|[0-9A-Z]{26})$/i.test(word),
    },
    number: {
      read: (given: string) =>
        /^#?\d{1,9}$/.test(given.trim())
          ? Number(given.trim().replace("#", ""))
          : { problem: `${quoted(given)} is no number of an override; \`oncall\` shows them.` },
      label: "Override",
      position: "word" as const,
      fits: (word: string) => /^#?\d{1,9}$/.test(word),
      input: "line" as const,
      hidden: true,
    },
    hand_over: {
      read: (given: string) => given.trim(),
      label: "Hand-over",
      position: "word" as const,
      fits: (word: string) => /^[0-9A-Z]{26}$/.test(word),
      input: "line" as const,
      hidden: true,
    },
    on: day,
    from: {
      ...futureMoment,
      read: (given: string, ctx: Parameters<typeof futureMoment.read>[1]) =>
        given.trim().toLowerCase() === "now" ? ctx.now : futureMoment.read(given, ctx),
      label: "From",
      hint: "Left out: from now on. 18:00 (UTC), in 2 h, or 2026-11-21T18:00Z",
      position: "words" as const,
      fits: (word: string) => !/^(until|on)$/i.test(word),
    },
    until: {
      ...futureMoment,
      label: "Until",
      hint: "22:00 (UTC), in 4 h, or 2026-11-21T22:00Z",
      position: "words" as const,
      fits: (word: string) => !/^on$/i.test(word),
    },
    role: choice("role", rotaRoles, "Place"),
  },
  check(_ctx, { do: deed, who, with: other, number, hand_over, from, until, on }): FieldProblem[] {
    const wrong: FieldProblem[] = [];
    const needs = (field: string, value: unknown, message: string) => {
      if (value === undefined) wrong.push({ field, message });
    };
    if (deed === "override") {
      needs("who", who, "Say who is to be on call.");
      needs("until", until, "Say until when: `until 22:00`, or `until in 4 h`.");
    }
    if (deed === "swap") {
      needs("who", who, "Say whose shift it is.");
      needs("with", other, "Say with whom they swap.");
    }
    if (deed === "clear") needs("number", number, "Say which override; `oncall` shows their numbers.");
    if (deed === "have") needs("hand_over", hand_over, "Press the button of the hand-over.");
    const timed = from !== undefined || until !== undefined;
    if (timed && deed !== "override")
      wrong.push({ field: null, message: "Times belong to an override: `oncall override @person until 22:00`." });
    if (on !== undefined && deed !== "swap")
      wrong.push({ field: "on", message: "A day belongs to a swap; an override takes `from` and `until`." });
    if (deed === undefined && who !== undefined)
      wrong.push({ field: "do", message: `Say what to do: ${deeds.slice(0, 3).join(", ")}.` });
    return wrong;
  },
  event(
    { actor: by },
    { do: deed, who, with: other, number, hand_over, on, from, until, role = "primary" },
  ): RotaHappening | null {
    if (deed === "override" && who && until !== undefined)
      return { type: "rota.override", role, person: who, from, until, by };
    if (deed === "swap" && who && other)
      return { type: "rota.swap", role, one: who, other, on: on === undefined || on === "next" ? null : on, by };
    if (deed === "clear" && number !== undefined) return { type: "rota.clear", number, by };
    if (deed === "have" && hand_over) return { type: "rota.take", handOver: hand_over, by };
    return null;
  },
  said(_done, { do: deed }) {
    if (deed === "have") return "You have it. It stands in the announcement channel.";
    if (deed === "clear") return "It is taken back. The rota counts again.";
    return "Done, and said in the announcement channel. `oncall` shows who is on call.";
  },
  answer: async ({ terms, now }) => rotaCard(terms.rota, now),
  data: async ({ terms, now }) => rotaData(terms.rota, now),
});
