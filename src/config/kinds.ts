import type { z } from "zod";
import { plainSentence } from "../base/plain-words.ts";
import { Secret } from "../base/secret.ts";
import type { Path } from "./environment.ts";
import * as is from "./scalars.ts";
import { namesAt } from "./shape.ts";

/* Lists whose entries each have a kind with settings of its own: pagers and status providers. */

/** What is known of a kind when the configuration is read. */
export interface Kind {
  /** The `use` of an entry. */
  name: string;
  shown: string;
  settings: z.ZodType;
}

/** What is wrong with an entry, and where. */
export interface Wrong {
  path: Path;
  problem: string;
  at: "name" | "value";
}

/** One such list: its section, what an entry is called, and what every entry may be told. */
export interface KindList<Given> {
  section: string;
  thing: string;
  common: readonly string[];
  /** What only its kind can be told, with what is secret in it wrapped. */
  ownOf(given: Given): Record<string, unknown>;
}

/** What is wrong with the entries, among themselves and against the kinds that there are. */
export function wrongKinds<Given extends { use: string; name?: string | undefined }>(
  { section, thing, common, ownOf }: KindList<Given>,
  list: readonly Given[],
  kinds: readonly Kind[] | undefined,
): Wrong[] {
  return list.flatMap((given, index): Wrong[] => {
    const path: Path = [section, index];
    const name = given.name ?? given.use;
    if (list.findIndex((one) => (one.name ?? one.use) === name) !== index) {
      const problem = `There are two ${thing}s called ${is.quoted(name)}; give each a name of its own.`;
      return [{ path: given.name === undefined ? path : [...path, "name"], problem, at: "value" }];
    }
    if (!/^[A-Za-z0-9._-]{1,40}$/.test(name)) {
      const problem = `${is.quoted(name)} cannot be a name; use at most 40 letters, digits, dots, dashes and underscores.`;
      return [{ path: [...path, "name"], problem, at: "value" }];
    }
    const kind = kinds?.find((one) => one.name === given.use);
    if (kinds && !kind) {
      const known = kinds.map((one) => one.name);
      const problem = `There is no ${thing} ${is.quoted(given.use)}.${is.didYouMean(given.use, known) || ` Known: ${known.join(", ")}.`}`;
      return [{ path: [...path, "use"], problem, at: "value" }];
    }
    return kind ? wrongOwn(path, ownOf(given), Object.keys(given), common, kind) : [];
  });
}

/** What only a kind of its own can be told, with what is secret in it wrapped: it is never printed from here on. */
export function ownSettings(
  given: Readonly<Record<string, unknown>>,
  common: object,
  secretNames: readonly string[],
): Record<string, unknown> {
  const own = Object.entries(given).filter(([name]) => !(name in common));
  return Object.fromEntries(
    own.map(([name, value]) => [
      name,
      secretNames.includes(name) && (typeof value === "string" || typeof value === "number")
        ? new Secret(String(value))
        : value,
    ]),
  );
}

function wrongOwn(
  path: Path,
  own: Record<string, unknown>,
  given: readonly string[],
  common: readonly string[],
  kind: Kind,
): Wrong[] {
  const read = kind.settings.safeParse(own);
  if (read.success) return [];
  const known = [...common, ...namesAt(kind.settings, [])];
  return read.error.issues.flatMap((issue): Wrong[] => {
    const at = issue.path.filter((step) => typeof step !== "symbol");
    if (issue.code !== "unrecognized_keys") {
      const missing = issue.code === "invalid_type" && at.length > 0 && !given.includes(String(at[0]));
      const says = plainSentence(issue.message);
      const more = says.startsWith("It is missing") ? "" : ` ${says}`;
      const problem = missing ? `${kind.shown} needs ${at.join(".")}.${more}` : says;
      return [{ path: [...path, ...at], problem, at: "value" }];
    }
    return issue.keys.map((name) => ({
      path: [...path, ...at, name],
      problem: `${kind.shown} knows no such setting.${is.didYouMean(name, known) || ` Known: ${known.join(", ")}.`}`,
      at: "name",
    }));
  });
}
