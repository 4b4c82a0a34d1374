import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import { heldBy } from "../domain/incident/held.ts";
import type { Incident } from "../domain/incident/state.ts";
import { may } from "../domain/permissions.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Terms } from "../domain/terms.ts";
import type { Engine } from "../engine/engine.ts";
import type { Outcome } from "../engine/outcome.ts";
import { aroundIncident } from "../store/around.ts";
import { overallNow } from "../store/board.ts";
import { peopleByName } from "../store/people.ts";
import { filledIn } from "../store/rota.ts";
import type { Store } from "../store/store.ts";
import { updatesOf } from "../store/updates.ts";
import type { Asked, Command, Field, FieldProblem, Typed } from "./command.ts";
import { layForm } from "./form.ts";
import { chosenIn } from "./options.ts";
import { everyoneCalled } from "./persons.ts";
import { withSuggestion } from "./publish.ts";
import { blame, readFields } from "./read.ts";
import type { From, Naming, Request } from "./request.ts";
import { problemCard, type Result, refusalCard } from "./result.ts";
import { readText } from "./text.ts";
import { findIncident, whichIncident } from "./which.ts";

/** One way for every door from words to what becomes of them. It never throws for what a person typed. */
export interface Router {
  commands: readonly Command[];
  terms: Terms;
  /** Words as they are typed after the root command. */
  say(text: string, from: From): Promise<Result>;
  /** A verb with its fields. */
  run(request: Request, from: From): Promise<Result>;
  /** The form of a verb as it looks with these values; null when the incident or the verb is gone. */
  form(request: Request, from: From, opening?: boolean): Promise<Result>;
  /** The verb, by its name or alias. */
  command(verb: string): Command | null;
}

export interface RouterParts {
  commands: readonly Command[];
  engine: Pick<Engine, "handle">;
  store: Store;
  terms: Terms;
  clock: Clock;
  ids: Ids;
  /** Reads a file below the data folder; null when it is not there. */
  readFile?: ((path: string) => Promise<string | null>) | undefined;
  /** Names that the configuration has for people, beside those they have in Slack, with their user ids. */
  called?: ReadonlyMap<string, string> | undefined;
}

export function openRouter(parts: RouterParts): Router {
  const { commands, engine, store, terms, clock, ids } = parts;
  const byVerb = new Map(commands.map((command) => [command.verb, command]));
  const readFile = parts.readFile ?? (async () => null);

  const asked = (incident: Incident | null, { actor, channel }: From, rota = terms.rota): Asked => ({
    incident,
    updates: [],
    actor,
    now: clock.now(),
    channel,
    terms: { ...terms, rota },
    store,
    clock,
    ids,
    commands,
    readFile,
  });

  /** With what is so around the incident, so that a preview says what the update will say. */
  async function amongOthers(ctx: Asked, command: Command): Promise<Asked> {
    // What is about no incident is previewed with all that there is.
    if (command.where === "anywhere" && command.form?.preview)
      return { ...ctx, terms: { ...ctx.terms, elsewhere: await overallNow(store.read, ctx.terms) } };
    if (!ctx.incident) return ctx;
    const around = await aroundIncident(store.read, ctx.incident, ctx.terms);
    return { ...ctx, updates: await updatesOf(store.read, ctx.incident.id), terms: { ...ctx.terms, ...around } };
  }

  /** The command and the incident that a request is about, or why there are none. */
  async function place(request: Request, from: From): Promise<Placed | Result> {
    const command = byVerb.get(request.verb);
    if (!command) return refused(refuse("not-found", { what: `command \`${request.verb}\`` }), request.typed);
    const incident = await findIncident(request.incident, from, store);
    const rota = await filledIn(store.read, terms.rota, clock.now());
    if (incident === "unknown")
      return refused(refuse("not-found", { what: `incident ${nameOf(request.incident)}` }), request.typed);
    if (command.where === "incident" && !incident && !command.aside?.(request.typed)) {
      const found = await whichIncident(command, request, from, store, terms);
      if (!("id" in found)) return found;
      return placedAt(command, await amongOthers(asked(found, from, rota), command), request, from);
    }
    return placedAt(command, await amongOthers(asked(incident, from, rota), command), request, from);
  }

  /** With who is known by name, where one may have been typed. */
  async function amongPeople(ctx: Asked, command: Command, typed: Typed): Promise<Asked> {
    const named = Object.entries(command.fields as Record<string, Field>).some(([name, { person }]) => {
      const given = person ? typed[name] : undefined;
      return typeof given === "string" && !given.trim().startsWith("<@");
    });
    return named ? { ...ctx, people: everyoneCalled(await peopleByName(store.read), parts.called) } : ctx;
  }

  async function run(request: Request, from: From): Promise<Result> {
    const placed = await place(request, from);
    if ("kind" in placed) return placed;
    const { command, typed } = placed;
    const ctx = await amongPeople(placed.ctx, command, typed);
    const { permission } = command;
    if (permission && !may(from.actor, permission, ctx.incident, terms.permissions)) {
      return refused(refuse("not-allowed", { permission, held: heldBy(permission, terms) }), typed);
    }
    const { values, problems, missing } = readFields(command, typed, ctx);
    const wrong = [...(request.problems ?? []), ...problems];
    if (wrong.length > 0) return unreadable(command, wrong, terms);
    const asksFirst = from.forms && !from.filled && command.event !== undefined;
    if (asksFirst && (missing.length > 0 || command.form?.opens?.(ctx, values))) {
      return { kind: "form", sheet: layForm(command, ctx, typed) };
    }
    const lacking = missing.map((field) => ({ field, message: "This is needed." }));
    if (lacking.length > 0) return unreadable(command, lacking, terms);
    const clashes = command.check?.(ctx, values) ?? [];
    if (clashes.length > 0) return unreadable(command, clashes, terms);
    const instead = from.actor.kind === "person" ? await command.before?.(ctx, values) : null;
    if (instead) return { kind: "answer", answer: instead, incident: ctx.incident?.id ?? null, data: null };

    const happening = command.event?.(ctx, values) ?? null;
    if (happening === null) return answer(command, ctx, values);
    const told = (outcome: Outcome) => resultOf(command, outcome, values, ctx, typed);
    const outcome = await engine.handle(happening, { key: from.key, door: from.door, answer: told });
    const result = told(outcome);
    if (asksFirst && outcome.kind === "refused" && outcome.refusal.refused === "missing-fields") {
      return { kind: "form", sheet: layForm(command, ctx, typed) };
    }
    return result;
  }

  async function answer(command: Command, ctx: Asked, values: Record<string, unknown>): Promise<Result> {
    const said = (await command.answer?.(ctx, values)) ?? "Done.";
    const data = (await command.data?.(ctx, values)) ?? null;
    return { kind: "answer", answer: said, incident: ctx.incident?.id ?? null, data };
  }

  return {
    commands,
    terms,
    command: (verb) => byVerb.get(verb) ?? null,
    async say(text, from) {
      const read = await readText(
        text,
        commands,
        (naming) => findIncident(naming, from, store),
        (incident) => asked(incident, from),
      );
      return "kind" in read ? read : run(read, from);
    },
    run,
    async form(request, from, opening = true) {
      const placed = await place(request, from);
      if ("kind" in placed) return placed;
      return { kind: "form", sheet: layForm(placed.command, placed.ctx, placed.typed, opening) };
    },
  };
}

/** A command with all that it takes to run it, or to show its form. */
interface Placed {
  command: Command;
  ctx: Asked;
  /** What was typed; of a form, what its options stand for. */
  typed: Typed;
}

function placedAt(command: Command, ctx: Asked, { typed }: Request, { filled }: From): Placed {
  return { command, ctx, typed: filled ? chosenIn(command, typed, ctx) : typed };
}

function resultOf(
  command: Command,
  outcome: Outcome,
  values: Record<string, unknown>,
  ctx: Asked,
  typed: Typed,
): Result {
  switch (outcome.kind) {
    case "seen":
      return (
        (outcome.answer as Result | null) ?? {
          kind: "answer",
          answer: "This was done already.",
          incident: null,
          data: null,
        }
      );
    case "refused":
      return refused(withSuggestion(outcome.refusal, command, typed, ctx), typed);
    case "decided": {
      const { was, now, updates, maintenance } = outcome;
      const said =
        command.said?.({ was, now, updates, maintenance }, values, { ...ctx, incident: now ?? ctx.incident }) ??
        "Done.";
      return { kind: "answer", answer: said, incident: now?.id ?? null, maintenance: maintenance?.id, data: null };
    }
  }
}

function refused(refusal: Refusal, typed: Typed): Result {
  return { kind: "refused", code: refusal.refused, answer: refusalCard(refusal), problems: blame(refusal, typed) };
}

function unreadable(command: Command, problems: FieldProblem[], terms: Terms): Result {
  return { kind: "problems", answer: problemCard(problems, `${terms.command} ${command.usage}`), problems };
}

function nameOf(naming: Naming): string {
  return naming && "number" in naming ? `#${naming.number}` : "of that id";
}
