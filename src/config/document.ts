import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Environment, Path } from "./environment.ts";
import { secretNames } from "./schema.ts";

/** Where in which source a setting was given, for a sentence: `sitrep.yml:3:9` or `SITREP_PORT`. */
export type Place = string;

/** Something wrong, and where. */
export interface Mistake {
  place: Place;
  /** The setting, as it is written: `severities.SEV1.acknowledge`. Empty when the file itself cannot be read. */
  setting: string;
  problem: string;
}

/** Values that were given, still unread, and where each of them was. */
export interface Given {
  values: Record<string, unknown>;
  /** The place of the value at a path. */
  places: Map<string, Place>;
  /** The place of the name at a path, where it has one. */
  names: Map<string, Place>;
  /** Secrets that stand in a file: to be read by whoever may read files. Not yet in `values`. */
  files: { path: Path; file: string; place: Place }[];
  /** Paths whose value came, in part or whole, from the environment: their text may be a secret and is not quoted. */
  filled: Set<string>;
  mistakes: Mistake[];
}

/** A path as a key of the maps above. */
export function key(path: Path): string {
  return path.join("\u0000");
}

/** Reads sitrep.yml: what it says, and where it says it. `${NAME}` in a value is the environment's NAME, `$${` is `${`. */
export function readDocument(text: string, file: string, env: Environment): Given {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const given: Given = { values: {}, places: new Map(), names: new Map(), files: [], filled: new Set(), mistakes: [] };
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };

  given.mistakes = document.errors.map(({ pos, message }) => ({
    place: at(pos[0]),
    setting: "",
    problem: sentence(message),
  }));
  if (given.mistakes.length > 0) return given;
  if (document.contents === null) return given;
  if (!isMap(document.contents)) {
    given.mistakes.push({
      place: at(0),
      setting: "",
      problem: "The file must hold settings by name, like `slack:` with the settings of Slack under it.",
    });
    return given;
  }
  given.values = readNode(document.contents, [], { given, document, env, at, depth: 0 }) as Record<string, unknown>;
  return given;
}

interface Reading {
  given: Given;
  document: Document;
  env: Environment;
  at: (offset: number) => Place;
  depth: number;
}

/** Deeper than any setting; ends an alias that holds itself. */
const deepest = 20;

/** The plain value of a node; undefined when it is empty, which is the same as not written. */
function readNode(node: unknown, path: Path, reading: Reading): unknown {
  const { given, document, at } = reading;
  const real = isAlias(node) ? node.resolve(document) : (node as Node | null);
  if (!real || reading.depth > deepest) return undefined;
  const start = (node as Node).range?.[0] ?? 0;
  given.places.set(key(path), at(start));
  const deeper = { ...reading, depth: reading.depth + 1 };

  if (isSeq(real))
    return real.items
      .map((item, index) => readNode(item, [...path, index], deeper))
      .filter((value) => value !== undefined);
  if (isScalar(real))
    return typeof real.value === "string" ? filled(real.value, path, at(start), reading) : (real.value ?? undefined);
  if (!isMap(real)) return undefined;

  const values: Record<string, unknown> = {};
  for (const pair of real.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : "";
    const inner = [...path, name];
    given.names.set(key(inner), at((pair.key as Node).range?.[0] ?? start));
    const value = readNode(pair.value, inner, deeper);
    if (value === undefined) {
      if (narrows(inner)) values[name] = null;
      // Who names a sender means it, also with nothing under it: then that is what is wrong.
      if (inner[0] === "sources" && inner.length === 2) values[name] = {};
      continue;
    }
    const of = name.replace(/_file$/, "");
    if (of !== name && secretNames.includes(of) && typeof value === "string") {
      given.files.push({ path: [...path, of], file: value, place: given.places.get(key(inner)) ?? at(start) });
    } else {
      values[name] = value;
    }
  }
  return values;
}

/**
 * Where an alert rule says what it is about: nothing there is no default but a slip, and left out it would make the rule one
 * of every alert.
 */
function narrows([section, list, , setting]: Path): boolean {
  return (
    section === "alerts" && list === "rules" && ["match", "except", "count", "rate", "unless"].includes(String(setting))
  );
}

/** A text with the environment's values put in. Names a variable that is not set. */
function filled(text: string, path: Path, place: Place, { given, env }: Reading): string | undefined {
  const value = text.replace(/\$(\$\{)|\$\{([^}]*)\}/g, (_, escaped: string | undefined, name = "") => {
    if (escaped) return escaped;
    given.filled.add(key(path));
    const found = env[name];
    if (found === undefined) {
      const problem = /^[A-Za-z_]\w*$/.test(name)
        ? `The environment has no ${name}; set it, or write the value here.`
        : `\${${name}} names no variable of the environment; write it like \${SLACK_BOT_TOKEN}, and a plain \${ as $\${.`;
      given.mistakes.push({ place, setting: path.join("."), problem });
    }
    return found ?? "";
  });
  // An empty variable is how a deployment says that it has none.
  return value === "" && text !== "" ? undefined : value;
}

/** The parser's message as a sentence of one line. */
function sentence(message: string): string {
  const first = message.split("\n")[0]?.trim() ?? "";
  return `This is not YAML: ${first}${/[.!?]$/.test(first) ? "" : "."}`;
}
