import { z } from "zod";
import { plainSentence } from "../base/plain-words.ts";
import type { Secret } from "../base/secret.ts";
import type { Problem } from "../domain/duration.ts";
import type { Path } from "./environment.ts";
import * as is from "./scalars.ts";
import { namesAt } from "./shape.ts";

/*
 * `sources`: who may send alerts, and how each of them proves who it is. What all of them can be told stands here; what only
 * one kind can be told is its own, and is checked against the schema that it brings.
 */

/** What is known of a kind of sender when the configuration is read. */
export interface SourceKind {
  name: string;
  /** What an endpoint of this kind can be told beside the settings here. */
  options?: z.ZodType | undefined;
  /** True when its senders sign with a key of their own, so that it needs no secret of ours. */
  provesItself?: ((options: never) => boolean) | undefined;
  /** There when it speaks a peer's API. */
  api?: object | undefined;
}

/** One value, or several side by side while one is rotated. */
function some<T>(item: z.ZodType<T>) {
  return z.preprocess((value) => (Array.isArray(value) || value === undefined ? value : [value]), z.array(item));
}

const units: Record<string, number> = { "": 1, b: 1, kb: 1_000, kib: 1_024, mb: 1_000_000, mib: 1_048_576 };

const bytes = is.reads((value): number | Problem => {
  const [, digits = "", unit = ""] = /^(\d{1,9})\s*([a-z]*)$/i.exec(String(value).trim()) ?? [];
  const size = Number(digits) * (units[unit.toLowerCase()] ?? Number.NaN);
  return digits !== "" && size >= 1_024 && size <= 64 * 1_048_576
    ? size
    : { problem: `${is.quoted(value)} is not a size from 1 KiB to 64 MiB; write it like 5 MiB.` };
});

/** Null: never. */
const staleness = is.reads((value): number | null | Problem => {
  if (value === false || /^(off|never|no)$/i.test(String(value).trim())) return null;
  const read = is.elapsed.safeParse(value);
  return read.success
    ? read.data
    : { problem: `${is.quoted(value)} is neither a length of time like 30 min, nor off.` };
});

const headerName = is.reads((value) =>
  /^[\w!#$%&'*+.^`|~-]{1,100}$/.test(String(value))
    ? String(value)
    : { problem: `${is.quoted(value)} cannot be the name of a header; write it like X-Alert-Token.` },
);

/** What an endpoint of any kind can be told. Other names are the kind's own. */
const common = z.looseObject(
  {
    open: is.flag.default(false),
    token: some(is.secret).optional(),
    secret: some(is.secret).optional(),
    username: is.text.optional(),
    password: is.secret.optional(),
    header: z
      .strictObject({ name: headerName, value: is.secret }, { error: "It must be like { name: X-Token, value: … }." })
      .optional(),
    at_root: is.flag.default(false),
    limit: bytes.optional(),
    stale_after: staleness.optional(),
  },
  { error: "It must be a group of settings, each on a line of its own." },
);

/** The whole section: endpoints by their paths. */
export const sources = z
  .record(z.string(), common.prefault({}), {
    error: "It must be sources by name, like { alertmanager: { token: … } }.",
  })
  .default({});

type Given = z.infer<typeof sources>[string];

/** An endpoint, as the program uses it. */
export interface SourceSettings {
  /** Takes alerts from anybody. */
  open: boolean;
  tokens: readonly Secret[];
  /** What the sender signs with. */
  secrets: readonly Secret[];
  username: string | null;
  password: Secret | null;
  header: { name: string; value: Secret } | null;
  /** A peer's API is spoken at the paths that it has at its own host, too. */
  atRoot: boolean;
  limit: number | null;
  /** How long after its last word an alert is unknown, ms; null = never; absent = as its kind repeats. */
  staleAfterMs?: number | null | undefined;
  /** What only its kind can be told, as it was written. */
  options: Record<string, unknown>;
}

/** An endpoint's settings as the program uses them. */
export function sourceOf(given: Given): SourceSettings {
  const { open, token = [], secret = [], username = null, password = null, header = null, limit = null } = given;
  return {
    open,
    tokens: token,
    secrets: secret,
    username,
    password,
    header,
    atRoot: given.at_root,
    limit,
    staleAfterMs: given.stale_after,
    options: ownOf(given),
  };
}

/** What only a kind of its own can be told. */
function ownOf(given: Given): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !(name in common.shape)));
}

/** What is wrong with an endpoint, and where; `at` says whether its name or its value is meant. */
interface Wrong {
  path: Path;
  problem: string;
  at: "name" | "value";
}

/** What is wrong with the endpoints, together and against the kinds that there are; without kinds only the former. */
export function wrongSources(endpoints: Record<string, Given>, kinds: readonly SourceKind[] | undefined): Wrong[] {
  return Object.entries(endpoints).flatMap(([name, given]): Wrong[] => {
    const path = ["sources", name];
    const kind = kinds?.find((one) => one.name === name.split("/")[0]);
    if (kinds && (!kind || !/^[^/]+(\/[^/]+)?$/.test(name))) {
      const known = kinds.map((one) => one.name);
      const problem = `There is no such source.${is.didYouMean(name, known) || ` Known: ${known.join(", ")}.`}`;
      return [{ path, problem, at: "name" }];
    }
    const wrong = kind ? wrongOptions(path, ownOf(given), kind) : [];
    if (kind && !kind.api && given.at_root) {
      const problem = `${kind.name} speaks no API of its own: it has no paths beside its address under /hooks/.`;
      wrong.push({ path: [...path, "at_root"], problem, at: "value" });
    }
    return wrong.length > 0 ? wrong : wrongProof(path, given, kind);
  });
}

function wrongOptions(path: Path, own: Record<string, unknown>, { options }: SourceKind): Wrong[] {
  const known = options ? namesAt(options, []) : [];
  const unknown = Object.keys(own).filter((name) => !known.includes(name));
  const wrong = unknown.map((name) => unknownName([...path, name], [...Object.keys(common.shape), ...known]));
  const read = options?.safeParse(Object.fromEntries(Object.entries(own).filter(([name]) => known.includes(name))));
  for (const issue of read?.error?.issues ?? []) {
    const inside = issue.path.filter((step) => typeof step !== "symbol");
    if (options && issue.code === "unrecognized_keys")
      wrong.push(...issue.keys.map((name) => unknownName([...path, ...inside, name], namesAt(options, inside))));
    else wrong.push({ path: [...path, ...inside], problem: plainSentence(issue.message), at: "value" });
  }
  return wrong;
}

function unknownName(path: Path, known: string[]): Wrong {
  const hint = is.didYouMean(String(path.at(-1)), known) || ` Known here: ${known.join(", ")}.`;
  return { path, problem: `There is no such setting.${hint}`, at: "name" };
}

function wrongProof(path: Path, given: Given, kind: SourceKind | undefined): Wrong[] {
  const { open, token, secret, username, password, header } = given;
  const secured = Boolean(token?.length || secret?.length || password || header);
  if (open && secured) return [{ path, problem: "It is open and has a secret; take away one of them.", at: "value" }];
  if ((username === undefined) !== (password === undefined))
    return [{ path, problem: "A username and a password go together; one of them is missing.", at: "value" }];
  const proves = kind?.provesItself?.(kind.options?.parse(ownOf(given)) as never) === true;
  return open || secured || proves
    ? []
    : [
        {
          path,
          problem:
            "It needs a token, a secret, a header or a username with a password; or open: true, which lets anybody send alerts.",
          at: "value",
        },
      ];
}
