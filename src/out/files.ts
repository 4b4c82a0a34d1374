import { randomUUID } from "node:crypto";
import { mkdir, open, realpath, rename, rm } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { sitrep } from "../domain/actor.ts";
import { type Attempt, type Claimed, defineCarrier } from "./carrier.ts";
import { delivered, later, never } from "./outcome.ts";

export interface FilesSettings {
  /** The data folder. Nothing outside it is ever written. */
  folder: string;
  /** Writes the draft from the record as it stands now; null when there is no such incident. */
  draft(incident: string): Promise<string | null>;
}

/** Errors of the disk that a person has to mend, and that are then gone. */
const fullOrReadOnly = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO", "EMFILE", "ENFILE"]);

/**
 * Writes the drafts of post-mortems into the data folder: wholly or not at all, also over a power cut. Repeating it is
 * safe; a file that is there already is replaced by what the record says now.
 */
export function files({ folder, draft }: FilesSettings) {
  async function attempt({ effect }: Claimed<"postmortem.write">): Promise<Attempt> {
    const path = placeIn(folder, effect.path);
    if (path === null)
      return { delivery: never(`The path ${JSON.stringify(effect.path)} leads out of the data folder.`) };
    const text = await draft(effect.incident);
    if (text === null) return { delivery: never("There is no such incident.") };

    try {
      await mkdir(dirname(path), { recursive: true });
      // A link inside the folder may lead out of it.
      if (!isInside(await realpath(folder), await realpath(dirname(path)))) {
        return { delivery: never(`The path ${JSON.stringify(effect.path)} leads out of the data folder.`) };
      }
      await writeWhole(path, text);
    } catch (error) {
      return { delivery: failure(error) };
    }
    return {
      delivery: delivered({ path: effect.path }),
      happenings: [{ type: "incident.postmortem-drafted", incident: effect.incident, by: sitrep, path: effect.path }],
    };
  }

  return defineCarrier<"postmortem.write">({ kinds: ["postmortem.write"], attempt });
}

/** The absolute path of `path` in `folder`; null when it lies elsewhere. */
function placeIn(folder: string, path: string): string | null {
  if (path.includes("\0")) return null;
  const whole = resolve(folder, path);
  return whole !== resolve(folder) && isInside(resolve(folder), whole) ? whole : null;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && resolve(folder, way) === path);
}

/** Readers see the old file or the new one, never half of one; and after a power cut one of the two. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const file = await open(draft, "wx", 0o644);
    try {
      await file.writeFile(text, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function failure(error: unknown) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (fullOrReadOnly.has(code)) return later(`The data folder cannot be written to (${code}).`, { doubtful: false });
  if (code === "") throw error;
  return never(`The file could not be written (${code}).`);
}
