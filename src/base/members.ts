import { readdir } from "node:fs/promises";

/**
 * The members of a room: one file each, found by looking, not listed anywhere. Every file of the folder must be a `.ts`
 * file whose default export is a member, and no two may bear one name; otherwise this throws, naming the file.
 * In order of file names.
 */
export async function loadMembers<T>(
  folder: URL,
  isMember: (value: unknown) => value is T,
  nameOf: (member: T) => string,
): Promise<T[]> {
  // Without the slash the last part of the address would be replaced, and the neighbours loaded.
  const room = folder.href.endsWith("/") ? folder : new URL(`${folder.href}/`);
  const members = new Map<string, { member: T; file: string }>();
  for (const file of (await readdir(room)).sort()) {
    if (!file.endsWith(".ts"))
      throw new Error(`${where(room, file)} is no .ts file; only members live in this folder.`);
    const { default: member } = (await import(new URL(file, room).href)) as { default?: unknown };
    if (!isMember(member)) throw new Error(`${where(room, file)} has no member of this room as its default export.`);
    const name = nameOf(member);
    const twin = members.get(name);
    if (twin) throw new Error(`${where(room, file)} and ${where(room, twin.file)} both call themselves "${name}".`);
    members.set(name, { member, file });
  }
  return [...members.values()].map(({ member }) => member);
}

/** The last two folders and the file: enough to find it, and the same on every machine. */
function where(room: URL, file: string): string {
  const folders = room.pathname.split("/").filter(Boolean).slice(-2).map(decodeURIComponent);
  return [...folders, file].join("/");
}
