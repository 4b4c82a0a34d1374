import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { disagreements } from "./agreement.ts";
import { wrongSourcesOfRules } from "./conditions.ts";
import { type Config, configOf } from "./config.ts";
import { type Given, key, type Mistake, readDocument } from "./document.ts";
import { type Environment, type Path, strayVariables, variables } from "./environment.ts";
import type { Kind } from "./kinds.ts";
import { ConfigError, mistake, mistakesOf } from "./mistakes.ts";
import { type PagerKind, wrongPagers } from "./pagers.ts";
import { wrongProviders } from "./providers.ts";
import { secretNames, settings } from "./schema.ts";
import { type SourceKind, wrongSources } from "./sources.ts";

/** What a configuration is read from. Nothing else in the program reads the environment or a configuration file. */
export interface Surroundings {
  env: Environment;
  /** Where relative paths begin, and where sitrep.yml is looked for. */
  cwd: string;
  /** The kinds of alert sources there are; given, one of another name is refused, and so is a setting that is not its own. */
  sources?: readonly SourceKind[] | undefined;
  /** The same of pagers. */
  pagers?: readonly PagerKind[] | undefined;
  /** The same of status providers: loaded only where one is configured, because they bring a lot with them. */
  providers?: (() => Promise<readonly Kind[]>) | undefined;
}

/**
 * Reads the configuration: SITREP_CONFIG, otherwise ./sitrep.yml when there is one, and over it the environment.
 * Throws {@link ConfigError} with every mistake it found.
 */
export async function loadConfig({ env, cwd, sources, pagers, providers }: Surroundings): Promise<Config> {
  const file = await findFile(env, cwd);
  const given = file ? readDocument(file.text, file.name, env) : nothing();
  if (given.mistakes.some(({ setting }) => setting === "")) throw new ConfigError(given.mistakes);
  const fileFolder = file ? dirname(file.path) : cwd;
  await readSecretFiles(given, fileFolder);
  await overlay(given, env, cwd);

  const read = settings.safeParse(given.values);
  const mistakes: Mistake[] = [...given.mistakes, ...(read.success ? [] : mistakesOf(read.error, settings, given))];
  if (!read.success || mistakes.length > 0) throw new ConfigError(mistakes);
  const strange = [
    ...wrongSources(read.data.sources, sources),
    ...wrongSourcesOfRules(read.data.alerts.rules, sources),
    ...wrongProviders(read.data.providers, await kindsFor(read.data.providers, providers), read.data.components),
    ...wrongPagers(read.data.pagers, pagers),
  ];
  const unknown = strange.map(({ path, problem, at }) => mistake(path, problem, given, at));
  const wrong = disagreements(read.data).map(({ path, problem }) => mistake(path, problem, given));
  if (unknown.length + wrong.length > 0) throw new ConfigError([...unknown, ...wrong]);

  // A variable has no name in the file, and its place is the variable.
  const folderOf = (path: Path) => (given.places.get(key(path))?.includes(":") ? fileFolder : cwd);
  return frozen(configOf(read.data, { file: file?.path ?? null, folderOf, strays: strayVariables(env), pagers }));
}

async function kindsFor(
  given: readonly unknown[],
  load: Surroundings["providers"],
): Promise<readonly Kind[] | undefined> {
  return given.length === 0 ? undefined : load?.();
}

function nothing(): Given {
  return { values: {}, places: new Map(), names: new Map(), files: [], filled: new Set(), mistakes: [] };
}

async function findFile(env: Environment, cwd: string): Promise<{ path: string; name: string; text: string } | null> {
  const named = env.SITREP_CONFIG;
  const path = resolve(cwd, named || "sitrep.yml");
  try {
    return { path, name: basename(path), text: await readFile(path, "utf8") };
  } catch (error) {
    if (!named && codeOf(error) === "ENOENT") return null;
    const place = named ? "SITREP_CONFIG" : "sitrep.yml";
    throw new ConfigError([{ place, setting: "", problem: `The file ${path} cannot be read (${codeOf(error)}).` }]);
  }
}

/** Puts the environment over the file. An empty variable counts as none: that is how a deployment leaves one out. */
async function overlay(given: Given, env: Environment, cwd: string): Promise<void> {
  for (const [name, path] of Object.entries(variables)) {
    const value = env[name];
    const file = env[`${name}_FILE`];
    const isSecret = secretNames.includes(String(path.at(-1)));
    if (value && file && isSecret) {
      given.mistakes.push({
        place: name,
        setting: "",
        problem: `${name} and ${name}_FILE are both set; take away one of them.`,
      });
    } else if (value) {
      put(given, path, value, name);
    } else if (file && isSecret) {
      const text = await readSecret(given, resolve(cwd, file), `${name}_FILE`, path);
      if (text !== null) put(given, path, text, `${name}_FILE`);
    }
  }
}

async function readSecretFiles(given: Given, folder: string): Promise<void> {
  for (const { path, file, place } of given.files) {
    const group = groupAt(given.values, path);
    const name = String(path.at(-1));
    if (name in group) {
      given.mistakes.push({
        place,
        setting: path.join("."),
        problem: `${name} and ${name}_file are both set; take away one of them.`,
      });
      continue;
    }
    const text = await readSecret(given, resolve(folder, file), place, path);
    if (text !== null) put(given, path, text, place);
  }
}

async function readSecret(given: Given, file: string, place: string, path: Path): Promise<string | null> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    given.mistakes.push({
      place,
      setting: path.join("."),
      problem: `The file ${file} cannot be read (${codeOf(error)}).`,
    });
    return null;
  }
}

function put(given: Given, path: Path, value: string, place: string): void {
  groupAt(given.values, path)[String(path.at(-1))] = value;
  given.places.set(key(path), place);
}

/** The group that a path's last step stands in; made when it is not there. A value in its way is left for the schema to refuse. */
function groupAt(values: Record<string, unknown>, path: Path): Record<string, unknown> {
  let group = values;
  for (const step of path.slice(0, -1)) {
    const inner = group[step] ?? {};
    group[step] = inner;
    if (typeof inner !== "object") return {};
    group = inner as Record<string, unknown>;
  }
  return group;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown trouble";
}

/** Freezes plain data all the way down; what opens and closes (a Secret, a calendar's inside) looks after itself. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
