import { isProblem, parseElapsed } from "../src/domain/duration.ts";
import type { MaintenanceHappening } from "../src/domain/events.ts";
import { listCard, saidOf } from "../src/domain/maintenance/answers.ts";
import { preview } from "../src/domain/maintenance/preview.ts";
import { type ExpectedImpact, expectedImpacts } from "../src/domain/maintenance/state.ts";
import { nameOf } from "../src/domain/maintenance/view.ts";
import { type Asked, defineCommand, type FieldProblem, type Preview, type Typed } from "../src/in/command.ts";
import { asText, choice, componentNames, futureMoment, isEmpty, quoted, rest, span, words } from "../src/in/fields.ts";
import { nearest } from "../src/in/nearest.ts";
import { changePreview, noticePreview, passingFields } from "../src/in/publish.ts";
import { maintenancesAhead, pastMaintenances } from "../src/store/maintenance.ts";
import { mutedCount } from "../src/store/muted-alerts.ts";

const deeds = ["list", "schedule", "start", "extend", "move", "complete", "cancel", "caused"] as const;
type Deed = (typeof deeds)[number];

/** How far back `list` looks. */
const pastMs = 14 * 24 * 60 * 60_000;

const impact = {
  read(given: string) {
    const said = given
      .trim()
      .toLowerCase()
      .replace(/[\s_-]+/g, " ");
    const found = expectedImpacts.find((one) => one === said);
    const meant = nearest(said, expectedImpacts);
    return (
      found ?? {
        problem: `${quoted(given)} is no impact. ${meant ? `Did you mean \`${meant}\`?` : `Known: ${expectedImpacts.join(", ")}.`}`,
      }
    );
  },
  label: "Expected impact",
  input: "choice" as const,
  options: () => expectedImpacts.map((value) => ({ value, label: value })),
};

/** Announces maintenance, and moves it along: it starts and completes by itself. */
export default defineCommand({
  verb: "maintenance",
  summary:
    "Schedules maintenance, which starts and completes by itself; starts it early, extends, moves, completes, cancels.",
  usage:
    "maintenance [list | schedule <what> --components <names> --starts-at <time> --ends-at <time> --impact <impact> | start M3 | extend M3 <for> | move M3 --starts-at <time> | complete M3 | cancel M3 <why> | caused M3 <why>]",
  examples: [
    "maintenance",
    'maintenance schedule Database upgrade --components Keystore --starts-at 2026-11-24T02:00Z --for 1h --impact "brief unavailability"',
    "maintenance extend M3 30m the index takes longer",
    "maintenance cancel M3 the vendor postponed it",
  ],
  where: "anywhere",
  // Everybody may look. Announcing takes the right to publish, or for internal components alone to respond: decided there.
  permission: null,
  fields: {
    do: {
      ...choice("deed", deeds, "What to do"),
      position: "word" as const,
      fits: (word: string) => nearest(word, deeds) !== null,
      hidden: true,
    },
    number: {
      read: (given: string) => {
        const number = /^m?-?(\d{1,9})$/i.exec(given.trim())?.[1];
        return number === undefined
          ? { problem: `${quoted(given)} is no maintenance; \`maintenance list\` shows them, like M3.` }
          : Number(number);
      },
      label: "Maintenance",
      position: "word" as const,
      fits: (word: string) => /^m\d{1,9}$/i.test(word),
      input: "line" as const,
      hidden: true,
    },
    for: {
      ...span,
      label: "For",
      position: "word" as const,
      hint: "How long it takes, or how much longer: 30m, 1 h 30 min.",
      fits: (word: string) => !isProblem(parseElapsed(word)),
    },
    what: {
      ...rest,
      label: "What is done",
      hint: "In public words; it ends the first line of the notices.",
      input: "line",
    },
    components: componentNames,
    starts_at: { ...futureMoment, label: "Starts", hint: "2026-11-24T02:00Z (UTC)" },
    ends_at: { ...futureMoment, label: "Ends", hint: "2026-11-24T03:00Z (UTC)" },
    impact,
    text: {
      ...words,
      label: "More for the public",
      hint: "Stands under the fixed lines of the notice.",
      input: "lines",
    },
    why: { ...words, label: "Why", hint: "For your colleagues: it is never published." },
    short_notice: {
      ...words,
      label: "Why on short notice",
      hint: "Only when it cannot wait for the notice period. It is recorded, and the notice is marked.",
    },
    ...passingFields,
  },
  form: {
    title: (typed) => titles[deedOf(typed)]?.(typed) ?? "Maintenance",
    submit: (typed) => submits[deedOf(typed)] ?? "Send",
    opens: (_ctx, values) => lacking(spoken(values)).length > 0,
    ask: (_ctx, typed) => asked[deedOf(typed)],
    needs: (_ctx, typed) => needed[deedOf(typed)],
    preview: (ctx, values) => previewOf(ctx, values),
  },
  check(_ctx, values): FieldProblem[] {
    const deed = values.do ?? "list";
    const stray =
      deed === "list" && values.what ? [{ field: "do", message: `Say what to do: ${deeds.join(", ")}.` }] : [];
    const unnamed =
      deed !== "list" && deed !== "schedule" && values.number === undefined
        ? [{ field: "number", message: "Say which, like M3; `maintenance list` shows them." }]
        : [];
    return [
      ...stray,
      ...unnamed,
      ...lacking(spoken(values)).map((field) => ({ field, message: messages[field] ?? "This is needed." })),
      ...(deed === "caused" && _ctx.incident === null
        ? [{ field: null, message: "Say it in the channel of the incident, or name it: `--incident 12`." }]
        : []),
    ];
  },
  event: ({ actor: by, incident, ids, now }, given): MaintenanceHappening | null => {
    const values = spoken(given);
    const { do: deed = "list", number, what, components = [], starts_at, ends_at, text } = values;
    const maintenance = number === undefined ? ids() : `M${number}`;
    const why = values.why || (deed === "schedule" ? undefined : what) || undefined;
    const shortNotice = values.short_notice || undefined;
    const about = { maintenance, by };
    const passing = { suggested: values.suggested, override: values.override };
    const common = { ...about, why, text: text || undefined, shortNotice, ...passing };
    switch (deed) {
      case "list":
        return null;
      case "schedule": {
        const startsAt = starts_at ?? now;
        const window = { startsAt, endsAt: ends_at ?? startsAt + (values.for ?? 0) };
        const plan = { what: what ?? "", components, window, impact: values.impact ?? "none", text: text || undefined };
        return { type: "maintenance.schedule", ...about, plan, why, shortNotice, ...passing };
      }
      case "start":
        return { type: "maintenance.start", ...common };
      case "extend":
        return {
          type: "maintenance.extend",
          ...common,
          ...(ends_at === undefined ? { forMs: values.for ?? 0 } : { endsAt: ends_at }),
        };
      case "move":
        return { type: "maintenance.move", ...common, startsAt: starts_at ?? now, endsAt: ends_at, forMs: values.for };
      case "complete":
        return { type: "maintenance.complete", ...common };
      case "cancel":
        return { type: "maintenance.cancel", ...common, why: why ?? "" };
      case "caused":
        return incident
          ? {
              type: "maintenance.caused",
              ...about,
              incidentId: incident.id,
              incidentNumber: incident.number,
              secret: incident.private,
              why: why ?? "",
            }
          : null;
    }
  },
  said({ maintenance }, { do: deed }, { incident, terms }) {
    if (!maintenance) return "Done.";
    return deed === "caused" && incident
      ? `#${incident.number} and ${nameOf(maintenance)} name each other now. Nothing was published.`
      : saidOf(maintenance, terms);
  },
  answer: async (ctx) => {
    const { ahead, past, muted } = await listed(ctx);
    return listCard(ahead, past, muted);
  },
  data: async (ctx) => {
    const { ahead, past } = await listed(ctx);
    return { maintenances: [...ahead, ...past].map(({ number, what, stage }) => ({ number, what, stage })) };
  },
});

async function listed({ store, now }: Asked) {
  const ahead = await maintenancesAhead(store.read);
  const past = (await pastMaintenances(store.read, now - pastMs)).slice(0, 5);
  const counts = await Promise.all(
    [...ahead, ...past].map(async (one) => [one.id, await mutedCount(store.read, one)] as const),
  );
  return { ahead, past, muted: new Map(counts) };
}

/** The exact text of the notice, where it is to be announced. Of what changes one that is there, its free words are looked at. */
function previewOf(ctx: Asked, values: Scheduled): Preview {
  if (values.do !== "schedule") return changePreview(values.text, ctx);
  const lacks = lacking(values);
  const [first] = lacks;
  if (first !== undefined) return { missing: `Still missing: ${lacks.map((field) => short[field]).join(", ")}.` };
  const { actor: by, now: at, terms } = ctx;
  const { what = "", components = [], impact = "none", starts_at = at, for: lengthMs = 0, text } = values;
  const { ends_at = starts_at + lengthMs, short_notice, suggested, override } = values;
  const plan = { what, components, impact, window: { startsAt: starts_at, endsAt: ends_at }, text: text || undefined };
  const asked = { by, at, shortNotice: short_notice || undefined, suggested, override };
  return noticePreview(preview(plan, asked, terms.elsewhere ?? "operational", terms), values, ctx);
}

interface Scheduled {
  do?: Deed | undefined;
  what?: string | undefined;
  components?: string[] | undefined;
  impact?: ExpectedImpact | undefined;
  starts_at?: number | undefined;
  ends_at?: number | undefined;
  for?: number | undefined;
  text?: string | undefined;
  short_notice?: string | undefined;
  suggested?: boolean | undefined;
  override?: string | undefined;
}

type Given = Scheduled & { why?: string | undefined };

/** What each deed cannot do without, beside the maintenance itself. `for` does where `ends_at` is asked for. */
const needed: Record<Deed, ("what" | "components" | "starts_at" | "ends_at" | "impact" | "why")[]> = {
  list: [],
  schedule: ["what", "components", "starts_at", "ends_at", "impact"],
  start: [],
  extend: ["ends_at"],
  move: ["starts_at"],
  complete: [],
  cancel: ["why"],
  caused: ["why"],
};

type FieldName = "what" | "components" | "starts_at" | "ends_at" | "impact" | "text" | "why" | "short_notice";

const asked: Record<Deed, FieldName[]> = {
  list: [],
  schedule: ["what", "components", "starts_at", "ends_at", "impact", "text", "short_notice"],
  start: ["short_notice", "text"],
  extend: ["ends_at", "why", "text", "short_notice"],
  move: ["starts_at", "ends_at", "why", "text", "short_notice"],
  complete: ["text"],
  cancel: ["why", "text"],
  caused: ["why"],
};

const nameIn = ({ number }: Typed) => `M${(asText(number) ?? "").replace(/\D/g, "")}`;

const titles: Partial<Record<Deed, (typed: Typed) => string>> = {
  schedule: () => "Schedule maintenance",
  start: (typed) => `Start ${nameIn(typed)} now`,
  extend: (typed) => `Extend ${nameIn(typed)}`,
  move: (typed) => `Move ${nameIn(typed)}`,
  complete: (typed) => `Complete ${nameIn(typed)}`,
  cancel: (typed) => `Cancel ${nameIn(typed)}`,
  caused: (typed) => `Caused by ${nameIn(typed)}`,
};

const submits: Partial<Record<Deed, string>> = {
  schedule: "Schedule it",
  start: "Start it",
  extend: "Extend it",
  move: "Move it",
  complete: "Complete it",
  cancel: "Cancel it",
};

const short: Partial<Record<string, string>> = {
  what: "what is done",
  components: "the components",
  starts_at: "when it starts",
  ends_at: "when it ends",
  impact: "the expected impact",
};

const messages: Partial<Record<string, string>> = {
  what: "Say what is done, in a few public words.",
  components: "Say which components it concerns.",
  starts_at: "Say when it starts, like 2026-11-24T02:00Z.",
  ends_at: "Say when it ends, like 2026-11-24T03:00Z, or how long it takes: `--for 1h`.",
  impact: `Say what customers may notice: ${expectedImpacts.join(", ")}.`,
  why: "Say why.",
};

/** `extend M3 30 min the index takes longer`: how much longer may come first in what is typed, in several words. */
function spoken<V extends { do?: Deed | undefined; for?: number | undefined; what?: string | undefined }>(
  values: V,
): V {
  if (values.do !== "extend" || values.for !== undefined || !values.what) return values;
  const said = values.what.split(/\s+/);
  for (let count = Math.min(4, said.length); count > 0; count -= 1) {
    const read = parseElapsed(said.slice(0, count).join(" "));
    if (!isProblem(read)) return { ...values, for: read, what: said.slice(count).join(" ") };
  }
  return values;
}

function lacking(values: Given): string[] {
  const deed = values.do ?? "list";
  const has = (field: string) => {
    const value = (values as Record<string, unknown>)[field];
    return value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
  };
  return needed[deed].filter((field) => {
    if (field === "ends_at") return !has("ends_at") && !has("for");
    return field === "why" ? !has("why") && !has("what") : !has(field);
  });
}

function deedOf({ do: typed }: Typed): Deed {
  const said = isEmpty(typed) ? "list" : (asText(typed) ?? "").trim().toLowerCase();
  return deeds.find((one) => one === said) ?? "list";
}
