import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type Copied,
  type CopyFile,
  type CopyPlace,
  CopyTrouble,
  changesTo,
  listName,
  listOf,
  readList,
} from "./copy.ts";

/** A folder on this machine, or on a share. Whoever reads a file of it reads the old one or the new one, never half of one. */
export function folderCopy(folder: string): CopyPlace {
  return { name: `the folder ${folder}`, bring: (files) => bringFolder(folder, files) };
}

/** Brings a folder in line. A folder that holds a page of somebody else's is left alone. */
export async function bringFolder(folder: string, files: readonly CopyFile[]): Promise<Copied> {
  try {
    const text = await readFile(join(folder, listName), "utf8").catch(ifMissing);
    if (text === null && (await exists(join(folder, "index.html"))))
      throw new CopyTrouble(
        `The folder ${folder} holds an index.html that Sitrep did not write. Name an empty folder, or take that file away.`,
      );
    const { write, remove } = changesTo(await stillThere(folder, readList(text)), files);
    for (const { path, bytes } of write) await writeWhole(join(folder, path), bytes);
    for (const path of remove) await takeAway(folder, path);
    const list = listOf(files);
    if (list !== text) await writeWhole(join(folder, listName), Buffer.from(list));
    return { written: write.length, removed: remove.length };
  } catch (error) {
    if (error instanceof CopyTrouble) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? "unknown trouble";
    throw new CopyTrouble(`The folder ${folder} cannot be written to (${code}).`);
  }
}

/** What the list says, without what somebody has taken away since. */
async function stillThere(folder: string, list: Map<string, string> | null): Promise<Map<string, string> | null> {
  if (!list) return null;
  const there = await Promise.all([...list].map(async (one) => ((await exists(join(folder, one[0]))) ? [one] : [])));
  return new Map(there.flat());
}

async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = join(dirname(file), `.${randomUUID()}.tmp`);
  try {
    const handle = await open(draft, "wx", 0o644);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Takes a file away, and the folders that it leaves empty. */
async function takeAway(folder: string, path: string): Promise<void> {
  await rm(join(folder, path), { force: true });
  for (let inside = dirname(path); inside !== "."; inside = dirname(inside)) {
    const left = await rmdir(join(folder, inside)).then(
      () => false,
      () => true,
    );
    if (left) return;
  }
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(ifMissing)) !== null;
}

function ifMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
  throw error;
}
