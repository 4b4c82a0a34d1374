import { z } from "zod";

/*
 * Copies of the status page, kept elsewhere: a folder, a bucket, a branch. Each holds the files and one more that says what
 * is in it, so that only what has changed is written, and what is gone is taken away.
 */

/** One file of a copy. `mark` changes with what is in it. */
export interface CopyFile {
  path: string;
  type: string;
  bytes: Buffer;
  mark: string;
}

/** What became of a copy. */
export interface Copied {
  written: number;
  removed: number;
}

/** A place that keeps a copy. Writing the same files again changes nothing there. */
export interface CopyPlace {
  /** As people know it; holds no secret. */
  name: string;
  /** Throws {@link CopyTrouble} when it cannot be brought in line. */
  bring(files: readonly CopyFile[]): Promise<Copied>;
}

/** Why a copy could not be written, as a sentence for the operator. */
export class CopyTrouble extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CopyTrouble";
  }
}

/** The file that says what a copy holds. */
export const listName = "sitrep-copy.json";

const listSchema = z.object({ files: z.record(z.string(), z.string()) });

/** Only these are ever taken away, whatever a list says. */
const ourPath = /^[\w.-]+(?:\/[\w.-]+)*$/;

/** The marks of a copy's files by their paths; null when there is no list, or none of ours. */
export function readList(text: string | null): Map<string, string> | null {
  if (text === null) return null;
  try {
    const { files } = listSchema.parse(JSON.parse(text));
    return new Map(Object.entries(files).filter(([path]) => ourPath.test(path) && !path.split("/").includes("..")));
  } catch {
    return null;
  }
}

/** The list of these files. */
export function listOf(files: readonly CopyFile[]): string {
  const marks = files.map(({ path, mark }) => [path, mark] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ files: Object.fromEntries(marks) }, null, 1)}\n`;
}

/** What of a copy is to be written, and what to be taken away. */
export function changesTo(
  was: ReadonlyMap<string, string> | null,
  files: readonly CopyFile[],
): { write: CopyFile[]; remove: string[] } {
  const now = new Set(files.map(({ path }) => path));
  return {
    write: files.filter(({ path, mark }) => was?.get(path) !== mark),
    remove: [...(was?.keys() ?? [])].filter((path) => !now.has(path)),
  };
}
