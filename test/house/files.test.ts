import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { exists, filesBelow, memberRooms, program, read, root } from "./tree.ts";

/** Waits in real time, because it bounds what a socket, a request, a browser or a shut-down may take; a story's clock must not. */
const patient = [
  "src/base/clock.ts",
  "src/in/slack/app.ts",
  "src/in/slack/forms.ts",
  "src/in/slack/people.ts",
  "src/in/slack/sockets.ts",
  "src/web/health.ts",
  "src/web/listening.ts",
  "src/web/status-page/freshness.ts",
  "src/workspace/traffic.ts",
  "src/workspace/watch.ts",
];

describe("a file of the program", () => {
  test("is named for what it is", () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|shared|types|index)(\.ts|\/|$)/;
    expect(program.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([]);
    expect(program.map(({ path }) => path).filter((path) => !/^[a-z0-9/.-]+\.ts$/.test(path))).toEqual([]);
  });

  test("can be read in one go", () => {
    const long = program
      .map(({ path, text }) => ({ path, lines: text.split("\n").length }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });

  test("learns the time from the clock it was handed", () => {
    const ownClock = /\bDate\.now\(|\bnew Date\(\s*\)/;
    const strays = program.filter(
      ({ path, text }) => path !== "src/base/clock.ts" && ownClock.test(withoutComments(text)),
    );
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  test("waits by that clock too, unless it waits for the world outside", () => {
    const timers = /\bset(Timeout|Interval)\b/;
    const strays = program.filter(({ path, text }) => !patient.includes(path) && timers.test(withoutComments(text)));
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  test("is not called patient any more when it no longer waits", () => {
    expect(patient.filter((path) => !exists(path) || !/\bset(Timeout|Interval)\b/.test(read(path)))).toEqual([]);
  });

  test("leaves the environment to the configuration", () => {
    // The crash points are read where they are, so that no run without them carries any of it.
    const allowed = /^src\/(config\/load\.ts|base\/crash\.ts|main\.ts|workspace\/main\.ts)$/;
    const strays = program.filter(
      ({ path, text }) => !allowed.test(path) && /\bprocess\.env\b/.test(withoutComments(text)),
    );
    expect(strays.map(({ path }) => path)).toEqual([]);
  });
});

test("what is exported is used somewhere", () => {
  const elsewhere = [...filesBelow("test", ".ts"), ...filesBelow("scripts", ".ts")].map((path) => ({
    path,
    text: read(path),
  }));
  const words = new Map<string, number>();
  for (const { text } of [...program, ...elsewhere]) {
    for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*/g)) words.set(word, (words.get(word) ?? 0) + 1);
  }
  const exported = /^export (?:async )?(?:function\*?|const|let|class|interface|type) ([A-Za-z_$][\w$]*)/gm;
  const dead = program.flatMap(({ path, text }) =>
    [...text.matchAll(exported)].filter(([, name = ""]) => words.get(name) === 1).map(([, name]) => `${path}: ${name}`),
  );
  expect(dead).toEqual([]);
});

describe("a member of a room", () => {
  test.each(memberRooms)("in %s has its test", (room) => {
    const members = filesBelow(room, ".ts").filter((path) => path.split("/").length === room.split("/").length + 1);
    const tests = members.map((path) => `test/${path.replace(/^src\//, "").replace(/\.ts$/, ".test.ts")}`);
    expect(tests.filter((path) => !exists(path))).toEqual([]);
  });

  test("in templates has its test", () => {
    const tests = filesBelow("templates", ".md").map(
      (path) => `test/templates/${path.split("/").at(-1)?.replace(/\.md$/, ".test.ts")}`,
    );
    expect(tests.filter((path) => !exists(path))).toEqual([]);
  });
});

describe("what is handed on", () => {
  const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
  const texts = tracked.filter(
    (path) => exists(path) && /\.(ts|js|cjs|md|yml|yaml|json|sh|css|html)$|^(Dockerfile|\.ci\/run|\.npmrc)$/.test(path),
  );

  test("names no machine it was made on", () => {
    const machine = new RegExp(
      ["/wo" + "rk/(main|shared)", "/ro" + "ot/", "/ho" + "me/[a-z]", "/op" + "t/node", "/Us" + "ers/[a-z]"].join("|"),
    );
    expect(texts.filter((path) => machine.test(read(path)))).toEqual([]);
  });

  test("names no registry that packages came from", () => {
    const registry = new RegExp(["regi" + "stry\\.[a-z0-9-]+\\.", "art" + "ifactory", '"resol' + 'ved":'].join("|"));
    expect(texts.filter((path) => registry.test(read(path)))).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
}
