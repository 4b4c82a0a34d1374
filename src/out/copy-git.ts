import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Secret } from "../base/secret.ts";
import { type Copied, type CopyFile, type CopyPlace, CopyTrouble } from "./copy.ts";
import { bringFolder } from "./copy-folder.ts";
import { git, saidByGit } from "./git.ts";

/** A branch of a git repository, as pages are served from at most forges. */
export interface BranchSettings {
  /** Anything that `git` takes: `https://…`, `git@…`, a path. */
  repository: string;
  branch: string;
  /** For https; without it, `git` looks for credentials where it always does. */
  token: Secret | null;
  author: { name: string; email: string };
}

/** It must never wait for a person. What the environment says of ssh counts more than this. */
const unattended = ["-c", "core.sshCommand=ssh -oBatchMode=yes -oConnectTimeout=10"];

/**
 * A branch: each change is one commit on top of what is there, so nothing of anybody's is overwritten. `work` is a folder of
 * ours, made anew each time. Needs the program `git`.
 */
export function branchCopy({ repository, branch, token, author }: BranchSettings, work: string): CopyPlace {
  const name = `the branch ${branch} of ${withoutCredentials(repository)}`;
  const clone = join(work, "clone");
  // In a file of its own: what stands on a command line can be read by everybody on the machine.
  const access = join(work, "access");

  async function run(...args: string[]): Promise<string> {
    const known = token ? ["-c", `include.path=${access}`] : [];
    const { code, out, err } = await git(clone, [...unattended, ...known, ...args]);
    if (code !== 0) throw new CopyTrouble(`${name}: ${sentenceOf(err)}`);
    return out;
  }

  async function prepare(): Promise<void> {
    await rm(work, { recursive: true, force: true });
    await mkdir(clone, { recursive: true, mode: 0o700 });
    if (token) {
      const basic = Buffer.from(`x-access-token:${token.reveal()}`).toString("base64");
      await writeFile(access, `[http]\n\textraHeader = "Authorization: Basic ${basic}"\n`, { mode: 0o600 });
    }
    await run("init", "--quiet");
    await run("symbolic-ref", "HEAD", `refs/heads/${branch}`);
    await fetchBranch();
  }

  async function fetchBranch(): Promise<void> {
    const heads = await run("ls-remote", "--heads", repository, `refs/heads/${branch}`);
    if (heads.trim() === "") return;
    await run("fetch", "--quiet", "--depth=1", repository, `refs/heads/${branch}`);
    await run("reset", "--quiet", "--hard", "FETCH_HEAD");
  }

  return {
    name,
    async bring(files: readonly CopyFile[]): Promise<Copied> {
      try {
        await prepare();
        const copied = await bringFolder(clone, files);
        await run("add", "--all");
        if ((await run("status", "--porcelain")).trim() === "") return { written: 0, removed: 0 };
        const who = ["-c", `user.name=${author.name}`, "-c", `user.email=${author.email}`];
        await run(...who, "commit", "--quiet", "--message", "Bring the status page up to date");
        await run("push", "--quiet", repository, `HEAD:refs/heads/${branch}`);
        return copied;
      } catch (error) {
        if (error instanceof CopyTrouble) throw error;
        throw new CopyTrouble(`${name}: ${(error as Error).message}`);
      } finally {
        await rm(work, { recursive: true, force: true }).catch(() => {});
      }
    },
  };
}

/** An address as it may be shown: a name and a password in it stay out. */
function withoutCredentials(repository: string): string {
  return repository.replace(/^(\w+:\/\/)[^/@]*@/, "$1");
}

/** What a person can do with what git said. */
function sentenceOf(err: string): string {
  if (err === "ENOENT") return "the program git is not there; install it, or copy to a folder or a bucket.";
  const said = saidByGit(err);
  return said === "" ? "git failed, and did not say why." : `git said: ${said}`;
}
