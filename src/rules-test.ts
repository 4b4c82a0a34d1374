import { constants, createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Clock, Instant } from "./base/clock.ts";
import { silentLog } from "./base/log.ts";
import { loadMembers } from "./base/members.ts";
import type { Config } from "./config/config.ts";
import type { Environment } from "./config/environment.ts";
import { loadConfig } from "./config/load.ts";
import { type Change, type Comparison, isSame, openComparison } from "./domain/alert/compare.ts";
import type { Fate } from "./domain/alert/fate.ts";
import { openWorld, type Recorded } from "./domain/alert/replay.ts";
import { isProblem, parseElapsed } from "./domain/duration.ts";
import { isSource, readingOf, type Source } from "./in/source.ts";
import { recordedSignals } from "./store/read/recorded.ts";
import { openReader } from "./store/reader.ts";
import { signalSchema } from "./store/schemas.ts";
import { utcMinute } from "./text/instant.ts";

/*
 * `sitrep rules test`: what came in is decided once by the rules as they are and once by changed ones, in memory, with the
 * decisions of the program itself; then it is told what would have been different. Nothing is sent and nothing is stored.
 */

export interface RulesTest {
  env: Environment;
  cwd: string;
  clock: Pick<Clock, "now">;
  /** The changed configuration; absent = what the rules as they are make of it. */
  rules?: string | undefined;
  /** How far back to go in what the store has recorded: `7d`. */
  since?: string | undefined;
  /** What came in, one JSON object a line, in the place of the store's. */
  file?: string | undefined;
  json?: boolean | undefined;
}

/** Does what was asked and returns what to print. Throws a sentence for the operator when it cannot. */
export async function testRules({ env, cwd, clock, rules, since = "7 days", file, json }: RulesTest): Promise<string> {
  const sources = await loadMembers<Source>(new URL("./in/sources/", import.meta.url), isSource, ({ name }) => name);
  const current = await loadConfig({ env, cwd, sources });
  for (const [option, given] of Object.entries({ "--rules": rules, "--file": file }))
    if (given) await mayRead(option, resolve(cwd, given));
  const changed = rules
    ? await loadConfig({ env: { ...env, SITREP_CONFIG: resolve(cwd, rules) }, cwd, sources })
    : null;
  const ago = parseElapsed(since);
  if (isProblem(ago)) throw new Error(`--since: ${ago.problem}.`);

  const before = changed ? current.terms : { ...current.terms, alertRules: [] };
  const after = (changed ?? current).terms;
  const { severities } = after.policy;
  const comparison = openComparison(
    openWorld(before),
    openWorld(after),
    (severity) => severities[severity].paging === "always",
  );
  const from = clock.now() - ago;
  for await (const recorded of file ? inFile(resolve(cwd, file), sources) : inStore(current, from))
    comparison.take(recorded);
  const result = comparison.result();
  return json ? JSON.stringify(asData(result), null, 2) : inWords(result, changed !== null);
}

async function* inStore({ server }: Config, since: Instant): AsyncGenerator<Recorded> {
  const reader = await openReader({
    file: join(server.dataDir, "sitrep.db"),
    url: server.databaseUrl?.reveal(),
    log: silentLog,
  });
  try {
    yield* recordedSignals(reader.read, since);
  } finally {
    await reader.close();
  }
}

const instant = z.union([z.number(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))]);
const line = z.union([
  z.object({ at: instant, signal: signalSchema }),
  z.object({
    at: instant,
    source: z.string(),
    payload: z.unknown(),
    path: z.string().default(""),
    headers: z.record(z.string(), z.string()).default({}),
  }),
]);

/** Throws a sentence that names the option whose file is not there. */
async function mayRead(option: string, file: string): Promise<void> {
  await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${option}: The file ${file} cannot be read (${error.code}).`);
  });
}

/** Each line is `{ at, signal }`, or `{ at, source, payload }` with a body as that source gets it. */
async function* inFile(file: string, sources: readonly Source[]): AsyncGenerator<Recorded> {
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity })) {
    number += 1;
    if (text.trim() === "") continue;
    const where = `${file}:${number}`;
    const read = line.safeParse(parsed(text, where));
    if (!read.success)
      throw new Error(`${where}: It must be { at, signal } or { at, source, payload }. ${z.prettifyError(read.error)}`);
    const { data } = read;
    const signals = "signal" in data ? [data.signal] : signalsOf(data, sources, where);
    for (const [index, signal] of signals.entries()) yield { id: `line-${number}-${index}`, at: data.at, signal };
  }
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${where}: This line is no JSON.`);
  }
}

interface Payload {
  at: Instant;
  source: string;
  payload?: unknown;
  path: string;
  headers: Record<string, string>;
}

function signalsOf({ at, source: name, payload, path, headers }: Payload, sources: readonly Source[], where: string) {
  const [kind = "", own = null] = name.split("/");
  const source = sources.find((one) => one.name === kind);
  if (!source)
    throw new Error(`${where}: There is no source ${name}. There are: ${sources.map((one) => one.name).join(", ")}.`);
  const body = source.body.safeParse(payload);
  if (!body.success) throw new Error(`${where}: This is no body of ${name}. ${z.prettifyError(body.error)}`);
  const raw = Buffer.from(JSON.stringify(payload ?? null));
  const request = { method: "POST", rest: path, query: new URLSearchParams(), headers, raw, at };
  let made = 0;
  const reading = readingOf(source.prefix ?? source.name, own, {
    request,
    options: source.options?.parse({}) ?? {},
    unique: () => `${at}-${++made}`,
  });
  return source.signals(body.data, reading);
}

function inWords(result: Comparison, compares: boolean): string {
  const { messages, from, to, before, after, incidents, moreIncidents, changes } = result;
  if (from === null || to === null) return "Nothing was recorded in that time: there is nothing to compare.";
  const span = `${messages} ${messages === 1 ? "message" : "messages"}, ${utcMinute(from)} to ${utcMinute(to)}`;
  if (isSame(result)) return compares ? `${span}: nothing would be different.` : `${span}: every alert is only listed.`;
  const named = incidents.map(({ at, title, before: was, after: is }) => {
    const opened = (one: typeof was) =>
      one &&
      `${one.severity}${one.component ? ` of ${one.component}` : ""} by rule ${one.rule}${one.pages ? ", pages" : ""}`;
    const how = was && is ? `~ ${opened(was)} → ${opened(is)}` : is ? `+ ${opened(is)}` : `- ${opened(was)}`;
    return `  ${utcMinute(at)}  ${how}: ${title}`;
  });
  const totals = (["incidents", "pages", "proposals", "listed", "dropped"] as const).map((name) =>
    compares ? `  ${name}: ${before[name]} → ${after[name]}` : `  ${name}: ${after[name]}`,
  );
  return [
    compares ? `${span}. What would have been different:` : `${span}. What the rules make of it:`,
    ...(named.length > 0 ? ["", "Incidents", ...named] : []),
    ...(moreIncidents > 0 ? [`  and ${moreIncidents} more`] : []),
    "",
    "Messages",
    ...changes.map((change) => changeInWords(change, compares)),
    "",
    "In all",
    ...totals,
  ].join("\n");
}

function changeInWords({ before, after, messages, alerts, examples }: Change, compares: boolean): string {
  const count = `${messages} of ${alerts} ${alerts === 1 ? "alert" : "alerts"}`;
  const such = examples.map(({ title }) => title).join("; ");
  return `  ${compares ? `${fateInWords(before)} → ` : ""}${fateInWords(after)}: ${count}, like ${such}`;
}

function fateInWords({ what, rule, severity, page }: Fate): string {
  const by = rule === null ? "" : ` (${rule})`;
  return `${what}${severity ? ` ${severity}` : ""}${page ? " page" : ""}${by}`;
}

/** The comparison with its times as text. */
function asData({ from, to, incidents, changes, ...others }: Comparison) {
  const iso = (at: Instant | null) => (at === null ? null : new Date(at).toISOString());
  return {
    different: changes.length > 0,
    from: iso(from),
    to: iso(to),
    ...others,
    incidents: incidents.map((one) => ({ ...one, at: iso(one.at) })),
    changes: changes.map((change) => ({
      ...change,
      examples: change.examples.map((one) => ({ ...one, at: iso(one.at) })),
    })),
  };
}
