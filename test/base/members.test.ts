import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadMembers } from "../../src/base/members.ts";

interface Pet {
  name: string;
}

const isPet = (value: unknown): value is Pet => typeof value === "object" && value !== null && "name" in value;

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "members-")), "in", "pets");
  await mkdir(folder, { recursive: true });
});
afterEach(() => rm(join(folder, "..", ".."), { recursive: true, force: true }));

const write = (file: string, text: string) => writeFile(join(folder, file), text);
const load = () => loadMembers(pathToFileURL(folder), isPet, (pet) => pet.name);

describe("members of a room", () => {
  test("are found by looking, in the order of their files", async () => {
    await write("dog.ts", `const pet: { name: string } = { name: "dog" };\nexport default pet;`);
    await write("cat.ts", `export default { name: "cat" };`);
    expect((await load()).map((pet) => pet.name)).toEqual(["cat", "dog"]);
  });

  test("are found with and without a slash at the end of the folder", async () => {
    await write("cat.ts", `export default { name: "cat" };`);
    const found = await loadMembers(pathToFileURL(`${folder}/`), isPet, (pet) => pet.name);
    expect(found).toHaveLength(1);
  });

  test("a stranger stops the start, by name", async () => {
    await write("stone.ts", `export default 42;`);
    await expect(load()).rejects.toThrow("in/pets/stone.ts has no member of this room as its default export.");
  });

  test("a file without a default export is a stranger too", async () => {
    await write("stone.ts", `export const name = "stone";`);
    await expect(load()).rejects.toThrow("in/pets/stone.ts has no member");
  });

  test("a file that is no code stops the start, by name", async () => {
    await write("notes.md", "feed the cat");
    await expect(load()).rejects.toThrow("in/pets/notes.md is no .ts file");
  });

  test("a twin stops the start, with both names", async () => {
    await write("cat.ts", `export default { name: "cat" };`);
    await write("tom.ts", `export default { name: "cat" };`);
    await expect(load()).rejects.toThrow('in/pets/tom.ts and in/pets/cat.ts both call themselves "cat".');
  });

  test("an empty room has no members", async () => {
    expect(await load()).toEqual([]);
  });
});
