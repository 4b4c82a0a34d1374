import { access, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Secret } from "../base/secret.ts";
import { jsonOf } from "./ending.ts";
import { writeWhole } from "./files.ts";
import { branchOf, commit, pull, push } from "./git.ts";
import { type GitHubAccess, github } from "./github.ts";
import { later, never } from "./outcome.ts";
import { type Trouble, troubleWith, type Work } from "./provider.ts";

/* Where the files of a static site lie: a folder, a clone with git, or a repository on GitHub. */

/** What of the settings says where. */
export interface ShelfSettings {
  folder?: string | undefined;
  git: boolean;
  push: boolean;
  remote: string;
  author: string;
  repository?: string | undefined;
  token?: Secret | undefined;
  branch?: string | undefined;
  api: string;
}

export interface Shelf {
  /** The file's text; null = there is none. */
  read(path: string): Promise<string | null>;
  /** Writes the file, and publishes it: committed, and pushed. Writing the same again does no harm. */
  write(path: string, text: string, message: string): Promise<void>;
  /** Publishes what an attempt that broke off may have left behind. */
  finish(path: string, message: string): Promise<void>;
}

/** The place that the settings name. */
export function shelfOf(work: Work<ShelfSettings>): Shelf {
  const { folder, git, repository, token, api, branch } = work.settings;
  if (repository !== undefined && token) return onGitHub({ repository, token, api }, branch, work);
  if (folder === undefined) throw troubleWith(never("neither folder nor repository is set"));
  return git ? inClone(folder, work.settings) : inFolder(folder);
}

function inFolder(folder: string): Shelf {
  return {
    read: (path) =>
      readFile(join(folder, path), "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw onDisk(folder, error);
      }),
    async write(path, text) {
      try {
        // A folder that is not there is not made: it may be a disk that is not mounted.
        await access(folder);
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeWhole(join(folder, path), text);
      } catch (error) {
        throw onDisk(folder, error as NodeJS.ErrnoException);
      }
    },
    async finish() {},
  };
}

function onDisk(folder: string, { code = "" }: NodeJS.ErrnoException): Trouble {
  if (["ENOENT", "ENOTDIR", "EACCES", "EPERM", "EISDIR"].includes(code))
    return troubleWith(never(`the folder ${folder} cannot be used (${code})`));
  return troubleWith(later(`writing to ${folder} failed (${code})`, { doubtful: true }));
}

function inClone(folder: string, settings: ShelfSettings): Shelf {
  const files = inFolder(folder);
  const { remote, author } = settings;
  const publish = async (path: string, message: string) => {
    await commit(folder, path, message, author);
    if (settings.push) await push(folder, remote, settings.branch ?? (await branchOf(folder)));
  };
  const refresh = async () => {
    if (settings.push) await pull(folder, remote, settings.branch ?? (await branchOf(folder)));
  };
  return {
    async read(path) {
      await refresh();
      return files.read(path);
    },
    async write(path, text, message) {
      await refresh();
      await files.write(path, text, message);
      await publish(path, message);
    },
    finish: publish,
  };
}

const stored = z.object({ content: z.string(), sha: z.string() });

function onGitHub(access: GitHubAccess, branch: string | undefined, work: Work<unknown>): Shelf {
  const at = (path: string) => `/contents/${path.split("/").map(encodeURIComponent).join("/")}`;
  const get = async (path: string) => {
    const query = branch === undefined ? "" : `?${new URLSearchParams({ ref: branch })}`;
    const answer = await github(access, work, { method: "GET", path: `${at(path)}${query}` }, [404]);
    if (answer.status === 404) return null;
    const read = stored.safeParse(jsonOf(answer.text)).data;
    if (!read) throw troubleWith(later(`GitHub answered ${answer.status}, but not with a file`, { doubtful: false }));
    return { sha: read.sha, text: Buffer.from(read.content, "base64").toString("utf8") };
  };
  return {
    read: async (path) => (await get(path))?.text ?? null,
    async write(path, text, message) {
      const before = await get(path);
      if (before?.text === text) return;
      const json = {
        message,
        content: Buffer.from(text, "utf8").toString("base64"),
        ...(branch === undefined ? {} : { branch }),
        ...(before ? { sha: before.sha } : {}),
      };
      const answer = await github(access, work, { method: "PUT", path: at(path), json }, [409]);
      // Somebody was faster; the next attempt reads what stands there now.
      if (answer.status === 409)
        throw troubleWith(later("GitHub answered 409: the file was changed meanwhile", { doubtful: true }));
      if (jsonOf(answer.text) === null)
        throw troubleWith(later(`GitHub answered ${answer.status}, but not as it should`, { doubtful: true }));
    },
    async finish() {},
  };
}
