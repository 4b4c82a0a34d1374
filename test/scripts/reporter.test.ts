import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../house/tree.ts";

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "reporter-"));
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** Runs test files with the reporter alone: what it said, and what it counted. */
function report(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(project, name), `import { describe, test } from "vitest";\n${text}`);
  const counts = join(project, "counts");
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      "--root",
      project,
      "--reporter",
      join(root, "scripts/reporter.ts"),
    ],
    {
      cwd: project,
      encoding: "utf8",
      env: { PATH: process.env.PATH, SITREP_COUNTS: counts },
    },
  );
  return {
    said: stdout.split("\n").filter((line) => line.startsWith("skipped:")),
    counted: readFileSync(counts, "utf8"),
  };
}

test("says why tests were skipped, once for each reason, and counts them", () => {
  const { said, counted } = report({
    "a.test.ts": `
      test("runs", () => {});
      test("browser", ({ skip }) => skip("there is no Chromium here"));
      test("browser too", ({ skip }) => skip("there is no Chromium here"));
      test.skip("silent", () => {});
      test("fails", () => { throw new Error("no"); });
    `,
  });
  expect(said).toEqual(["skipped: 2 tests: there is no Chromium here", "skipped: 1 test: no reason given (a.test.ts)"]);
  expect(counted).toBe("1 1 3\n");
});

test("counts a file that cannot be run as failed", () => {
  const { said, counted } = report({ "a.test.ts": `import "./gone.ts";`, "b.test.ts": `test("runs", () => {});` });
  expect(said).toEqual([]);
  expect(counted).toBe("1 1 0\n");
});

test("counts what breaks around the tests as failed", () => {
  const { counted } = report({
    "a.test.ts": `
      import { beforeAll } from "vitest";
      describe("a room", () => { beforeAll(() => { throw new Error("no"); }); test("is never entered", () => {}); });
      test("runs", () => { void Promise.reject(new Error("nobody waits for this")); });
    `,
  });
  expect(counted).toMatch(/^1 2 \d\n$/);
});
