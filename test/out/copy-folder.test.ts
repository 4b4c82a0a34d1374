import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CopyFile, changesTo, listName, listOf, readList } from "../../src/out/copy.ts";
import { bringFolder, folderCopy } from "../../src/out/copy-folder.ts";

function aFile(path: string, text: string, mark = text): CopyFile {
  return { path, type: "text/html; charset=utf-8", bytes: Buffer.from(text), mark };
}

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "sitrep-copy-")), "site");
});
afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

const all = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(folder.length + 1))
    .toSorted();
const text = (path: string) => readFile(join(folder, path), "utf8");

describe("a copy in a folder", () => {
  test("is written whole, and again only what has changed; what is gone is taken away with its folder", async () => {
    const first = [aFile("incidents/a/index.html", "A"), aFile("feed.atom", "F"), aFile("index.html", "1")];
    expect(await bringFolder(folder, first)).toEqual({ written: 3, removed: 0 });
    expect(await all()).toEqual(["feed.atom", "incidents/a/index.html", "index.html", listName]);
    const before = (await stat(join(folder, "feed.atom"))).ino;

    expect(await bringFolder(folder, first)).toEqual({ written: 0, removed: 0 });
    expect(await bringFolder(folder, [aFile("feed.atom", "F"), aFile("index.html", "2")])).toEqual({
      written: 1,
      removed: 1,
    });
    expect(await all()).toEqual(["feed.atom", "index.html", listName]);
    expect(await text("index.html")).toBe("2");
    expect((await stat(join(folder, "feed.atom"))).ino).toBe(before);
    expect(await readdir(folder)).not.toContain("incidents");
  });

  test("is never half a file to whoever reads it meanwhile", async () => {
    const large = (sign: string) => aFile("index.html", sign.repeat(400_000));
    await bringFolder(folder, [large("a")]);
    const seen = new Set<string>();
    let done = false;
    const reading = (async () => {
      while (!done) {
        const now = await text("index.html");
        seen.add(`${now.length} ${new Set(now).size}`);
      }
    })();
    for (const sign of ["b", "c", "d"]) await bringFolder(folder, [large(sign)]);
    done = true;
    await reading;
    expect([...seen]).toEqual(["400000 1"]);
  });

  test("that somebody took a file out of gets it back", async () => {
    const files = [aFile("feed.atom", "F"), aFile("index.html", "1")];
    await bringFolder(folder, files);
    await rm(join(folder, "feed.atom"));
    expect(await bringFolder(folder, files)).toEqual({ written: 1, removed: 0 });
    expect(await text("feed.atom")).toBe("F");
  });

  test("leaves alone what it did not write: other files stay, a page of somebody else's is never replaced", async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "robots.txt"), "mine");
    await bringFolder(folder, [aFile("index.html", "1")]);
    expect(await text("robots.txt")).toBe("mine");
    await rm(join(folder, listName));
    await expect(bringFolder(folder, [aFile("index.html", "2")])).rejects.toThrow("that Sitrep did not write");
    expect(await text("index.html")).toBe("1");
  });

  test("says in a sentence what cannot be written", async () => {
    await mkdir(join(folder, ".."), { recursive: true });
    await writeFile(folder, "a file in its place");
    await expect(folderCopy(folder).bring([aFile("index.html", "1")])).rejects.toThrow(/cannot be written to \(E\w+\)/);
  });
});

describe("the list of a copy", () => {
  test("tells what changed, and is read back", () => {
    const files = [aFile("b.html", "B"), aFile("a.html", "A")];
    const list = readList(listOf(files));
    expect(changesTo(list, files)).toEqual({ write: [], remove: [] });
    expect(changesTo(list, [aFile("a.html", "new")])).toEqual({ write: [aFile("a.html", "new")], remove: ["b.html"] });
    expect(changesTo(null, files)).toEqual({ write: files, remove: [] });
  });

  test("leads nowhere outside, whoever wrote it; and what is no list is none", () => {
    const nasty = { files: { "../../etc/passwd": "x", "/etc/passwd": "x", "a/../../b": "x", "ok/index.html": "y" } };
    expect([...(readList(JSON.stringify(nasty)) ?? [])]).toEqual([["ok/index.html", "y"]]);
    expect(readList("<html>")).toBeNull();
    expect(readList("{}")).toBeNull();
  });
});
