import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A file of the project. Paths have slashes and begin at the project's folder. */
export interface Source {
  path: string;
  text: string;
  /** What it imports of the project, types included. */
  imports: string[];
}

/** All files below a folder whose name ends with one of the endings; none when there is no such folder. */
export function filesBelow(folder: string, ...endings: string[]): string[] {
  const from = join(root, folder);
  if (!statSync(from, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(from, { recursive: true, encoding: "utf8" })
    .map((name) => relative(root, join(from, name)).replaceAll("\\", "/"))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .filter((path) => !/(^|\/)(node_modules|\.runtime|data|coverage)\//.test(path))
    .sort();
}

export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

export function exists(path: string): boolean {
  return statSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
}

/** The program: everything in `src` and `commands`, but the scripts of the workspace's page, which run in a browser. */
export const program: Source[] = [...filesBelow("src", ".ts"), ...filesBelow("commands", ".ts")].map((path) => {
  const text = read(path);
  return {
    path,
    text,
    imports: importsOf(text).map((name) => relative(root, join(root, dirname(path), name)).replaceAll("\\", "/")),
  };
});

/** The relative names in the import and export statements of a file, and in its `import()` calls with a plain text. */
export function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const statements = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)"(\.{1,2}\/[^"]+)"/gm);
  return [...new Set([...statements].map(([, name = ""]) => name))];
}

/** The room a file lies in: its folder in `src`, `commands`, or `main` for what stands in `src` itself. */
export function roomOf(path: string): string {
  const [first = "", second = "", third] = path.split("/");
  if (first !== "src") return first;
  return third === undefined ? "main" : second;
}

/** Rooms whose files are members: one contract, many files, none of which knows another. */
export const memberRooms = [
  "commands",
  "src/domain/timers",
  "src/in/sources",
  "src/in/probes",
  "src/out/providers",
  "src/out/pagers",
  "src/out/trackers",
];
