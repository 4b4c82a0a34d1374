import { execFile } from "node:child_process";
import { later, never } from "./outcome.ts";
import { troubleWith } from "./provider.ts";

/*
 * The `git` program. It asks nobody anything: what needs a password fails. `git` alone runs a command; the others work on a
 * clone of the operator's.
 */

/** How long one command may take: a push over a slow line. */
const mostMs = 60_000;
/** The most that a command may say, bytes: a list of all that changed. */
const mostSaid = 16 * 1024 * 1024;
const unattended = ["-c", "core.askPass=true", "-c", "credential.interactive=false", "-c", "commit.gpgSign=false"];

/** How a command of git ended; `code` -1 = it did not run, or took too long. */
interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs a command in a folder, and tells how it ended. It never throws; `ENOENT` in `err` = the program is not there. */
export async function git(folder: string, args: readonly string[]): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const bounds = { timeout: mostMs, maxBuffer: mostSaid };
  execFile("git", ["-C", folder, ...unattended, ...args], bounds, (error, out, err) => {
    const code = error ? (typeof error.code === "number" ? error.code : -1) : 0;
    resolve({ code, out, err: error && code === -1 && err === "" ? String(error.code ?? "it took too long") : err });
  }).stdin?.end();
  return promise;
}

/** What git said, on one line and short. Addresses of remotes may hold a password: that stays out. */
export function saidByGit(err: string): string {
  return err
    .replace(/\b(\w+:\/\/)[^\s/@]*@/g, "$1•••@")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200);
}

/** Brings what others pushed into the clone; our own commits that are not pushed yet stay on top. */
export async function pull(folder: string, remote: string, branch: string): Promise<void> {
  const { code, err } = await git(folder, ["pull", "--rebase", "--autostash", "--quiet", remote, branch]);
  if (code === 0) return;
  // A remote that has no commit yet has nothing to bring.
  if (/couldn't find remote ref/i.test(err)) return;
  await git(folder, ["rebase", "--abort"]);
  throw wrong("pull", err);
}

/** Commits the one file, if it differs from what is committed. */
export async function commit(folder: string, path: string, message: string, author: string): Promise<void> {
  const [, name = "Sitrep", mail = "sitrep@localhost"] = /^(.*?)\s*<(.*)>$/.exec(author) ?? [];
  await must(folder, "add", ["add", "--", path]);
  const { code } = await git(folder, ["diff", "--cached", "--quiet", "--", path]);
  if (code === 0) return;
  const who = ["-c", `user.name=${name}`, "-c", `user.email=${mail}`];
  await must(folder, "commit", [...who, "commit", "--quiet", "--message", message, "--", path]);
}

/** Pushes what is committed. */
export async function push(folder: string, remote: string, branch: string): Promise<void> {
  await must(folder, "push", ["push", "--quiet", remote, `HEAD:refs/heads/${branch}`]);
}

/** The branch that is checked out. */
export async function branchOf(folder: string): Promise<string> {
  return (await must(folder, "symbolic-ref", ["symbolic-ref", "--short", "HEAD"])).trim();
}

async function must(folder: string, what: string, args: readonly string[]): Promise<string> {
  const { code, out, err } = await git(folder, args);
  if (code !== 0) throw wrong(what, err);
  return out;
}

/** What only a person can mend is final; a remote that is away, or was faster, is tried again. */
function wrong(what: string, err: string) {
  const said = saidByGit(err);
  const needsPerson =
    /not a git repository|dubious ownership|permission denied|authentication failed|could not read (username|password)|access denied|not found|does not appear to be|conflict|ENOENT|protected branch|declined|not a symbolic ref|ignored by/i;
  const why = `git ${what} failed: ${said}`;
  return troubleWith(needsPerson.test(err) ? never(why) : later(why, { doubtful: true }));
}
