import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Secret } from "../../src/base/secret.ts";
import type { CopyFile } from "../../src/out/copy.ts";
import { branchCopy } from "../../src/out/copy-git.ts";

let folder: string;
let bare: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sitrep-git-"));
  bare = join(folder, "status.git");
  execFileSync("git", ["init", "--quiet", "--bare", bare]);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: string[]) => execFileSync("git", ["-C", bare, ...args], { encoding: "utf8" }).trim();
const work = () => join(folder, "work");
const settings = { branch: "gh-pages", token: null, author: { name: "Sitrep", email: "sitrep@example.com" } };
const place = (own: Partial<Parameters<typeof branchCopy>[0]> = {}) =>
  branchCopy({ repository: bare, ...settings, ...own }, work());
const aFile = (path: string, text: string): CopyFile => ({
  path,
  type: "text/html",
  bytes: Buffer.from(text),
  mark: text,
});

/** Pushes something of somebody else's onto the branch. */
function strangerPushes(name: string, text: string): void {
  const clone = join(folder, "stranger");
  execFileSync("git", ["clone", "--quiet", "--branch", "gh-pages", bare, clone]);
  writeFileSync(join(clone, name), text);
  const who = ["-c", "user.name=s", "-c", "user.email=s@example.com"];
  execFileSync("git", ["-C", clone, "add", "--all"]);
  execFileSync("git", ["-C", clone, ...who, "commit", "--quiet", "--message", "mine"]);
  execFileSync("git", ["-C", clone, "push", "--quiet"]);
}

describe("a copy on a branch", () => {
  test("is made where there is none, and one commit for each change; nothing for no change", async () => {
    expect(await place().bring([aFile("index.html", "1"), aFile("a/index.html", "A")])).toMatchObject({ written: 2 });
    expect(git("log", "--format=%an %s", "gh-pages")).toBe("Sitrep Bring the status page up to date");
    await place().bring([aFile("index.html", "1"), aFile("a/index.html", "A")]);
    await place().bring([aFile("index.html", "2")]);
    expect(git("rev-list", "--count", "gh-pages")).toBe("2");
    expect(git("show", "gh-pages:index.html")).toBe("2");
    expect(git("ls-tree", "-r", "--name-only", "gh-pages")).not.toContain("a/index.html");
    expect(existsSync(work())).toBe(false);
  });

  test("stands on top of what others pushed, and keeps it", async () => {
    await place().bring([aFile("index.html", "1")]);
    strangerPushes("CNAME", "status.example.com");
    await place().bring([aFile("index.html", "2")]);
    expect(git("show", "gh-pages:CNAME")).toBe("status.example.com");
    expect(git("rev-list", "--count", "gh-pages")).toBe("3");
  });

  test("says in a sentence what is wrong, without any secret, and leaves none behind", async () => {
    const lost = place({ repository: "https://user:hunter2@127.0.0.1:9/none.git", token: new Secret("s3cr3t-token") });
    const error = await lost.bring([aFile("index.html", "1")]).catch((one: Error) => one);
    expect(String(error)).toMatch(/the branch gh-pages of https:\/\/127\.0\.0\.1:9\/none\.git: git said: /);
    expect(String(error)).not.toMatch(/hunter2|s3cr3t/);
    expect(existsSync(work())).toBe(false);
    rmSync(bare, { recursive: true });
    await expect(place().bring([aFile("index.html", "1")])).rejects.toThrow("git said");
  });
  test("tells that the program is not there, or what its own folder is refused", async () => {
    const { PATH } = process.env;
    process.env.PATH = folder;
    try {
      await expect(place().bring([aFile("index.html", "1")])).rejects.toThrow("the program git is not there");
    } finally {
      process.env.PATH = PATH;
    }
    writeFileSync(join(folder, "work"), "a file, and no folder");
    await expect(branchCopy({ ...settings, repository: bare }, join(work(), "below")).bring([])).rejects.toThrow(
      /the branch gh-pages of .*ENOTDIR/,
    );
  });
});
