import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const crash = fileURLToPath(new URL("../../src/base/crash.ts", import.meta.url));
const program = `
  import { crashPoint } from ${JSON.stringify(crash)};
  for (let n = 1; n <= 3; n++) { crashPoint("before-commit"); crashPoint("after-send"); console.log(n); }
`;

function run(at: string | undefined) {
  const { SITREP_CRASH_AT: _, ...env } = process.env;
  const { signal, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    env: at === undefined ? env : { ...env, SITREP_CRASH_AT: at },
    encoding: "utf8",
  });
  return { signal, said: stdout.split("\n").filter(Boolean) };
}

test("a process dies at the point that is named, as if the plug had been pulled", () => {
  expect(run("after-send")).toEqual({ signal: "SIGKILL", said: [] });
});

test("it can be told to die at a later visit", () => {
  expect(run("after-send:3")).toEqual({ signal: "SIGKILL", said: ["1", "2"] });
});

test("it lives when no point is named, or another one", () => {
  expect(run(undefined)).toEqual({ signal: null, said: ["1", "2", "3"] });
  expect(run("in-migration")).toEqual({ signal: null, said: ["1", "2", "3"] });
});
