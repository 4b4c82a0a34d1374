import { readdir } from "node:fs/promises";

/** Loads the default export of each file in a folder of this room: methods and doors are found, not listed. */
export async function loadMembers<T>(folder: URL): Promise<T[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).sort();
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, folder).href) as Promise<{ default?: T }>),
  );
  return modules.map((module, at) => {
    if (!module.default)
      throw new Error(`${files[at]} in ${folder.pathname} exports no default: it is no member of this folder.`);
    return module.default;
  });
}
