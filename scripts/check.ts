import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { loadConfig } from "../src/config/load.ts";
import { manifestOf, manifestYaml } from "../src/config/manifest.ts";
import { report } from "./counts.ts";
import { foreignLicences, type LockedPackages, missingOptionals } from "./packages.ts";

/*
 * `npm run check`: what can be said of the project without running it. One line for each check, with its time; below one
 * that failed stands what it found.
 */

const root = fileURLToPath(new URL("..", import.meta.url));

/** What a check found wrong; empty when it passed. */
type Check = () => string | Promise<string>;

const checks: Record<string, Check> = {
  "types of the program": () => tool("node_modules/typescript/bin/tsc", "--noEmit", "--pretty", "false"),
  "types of the workspace's page": () =>
    tool("node_modules/typescript/bin/tsc", "-p", "src/workspace/page", "--pretty", "false"),
  "style and likely mistakes": () =>
    tool("node_modules/@biomejs/biome/bin/biome", "ci", "--colors=off", "--diagnostic-level=error", "."),
  "packages for every platform in the lock": () => found(missingOptionals(locked()), "npm ci would refuse this lock:"),
  "licences of what is shipped": () => found(foreignLicences(locked()), "not a licence we ship:"),
  "manifest.yml in step with the configuration": manifestInStep,
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const began = performance.now();
  const wrong = (await check()).trim();
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(`${wrong ? "FAILED" : "ok    "} ${seconds.padStart(5)} s  ${name}`);
  if (wrong) console.log(wrong.replace(/^/gm, "       "));
  if (wrong) failed++;
}
report({ passed: Object.keys(checks).length - failed, failed, skipped: 0 });
process.exitCode = failed > 0 ? 1 : 0;

/** Runs a tool of the project; its words when it is not content. */
function tool(file: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [file, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  if (status === 0) return "";
  return error?.message ?? (`${stdout}${stderr}` || `${file} ended with ${status}`);
}

function locked(): LockedPackages {
  const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")) as {
    packages: LockedPackages;
  };
  return packages;
}

function found(list: string[], title: string): string {
  return list.length > 0 ? [title, ...list].join("\n") : "";
}

async function manifestInStep(): Promise<string> {
  const shipped = readFileSync(new URL("../manifest.yml", import.meta.url), "utf8");
  // No file and no environment: what everybody gets who changes nothing.
  const made = manifestYaml(
    manifestOf(await loadConfig({ env: {}, cwd: fileURLToPath(new URL(".", import.meta.url)) })),
  );
  return shipped === made
    ? ""
    : "It differs from what the configuration makes; write it again: npm run manifest -- --write";
}
