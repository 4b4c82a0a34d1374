import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root } from "../house/tree.ts";

/*
 * The launcher, on a project of its own with an npm that only notes what it was asked. It writes down its arguments and
 * what of npm's settings it was given, waits for WAITS if that is set, and installs nothing but the mark of having been there.
 */
const npm = `#!/bin/sh
printf '%s|omit=%s|registry=%s\\n' "$*" "$npm_config_omit" "$npm_config_registry" >> "$NOTES"
[ -n "$WAITS" ] && sleep "$WAITS"
[ -n "$FAILS" ] && exit "$FAILS"
mkdir -p node_modules/vitest && : > node_modules/.package-lock.json && : > node_modules/vitest/vitest.mjs
`;

let project: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), "run-")));
  mkdirSync(join(project, "scripts"));
  mkdirSync(join(project, "tools"));
  write("package.json", "{}");
  write("package-lock.json", "{}");
  write(".npmrc", "");
  write("tools/npm", npm, 0o755);
  write("hello.ts", `const words: string[] = process.argv.slice(2);\nconsole.log(JSON.stringify(words));`);
  cpSync(join(root, "scripts/run.cjs"), join(project, "scripts/run.cjs"));
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  rmSync(project, { recursive: true, force: true });
});

function write(name: string, content: string, mode = 0o644) {
  writeFileSync(join(project, name), content, { mode });
}

const notes = () =>
  existsSync(join(project, "notes")) ? readFileSync(join(project, "notes"), "utf8").trim().split("\n") : [];
const left = () => readdirSync(join(project, ".runtime"));

function start(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["scripts/run.cjs", ...args], {
    cwd: project,
    env: surroundings(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  const ended = new Promise<{ code: number | null; signal: string | null }>((done) =>
    child.on("exit", (code, signal) => done({ code, signal })),
  );
  return { child, ended, said: text(child.stdout), told: text(child.stderr) };
}

function surroundings(env: Record<string, string>): Record<string, string> {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))) as Record<
    string,
    string
  >;
  return {
    ...own,
    PATH: [join(project, "tools"), process.env.PATH].join(delimiter),
    NOTES: join(project, "notes"),
    ...env,
  };
}

async function run(args: string[], env: Record<string, string> = {}) {
  const { ended, said, told } = start(args, env);
  return { ...(await ended), said: await said, told: await told };
}

describe("packages", () => {
  test("are installed when they are missing, and not a second time", async () => {
    const first = await run(["hello.ts", "a", "--b"]);
    expect(first).toMatchObject({ code: 0, said: '["a","--b"]\n' });
    expect(first.told).toContain("Installing packages");
    expect(await run(["hello.ts"])).toMatchObject({ code: 0, told: "" });
    expect(notes()).toHaveLength(1);
    expect(notes()[0]).toMatch(/^ci --ignore-scripts --omit=dev /);
    expect(left()).toEqual([]);
  });

  test("are installed again when the lock is newer", async () => {
    await run(["hello.ts"]);
    write("package-lock.json", "{} ");
    await run(["hello.ts"]);
    expect(notes()).toHaveLength(2);
  });

  test("for the tests are added to those for running", async () => {
    await run(["hello.ts"]);
    rmSync(join(project, "node_modules/vitest"), { recursive: true });
    expect((await run(["--dev", "hello.ts", "x"])).said).toBe('["x"]\n');
    expect(notes()[1]).toMatch(/^ci --ignore-scripts --include=dev /);
  });

  test("come from where the outer npm gets them, and nothing else of it is passed on", async () => {
    await run(["hello.ts"], { npm_config_omit: "optional", npm_config_registry: "https://packages.example.com/" });
    expect(notes()[0]).toMatch(/\|omit=\|registry=https:\/\/packages\.example\.com\/$/);
  });

  test("are installed once when two commands start together", async () => {
    const both = await Promise.all([
      run(["hello.ts", "1"], { WAITS: "0.7" }),
      run(["--dev", "hello.ts", "2"], { WAITS: "0.7" }),
    ]);
    expect(both.map(({ code, said }) => [code, said])).toEqual([
      [0, '["1"]\n'],
      [0, '["2"]\n'],
    ]);
    expect(notes()).toHaveLength(1);
    expect(both.map(({ told }) => told).join("")).toContain("Another command is installing");
  });

  test("that cannot be installed leave everything as it was, and say so", async () => {
    await run(["hello.ts"]);
    write("package-lock.json", "{} ");
    const failed = await run(["hello.ts"], { FAILS: "3" });
    expect(failed.code).toBe(3);
    expect(failed.told).toContain("npm ci did not succeed");
    expect(existsSync(join(project, "node_modules/vitest/vitest.mjs"))).toBe(true);
    expect(left()).toEqual([]);
  });

  test("are not waited for when who installed them is dead", async () => {
    const dead = spawn(process.execPath, ["-e", ""]);
    await new Promise((done) => dead.on("exit", done));
    mkdirSync(join(project, ".runtime/new-packages-broken-off"), { recursive: true });
    write(".runtime/packages.lock", String(dead.pid));
    expect((await run(["hello.ts"])).said).toBe("[]\n");
    expect(left()).toEqual([]);
  });
});

describe("on a Node that is too old", () => {
  // This Node says it is old, until it is the one that was fetched.
  beforeEach(() => {
    const file = join(project, "scripts/run.cjs");
    const pretends = readFileSync(file, "utf8").replaceAll(
      "process.versions.node",
      '(process.execPath.startsWith(root) ? process.versions.node : "20.20.2")',
    );
    writeFileSync(file, pretends);
    const name = `node-${process.platform}-${process.arch}`;
    const bin = join(project, ".runtime", `${name}-24.21.0`, "node_modules", name, "bin");
    mkdirSync(bin, { recursive: true });
    try {
      linkSync(process.execPath, join(bin, "node"));
    } catch {
      cpSync(process.execPath, join(bin, "node"));
    }
  });

  test("the fetched one runs the file, and is first on its PATH", async () => {
    write("which.ts", `console.log(process.env.PATH.split(":")[0], process.argv[2]);`);
    const { code, said } = await run(["which.ts", "x"]);
    expect(code).toBe(0);
    expect(said).toMatch(/\.runtime\/node-.*\/bin x\n$/);
  });

  test("its exit code and its signal are passed on", async () => {
    write("three.ts", "process.exit(3);");
    write("killed.ts", `process.kill(process.pid, "SIGKILL");`);
    expect(await run(["three.ts"])).toMatchObject({ code: 3, signal: null });
    expect(await run(["killed.ts"])).toMatchObject({ code: null, signal: "SIGKILL" });
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("%s reaches it", async (signal) => {
    write(
      "waits.ts",
      `process.on("${signal}", () => { console.log("told"); process.exit(7); });\nconsole.log("ready");\nsetInterval(() => {}, 1_000);`,
    );
    const { child, ended, said } = start(["waits.ts"]);
    await ready(child);
    child.kill(signal);
    expect(await ended).toEqual({ code: 7, signal: null });
    expect(await said).toContain("told");
  });
});

test("a shell of npm's that dies takes its program with it", async () => {
  write(
    "waits.ts",
    `process.on("SIGTERM", () => { console.log("told"); process.exit(0); });\nconsole.log("ready");\nsetInterval(() => {}, 1_000);`,
  );
  const shell = spawn("sh", ["-c", `"${process.execPath}" scripts/run.cjs waits.ts; true`], {
    cwd: project,
    env: surroundings({ npm_lifecycle_event: "start" }),
    stdio: ["ignore", "pipe", "ignore"],
  });
  started.push(shell);
  const said = text(shell.stdout);
  await ready(shell);
  shell.kill("SIGKILL");
  // The pipe ends only when the program has.
  expect(await said).toBe("ready\ntold\n");
});

test("without a file it says how it is used", async () => {
  expect(await run(["--dev"])).toMatchObject({ code: 2, told: expect.stringContaining("Usage: node scripts/run.cjs") });
});

/** Resolves when the program has said that it is ready, or has ended without. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.stdout?.on("data", (chunk) => String(chunk).includes("ready") && done());
    child.on("exit", () => done());
  });
}
